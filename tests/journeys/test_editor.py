"""Work inside the text in a browser: find and replace, the full screen."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from news.models import Article
from tests.journeys.test_desk import Open
from tests.journeys.test_paste import BODY, new_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "<p>书房在河湾，城市<strong>书</strong>房在老城。</p><h2>书房</h2><ul><li><p>App 与 APP</p></li></ul>"


@pytest.fixture
def page(live_server: Any, open_context: Open, make_article: Callable[..., Article]) -> Page:
    article = make_article(body=TEXT, live=False)
    opened = new_story(live_server, open_context, f"{article.pk}/change/")
    opened.locator(BODY).focus()
    opened.keyboard.press("Control+Home")
    return opened


def html(page: Page) -> str:
    return str(page.evaluate("window.deskEditor.getHTML()"))


def panel(page: Page) -> Locator:
    return page.get_by_role("search", name="查找替换")


def test_finding_counts_and_walks_by_keyboard_also_across_bold(page: Page) -> None:
    page.keyboard.press("Control+f")
    expect(page.get_by_label("查找", exact=True)).to_be_focused()
    page.keyboard.type("书房")
    said = panel(page).get_by_role("status")
    expect(said).to_have_text("第 1 处，共 3 处")
    page.keyboard.press("Enter")
    expect(said).to_have_text("第 2 处，共 3 处")
    assert "".join(page.locator(".d-hit-on").all_text_contents()) == "书房"
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(said).to_have_text("第 3 处，共 3 处")
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(page.locator(BODY)).to_be_focused()
    expect(page.locator(".d-hit")).to_have_count(0)
    page.keyboard.type("阅览室")  # what was found last is chosen
    assert "<h2>阅览室</h2>" in html(page)


def test_replacing_all_keeps_marks_and_is_one_step_to_undo(page: Page) -> None:
    page.keyboard.type("前")
    before = html(page)
    page.keyboard.press("Control+h")
    page.get_by_label("查找", exact=True).fill("书房")
    page.get_by_label("替换为").fill("书屋")
    page.get_by_role("button", name="全部替换").click()
    expect(panel(page).get_by_role("status")).to_have_text("已替换 3 处")
    assert "<p>前书屋在河湾，城市<strong>书屋</strong>在老城。</p><h2>书屋</h2>" in html(page)
    page.keyboard.press("Escape")
    page.keyboard.type("后")
    assert "后" in html(page)
    page.keyboard.press("Control+z")
    assert "后" not in html(page)
    assert "书屋" in html(page)
    page.keyboard.press("Control+z")
    assert html(page) == before


def test_replacing_one_by_one_skips_what_was_put_in(page: Page) -> None:
    page.keyboard.press("Control+h")
    page.get_by_label("查找", exact=True).fill("书房")
    page.get_by_label("替换为").fill("书房室")
    page.get_by_label("替换为").press("Enter")
    expect(panel(page).get_by_role("status")).to_have_text("第 2 处，共 3 处")
    assert "<p>书房室在河湾，城市<strong>书</strong>房在老城。" in html(page)
    page.get_by_label("替换为").fill("")
    page.get_by_role("button", name="替换", exact=True).click()
    assert "<p>书房室在河湾，城市在老城。" in html(page)


def test_finding_is_of_plain_text_and_case_is_a_choice(page: Page) -> None:
    page.keyboard.press("Control+f")
    said, find = panel(page).get_by_role("status"), page.get_by_label("查找", exact=True)
    find.fill("app")
    expect(said).to_have_text("第 1 处，共 2 处")
    page.get_by_label("区分大小写").check()
    expect(said).to_have_text("没有找到")
    find.fill(".")
    expect(said).to_have_text("没有找到")
    expect(page.get_by_role("button", name="全部替换")).to_be_disabled()
    expect(page.locator("#d-saved")).not_to_contain_text("未保存")  # looking for words is no change


@pytest.mark.parametrize(("width", "scheme"), [pytest.param(1366, "light", marks=pytest.mark.long), (390, "dark")])
def test_full_screen_is_left_by_button_and_escape(
    live_server: Any, open_context: Open, make_article: Callable[..., Article], width: int, scheme: str
) -> None:
    article = make_article(body=TEXT, live=False)
    page = new_story(live_server, open_context, f"{article.pk}/change/", width=width, scheme=scheme)
    indents = "e => [...e.querySelectorAll('p')].map((p) => [p.closest('li') !== null, getComputedStyle(p).textIndent !== '0px'])"
    # as readers get it: a paragraph begins two letters in, a list's words stand beside their mark
    assert page.locator(BODY).evaluate(indents) == [[False, True], [True, False]]
    whole = page.locator(".prose-editor.fullscreen")
    button = page.get_by_role("button", name="全屏")
    button.click()
    expect(whole).to_be_visible()
    box = whole.bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, width, 900)
    page.keyboard.press("Control+f")
    page.get_by_label("查找", exact=True).fill("河湾")
    expect(page.locator(".d-hit-on")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Escape")  # the panel first
    expect(whole).to_be_visible()
    page.keyboard.press("Escape")
    expect(whole).to_have_count(0)
    button.click()
    expect(whole).to_be_visible()
    button.focus()
    page.keyboard.press("Escape")
    expect(whole).to_have_count(0)
