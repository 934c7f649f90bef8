"""My stories and the schedule: where each is stuck, and what goes out when."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from news.admin.schedule import AHEAD, EMBARGO, NOW, OUT, schedule
from news.editorial import holding, review
from news.editorial.articles import create_article
from news.models import Article
from news.rules.snapshot import Snapshot
from tests.admin.queue_setting import Newsroom, client_of, make_person, newsroom

pytestmark = pytest.mark.django_db
__all__ = ["newsroom"]
MINE, SCHEDULE = "/admin/mine/", "/admin/schedule/"


def words(client: Client, address: str) -> str:
    """Return what a person reads on a page, in one line."""
    response = client.get(address)
    assert response.status_code == 200
    main = response.content.decode().partition('<main id="content-start"')[2].partition("</main>")[0]
    return " ".join(re.sub(r"(?s)<[^>]+>", " ", main).split())


def line_of(client: Client, title: str) -> str:
    """Return the line of a story in 我的稿件."""
    found = words(client, MINE)
    start = found.index(title)
    return found[start : start + 200]


def test_my_stories_say_where_each_is_stuck_and_what_i_do_next(newsroom: Newsroom) -> None:
    client = client_of(newsroom.writer)
    waiting, held, back = (newsroom.story(title, level="second") for title in ("等人认领", "有人在审", "退回来的"))
    holding.hold(held.pk, by=newsroom.second)
    review.send_back(back.pk, by=newsroom.second, note="导语重写。")
    draft = create_article(snapshot=Snapshot(title="写到一半", channel=newsroom.channel.pk), by=newsroom.writer)
    Article.objects.filter(pk=waiting.pk).update(due_at=timezone.now() - timedelta(minutes=12, seconds=5))
    shown = line_of(client, "等人认领")
    assert "待复审" in shown
    assert "无人认领，许望舒可审" in shown
    assert "超时 12 分" in shown
    assert "许望舒认领" in line_of(client, "有人在审")
    shown = line_of(client, "退回来的")
    assert "许望舒（复审" in shown
    assert "导语重写。" in shown
    assert "去修改，再送审" in shown
    assert "继续写" in line_of(client, "写到一半")
    assert "退回来的" in words(client, f"{MINE}?only=returned")
    assert "写到一半" not in words(client, f"{MINE}?only=returned")
    assert "等人认领" in words(client, f"{MINE}?only=waiting")
    assert f"/admin/news/article/{draft.pk}/change/" in client.get(MINE).content.decode()


def test_a_level_that_nobody_holds_is_named(newsroom: Newsroom) -> None:
    newsroom.story("没有人能审", level="second")
    newsroom.second.is_active = False
    newsroom.second.save()
    assert "没有人有这一级的审核权限" in words(client_of(newsroom.writer), MINE)


def test_only_my_stories_and_every_page_of_them(newsroom: Newsroom, chief: User) -> None:
    newsroom.many(70)
    newsroom.story("最新的一篇")
    client = client_of(newsroom.writer)
    first = client.get(MINE).content.decode()
    more = re.search(r'rel="next" href="([^"]*)"', first)
    assert more
    second = client.get(MINE + more[1].replace("&amp;", "&")).content.decode()
    seen = re.findall(r'class="d-head" href="/admin/news/article/(\d+)/', first + second)
    assert len(seen) == 71 == len(set(seen))
    assert "从头看" in second
    assert "还没有写过稿件" in words(client_of(newsroom.first), MINE)
    assert client.get(f"{MINE}?after=x-y&only=zz").status_code == 200


def test_my_stories_cost_the_same_with_ten_and_a_thousand(
    newsroom: Newsroom, django_assert_max_num_queries: Any
) -> None:
    counts = []
    client = client_of(newsroom.writer)
    for more in (10, 990):
        newsroom.many(more)
        client.get(MINE)
        # session, person, rights, name and bell, three walks for the numbers, lines, holders of levels (4), channels
        with django_assert_max_num_queries(13) as asked:
            client.get(MINE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def at(hour: int, minute: int, days: int = 0) -> datetime:
    return timezone.localtime().replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)


def put(newsroom: Newsroom, title: str, when: datetime, **fields: Any) -> Article:
    """Return a story whose live columns say that it goes out at a time."""
    return Article.objects.create(
        title=title, desk_title=title, channel=newsroom.channel, desk_channel=newsroom.channel,
        published_at=when, first_published_at=when, author=newsroom.writer, **fields,
    )  # fmt: skip


def test_the_schedule_tells_today_to_the_minute_with_its_gaps(newsroom: Newsroom) -> None:
    now = at(12, 0)
    put(newsroom, "昨晚的稿", at(23, 59, -1))
    put(newsroom, "早间的稿", at(7, 30))
    put(newsroom, "又一篇", at(8, 5))
    put(newsroom, "下线的稿", at(9, 0), withdrawal="unpublished", withdrawn_at=now)
    put(newsroom, "午后的稿", at(14, 10))
    put(newsroom, "明早的稿", at(7, 30, 1))
    put(newsroom, "下月的稿", at(7, 30, 30))
    embargoed = newsroom.story("限发的稿")
    Article.objects.filter(pk=embargoed.pk).update(embargo_until=at(15, 0))
    found = schedule(now)
    today = [(slot.kind, str(slot.article or ""), slot.gap) for slot in found.days[0].slots]
    assert today == [
        (OUT, "早间的稿", ""),
        (OUT, "又一篇", ""),
        (NOW, "", "3 小时 55 分"),
        (AHEAD, "午后的稿", "2 小时 10 分"),
        (EMBARGO, "限发的稿", ""),
    ]
    assert [str(slot.article) for slot in found.days[1].slots] == ["明早的稿"]
    assert len(found.days) == 8
    assert [day.count for day in found.days] == [3, 1, 0, 0, 0, 0, 0, 0]
    assert not found.cut


def test_the_schedule_page_links_every_story(newsroom: Newsroom) -> None:
    soon = timezone.now() + timedelta(hours=26)
    article = put(newsroom, "明天的稿", soon)
    client = client_of(newsroom.final)
    assert timezone.localtime(soon).strftime("%H:%M") in words(client, SCHEDULE)
    assert f"/admin/news/article/{article.pk}/change/" in client.get(SCHEDULE).content.decode()
    nobody = User.objects.create_user("nobody", is_staff=True)
    assert client_of(nobody).get(SCHEDULE).status_code == 403
    assert client_of(nobody).get(MINE).status_code == 403


def test_the_schedule_costs_the_same_with_few_and_many(newsroom: Newsroom, django_assert_max_num_queries: Any) -> None:
    client = client_of(make_person("auditor", "审计员"))
    counts = []
    for many in (10, 400):
        for place in range(many):
            put(newsroom, f"稿件{place}", timezone.now() + timedelta(minutes=place))
        client.get(SCHEDULE)
        # session, person, rights, name and bell; out, ahead, embargoes waiting and recent, lines
        with django_assert_max_num_queries(9) as asked:
            shown = client.get(SCHEDULE).content.decode()
        counts.append(len(asked))
        for row in asked.captured_queries:
            assert "COUNT(" not in row["sql"].upper() or "LIMIT 100) AS COUNTED" in row["sql"].upper()
    assert counts[0] == counts[1]
    assert "没有列全" in shown
