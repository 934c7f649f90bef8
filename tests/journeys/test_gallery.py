"""The pictures in large, by keyboard; and the same page without scripts."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, expect

from news.editorial.pictures import add_picture
from news.models import Article
from tests.journeys.conftest import Site
from tests.journeys.test_reader import axe
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]


@pytest.fixture
def gallery(served: Site, chief: User, make_article: Callable[..., Article]) -> str:
    body = "<p>沿河走了一天。</p>"
    for n, words in enumerate(("晨雾。", "白鹭。", "归雁。"), start=1):
        data = picture(1200 + n, 750)
        image, _new = add_picture(io.BytesIO(data), len(data), by=chief, alt=f"画面{n}", caption=words, credit="")
        body += f'<figure><img src="{image.file.url}"></figure>'
    return served.root + make_article("组图：河边一日", kind="gallery", body=body).address


def test_the_pictures_are_walked_by_keyboard(gallery: str, open_context: Open) -> None:
    page = open_context(bypass_csp=True).new_page()
    page.goto(gallery)
    links = page.locator("a[data-view]")
    links.nth(1).focus()
    page.keyboard.press("Enter")
    box, count = page.locator("dialog.viewer"), page.locator(".viewer__count")
    expect(box).to_be_visible()
    expect(count).to_have_text("第 2 张，共 3 张")
    expect(page.locator(".viewer__words")).to_have_text("白鹭。")
    page.keyboard.press("ArrowRight")
    expect(count).to_have_text("第 3 张，共 3 张")
    page.keyboard.press("ArrowRight")  # there is no fourth
    expect(count).to_have_text("第 3 张，共 3 张")
    page.keyboard.press("Home")
    expect(page.locator(".viewer__pic img")).to_have_attribute("alt", "画面1")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    expect(count).to_have_text("第 2 张，共 3 张")
    assert axe(page) == []
    held = "getComputedStyle(document.documentElement).overflowY"
    assert page.evaluate(held) == "hidden"
    for _turn in range(6):  # the focus stays inside, but for the browser's own bar
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(links.nth(2)).to_be_focused()
    assert page.evaluate(held) != "hidden"


def test_a_finger_turns_the_pictures(gallery: str, open_context: Open) -> None:
    page = open_context(390, has_touch=True).new_page()
    page.goto(gallery)
    page.locator("a[data-view]").first.tap()
    expect(page.locator(".viewer__count")).to_have_text("第 1 张，共 3 张")
    swipe: Any = """([from, to]) => {
      const frame = document.querySelector(".viewer__pic");
      const touch = (x) => new Touch({identifier: 1, target: frame, clientX: x, clientY: 300});
      frame.dispatchEvent(new TouchEvent("touchstart", {touches: [touch(from)], changedTouches: [touch(from)]}));
      frame.dispatchEvent(new TouchEvent("touchend", {touches: [], changedTouches: [touch(to)]}));
    }"""
    page.evaluate(swipe, [300, 100])
    expect(page.locator(".viewer__count")).to_have_text("第 2 张，共 3 张")
    page.evaluate(swipe, [100, 300])
    expect(page.locator(".viewer__count")).to_have_text("第 1 张，共 3 张")
    page.get_by_role("button", name="关闭大图").tap()
    expect(page.locator("dialog.viewer")).to_be_hidden()


def test_without_scripts_all_pictures_stand_in_order(gallery: str, open_context: Open) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{gallery}#p3")
    numbers = page.locator(".plate__n")
    assert [words.split() for words in numbers.all_inner_texts()] == [
        ["1", "/", "3"],
        ["2", "/", "3"],
        ["3", "/", "3"],
    ]
    expect(page.locator("#p3")).to_be_in_viewport()
    page.locator("a[data-view]").first.click()
    assert "/media/" in page.url
