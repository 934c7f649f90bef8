"""A Word file and a fetched page in a browser: from the file to something that can be submitted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Page, expect

from news.editorial.fetching import fetch_pictures
from news.media import fetch
from news.models import Article, Channel, FetchJob, Image, SiteIdentity
from news.text.pending import pending_pictures
from tests.importing.documents import report
from tests.importing.test_webpage import ADDRESS, FIRST, PAGE, SECOND
from tests.journeys.test_desk import sign_in
from tests.journeys.test_reader import axe
from tests.media.far_server import FarServer
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]
BODY = ".ProseMirror[contenteditable=true]"


@pytest.fixture(autouse=True)
def _no_worker(settings: Any) -> None:
    """Background work waits, as it does in an installation; a test that wants some done does it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def word_file(tmp_path: Path) -> Path:
    """A report with five photographs of a telephone."""
    photos = [("jpg", picture(4000, 3000, color=(30 * n, 90, 60))) for n in range(1, 6)]
    path = tmp_path / "加装电梯.docx"
    path.write_bytes(report(photos))
    return path


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarServer]:
    """The internet of these tests."""
    server = FarServer()
    monkeypatch.setattr(fetch, "INTERNET", server.network)
    server.name("mp.weixin.qq.com", "1.1.1.1")
    server.put(ADDRESS, PAGE.encode())
    server.put(FIRST, picture(900, 600), "image/jpeg")
    server.put(SECOND, b"", status=403)
    yield server
    server.close()


def write_page(context: BrowserContext, root: str) -> Page:
    page = context.new_page()
    sign_in(page, root)
    page.goto(f"{root}/admin/news/article/add/")
    return page


def test_a_word_file_with_five_pictures_is_submitted_in_five_clicks(
    live_server: Any, open_context: Open, chief: User, site: SiteIdentity, yaowen: Channel, word_file: Path
) -> None:
    page = write_page(open_context(), live_server.url)
    clicks = 0
    page.get_by_text("从 Word 文件或网址开始").click()
    with page.expect_file_chooser() as chooser:
        page.locator("#d-document").click()
    clicks += 2
    chooser.value.set_files(word_file)
    expect(page.locator("#id_title")).to_have_value("滨河三区七十二栋老楼装上电梯", timeout=30_000)
    expect(page.locator(f"{BODY} figure")).to_have_count(5)
    page.select_option("#id_channel", str(yaowen.pk))
    clicks += 2  # open the list, choose
    page.locator("#d-publish").click()
    clicks += 1
    expect(page.locator(".d-status")).to_contain_text("待初审")
    assert clicks <= 5
    assert Image.objects.count() == 5
    body = Article.objects.get().working_revision.snapshot.body  # type: ignore[union-attr]
    assert body.count("<figcaption>") == 5
    assert "图3：居民试乘第3部电梯。 陆拾遗 摄" in body


def test_a_word_file_is_dropped_on_the_page(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel, word_file: Path
) -> None:
    page = write_page(open_context(), live_server.url)
    data = list(word_file.read_bytes())
    page.locator(BODY).wait_for()
    drop = """([data, name, type]) => {
        const carried = new DataTransfer();
        carried.items.add(new File([new Uint8Array(data)], "稿件.docx", { type }));
        const target = document.querySelector(".ProseMirror[contenteditable=true]");
        target.dispatchEvent(new DragEvent(name, { dataTransfer: carried, bubbles: true, cancelable: true }));
    }"""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.evaluate(drop, [data, "dragover", word])
    expect(page.locator("#d-dropnote")).to_be_visible()
    page.evaluate(drop, [data, "drop", word])
    expect(page.locator("#id_title")).to_have_value("滨河三区七十二栋老楼装上电梯", timeout=30_000)
    expect(page.locator(f"{BODY} figure")).to_have_count(5)


def test_without_scripts_a_file_is_an_ordinary_upload(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel, word_file: Path
) -> None:
    page = write_page(open_context(java_script_enabled=False), live_server.url)
    page.get_by_text("从 Word 文件或网址开始").click()
    page.set_input_files("#d-document", word_file)
    page.get_by_role("button", name="读入").click()
    expect(page.locator("#id_title")).to_have_value("滨河三区七十二栋老楼装上电梯")
    assert Article.objects.count() == 1


def test_a_refused_file_says_why_where_it_was_chosen(
    live_server: Any, open_context: Open, chief: User, tmp_path: Path
) -> None:
    old = tmp_path / "旧稿.doc"
    old.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(900))
    page = write_page(open_context(390, scheme="dark", bypass_csp=True), live_server.url)
    page.get_by_text("从 Word 文件或网址开始").click()
    page.set_input_files("#d-document", old)
    expect(page.get_by_role("alert")).to_contain_text("另存为 .docx")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pictures_of_a_page_come_into_the_open_editor(
    far: FarServer, live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = write_page(open_context(390, bypass_csp=True), live_server.url)
    page.get_by_text("从 Word 文件或网址开始").click()
    page.fill("#d-address", ADDRESS)
    page.get_by_role("button", name="取回").click()
    expect(page.locator(".d-fetchsum")).to_contain_text("已取回 0 张，共 2 张。")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("link", name="继续写稿").click()
    page.locator(BODY).wait_for()
    places = page.locator(f"{BODY} img[src^='/media/pending/']")
    expect(places).to_have_count(2)
    assert places.first.evaluate("image => image.complete && image.naturalWidth > 0"), "the place is drawn"
    expect(page.locator("#d-pending")).to_contain_text("正在取回正文中的 2 张图片")
    page.locator(f"{BODY} p").first.click()
    page.keyboard.press("End")
    page.keyboard.type("补写一句。")
    # Nothing is lost and nothing goes out while pictures are missing.
    page.select_option("#id_channel", str(yaowen.pk))
    page.fill("#id_editors", "顾青简")
    page.locator("#d-publish").click()
    expect(page.locator("#content")).to_contain_text("还没有取回")
    expect(page.locator(BODY)).to_contain_text("补写一句。")

    job = FetchJob.objects.get()
    fetch_pictures.call(job.pk)
    expect(places).to_have_count(1)
    expect(page.locator("#d-pending")).to_contain_text("正文有 1 张图片未能取回")
    expect(page.locator("#d-pending")).to_contain_text("拒绝提供")
    # A picture without a description is a finding of the checks; everything else is the page's.
    assert [line for line in axe(page) if not line.startswith("image-alt: ['figure")] == []

    far.put(SECOND, picture(700, 500), "image/jpeg")
    page.locator("#d-pending").get_by_role("button", name="重试").click()
    expect(page.locator("#d-pending")).to_contain_text("正在取回")
    fetch_pictures.call(job.pk)
    expect(places).to_have_count(0)
    expect(page.locator("#d-pending")).to_be_hidden()
    page.locator("#d-publish").click()
    expect(page.locator(".d-status")).to_contain_text("待初审")
    article = Article.objects.get()
    assert article.working_revision
    assert pending_pictures(article.working_revision.snapshot.body) == []
    assert "补写一句。" in article.working_revision.snapshot.body
    assert article.working_revision.snapshot.source == "河湾发布"


def test_pictures_of_a_pasted_text_are_fetched_while_writing(
    far: FarServer, live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = write_page(open_context(), live_server.url)
    page.locator(BODY).click()
    page.evaluate(
        """(html) => {
            const carried = new DataTransfer();
            carried.setData("text/html", html);
            const event = new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true });
            document.querySelector(".ProseMirror[contenteditable=true]").dispatchEvent(event);
        }""",
        f'<section><p>闸站检修。</p><p><img data-src="{FIRST}"></p><p>第二段。</p></section>',
    )
    places = page.locator(f"{BODY} img[src^='/media/pending/']")
    expect(places).to_have_count(1)
    expect(page.locator("#d-pending")).to_contain_text("正在取回正文中的 1 张图片")
    fetch_pictures.call(FetchJob.objects.get().pk)
    expect(page.locator(f"{BODY} img[src^='/media/images/']")).to_have_count(1)
    expect(page.locator("#d-pending")).to_be_hidden()
    page.fill("#id_title", "贴来的稿")
    page.keyboard.press("Control+s")
    expect(page.locator("#d-saved")).to_contain_text("已保存")
    article = Article.objects.select_related("working_revision").get()
    assert article.working_revision
    assert Image.objects.get().file.url in article.working_revision.snapshot.body


def test_progress_is_shown_as_it_happens(
    far: FarServer, live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = write_page(open_context(scheme="dark", bypass_csp=True), live_server.url)
    page.get_by_text("从 Word 文件或网址开始").click()
    page.fill("#d-address", ADDRESS)
    page.keyboard.press("Enter")
    expect(page.locator(".d-fetchlist li")).to_have_count(2)
    fetch_pictures.call(FetchJob.objects.get().pk)
    expect(page.locator(".d-fetchsum")).to_contain_text("已取回 1 张，共 2 张。")
    expect(page.locator(".d-fetchlist")).to_contain_text("mmbiz.example 拒绝提供（HTTP 403）")
    assert axe(page) == []
    page.get_by_role("button", name="从正文删去缺图").click()
    expect(page.locator(".messagelist")).to_contain_text("未能取回的图片已从正文删去。")
    page.locator(BODY).wait_for()
    expect(page.locator(f"{BODY} figure")).to_have_count(1)
