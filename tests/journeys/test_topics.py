"""A topic by keyboard: made, filled, previewed, opened; and what is checked of the desk's pages around it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from news.editorial import topics
from news.editorial.breaking import put_up
from news.enums import TopicStyle
from news.models import Article, BreakingLine, SearchCount, SiteIdentity, Topic
from tests.journeys.test_desk import sign_in
from tests.journeys.test_reader import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]
Make = Callable[..., Article]


# What reaches beyond the window, without what scrolls by itself.
STICKING_OUT = """width => [...document.querySelectorAll("body *")]
  .filter(one => one.getBoundingClientRect().right > width + 1 && !one.closest(".nav"))
  .map(one => `${one.tagName}.${one.className}`).slice(0, 6)"""


def into(page: Page, selector: str, words: str) -> None:
    """Type into a field as somebody does who has no mouse."""
    page.focus(selector)
    page.keyboard.type(words)


def press(page: Page, name: str) -> None:
    """Press a button that has the focus by Enter, and wait for what comes."""
    page.get_by_role("button", name=name, exact=True).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_editor_makes_a_topic_by_keyboard_and_readers_see_it_when_it_opens(
    live_server: Any, settings: Any, site: SiteIdentity, make_article: Make, chief: User, open_context: Open
) -> None:
    settings.SITE_URL = live_server.url
    SiteIdentity.objects.update(topics_in_nav=True)
    for title in ("第一块石头", "第二块石头", "第三块石头"):
        make_article(title, summary="一句摘要。")
    page = open_context(1366, bypass_csp=True).new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/news/topic/add/")
    into(page, "#id_title", "石头上的汉朝")
    into(page, "#id_slug", "han-stones")
    into(page, "#id_intro", "从一张拓片出发。")
    assert axe(page) == []
    press(page, "保存")
    page.wait_for_url("**/contents/")
    into(page, "#d-heading", "石上人间")
    press(page, "添加分区")
    for title in ("第一块石头", "第三块石头"):
        press(page, f"添加：{title}")
    shown = page.locator("[data-card] .d-ctit")
    assert shown.all_inner_texts() == ["第一块石头", "第三块石头"]
    page.locator("[data-card] .d-grip").nth(1).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    with page.expect_navigation():
        page.keyboard.press("Space")
    assert shown.all_inner_texts() == ["第三块石头", "第一块石头"]
    into(page, "#id_line", "拓片工作室开放")
    press(page, "加入进展")
    assert axe(page) == []

    topic = Topic.objects.get()
    reader = open_context(390).new_page()
    address = live_server.url + topic.get_absolute_url()
    assert reader.goto(address).status == 404  # type: ignore[union-attr] # a draft
    preview = open_context(390, storage_state=page.context.storage_state()).new_page()
    preview.goto(f"{live_server.url}/admin/news/topic/{topic.pk}/preview/")
    expect(preview.locator("main")).to_contain_text("读者现在看到的不一定是这样")
    expect(preview.locator("main")).to_contain_text("第三块石头")
    assert preview.evaluate("document.documentElement.scrollWidth") <= 390

    page.goto(f"{live_server.url}/admin/news/topic/{topic.pk}/change/")
    opened = timezone.localtime() - timedelta(minutes=1)
    into(page, "#id_opens_at_0", f"{opened:%Y-%m-%d}")
    into(page, "#id_opens_at_1", f"{opened:%H:%M:%S}")
    press(page, "保存")
    assert reader.goto(address).status == 200  # type: ignore[union-attr]
    assert reader.locator("main section h3").all_inner_texts() == ["第三块石头"]
    expect(reader.locator(".nav [aria-current]")).to_have_text("专题")
    expect(reader.locator(".line li")).to_contain_text("拓片工作室开放")


def test_a_topic_never_scrolls_sideways(
    live_server: Any, site: SiteIdentity, make_article: Make, chief: User, open_context: Open
) -> None:
    run = "Donaudampfschifffahrtsgesellschaftskapitaen" * 2
    topic = topics.save_topic(
        Topic(title=run[:60], slug="long", kicker=run[:40], intro=run, opens_at=timezone.now()), by=chief
    )
    for place, style in enumerate(TopicStyle):
        section = topics.add_section(topic.pk, f"{run[:30]}{place}", by=chief)
        section.style = style
        topics.change_section(section, by=chief)
        made = [make_article(f"{run}{place}{n}", summary=run, kicker=run[:30]).pk for n in range(2)]
        topics.choose(topic.pk, section.pk, made, by=chief)
    topics.save_step(topic.pk, day=timezone.localdate(), line=f"https://example.org/{run}", article_id=None, by=chief)
    wide = []
    for width in (320, 390):
        page = open_context(width).new_page()
        page.goto(f"{live_server.url}/topics/long/")
        for mode in ("", "large"):
            page.evaluate("mode => document.documentElement.setAttribute('data-mode', mode)", mode)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((width, mode, page.evaluate(STICKING_OUT, width)))
    assert wide == []


@pytest.mark.parametrize(("width", "scheme"), [pytest.param(1366, "light", marks=pytest.mark.long), (390, "dark")])
def test_axe_finds_nothing_on_the_desks_pages_of_breaking_news_and_search(
    live_server: Any, site: SiteIdentity, make_article: Make, chief: User, open_context: Open, width: int, scheme: str
) -> None:
    User.objects.filter(pk=chief.pk).update(is_superuser=True)
    story = make_article("暴雨橙色预警")
    put_up(by=chief, text="市气象台发布暴雨橙色预警", end=timezone.now() + timedelta(hours=1))
    SearchCount.objects.create(term="夜市", asked=9, in_vain=0, last_day=timezone.localdate())
    SearchCount.objects.create(term="夜游", asked=5, in_vain=5, last_day=timezone.localdate())
    page = open_context(width, scheme, bypass_csp=True).new_page()
    sign_in(page, live_server.url)
    faults = []
    for path in (
        "breaking/",
        "search/",
        "news/houseword/",
        "news/houseword/add/",
        "news/article/?q=预警",
        "news/topic/",
    ):
        page.goto(f"{live_server.url}/admin/{path}")
        faults += [f"{path}: {line}" for line in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{path}: scrolls sideways at {width}")
    assert faults == []
    # from the story to the line, without a mouse
    page.goto(f"{live_server.url}/admin/news/article/{story.pk}/change/")
    page.locator(".d-up > summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="挂为突发新闻…").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/admin/breaking/?article={story.pk}")
    expect(page.locator("#d-text")).to_have_value("暴雨橙色预警")
    press(page, "挂出")
    assert BreakingLine.objects.standing().get().article_id == story.pk
    press(page, "撤下")
    assert not BreakingLine.objects.standing().exists()
