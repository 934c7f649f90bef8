"""Readers of the demo content: figures of a believable town, the same for the same stories at the same hour."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b

from django.utils import timezone

from news.editorial.hits import HOUR, Sheet, add_reads, at_hour, hour_of
from news.editorial.hot import rebuild
from news.models import Article, ArticleQuerySet, DemoMark

MOST = 3000  # the newest stories that have readers
AT_ONCE = 50
MODEL = "reads"
# How a day's reads are spread over its hours: little at night, a rise at breakfast, noon, and most in the evening.
DAY = (4, 2, 1, 1, 2, 5, 14, 30, 34, 28, 26, 28, 40, 36, 24, 22, 24, 30, 38, 46, 52, 48, 30, 12)
FADES = 13.0  # hours in which the interest in a story halves, roughly
LAST = 70  # hours after which nobody comes
LEAST, HIGHEST = 60, 6000  # reads in the first day of a story that few and that everybody reads


def reads_of(number: int, published_at: datetime, until: datetime) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield ((article, hour), reads) of a story from its publication to ``until``."""
    drawn = int.from_bytes(blake2b(str(number).encode(), digest_size=4).digest(), "big") / 2**32
    daily = min(LEAST / (1 - drawn) ** 0.8, HIGHEST)
    first = hour_of(published_at)
    for hour in range(first, min(hour_of(until), first + LAST) + 1):
        share = DAY[timezone.localtime(at_hour(hour)).hour] / sum(DAY) * 24
        left = 0.5 ** ((hour - first) / FADES)
        part = (until.timestamp() - hour * HOUR) / HOUR if hour == hour_of(until) else 1.0
        reads = round(daily / 18 * share * left * part)
        if reads:
            yield (number, hour), reads


def add_demo_reads(mark: str) -> None:
    """Let the demo's newest stories have been read, once."""
    if DemoMark.objects.filter(model=MODEL).exists():
        return
    now = timezone.now().replace(microsecond=0)
    stories = list(_stories(mark).values_list("pk", "published_at")[:MOST])
    if not stories:
        return
    for place in range(0, len(stories), AT_ONCE):
        some = stories[place : place + AT_ONCE]
        add_reads({key: n for number, at in some if at for key, n in reads_of(number, at, now)}, now=now)
    DemoMark.objects.create(model=MODEL, object_id=int(now.timestamp()), digest=str(stories[-1][0]))
    rebuild(now)


def remove_demo_reads(mark: str) -> None:
    """Take the demo's reads out of the sums; what stories have of their own goes with them. Call before they go."""
    for row in DemoMark.objects.filter(model=MODEL):
        until = datetime.fromtimestamp(row.object_id, tz=timezone.get_default_timezone())
        numbers = list(_stories(mark).filter(pk__lte=int(row.digest)).values_list("pk", flat=True))
        for place in range(0, len(numbers), AT_ONCE):
            sheet = Sheet(until)
            for article in Article.objects.filter(pk__in=numbers[place : place + AT_ONCE]).for_counting():
                if article.published_at is not None:
                    for (_number, hour), reads in reads_of(article.pk, article.published_at, until):
                        sheet.add(article, hour, reads)
            sheet.take_from_headings()
        row.delete()


def _stories(mark: str) -> ArticleQuerySet:
    return Article.objects.filter(import_hash=mark, published_at__isnull=False).order_by("pk")
