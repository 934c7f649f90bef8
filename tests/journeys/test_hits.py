"""A reader opens a story: it is counted once it has been seen, stands in 点击排行, and in the desk's figures."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Page, expect

from news.editorial import hits, hot
from news.models import HitTotal
from tests.journeys.conftest import Site
from tests.journeys.test_desk import sign_in
from tests.journeys.test_reader import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]
HIDDEN = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => window.unseen !== false});"


def reports(page: Page) -> list[tuple[str | None, int]]:
    """Collect what the page reports: (body, status)."""
    seen: list[tuple[str | None, int]] = []
    page.on(
        "response",
        lambda answer: seen.append((answer.request.post_data, answer.status)) if "/hits/" in answer.url else None,
    )
    return seen


def test_a_read_counts_once_it_is_seen_and_leads_to_the_list(served: Site, open_context: Open, chief: User) -> None:
    HitTotal.objects.all().delete()
    context = open_context()
    page = context.new_page()
    seen = reports(page)
    page.add_init_script(HIDDEN)  # a tab in the background
    page.goto(served.root + served.article.address)
    page.wait_for_timeout(1500)
    assert seen == []
    page.evaluate("window.unseen = false; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(1600)
    assert seen == [(str(served.article.pk), 204)]
    page.reload()
    page.evaluate("window.unseen = false; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(1600)
    assert len(seen) == 2  # reported again, and known to be the same reader
    assert context.cookies() == []

    assert hits.fold(settle=0) == 1
    hot.rebuild()
    page.goto(f"{served.root}/hot/")
    expect(page.locator(".rank--list li")).to_have_count(1)
    page.get_by_role("link", name=served.article.title).click()
    expect(page.locator("h1")).to_have_text(served.article.title)
    expect(page.locator(".rail .rank a")).to_have_text([served.article.title])

    for width, scheme in ((1366, "light"), (390, "dark")):
        desk = open_context(width, scheme, bypass_csp=True).new_page()
        sign_in(desk, served.root, "chief")
        desk.goto(f"{served.root}/admin/statistics/")
        expect(desk.locator(".d-big")).to_contain_text("1")
        expect(desk.locator(".d-stitle a")).to_have_text(served.article.title)
        assert axe(desk) == []
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
