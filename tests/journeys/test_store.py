"""The desk's page of the page store in a browser: seen in every mode, worked with the keyboard alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from playwright.sync_api import expect

from news.models import Article, AuditEntry, PurgeLine, StoreHost, StoreTold
from tests.journeys.test_desk import Open, sign_in
from tests.journeys.test_reader import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MODES = [
    (390, "light"),
    *(pytest.param(*mode, marks=pytest.mark.long) for mode in ((1366, "light"), (1366, "dark"), (320, "dark"))),
]
PAGES = [f"http://localhost/news/yaowen/2026-06-0{day}/{day}0000000{day}.html" for day in range(1, 8)]


def heard(make_article: Callable[..., Article]) -> None:
    """Three hosts, one late and one cut off, and what two of them said of one publication."""
    now = timezone.now()
    soon = now + timedelta(minutes=10)  # so that it is not late before the test ends
    hosts = [
        StoreHost.objects.create(name="web-1.news.example:/srv/huanghuai/data/pages", heard_at=soon, pages=41_233),
        StoreHost.objects.create(
            name="web-2.news.example:/srv/huanghuai/data/pages", heard_at=now - timedelta(hours=2)
        ),
        StoreHost.objects.create(name="web-3.news.example:/srv/huanghuai/data/pages", heard_at=soon, detached=True),
    ]
    make_article("丰水期前全市水库腾出库容三亿立方米城区低洼处排涝泵站全部完成检修")
    last = PurgeLine.objects.latest("pk").pk
    for host in (hosts[0], hosts[2]):
        StoreTold.objects.create(host=host, at=now, first=last, last=last, pages=PAGES, many=len(PAGES))


@pytest.mark.parametrize(("width", "scheme"), MODES)
def test_hosts_and_what_they_refreshed_are_read_and_worked_by_the_keyboard(
    live_server: Any, open_context: Open, make_article: Callable[..., Article], width: int, scheme: str
) -> None:
    User.objects.create_user("keeper", password="x", is_staff=True).groups.add(Group.objects.get(name="site"))
    heard(make_article)
    page = open_context(width, scheme, bypass_csp=True).new_page()
    sign_in(page, live_server.url, "keeper")
    page.goto(f"{live_server.url}/admin/store/")
    for words in ("没有应答", "断开", "正常"):
        expect(page.get_by_role("region", name="主机")).to_contain_text(words)
    more = page.get_by_text(f"刷新了 {len(PAGES)} 个页面")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=PAGES[0].removeprefix("http://localhost"))).to_be_visible()
    page.get_by_text("清空重来…").focus()
    page.keyboard.press("Enter")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.get_by_role("button", name="web-2.news.example").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("已从列表中移除")).to_be_visible()
    expect(page.get_by_text("web-2.news.example")).to_have_count(0)
    page.get_by_text("清空重来…").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="清空全部页面").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_be_visible()
    assert set(AuditEntry.objects.values_list("act", flat=True)) >= {"pages_dropped"}
