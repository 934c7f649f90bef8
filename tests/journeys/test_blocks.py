"""Groups of pictures, videos and attached files in a browser: made in the editor, saved, signed off, read."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from news.editorial.pictures import add_picture
from news.models import Article, Image, MediaFile
from tests.conftest import put_out
from tests.files import PDF, mp4
from tests.journeys.conftest import when
from tests.journeys.test_desk import Open, save
from tests.journeys.test_editor import html
from tests.journeys.test_paste import BODY, new_story
from tests.journeys.test_reader import axe
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def library(chief: User) -> list[Image]:
    """Three pictures with their words."""
    made = []
    for n, name in enumerate(("左岸夜景", "右岸夜景", "桥上行人")):
        data = picture(1200, 750 + 100 * n, color=(40 + 60 * n, 90, 120))
        image, _new = add_picture(
            io.BytesIO(data), len(data), by=chief, alt=f"{name}的样子", caption=f"{name}。", credit="陆拾遗 摄"
        )
        made.append(image)
    return made


def open_story(live_server: Any, open_context: Open, article: Article, **options: Any) -> Page:
    page = new_story(live_server, open_context, f"{article.pk}/change/", bypass_csp=True, **options)  # axe is put in
    page.evaluate("window.deskEditor.commands.focus('end')")
    page.keyboard.press("Enter")
    return page


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), pytest.param(390, "dark", marks=pytest.mark.long)])
def test_a_group_is_chosen_ordered_by_keyboard_and_read(
    live_server: Any,
    open_context: Open,
    make_article: Callable[..., Article],
    library: list[Image],
    tmp_path: Path,
    width: int,
    scheme: str,
) -> None:
    article = make_article("河湾夜景", live=False)
    page = open_story(live_server, open_context, article, width=width, scheme=scheme)
    page.get_by_role("button", name="组图", exact=True).click()
    dialog = page.get_by_role("dialog", name="插入组图")
    shown = dialog.get_by_role("group", name="添加图片").get_by_role("button").filter(has=page.locator("img"))
    expect(shown).to_have_count(3)
    shown.nth(2).click()  # the oldest: left bank
    dialog.get_by_role("button", name="插入").click()
    expect(dialog.get_by_role("alert")).to_contain_text("至少要有两张")
    shown.nth(1).click()
    (tmp_path / "现场.jpg").write_bytes(picture(900, 600, color=(200, 160, 40)))
    (tmp_path / "坏图.jpg").write_bytes(b"no picture")
    dialog.get_by_label("上传图片").set_input_files([tmp_path / "坏图.jpg", tmp_path / "现场.jpg"])
    items = dialog.get_by_role("list", name="组图，按顺序").get_by_role("listitem")
    expect(items).to_have_count(3)
    expect(dialog.locator(".d-ask-up li")).to_contain_text("坏图.jpg")  # the one that failed does not stop the other
    items.nth(2).get_by_label("图中内容（替代文字）").fill("夜市摊位前的人群")
    items.nth(2).get_by_label("图片说明").fill("夜市开张。")
    items.nth(2).get_by_label("来源/摄影").fill("沈知禾 摄")
    dialog.get_by_label("整组图片说明").fill("11月的河湾夜晚。")
    grip = items.nth(2).get_by_role("button", name="移动第 3 张")
    grip.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(dialog.get_by_role("status").filter(has_text="现在是第 1 张，共 3 张")).to_be_visible()
    expect(items.nth(0).get_by_role("button", name="移动第 1 张")).to_be_focused()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    dialog.get_by_role("button", name="插入").click()
    expect(page.locator(f"{BODY} figure.group figure")).to_have_count(3)
    assert axe(page) == []
    save(page)
    newest = Image.objects.order_by("-pk")[0]
    group = f'<figure class="group"><figure><img src="{newest.file.url}" alt="夜市摊位前的人群">'
    body = Article.objects.get(pk=article.pk).working_revision.snapshot.body  # type: ignore[union-attr]
    assert group + '<figcaption>夜市开张。<span class="credit">沈知禾 摄</span></figcaption></figure>' in body
    assert (
        f'<img src="{library[0].file.url}" alt="左岸夜景的样子"><figcaption>左岸夜景。<span class="credit">陆拾遗 摄</span>'
        in body
    )
    assert body.endswith("<figcaption>11月的河湾夜晚。</figcaption></figure>")
    # Opened again: the last becomes the first by dragging, one goes, the rest is as it was.
    when(page, "!!window.deskEditor")
    before = html(page)
    page.get_by_role("button", name="编辑组图").click()
    dialog = page.get_by_role("dialog", name="编辑组图")
    items = dialog.get_by_role("list", name="组图，按顺序").get_by_role("listitem")
    dialog.get_by_role("button", name="更新").click()
    assert html(page) == before
    page.get_by_role("button", name="编辑组图").click()
    if width > 400:
        items.nth(2).get_by_role("button", name="移动第 3 张").drag_to(items.nth(0), target_position={"x": 40, "y": 4})
    else:
        items.nth(2).get_by_role("button", name="第 3 张上移").click()
        items.nth(1).get_by_role("button", name="第 2 张上移").click()
    expect(items.nth(0).get_by_label("图片说明")).to_have_value("右岸夜景。")
    items.nth(1).get_by_role("button", name="移除第 2 张").click()
    dialog.get_by_role("button", name="更新").click()
    save(page)
    put_out(article.pk)
    live = Article.objects.for_page().get(pk=article.pk)
    reader = open_context(width=width, scheme=scheme, java_script_enabled=False).new_page()
    reader.goto(live_server.url + live.address)
    pictures = reader.locator(".group__pics figure")
    expect(pictures).to_have_count(2)
    expect(pictures.nth(0).locator("figcaption")).to_have_text("右岸夜景。陆拾遗 摄")
    expect(pictures.nth(0).get_by_role("link", name="右岸夜景的样子")).to_have_attribute("href", library[1].file.url)
    boxes = [pictures.nth(n).bounding_box() for n in (0, 1)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["y"] == boxes[1]["y"]  # beside each other, on a phone too
    reader = open_context(width=width, scheme=scheme, bypass_csp=True).new_page()
    reader.goto(live_server.url + live.address)
    assert axe(reader) == []


def test_in_a_group_a_caption_goes_without_its_figure(
    live_server: Any, open_context: Open, make_article: Callable[..., Article], library: list[Image]
) -> None:
    figures = "".join(
        f'<figure><img src="{image.file.url}" alt="四个字的"><figcaption>说明。</figcaption></figure>'
        for image in library
    )
    article = make_article(body=f'<p>文。</p><figure class="group">{figures}</figure>', live=False)
    page = new_story(live_server, open_context, f"{article.pk}/change/")
    page.locator(f"{BODY} figcaption").nth(1).click()
    page.get_by_role("button", name="去掉图片说明").click()
    assert html(page).count("<figcaption") == 2
    assert page.locator(f"{BODY} figure.group figure").count() == 3


def test_a_video_waits_for_its_poster_and_a_file_is_offered(
    live_server: Any,
    open_context: Open,
    make_article: Callable[..., Article],
    library: list[Image],
    chief: User,
    tmp_path: Path,
) -> None:
    article = make_article("船闸开放", live=False)
    page = open_story(live_server, open_context, article)
    (tmp_path / "开闸.mp4").write_bytes(mp4())
    (tmp_path / "开闸.mov").write_bytes(mp4(brand=b"qt  "))
    (tmp_path / "申报指南.pdf").write_bytes(PDF)
    page.get_by_role("button", name="视频", exact=True).click()
    dialog = page.get_by_role("dialog", name="插入视频")
    dialog.get_by_role("button", name="插入").click()
    expect(dialog.get_by_role("alert")).to_contain_text("请选一个视频")
    dialog.get_by_label("上传文件").set_input_files(tmp_path / "开闸.mov")
    expect(dialog.locator(".d-ask-up li")).to_contain_text("请导出为 H.264 编码的 MP4")
    dialog.get_by_label("上传文件").set_input_files(tmp_path / "开闸.mp4")
    expect(dialog.get_by_role("status").filter(has_text="已选：开闸.mp4")).to_be_visible()
    dialog.get_by_label("视频说明").fill("船闸开启。")
    dialog.get_by_label("来源/摄影").fill("林晚 摄")
    assert axe(page) == []
    dialog.get_by_role("button", name="插入").click()
    expect(page.locator(f"{BODY} figure.video")).to_contain_text("还没有封面图")
    page.get_by_role("button", name="附件", exact=True).click()
    dialog = page.get_by_role("dialog", name="插入附件")
    dialog.get_by_label("上传文件").set_input_files(tmp_path / "申报指南.pdf")
    expect(dialog.get_by_label("读者看到的名称")).to_have_value("申报指南.pdf")
    dialog.get_by_label("读者看到的名称").fill("2026年申报指南.pdf")
    assert axe(page) == []
    dialog.get_by_role("button", name="插入").click()
    expect(page.locator(f"{BODY} .d-file")).to_contain_text("2026年申报指南.pdf")
    assert axe(page) == []
    save(page)
    checks = page.locator(".d-checks")
    expect(checks).to_contain_text("视频没有封面图")
    page.get_by_role("button", name="修改视频").click()
    dialog = page.get_by_role("dialog", name="修改视频")
    dialog.get_by_role("group", name="封面图").get_by_role("button").filter(has=page.locator("img")).first.click()
    dialog.get_by_role("button", name="更新").click()
    expect(page.locator(f"{BODY} figure.video")).not_to_contain_text("还没有封面图")
    expect(page.locator(BODY)).to_be_focused()  # a frame later than the change
    # What is copied in the editor comes back whole: video, caption with its credit, file.
    page.keyboard.press("Control+a")
    page.wait_for_function("!window.deskEditor.state.selection.empty")
    page.keyboard.press("Control+c")
    page.locator(f"{BODY} > p").first.click()
    page.keyboard.press("End")
    page.wait_for_function("window.deskEditor.state.selection.empty")
    page.keyboard.press("Control+v")
    expect(page.locator(f"{BODY} .d-file")).to_have_count(2)
    assert html(page).count('<span class="credit">林晚 摄</span>') == 2
    page.keyboard.press("Control+z")
    expect(page.locator(f"{BODY} .d-file")).to_have_count(1)
    save(page)
    expect(page.locator("body")).not_to_contain_text("视频没有封面图")
    put_out(article.pk)
    live = Article.objects.for_page().get(pk=article.pk)
    film, guide = MediaFile.objects.get(kind="video"), MediaFile.objects.get(kind="document")
    reader = open_context(bypass_csp=True, accept_downloads=True).new_page()
    reader.goto(live_server.url + live.address)
    player = reader.locator("figure.fig--video video")
    for name, value in (("preload", "none"), ("width", "640"), ("height", "360"), ("src", film.address)):
        expect(player).to_have_attribute(name, value)
    expect(reader.locator(".fig--video figcaption")).to_have_text("船闸开启。林晚 摄")
    expect(reader.locator(".fig__get")).to_have_text("下载视频（1分05秒，MP4 视频，1 KB）")
    expect(reader.locator("p.file")).to_have_text("2026年申报指南.pdf（PDF，1 KB）")
    with reader.expect_download() as begun:
        reader.get_by_role("link", name="2026年申报指南.pdf").click()
    # The test server names the file; ours does not (tests/views/test_files.py), so that the link's own name is used.
    expect(reader.locator("p.file a")).to_have_attribute("download", "2026年申报指南.pdf")
    assert Path(begun.value.path()).read_bytes() == PDF
    assert axe(reader) == []
    assert guide.created_by == chief
