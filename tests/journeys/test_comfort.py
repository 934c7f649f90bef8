"""What makes reading easier: reading aloud, copied text with its source, breaking news, the large-text mode."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from news.editorial.breaking import put_up
from news.models import BreakingLine
from tests.journeys.conftest import Site
from tests.journeys.test_reader import LONG, axe, nu

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]

# A voice that says nothing: what it was given is in `said`, and `finish()` ends the sentence it is at.
VOICE = """
window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", {configurable: true, value: {
  getVoices: () => [{lang: "en-US", name: "en"}, {lang: "zh-CN", name: "晓晓", localService: true}],
  speak: (one) => { window.said.push(one); window.now = one; },
  cancel: () => { window.stopped = (window.stopped || 0) + 1; if (window.now) window.now.onerror({error: "canceled"}); },
}});
window.finish = () => { const one = window.now; window.now = null; one.onend(); };
navigator.share = (what) => { window.shared = what; return Promise.resolve(); };
"""


def said(page: Page) -> list[str]:
    found: list[str] = page.evaluate("said.map(one => one.text)")
    return found


def marked(page: Page) -> list[str]:
    found: list[str] = page.evaluate("[...document.querySelectorAll('.spoken')].map(e => e.textContent.trim())")
    return found


def test_a_story_is_read_aloud_by_keyboard(served: Site, open_context: Open) -> None:
    context = open_context()
    context.add_init_script(VOICE)
    page = context.new_page()
    page.goto(served.root + served.article.address)
    title = served.article.title
    page.get_by_role("button", name="朗读").focus()
    page.keyboard.press("Enter")
    assert said(page) == [title]
    assert marked(page) == [title]
    assert page.evaluate("[said[0].lang, said[0].voice.name]") == ["zh-CN", "晓晓"]
    page.evaluate("finish()")
    first = "黄淮网（沈知禾）12月20日上午，会议召开。"
    assert said(page)[1:] == [first]
    assert marked(page) == [first]
    page.keyboard.press("Space")  # the same button pauses, and goes on with the sentence it was at
    assert page.get_by_role("button", name="继续").is_visible()
    assert page.get_by_text("已暂停").count() == 1
    page.keyboard.press("Enter")
    assert said(page)[2:] == [first]
    while page.evaluate("!!now"):
        page.evaluate("finish()")
    assert page.get_by_text("朗读完毕").count() == 1
    whole = "".join(said(page)[2:])
    assert "怎样干好" in whole
    assert "水到了田头" in whole
    assert "18家" not in whole  # tables and captions are looked at, not listened to
    assert "清晨的河面" not in whole
    assert whole.count("水到了田头") == 1
    assert marked(page) == []
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "停止"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent.trim()") == "朗读"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.get_by_role("button", name="停止").count() == 0
    page.keyboard.press("Enter")
    before = page.evaluate("stopped")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.evaluate("stopped") > before
    page.get_by_role("button", name="分享").click()
    assert page.evaluate("shared.url") == served.root + served.article.address


def test_without_a_voice_or_a_share_sheet_nothing_is_offered(served: Site, open_context: Open) -> None:
    context = open_context()
    context.add_init_script("delete window.speechSynthesis; delete Navigator.prototype.share;")
    context.add_init_script("Object.defineProperty(window, 'speechSynthesis', {value: undefined});")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(served.root + served.article.address)
    assert page.get_by_role("button", name="朗读").count() == 0
    assert page.get_by_role("button", name="分享").count() == 0
    assert page.get_by_text("扫码转发").is_visible()
    assert faults == []


COPY = """selector => {
  const range = document.createRange();
  const all = [...document.querySelectorAll(selector)];
  range.setStartBefore(all[0]); range.setEndAfter(all[all.length - 1]);
  getSelection().removeAllRanges(); getSelection().addRange(range);
  return document.execCommand('copy');
}"""
CLIP = """async type => {
  const [item] = await navigator.clipboard.read();
  return item.types.includes(type) ? (await item.getType(type)).text() : '';
}"""


def test_a_copied_passage_names_its_source(served: Site, open_context: Open) -> None:
    context = open_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    address = served.root + served.article.address
    page.goto(address)
    page.evaluate(COPY, ".prose > p, .prose > ul, .prose > table")
    text = page.evaluate(CLIP, "text/plain")
    assert text.endswith(f"\n来源：黄淮网\n{address}")
    assert text.startswith("黄淮网（沈知禾）12月20日上午")
    assert f'<a href="{address}">{address}</a>' in page.evaluate(CLIP, "text/html")
    page.evaluate(COPY, ".prose > p:first-child")
    assert page.evaluate(CLIP, "text/plain").startswith("黄淮网（沈知禾）12月20日上午，会议召开。")
    assert "来源：" not in page.evaluate(CLIP, "text/plain")  # too short to need one
    page.evaluate(COPY, ".rail")  # long, but no part of the story
    assert "来源：" not in page.evaluate(CLIP, "text/plain")


def test_breaking_news_is_closed_with_one_press_and_stays_closed(
    served: Site, open_context: Open, chief: User
) -> None:
    def put(text: str) -> BreakingLine:
        return put_up(by=chief, text=text, leads=str(served.article.pk), end=timezone.now() + timedelta(hours=1))

    put("市气象台发布暴雨橙色预警，今夜到明天有大到暴雨")
    bare = open_context(java_script_enabled=False).new_page()
    bare.goto(served.root)
    assert bare.get_by_role("region", name="突发新闻").is_visible()
    assert bare.get_by_role("button", name="关闭突发新闻").count() == 0
    for width, scheme in ((1366, "light"), (390, "dark")):
        put(f"市气象台发布第{width}号预警")
        page = open_context(width, scheme, bypass_csp=True).new_page()
        page.goto(served.root)
        assert page.get_by_role("alert").count() == 0
        assert axe(page) == []
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent").startswith("市气象台")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert not page.locator(".breaking").is_visible()
        assert page.evaluate("document.activeElement.id") == "main"
        page.add_init_script(
            "window.moved = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) window.moved += "
            "one.value; }).observe({type: 'layout-shift', buffered: true});"
        )
        page.goto(served.root + served.article.address)
        page.wait_for_load_state("networkidle")
        assert not page.locator(".breaking").is_visible()
        assert page.evaluate("moved") <= 0.02
        put(f"交警提示：城区三处下穿立交已封闭{width}")
        page.reload()
        assert page.locator(".breaking").is_visible()


def test_the_style_guide_is_clean_in_every_mode(
    served: Site, open_context: Open, settings: Any, tmp_path: Path
) -> None:
    settings.DEBUG = True
    page = open_context(1366, bypass_csp=True).new_page()
    page.goto(f"{served.root}/styleguide/")
    faults = []
    others = (("dark", ""), ("light", "large")) if LONG else ()
    for theme, mode in (("light", ""), ("dark", "large"), *others):
        page.evaluate(
            "([theme, mode]) => { const root = document.documentElement; root.setAttribute('data-theme', theme);"
            "root.setAttribute('data-mode', mode); }",
            [theme, mode],
        )
        # several states of one part stand on this page, so their landmarks share a name
        faults += [line for line in axe(page) if not line.startswith("landmark-unique")]
    assert faults == []
    file = tmp_path / "styleguide.html"
    file.write_bytes(Client().get("/styleguide/").content)
    assert nu(file) == []


def contrast(page: Page, selector: str) -> float:
    """Return the ratio of an element's text on the page's ground."""
    value: float = page.evaluate(
        """selector => {
          const light = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(n => {
            n /= 255; return n <= 0.03928 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4; });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const style = element => getComputedStyle(element);
          const pair = [light(style(document.querySelector(selector)).color), light(style(document.body).backgroundColor)];
          return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
        }""",
        selector,
    )
    return value


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_large_text_is_larger_darker_wider_apart_and_free_of_advertising(
    served: Site, open_context: Open, scheme: str
) -> None:
    page = open_context(390, scheme).new_page()
    page.goto(served.root + served.article.address)
    shape = "(e => [parseFloat(getComputedStyle(e).fontSize), parseFloat(getComputedStyle(e).lineHeight)])"
    size, height = page.evaluate(f"{shape}(document.querySelector('.prose p'))")
    faint = contrast(page, ".art__line")
    assert [ad.is_visible() for ad in page.locator(".ad").all()] == [True] * 3  # masthead, rail, after the text
    page.get_by_text("阅读设置").click()
    page.get_by_label("大字版").check(force=True)
    assert [ad.is_visible() for ad in page.locator(".ad").all()] == [False] * 3
    larger, higher = page.evaluate(f"{shape}(document.querySelector('.prose p'))")
    assert larger >= 1.2 * size
    assert higher / larger >= height / size + 0.1
    assert contrast(page, ".prose p") >= 7
    assert contrast(page, ".art__line") >= max(7, faint)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
