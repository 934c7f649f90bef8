"""`seed_demo` lets its stories have readers, the same each time, and takes exactly these away again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from news.demo.reads import reads_of
from news.editorial import hits
from news.models import Article, HitDay, HitGroupDay, HitHour, HitTotal, HotEntry
from news.reading.hot import most_read


@pytest.mark.django_db
def test_demo_reads_come_and_go(make_article: Callable[..., Article]) -> None:
    own = make_article("自己的稿")
    now = timezone.now()
    hits.add_reads({(own.pk, hits.hour_of(now)): 3}, now=now)
    call_command("seed_demo", articles=12, verbosity=0)
    first = sorted(HitTotal.objects.values_list("article_id", "total"))
    assert len(first) == 13
    assert len(most_read()) == 10
    assert HitGroupDay.objects.filter(group="site").count() > 1
    call_command("seed_demo", articles=12, verbosity=0)
    assert sorted(HitTotal.objects.values_list("article_id", "total")) == first
    call_command("seed_demo", remove=True, verbosity=0)
    assert list(HitTotal.objects.values_list("article_id", "total")) == [(own.pk, 3)]
    assert [card.number for card in most_read()] == [own.pk]
    for model in (HitHour, HitDay, HotEntry):
        assert set(model.objects.values_list("article_id", flat=True)) == {own.pk}
    assert {(row.group, row.reads) for row in HitGroupDay.objects.all()} == {
        ("site", 3), ("channel", 3), ("hour", 3),
    }  # fmt: skip


def test_a_story_is_read_less_and_less_and_little_at_night() -> None:
    start = datetime.fromisoformat("2026-11-20T08:00:00+08:00")
    read = dict(reads_of(900_000_001, start, start + timedelta(days=5)))
    assert read == dict(reads_of(900_000_001, start, start + timedelta(days=5)))
    by_hour = [read.get((900_000_001, hits.hour_of(start) + hour), 0) for hour in range(72)]
    assert sum(by_hour[:24]) > 2 * sum(by_hour[24:48])
    assert by_hour[13] > by_hour[18]
    assert 20 < sum(by_hour) < 20_000
