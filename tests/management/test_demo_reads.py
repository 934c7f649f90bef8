"""`seed_demo` lets its stories have readers, the same each time, and takes exactly these away again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from news.demo.reads import add_demo_reads, reads_of, remove_demo_reads
from news.editorial import hits
from news.models import Article, HitGroupDay, HitTotal
from news.reading.hot import most_read


@pytest.mark.django_db
def test_demo_reads_come_and_go(make_article: Callable[..., Article]) -> None:
    own, demo = make_article("自己的稿"), [make_article(f"演示{place}") for place in range(3)]
    now = timezone.now()
    for place, row in enumerate(demo):
        Article.objects.filter(pk=row.pk).update(
            import_hash="demo", published_at=now - timedelta(hours=9 + place * 20)
        )
    hits.add_reads({(own.pk, hits.hour_of(now)): 3}, now=now)
    add_demo_reads("demo")
    first = dict(HitTotal.objects.values_list("article_id", "total"))
    assert set(first) == {own.pk, *(row.pk for row in demo)}
    assert len(most_read()) == 4
    add_demo_reads("demo")
    assert dict(HitTotal.objects.values_list("article_id", "total")) == first
    hits.add_reads({(demo[0].pk, hits.hour_of(now)): 5}, now=now)  # somebody looked at the demo
    remove_demo_reads("demo")
    assert sum(HitGroupDay.objects.filter(group="site").values_list("reads", flat=True)) == 8
    assert sum(HitGroupDay.objects.filter(group="hour").values_list("reads", flat=True)) == 8


def test_a_story_is_read_less_and_less_and_little_at_night() -> None:
    start = datetime.fromisoformat("2026-11-20T08:00:00+08:00")
    read = dict(reads_of(900_000_001, start, start + timedelta(days=5)))
    assert read == dict(reads_of(900_000_001, start, start + timedelta(days=5)))
    by_hour = [read.get((900_000_001, hits.hour_of(start) + hour), 0) for hour in range(72)]
    assert sum(by_hour[:24]) > 2 * sum(by_hour[24:48])
    assert by_hour[13] > by_hour[18]
    assert 20 < sum(by_hour) < 20_000
