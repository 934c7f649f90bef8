"""What the desk sees of how much is read: by day and hour, by story, and by what stories are filed under."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from news.enums import HitGroup, HotPeriod
from news.models import Article, Channel, HitDay, HitGroupDay, HitHour, HitTotal
from news.reading.tree import ChannelTree
from news.text.addresses import MAX_ID

LONGEST = 92  # days that may be asked for at once
STORIES = 50
EACH_DAY = 100  # of the stories of a longer time those count that were among so many on one of its days
STORY_DAYS, STORY_HOURS = 30, 48
NAMED = (HitGroup.AUTHOR, HitGroup.EDITOR, HitGroup.SOURCE)


@dataclass(frozen=True)
class Span:
    """Days from ``first`` to ``last``, both in it; ``rolling`` names the totals that are kept for just these days."""

    first: date
    last: date
    rolling: HotPeriod | None = None

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Span":
        """As many days right before."""
        return Span(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def within(self) -> Q:
        """The rows of these days."""
        return Q(day__gte=self.first, day__lte=self.last)


@dataclass(frozen=True)
class Read:
    """One heading: its name, its reads, how deep it stands in the tree (channels), and whether it is gone."""

    name: str
    reads: int
    depth: int = 0
    gone: bool = False


@dataclass(frozen=True)
class StoryRead:
    """One story: reads in the time asked for, and since it came out."""

    article: Article
    reads: int
    total: int


@dataclass(frozen=True)
class StoryFigures:
    """One story's reads: in all, in the rolling times, by day (STORY_DAYS at most) and by hour (STORY_HOURS).

    ``days`` begin when it came out; ``hours`` are (beginning, reads), the present hour last.
    """

    article: Article
    totals: HitTotal
    days: tuple[tuple[date, int], ...]
    hours: tuple[tuple[datetime, int], ...]


@dataclass(frozen=True)
class Statistics:
    """Reads of a span, and of as many days before it; today is compared with yesterday until the same time.

    ``hours`` are 24, ``before_hours`` those of the day before where one day is asked for.
    """

    span: Span
    total: int
    before: int
    days: tuple[tuple[date, int], ...]
    hours: tuple[int, ...]
    before_hours: tuple[int, ...] | None
    stories: tuple[StoryRead, ...]
    channels: tuple[Read, ...]
    named: dict[HitGroup, tuple[Read, ...]]

    @property
    def change(self) -> int | None:
        """How many percent more than in the span before; None where nothing was read then."""
        return round((self.total - self.before) * 100 / self.before) if self.before else None


def statistics(span: Span) -> Statistics:
    """Read the figures of a span of at most LONGEST days. Six queries, all over sums by day or down an index."""
    by_day = dict(
        HitGroupDay.objects.filter(
            group=HitGroup.SITE, label="", day__gte=span.before.first, day__lte=span.last
        ).values_list("day", "reads")
    )
    headings = _headings(span)
    now = timezone.localtime()
    before_hours = _hours(_headings(span.before, HitGroup.HOUR)[HitGroup.HOUR]) if span.days == 1 else None
    before = sum(reads for day, reads in by_day.items() if day < span.first)
    if before_hours and span.last == now.date():  # half a day is not compared with a whole one
        before = until(before_hours, now)
    days = [span.first + timedelta(days=place) for place in range(span.days)]
    return Statistics(
        span=span,
        total=sum(by_day.get(day, 0) for day in days),
        before=before,
        days=tuple((day, by_day.get(day, 0)) for day in days),
        hours=_hours(headings[HitGroup.HOUR]),
        before_hours=before_hours,
        stories=_stories(span),
        channels=_channels(headings[HitGroup.CHANNEL]),
        named={group: _named(headings[group]) for group in NAMED},
    )


def story_figures(number: int) -> StoryFigures | None:
    """Read the figures of one story; None for one that readers have never seen. Three queries."""
    rows = Article.objects.filter(first_published_at__lte=timezone.now()).select_related("channel", "hit_total")
    article = rows.filter(pk=number).first() if number <= MAX_ID else None
    if article is None or article.first_published_at is None:
        return None
    now = timezone.localtime()
    out = max(timezone.localtime(article.first_published_at).date(), now.date() - timedelta(days=STORY_DAYS - 1))
    by_day = dict(HitDay.objects.filter(article=article, day__gte=out).values_list("day", "reads"))
    last = int(now.timestamp()) // 3600
    since = HitHour.objects.filter(article=article, hour__gt=last - STORY_HOURS)
    by_hour = dict(since.values_list("hour", "reads"))
    days = [out + timedelta(days=place) for place in range((now.date() - out).days + 1)]
    hours = range(last - STORY_HOURS + 1, last + 1)
    return StoryFigures(
        article=article,
        totals=getattr(article, "hit_total", None) or HitTotal(article=article),
        days=tuple((day, by_day.get(day, 0)) for day in days),
        hours=tuple(
            (timezone.localtime(datetime.fromtimestamp(hour * 3600, tz=UTC)), by_hour.get(hour, 0)) for hour in hours
        ),
    )


def until(hours: Sequence[int], moment: datetime) -> int:
    """Return what 24 hours have up to the same time of the day as ``moment`` (local)."""
    return sum(hours[: moment.hour]) + hours[moment.hour] * moment.minute // 60


def _headings(span: Span, *groups: HitGroup) -> dict[str, dict[str, int]]:
    """Add up what each heading has. The rows are sums of a day: some hundred a day, however many stories."""
    wanted = groups or (HitGroup.CHANNEL, *NAMED, HitGroup.HOUR)
    rows = HitGroupDay.objects.filter(span.within, group__in=wanted).order_by()
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for group, label, reads in rows.values_list("group", "label").annotate(n=Sum("reads")):
        found[group][label] = reads
    return found


def _hours(found: dict[str, int]) -> tuple[int, ...]:
    return tuple(found.get(f"{hour:02d}", 0) for hour in range(24))


def _named(found: dict[str, int]) -> tuple[Read, ...]:
    return tuple(Read(name, reads) for name, reads in sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _channels(found: dict[str, int]) -> tuple[Read, ...]:
    """Return the tree's channels that were read, each with its whole branch; what is left belongs to deleted ones."""
    tree = ChannelTree.load()
    sums: dict[int, int] = defaultdict(int)
    gone = 0
    for label, reads in found.items():
        channel = tree.by_id.get(int(label)) if label.isdecimal() else None
        if channel is None:
            gone += reads
            continue
        for above in tree.trail(channel):
            sums[above.pk] += reads

    def below(parent: Channel | None, depth: int) -> list[Read]:
        read = [channel for channel in tree.children(parent) if sums[channel.pk]]
        read.sort(key=lambda channel: -sums[channel.pk])
        return [
            row
            for channel in read
            for row in (Read(channel.name, sums[channel.pk], depth), *below(channel, depth + 1))
        ]

    return (*below(None, 0), *([Read("", gone, gone=True)] if gone else []))


def _stories(span: Span) -> tuple[StoryRead, ...]:
    counts = _story_counts(span)
    rows = Article.objects.filter(pk__in=counts).select_related("channel", "hit_total")
    found = {
        row.pk: row
        for row in rows.only(
            "title", "desk_title", "first_published_at", "channel__name", "channel__path", "hit_total__total"
        )
    }
    return tuple(
        StoryRead(found[number], reads, found[number].hit_total.total)
        for number, reads in counts.items()
        if number in found and hasattr(found[number], "hit_total")
    )


def _story_counts(span: Span) -> dict[int, int]:
    """Return the most read stories with their reads, most first."""
    if span.rolling:
        totals = HitTotal.objects.filter(**{f"{span.rolling}__gt": 0}).order_by(f"-{span.rolling}", "-article_id")
        return dict(totals.values_list("article_id", span.rolling)[:STORIES])
    if span.days == 1:
        one = HitDay.objects.filter(day=span.first).order_by("-reads", "-article_id")
        return dict(one.values_list("article_id", "reads")[:STORIES])
    numbers = _union(
        HitDay.objects.filter(day=span.first + timedelta(days=place)).order_by("-reads", "-article_id")[:EACH_DAY]
        for place in range(span.days)
    )
    added = (
        HitDay.objects.filter(span.within, article_id__in=numbers)
        .order_by()
        .values("article_id")
        .annotate(n=Sum("reads"))
        .order_by("-n", "-article_id")
    )
    return dict(added.values_list("article_id", "n")[:STORIES])


def _union(tops: Iterable[QuerySet[HitDay]]) -> set[int]:
    """Return the numbers that stand in any of the lists. One query: each list is a walk down the index of its day.

    Each part is wrapped, because SQLite takes ORDER BY and LIMIT only inside a sub-select.
    """
    parts: list[str] = []
    params: list[Any] = []
    for top in tops:
        sql, values = top.values("article_id").query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS rows")  # noqa: S608 - compiled by the ORM
        params.extend(values)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return {row[0] for row in cursor.fetchall()}
