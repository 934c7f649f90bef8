"""The whole way on a telephone, with fingers: write, photograph, name, submit; somebody else reviews. 390 points wide."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from news.enums import Level, Review, Verdict
from news.models import Article, Channel, Image
from tests.journeys.test_desk import Open
from tests.journeys.test_paste import BODY
from tests.newsroom import person
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2}
WIDE, HIGH, KEYBOARD = 390, 844, 340
# What a finger cannot hit, what would make the page jump when it is touched, what hangs over the edge.
AWKWARD = """() => {
  const found = [], shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest("[inert],.visually-hidden,.skip-to-content-link");
  for (const element of document.querySelectorAll("button,summary,select,textarea,input:not([type=hidden]),.d-bar a,.d-tabs a,.d-pop a,dialog a,.d-chk a")) {
    if (!shown(element) || element.closest(".visually-hidden") || element.classList.contains("visually-hidden")) continue;
    const label = element.labels?.[0], box = ((element.type === "checkbox" || element.type === "radio") && label || element).getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const name = `${element.tagName} ${element.id || element.name || element.className} "${(element.textContent || element.title || "").trim().slice(0, 20)}"`;
    if (box.height < 43.5 || (box.width < 43.5 && !element.type?.match(/checkbox|radio/))) found.push(`${name}: ${Math.round(box.width)} × ${Math.round(box.height)}`);
    if (element.matches("input:not([type=checkbox]):not([type=radio]):not([type=file]),textarea,select") && parseFloat(getComputedStyle(element).fontSize) < 16) found.push(`${name}: letters of ${getComputedStyle(element).fontSize}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const dialog of document.querySelectorAll("dialog[open]")) {
    const box = dialog.getBoundingClientRect();
    if (box.left < 0 || box.right > innerWidth || box.top < 0 || box.bottom > innerHeight) found.push("the dialog does not fit");
  }
  return found;
}"""


def look(page: Page, step: str) -> None:
    """Nothing on the screen is awkward for a finger."""
    assert page.evaluate(AWKWARD) == [], step


def keyboard(page: Page, is_open: bool) -> None:
    """The screen's keyboard takes its part of the page's height (interactive-widget=resizes-content)."""
    page.set_viewport_size({"width": WIDE, "height": HIGH - KEYBOARD if is_open else HIGH})


def sign_in(page: Page, root: str, name: str) -> None:
    page.goto(f"{root}/admin/login/")
    look(page, "login")
    page.locator("[name=username]").tap()
    page.keyboard.insert_text(name)
    page.locator("[name=password]").tap()
    page.keyboard.insert_text(f"{name}-secret")
    page.get_by_role("button", name="登录").tap()
    page.wait_for_url(f"{root}/admin/")


def phone(open_context: Open, scheme: str) -> Page:
    context = open_context(width=WIDE, scheme=scheme, **PHONE)
    context.set_default_timeout(12_000)
    page = context.new_page()
    keyboard(page, False)
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    return page


def test_the_whole_way_on_a_telephone(live_server: Any, open_context: Open, reporter: User, yaowen: Channel) -> None:
    root = live_server.url
    first = person("first")
    first.set_password("first-secret")
    first.save()
    pen = phone(open_context, "light")
    sign_in(pen, root, "reporter")
    look(pen, "front page of the desk")
    pen.locator(".d-tabs").get_by_role("link", name="写稿").tap()
    expect(pen.locator(BODY)).to_be_visible()
    look(pen, "new story")
    assert "interactive-widget=resizes-content" in str(pen.get_attribute("meta[name=viewport]", "content"))

    pen.locator("#id_title").tap()
    keyboard(pen, True)
    pen.keyboard.insert_text("早市开张第一天")
    pen.keyboard.press("Enter")
    pen.locator(BODY).tap()
    pen.keyboard.insert_text("清晨五点，早市已经开张。")
    for _line in range(14):
        pen.keyboard.press("Enter")
        pen.keyboard.insert_text("摊主们把蔬菜摆好。")
    # With the keyboard open and the text scrolled, the tools are still under the thumb.
    bar = pen.locator(".prose-menubar")
    expect(bar).to_be_in_viewport(ratio=1)
    look(pen, "writing")
    pen.get_by_role("button", name="加粗").tap()
    pen.keyboard.insert_text("早，")
    assert "<strong>早，</strong>" in pen.locator("#id_body").input_value()

    pen.get_by_role("button", name="拍照").scroll_into_view_if_needed()
    with pen.expect_file_chooser() as chooser:
        pen.get_by_role("button", name="拍照").tap()
    keyboard(pen, False)
    assert chooser.value.element.get_attribute("capture") == "environment"
    chooser.value.set_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture(1200, 900)})
    words = pen.locator("#d-intake li")
    expect(words.get_by_label("说明")).to_be_focused()
    keyboard(pen, True)
    expect(words.get_by_label("说明")).to_be_in_viewport(ratio=1)
    pen.keyboard.insert_text("清晨的早市。")
    look(pen, "words of the picture")
    pen.keyboard.press("Enter")
    pen.keyboard.insert_text("沈知禾 摄")
    words.get_by_label("画面内容").tap()
    pen.keyboard.insert_text("摊主在整理蔬菜")
    pen.keyboard.press("Enter")
    expect(pen.locator("#d-intake")).to_be_hidden()
    keyboard(pen, False)
    image = Image.objects.get()
    expect(pen.locator(f"{BODY} img[src='{image.file.url}']")).to_be_visible()

    pen.locator("#id_channel").tap()
    pen.select_option("#id_channel", str(yaowen.pk))
    pen.locator("#id_reporters").tap()
    pen.keyboard.insert_text("沈知禾")
    look(pen, "fields of the story")
    pen.locator("#d-publish").tap()
    expect(pen.locator(".d-status")).to_contain_text("待初审")
    look(pen, "submitted")
    article = Article.objects.get()
    body = article.working_revision.snapshot.body  # type: ignore[union-attr]
    assert '<figcaption>清晨的早市。<span class="credit">沈知禾 摄</span></figcaption>' in body

    judge = phone(open_context, "dark")
    sign_in(judge, root, "first")
    judge.locator(".d-tabs").get_by_role("link", name="待审").tap()
    expect(judge.get_by_role("link", name="早市开张第一天").first).to_be_visible()
    look(judge, "queue")
    judge.get_by_role("link", name="早市开张第一天").first.tap()
    expect(judge.locator(".d-bar")).to_contain_text("通过")
    look(judge, "the story under review")
    judge.locator("[data-dialog=d-ask-return]").tap()
    look(judge, "asked for a reason")
    judge.locator("dialog[open] [data-close]").tap()
    judge.locator(".d-bar").get_by_role("button", name="通过").tap()
    expect(judge.locator("body")).not_to_contain_text("出错")
    article.refresh_from_db()
    verdict = article.reviews.get(verdict__in=[Verdict.PASS, Verdict.AMEND])
    assert (verdict.level, verdict.by, article.review) == (Level.FIRST, first, Review.FIRST_PASSED)
    look(judge, "passed")
