"""The desk in a browser: an editor writes, saves, publishes; readers see exactly what was signed off."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from news.editorial.letters import Signs, receive
from news.editorial.review import submit
from news.enums import LetterKind
from news.models import Article, Channel, Image, Letter, SiteIdentity
from tests.conftest import put_out
from tests.journeys.conftest import Site
from tests.journeys.test_reader import LONG, axe
from tests.newsroom import draft, person
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]
# Pages that are built as another of the list is: on a phone they are looked at in the long tests only.
SAME_SORT = (
    "news/image/add/ news/channel/add/ schedule/ workload/ news/dutyshift/ news/deputy/ news/licence/ news/disclaimer/ "
    "news/keyword/"
).split()


# Cells of a list that the edge of the screen cuts off.
CUT = """() => [...document.querySelectorAll("#result_list :is(td, th)")].filter((cell) => cell.checkVisibility()
  && cell.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((cell) => cell.className)"""


def sign_in(page: Page, root: str, name: str = "chief") -> None:
    """Give the browser the cookie of a session; where the form matters, ``sign_in_by_form`` fills it in."""
    client = Client()
    client.force_login(User.objects.get(username=name))
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": root}])


def sign_in_by_form(page: Page, root: str, name: str = "chief", password: str = "") -> None:
    page.goto(f"{root}/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password or f"{name}-secret")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{root}/admin/")


def write(page: Page, title: str, words: str) -> None:
    page.fill("#id_title", title)
    page.locator(".ProseMirror[contenteditable=true]").click()
    page.keyboard.type(words)


def save(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("#d-saved")).to_contain_text("已保存")


def test_article_with_a_captioned_picture_and_four_keywords(
    live_server: Any,
    settings: Any,
    open_context: Open,
    chief: User,
    site: SiteIdentity,
    yaowen: Channel,
    tmp_path: Path,
) -> None:
    settings.SITE_URL = live_server.url
    (tmp_path / "河面.jpg").write_bytes(picture(1200, 750))
    context = open_context()
    page = context.new_page()
    sign_in_by_form(page, live_server.url)
    page.goto(f"{live_server.url}/admin/news/image/add/")
    page.set_input_files("#id_pictures", tmp_path / "河面.jpg")
    page.fill("[name=alt]", "河面上的晨雾")
    page.fill("[name=caption]", "清晨的河面。")
    page.fill("[name=credit]", "陆拾遗 摄")
    page.get_by_role("button", name="上传").click()
    page.wait_for_url(lambda url: "add" not in url)
    image = Image.objects.get()

    page.goto(f"{live_server.url}/admin/news/article/add/")
    write(page, "夜市收摊以后", "凌晨一点，清扫车驶过。")
    page.keyboard.press("Enter")
    page.get_by_title("插入图片").click()
    page.locator("input[name=imageUrl]").fill(image.file.url)
    page.locator("input[name=altText]").fill("河面上的晨雾")
    page.locator("input[name=caption]").fill("收摊后的河边。")
    page.get_by_role("button", name="插入", exact=True).click()
    page.select_option("#id_channel", str(yaowen.pk))
    page.fill("#id_keywords", "淮海，夜市、公交，社区")
    page.fill("#id_editors", "顾青简")
    page.keyboard.press("Control+s")
    expect(page.locator("#d-saved")).to_contain_text("已保存")
    article = Article.objects.get()
    assert context.request.get(f"{live_server.url}/news/yaowen/").text().count("夜市收摊以后") == 0
    page.locator("#d-publish").click()
    expect(page.locator(".d-status")).to_contain_text("待初审")
    put_out(article.pk)

    article = Article.objects.for_page().get(pk=article.pk)
    reader = open_context().new_page()
    for path in ("/", "/news/", "/news/yaowen/", f"/keywords/{quote('夜市')}/", "/sitemap/"):
        reader.goto(live_server.url + path)
        expect(reader.locator("main").get_by_text("夜市收摊以后").first).to_be_visible()
    reader.goto(live_server.url + article.address)
    expect(reader.locator(".prose figcaption")).to_have_text(re.compile("收摊后的河边。.*陆拾遗 摄"))
    assert reader.locator(".chips a").all_inner_texts() == ["淮海", "夜市", "公交", "社区"]
    assert reader.locator(".prose img").evaluate("image => image.complete && image.naturalWidth > 0")

    # Draft over live: the page stays until the new text is signed off.
    page.reload()
    page.fill("#id_title", "夜市收摊以后（改）")
    save(page)
    reader.reload()
    expect(reader.locator("h1")).to_have_text("夜市收摊以后")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".d-status")).to_contain_text("待初审")
    reader.reload()
    expect(reader.locator("h1")).to_have_text("夜市收摊以后")
    put_out(article.pk)
    reader.reload()
    expect(reader.locator("h1")).to_have_text("夜市收摊以后（改）")


def test_what_was_typed_survives_an_expired_login(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = open_context().new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/news/article/add/")
    write(page, "写到一半的稿", "一整段还没有保存的话。")
    page.wait_for_timeout(1500)
    Session.objects.all().delete()
    page.locator(".d-bar [name=_continue]").click()
    page.fill("[name=username]", "chief")
    page.fill("[name=password]", "chief-secret")
    page.keyboard.press("Enter")
    page.locator("#d-restore .d-btn-ink").click()
    expect(page.locator("#id_title")).to_have_value("写到一半的稿")
    expect(page.locator(".ProseMirror[contenteditable=true]")).to_contain_text("一整段还没有保存的话。")
    save(page)
    assert Article.objects.get().desk_title == "写到一半的稿"


@pytest.mark.parametrize(("place", "next_login"), [("queue", "chief"), ("form", "chief"), ("queue", "final")])
def test_a_reason_that_met_an_expired_login_is_shown_after_the_next(
    live_server: Any, open_context: Open, chief: User, reporter: User, yaowen: Channel, place: str, next_login: str
) -> None:
    article = draft(yaowen, reporter, editors=("何青禾",))
    submit(article.pk, by=reporter)
    page = open_context().new_page()
    sign_in(page, live_server.url)
    address = f"queue/?a={article.pk}" if place == "queue" else f"news/article/{article.pk}/change/"
    page.goto(f"{live_server.url}/admin/{address}")
    if place == "queue":
        page.keyboard.press("r")
    else:
        page.locator(".d-bar summary").click()
        page.locator("[data-dialog=d-do-return]").click()
    page.locator("dialog[open] textarea").first.fill("第三段的数字与通报不一致，请核对。")
    Session.objects.all().delete()
    page.keyboard.press("Control+Enter")
    if next_login != "chief":
        other = person(next_login)
        other.set_password(f"{next_login}-secret")
        other.save()
    page.fill("[name=username]", next_login)
    page.fill("[name=password]", f"{next_login}-secret")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{address}")
    if next_login == "chief":
        said = page.locator("#content").get_by_text("你写过：第三段的数字与通报不一致，请核对。").locator("..")
        expect(said).to_be_in_viewport(ratio=1)
        place_of = said.bounding_box()
        assert place_of is not None
        assert place_of["width"] > 400  # the queue's two halves are as they were
        assert place_of["height"] < 90
    else:
        page.wait_for_load_state("load")  # the script has run by then
        expect(page.get_by_text("你写过：")).to_have_count(0)
    assert Article.objects.get(pk=article.pk).level == "first"
    page.reload()  # said once
    expect(page.locator("h1").first).to_be_attached()
    expect(page.get_by_text("你写过：")).to_have_count(0)


def test_two_editors_at_once_lose_nothing(
    live_server: Any, open_context: Open, chief: User, reporter: User, make_article: Callable[..., Article]
) -> None:
    article = make_article("原来的标题", live=False)
    pages = []
    for name in ("chief", "reporter"):
        page = open_context().new_page()
        sign_in(page, live_server.url, name)
        page.goto(f"{live_server.url}/admin/news/article/{article.pk}/change/")
        pages.append(page)
    pages[0].fill("#id_title", "甲改的标题")
    save(pages[0])
    pages[1].fill("#id_title", "乙改的标题")
    pages[1].keyboard.press("Control+s")
    conflict = pages[1].locator("section.d-conflict")
    expect(conflict).to_contain_text("甲改的标题")
    expect(conflict).to_contain_text("乙改的标题")
    article.refresh_from_db()
    assert article.desk_title == "甲改的标题"
    pages[1].locator("[name=_mine]").click()
    expect(pages[1].locator("#d-saved")).to_contain_text("已保存")
    article.refresh_from_db()
    assert article.desk_title == "乙改的标题"
    assert [row.snapshot.title for row in article.revisions.all()] == ["乙改的标题", "甲改的标题", "原来的标题"]


def test_unpublishing_from_a_phone_takes_a_reason(
    live_server: Any, open_context: Open, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article("要下线的稿")
    page = open_context(390).new_page()
    words: list[str] = []
    page.on("console", lambda message: words.append(message.text))
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/news/article/{article.pk}/change/")
    page.locator(".ProseMirror[contenteditable=true]").wait_for()
    assert words == []  # the policy has nothing to refuse
    page.locator(".d-bar summary").click()
    off = page.locator("[data-dialog=d-do-unpublish]")
    expect(off).to_be_in_viewport(ratio=1)
    # seen, not scrolled to: the menu is longer than its box
    assert off.evaluate("e => e.getBoundingClientRect().bottom < e.closest('.d-pop').getBoundingClientRect().bottom")
    off.click()
    page.locator("#d-do-unpublish [name=note_unpublish]").fill("待核实")
    page.locator("#d-do-unpublish [name=_do]").click()
    expect(page.locator(".d-status")).to_contain_text("已下线")
    assert page.request.get(live_server.url + article.address).status == 410


def test_lists_on_a_phone_name_their_values_and_cut_nothing_off(served: Site, open_context: Open) -> None:
    receive(
        Letter(kind=LetterKind.CORRECTION, subject="文中说书房晚上十点关门，门口牌子写的是九点半。" * 3, body="请核。", name="田小满", contact="13800005678"),
        signs=Signs(seconds=60),
    )  # fmt: skip
    page = open_context(390).new_page()
    sign_in(page, served.root)
    for path, state in (
        ("letter", "状态"),
        ("topic", "状态"),
        ("channel", "审级"),
        ("ad", "状态"),
        ("staffmember", "状态"),
    ):
        page.goto(f"{served.root}/admin/news/{path}/")
        assert page.locator("#result_list tbody tr").count(), path
        assert page.evaluate(CUT) == [], path
        cell = page.locator(f"#result_list td[data-label='{state}']").first
        expect(cell).to_be_in_viewport(ratio=1)
        assert state in cell.evaluate("e => getComputedStyle(e, '::before').content"), path


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), pytest.param(390, "dark", marks=pytest.mark.long)])
def test_axe_finds_nothing_at_the_desk(served: Site, open_context: Open, width: int, scheme: str) -> None:
    page = open_context(width, scheme, bypass_csp=True).new_page()
    page.goto(f"{served.root}/admin/login/")
    faults = [f"login: {line}" for line in axe(page)]
    sign_in(page, served.root)
    for path in (
        "", "news/article/", "news/article/add/", f"news/article/{served.article.pk}/change/",
        f"news/article/{served.article.pk}/history/", "news/image/", "news/image/add/", "news/channel/", "news/channel/add/",
        "queue/", "mine/", "schedule/", "inbox/", "audit/", "workload/", "news/dutyshift/", "news/deputy/",
        "news/siteidentity/1/change/", "news/licence/", "news/disclaimer/", "news/staffmember/add/", "news/keyword/",
    ):  # fmt: skip
        if width < 600 and path in SAME_SORT and not LONG:
            continue
        page.goto(f"{served.root}/admin/{path}")
        if path.startswith("news/article/") and path.endswith(("add/", "change/")):
            page.locator(".ProseMirror[contenteditable=true]").wait_for()
        page.wait_for_timeout(100)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{path}: scrolls sideways at {width}")
        if cut := page.evaluate(CUT):
            faults.append(f"{path}: hangs over the edge: {cut}")
        faults += [f"{path}: {line}" for line in axe(page)]
    assert faults == []
