"""The review queue in a browser: many stories by keyboard, two reviewers at once, a phone, no script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from news.enums import CheckLevel, Review
from news.models import Article, CheckRule, SiteIdentity
from tests.admin.queue_setting import QUEUE, Newsroom, newsroom
from tests.journeys.test_desk import sign_in
from tests.journeys.test_reader import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["newsroom"]
Open = Callable[..., BrowserContext]


@pytest.fixture
def root(live_server: Any, settings: Any, site: SiteIdentity) -> str:
    settings.SITE_URL = live_server.url
    return live_server.url


def at_the_queue(context: BrowserContext, root: str, name: str, query: str = "") -> Page:
    page = context.new_page()
    sign_in(page, root, name)
    page.goto(f"{root}{QUEUE}{query}")
    return page


def press(page: Page, key: str) -> None:
    """Press a key once the page's scripts listen."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def reviews() -> list[str]:
    return list(Article.objects.order_by("pk").values_list("review", flat=True))


def test_a_reviewer_clears_the_queue_by_keyboard_without_leaving_it(
    root: str, open_context: Open, newsroom: Newsroom
) -> None:
    for place in range(1, 5):
        newsroom.story(f"第{place}篇稿件")
    page = at_the_queue(open_context(), root, "first")
    title = page.locator(".d-vh h2")
    press(page, "j")
    expect(title).to_have_text("第1篇稿件")
    expect(page.frame_locator(".d-page").locator("h1")).to_have_text("第1篇稿件")
    press(page, "j")
    expect(title).to_have_text("第2篇稿件")
    press(page, "k")
    expect(title).to_have_text("第1篇稿件")
    # keys work with the focus in the preview, too
    page.frame_locator(".d-page").locator("h1").click()
    press(page, "p")
    expect(title).to_have_text("第2篇稿件")
    expect(page.locator(".d-said")).to_contain_text("复审")
    press(page, "4")
    expect(page.locator(".d-tabbar [aria-current]")).to_contain_text("审核记录")
    press(page, "c")
    expect(page.locator(".d-row.d-on")).to_contain_text("我已认领")
    press(page, "r")
    dialog = page.locator("#d-ask-return")
    expect(dialog).to_be_visible()
    page.keyboard.type("p 不是快捷键，是退改的话。")
    dialog.get_by_label("标题不准").check()
    press(page, "Control+Enter")
    expect(title).to_have_text("第3篇稿件")
    expect(page.locator(".d-tabbar [aria-current]")).to_contain_text("审核记录")
    press(page, "p")
    expect(title).to_have_text("第4篇稿件")
    press(page, "p")
    expect(page.locator(".d-rows")).to_contain_text("队列已清空")
    assert reviews() == [Review.FIRST_PASSED, Review.DRAFT, Review.FIRST_PASSED, Review.FIRST_PASSED]
    returned = Article.objects.get(desk_title="第2篇稿件").reviews.get()
    assert returned.note == "标题不准；p 不是快捷键，是退改的话。"


def test_two_reviewers_press_at_once_and_one_is_told(
    root: str, open_context: Open, newsroom: Newsroom, chief: Any
) -> None:
    article = newsroom.story("两人同审的稿件")
    pages = [at_the_queue(open_context(), root, name, f"?a={article.pk}") for name in ("first", "chief")]
    for page in pages:
        expect(page.locator(".d-vh h2")).to_have_text("两人同审的稿件")
    press(pages[0], "p")
    expect(pages[0].locator(".d-rows")).to_contain_text("队列已清空")
    press(pages[1], "p")
    expect(pages[1].locator(".d-said-bad")).to_contain_text("何青禾已先处理")
    assert reviews() == [Review.FIRST_PASSED]
    assert article.reviews.count() == 1


def test_the_final_reviewer_publishes_with_one_key(root: str, open_context: Open, newsroom: Newsroom) -> None:
    article = newsroom.story("终审一键签发", level="final")
    page = at_the_queue(open_context(), root, "final", f"?a={article.pk}")
    press(page, "p")
    expect(page.locator(".d-said")).to_contain_text("读者现在就能看到")
    reader = open_context().new_page()
    reader.goto(root + Article.objects.get(pk=article.pk).address)
    expect(reader.locator("h1")).to_have_text("终审一键签发")


def test_several_are_passed_with_ticks(root: str, open_context: Open, newsroom: Newsroom) -> None:
    for place in range(1, 4):
        newsroom.story(f"第{place}篇稿件")
    page = at_the_queue(open_context(), root, "first")
    page.get_by_role("checkbox", name="选中：第1篇稿件").check()
    page.get_by_role("checkbox", name="选中：第3篇稿件").check()
    expect(page.locator("#d-bulkn")).to_have_text("已选 2 篇")
    page.get_by_role("button", name="批量通过").click()
    expect(page.locator(".d-said")).to_contain_text("已通过 2 篇")
    assert reviews() == [Review.FIRST_PASSED, Review.SUBMITTED, Review.FIRST_PASSED]


def test_without_a_script_a_story_is_returned_with_its_reason(
    root: str, open_context: Open, newsroom: Newsroom
) -> None:
    article = newsroom.story("没有脚本也能审")
    page = at_the_queue(open_context(java_script_enabled=False), root, "first")
    page.get_by_role("link", name="没有脚本也能审").click()
    page.get_by_role("link", name="退改").click()
    page.locator("#d-ask-return textarea").fill("来源写错了。")
    page.locator("#d-ask-return button").click()
    expect(page.locator(".d-rows")).to_contain_text("队列已清空")
    assert article.reviews.get().note == "来源写错了。"


def test_on_a_phone_list_and_story_are_two_screens(root: str, open_context: Open, newsroom: Newsroom) -> None:
    newsroom.story("手机上审的稿件")
    page = at_the_queue(open_context(width=390), root, "first")
    expect(page.locator(".d-view")).to_be_hidden()
    page.get_by_role("link", name="手机上审的稿件").click()
    expect(page.locator(".d-qlist")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("link", name="回到队列").click()
    page.get_by_role("link", name="手机上审的稿件").click()
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.locator(".d-qlist")).to_contain_text("队列已清空")
    assert reviews() == [Review.FIRST_PASSED]


@pytest.mark.parametrize(
    ("width", "scheme"),
    [*(pytest.param(1366, scheme, marks=pytest.mark.long) for scheme in ("light", "dark")), (390, "light")],
)
def test_the_pages_are_accessible(root: str, open_context: Open, newsroom: Newsroom, width: int, scheme: str) -> None:
    article = newsroom.story("人人都能审", level="second", urgent=True)
    page = at_the_queue(open_context(width=width, scheme=scheme, bypass_csp=True), root, "second")
    addresses = [QUEUE, "/admin/mine/", "/admin/schedule/", f"{QUEUE}?a={article.pk}&ask=return"]
    addresses += [f"{QUEUE}?a={article.pk}&tab={tab}" for tab in ("page", "last", "live", "records", "checks")]
    found = {}
    for address in addresses:
        page.goto(root + address)
        page.wait_for_load_state("networkidle")
        problems = axe(page)
        if problems:
            found[address] = problems
    assert found == {}


def test_a_batch_asks_before_it_publishes_and_keeps_the_ticks(
    root: str, open_context: Open, newsroom: Newsroom
) -> None:
    stories = [newsroom.story(f"第{place}篇终审稿", level="final") for place in range(1, 4)]
    page = at_the_queue(open_context(), root, "final")
    for place in (1, 3):
        page.get_by_role("checkbox", name=f"选中：第{place}篇终审稿").check()
    page.get_by_role("button", name="批量签发并发布").click()
    dialog = page.locator("#d-ask-batch")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("签发并立即发布")
    press(page, "Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#d-bulkn")).to_have_text("已选 2 篇")
    assert not Article.objects.live().exists()
    page.get_by_role("button", name="批量签发并发布").click()
    expect(dialog).to_be_visible()
    press(page, "Control+Enter")
    expect(page.locator(".d-said")).to_contain_text("其中 2 篇已签发")
    assert set(Article.objects.live()) == {stories[0], stories[2]}


def test_the_chief_lets_a_block_through_without_leaving_the_queue(
    root: str, open_context: Open, newsroom: Newsroom, chief: Any
) -> None:
    CheckRule.objects.create(check_id="no_origin", level=CheckLevel.HINT)
    article = newsroom.story("转载的稿件", origin="reprint")
    CheckRule.objects.all().delete()
    page = at_the_queue(open_context(), root, "chief", f"?a={article.pk}")
    press(page, "p")  # says why it does nothing
    expect(page.locator("#d-stop")).to_contain_text("转载稿须注明来源")
    press(page, "o")
    expect(page.locator("#d-override-pass")).to_be_focused()
    page.keyboard.type("通稿，来源待补。")
    press(page, "Control+Enter")
    expect(page.locator(".d-rows")).to_contain_text("队列已清空")
    assert article.overrides.get().reason == "通稿，来源待补。"
