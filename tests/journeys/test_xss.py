"""No vector of the list runs in a real Chromium: on the reader's page, in the desk's preview, pasted into the editor.

The pages are opened without their Content-Security-Policy, so that only what the sanitiser does is tested.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from news.editorial.review import fast_sign_off
from news.models import Article
from news.text.sanitise import sanitise
from tests.conftest import signer
from tests.journeys.test_desk import Open, sign_in
from tests.text.xss_vectors import vectors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = ".ProseMirror[contenteditable=true]"
IN_ONE = 40
COUNT = """() => {
  window.ran = [];
  for (const name of ["alert", "confirm", "prompt"]) window[name] = (...said) => { window.ran.push(said.join()); };
}"""
# Wakes every handler that there might be, and says what it finds that has no place in a text.
STIR = """(selector) => {
  const root = document.querySelector(selector), found = [];
  for (const element of root.querySelectorAll("*")) {
    for (const name of ["mouseover", "pointerenter", "focus", "error", "load", "toggle", "animationstart", "begin"]) element.dispatchEvent(new Event(name));
    for (const attribute of element.attributes) if (/^on/i.test(attribute.name)) found.push(element.outerHTML);
    if (element.tagName === "A" && element.hasAttribute("href") && !["http:", "https:", "mailto:", "tel:"].includes(element.protocol)) found.push(element.outerHTML);
    if (/^(SCRIPT|IFRAME|OBJECT|EMBED|SVG|MATH|STYLE|LINK|META|BASE|FORM|INPUT)$/i.test(element.tagName)) found.push(element.outerHTML);
  }
  return found;
}"""


def watch(context: BrowserContext) -> Page:
    page = context.new_page()
    page.add_init_script(f"({COUNT})()")
    return page


def quiet(page: Page, selector: str) -> None:
    assert page.evaluate(STIR, selector) == []
    page.wait_for_timeout(80)
    assert page.evaluate("window.ran") == []


def test_the_watch_notices_what_runs(open_context: Open) -> None:
    page = watch(open_context(bypass_csp=True))
    page.goto("about:blank")
    page.evaluate("document.body.innerHTML = '<img src=x onerror=alert(1)><p onmouseover=alert(2)>字</p>'")
    assert len(page.evaluate(STIR, "body")) == 2
    page.wait_for_function("window.ran.length >= 2")


def test_no_vector_runs_for_readers_or_in_the_preview(
    live_server: Any, settings: Any, open_context: Open, make_article: Callable[..., Article]
) -> None:
    settings.SITE_URL = live_server.url
    all_ = vectors()
    # Each by itself (one that leaves a comment or a raw text open would hide the others), then raw in a row.
    alone = [
        "".join(sanitise(one) for one in all_[start : start + 4 * IN_ONE]) for start in range(0, len(all_), 4 * IN_ONE)
    ]
    raw = ["".join(all_[start : start + 2 * IN_ONE]) for start in range(0, len(all_), 2 * IN_ONE)]
    articles = [
        make_article(f"第{n}篇", body=f"<p>开头。</p>{body}<p>结尾。</p>", live=False)
        for n, body in enumerate(alone + raw)
    ]
    desk = watch(open_context(bypass_csp=True))
    sign_in(desk, live_server.url)
    reader = watch(open_context(bypass_csp=True))
    for article in articles:
        desk.goto(f"{live_server.url}/admin/news/article/{article.pk}/preview/")
        expect(desk.locator(".prose")).to_contain_text("开头。")
        quiet(desk, ".prose")
    for article in articles:
        fast_sign_off(article.pk, by=signer(), note="测试所需。", publish=True, override="有的视频没有封面图。")
        reader.goto(live_server.url + Article.objects.for_page().get(pk=article.pk).address)
        expect(reader.locator(".prose")).to_contain_text("开头。")
        quiet(reader, ".prose")


@pytest.mark.parametrize("server", [True, False], ids=["cleaned", "without the server"])
def test_no_vector_runs_when_it_is_pasted(
    live_server: Any, open_context: Open, make_article: Callable[..., Article], server: bool
) -> None:
    article = make_article(live=False)
    page = watch(open_context(bypass_csp=True))
    sign_in(page, live_server.url)
    for other in ("**/image/fetching/**", "**/autosave/**"):  # they would still write while the next test begins
        page.route(other, lambda route: route.abort())
    page.goto(f"{live_server.url}/admin/news/article/{article.pk}/change/")
    expect(page.locator(BODY)).to_be_visible()
    page.locator(BODY).click()
    page.context.set_offline(not server)
    all_ = vectors()
    for start in range(0, len(all_), IN_ONE):
        page.evaluate(
            """async (pieces) => {
              window.deskEditor.commands.clearContent();
              pieces.forEach((html) => {
                const data = new DataTransfer();
                data.setData("text/html", html);
                data.setData("text/plain", "字");
                document.querySelector(".ProseMirror[contenteditable=true]").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
              });
              await window.deskPasted();
            }""",
            ["".join(all_[start : start + IN_ONE]), *(all_[start : start + IN_ONE] if not server else [])],
        )
        assert [item for item in page.evaluate(STIR, BODY) if "ProseMirror" not in item] == []
    page.wait_for_timeout(1000)
    assert page.evaluate("window.ran") == []
