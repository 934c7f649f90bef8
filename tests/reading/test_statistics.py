"""What the desk's figures add up to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from news.editorial import hits
from news.editorial.channels import save_channel
from news.enums import BylineRole, HitGroup, HotPeriod
from news.models import Article, Channel, HitGroupDay
from news.reading.statistics import Read, Span, statistics, until
from news.rules.snapshot import Credit
from tests.newsroom import clock

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


def read(article: Article, times: int, *, days: int = 0) -> None:
    """Count reads of an article at this hour, ``days`` ago."""
    now = timezone.now()
    hits.add_reads({(article.pk, hits.hour_of(now) - 24 * days): times}, now=now)


def span(days: int, ago: int = 0) -> Span:
    last = timezone.localdate() - timedelta(days=ago)
    return Span(last - timedelta(days=days - 1), last)


def titles(found: Any) -> list[tuple[str, int, int]]:
    return [(item.article.title, item.reads, item.total) for item in found.stories]


def test_a_time_adds_up_its_days(make_article: Make) -> None:
    one, two = make_article("甲"), make_article("乙")
    read(one, 5)
    read(two, 7, days=1)
    read(one, 11, days=3)
    read(two, 100, days=9)
    found = statistics(span(4))
    assert (found.total, found.before, [reads for _day, reads in found.days]) == (23, 0, [11, 0, 7, 5])
    assert titles(found) == [("甲", 16, 16), ("乙", 7, 107)]
    assert statistics(span(1, ago=1)).before == 0
    assert statistics(span(1, ago=1)).change is None
    assert statistics(span(2)).change == 9  # 12 against 11
    assert sum(found.hours) == 23
    hour = timezone.localtime().hour
    assert found.hours[hour] == 23
    today = statistics(span(1))
    assert (today.hours[hour], today.before_hours and today.before_hours[hour]) == (5, 7)
    assert titles(statistics(span(1, ago=1))) == [("乙", 7, 107)]


def test_today_is_compared_with_yesterday_until_the_same_time(make_article: Make) -> None:
    article, now = make_article("甲"), timezone.localtime()
    read(article, 60, days=1)
    with clock(now):
        assert statistics(span(1)).before == now.minute
    hours = [10] * 24
    assert until(hours, now.replace(hour=0, minute=0)) == 0
    assert until(hours, now.replace(hour=9, minute=30)) == 95


def test_the_ready_times_read_the_rolling_totals(make_article: Make) -> None:
    one, two = make_article("甲"), make_article("乙")
    read(one, 5)
    read(two, 7, days=8)
    week, month = span(7), span(30)
    assert titles(statistics(Span(week.first, week.last, HotPeriod.WEEK))) == [("甲", 5, 5)]
    assert titles(statistics(Span(month.first, month.last, HotPeriod.MONTH))) == [("乙", 7, 7), ("甲", 5, 5)]


def test_channels_include_their_branch_and_names_count_whole(make_article: Make, yaowen: Channel) -> None:
    life = save_channel(Channel(slug="life", name="民生", position=20))
    byline = (Credit(BylineRole.REPORTER, "沈知禾"), Credit(BylineRole.CORRESPONDENT, "孟听澜"))
    read(make_article("甲", byline=byline, editors=("顾青简",), source="淮海晚讯"), 5)
    read(make_article("乙", channel=life.pk, byline=byline[:1]), 3)
    found = statistics(span(1))
    assert found.channels == (Read("资讯频道", 5), Read("本网资讯", 5, 1), Read("民生", 3))
    assert found.named[HitGroup.AUTHOR] == (Read("沈知禾", 8), Read("孟听澜", 5))
    assert found.named[HitGroup.EDITOR] == (Read("顾青简", 5),)
    assert found.named[HitGroup.SOURCE] == (Read("淮海晚讯", 5),)


def test_reads_of_a_deleted_channel_are_not_lost(make_article: Make, chief: User) -> None:
    life = save_channel(Channel(slug="life", name="民生", position=20))
    article = make_article("甲", channel=life.pk)
    read(article, 5)
    Article.objects.filter(pk=article.pk).update(channel=Channel.objects.get(slug="yaowen"))
    HitGroupDay.objects.filter(group=HitGroup.CHANNEL).update(label="999999")
    assert statistics(span(1)).channels == (Read("", 5, gone=True),)
