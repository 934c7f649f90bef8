"""The stored list of the most read, and the totals that it is made of, rolled on with the clock."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from news.editorial.hits import (
    DAY_HOURS,
    DAYS_KEPT,
    GROUP_DAYS_KEPT,
    HOURS_KEPT,
    MONTH_DAYS,
    WEEK_DAYS,
    day_of,
    hour_of,
    lock_clock,
)
from news.enums import HotPeriod
from news.models import Article, HitClock, HitDay, HitGroupDay, HitHour, HitPart, HitTotal, HotEntry
from news.rules.hits import KEPT_OFF

DEEP = 60  # places that are stored for a period; pages show fifty at most
CANDIDATES = 240  # stories looked at for them: withdrawn and marked ones among the most read fall out
BATCH = 500
PART_DAYS = 2


def rebuild(now: datetime | None = None) -> None:
    """Replace the stored list of every period. Three walks down an index; one short transaction."""
    now = now or timezone.now()
    found = {period: _most_read(period, now) for period in HotPeriod}
    with transaction.atomic():
        lock_clock(now)
        stored: dict[str, list[int]] = {period: [] for period in HotPeriod}
        for period, number in HotEntry.objects.order_by("period", "position").values_list("period", "article_id"):
            stored[period].append(number)
        if stored == found:  # pages that show them stay as they are
            return
        HotEntry.objects.all().delete()
        HotEntry.objects.bulk_create(
            HotEntry(period=period, position=place, article_id=number)
            for period, numbers in found.items()
            for place, number in enumerate(numbers, start=1)
        )


def _most_read(period: HotPeriod, now: datetime) -> list[int]:
    rows = HitTotal.objects.filter(**{f"{period}__gt": 0}).order_by(f"-{period}", "-article_id")
    numbers = list(rows.values_list("article_id", flat=True)[:CANDIDATES])
    labels = dict(Article.objects.live(now).filter(pk__in=numbers).values_list("pk", "labels"))
    return [number for number in numbers if number in labels and not KEPT_OFF.intersection(labels[number])][:DEEP]


def forget(article: Article) -> None:
    """Take a story off the stored lists; the next ones move up. Called by whoever withdraws it."""
    HotEntry.objects.filter(article=article).delete()


def roll(now: datetime | None = None) -> int:
    """Let what has grown too old leave the totals; returns how many articles changed. Nothing within an hour.

    Each batch is a short transaction; one that is cut off is done again by the next call.
    """
    now = now or timezone.now()
    hour = hour_of(now)
    before = HitClock.objects.filter(pk=1).values_list("hour", flat=True).first()
    if before is None or before >= hour:
        return 0
    changed = 0
    for rows in _left(before, hour):
        after = 0
        while numbers := _next(rows, after):
            with transaction.atomic():
                lock_clock(now)
                changed += HitTotal.objects.filter(pk__in=numbers).update(**_sums(hour))
            after = numbers[-1]
    with transaction.atomic():
        clock = lock_clock(now)
        if clock.hour < hour:
            clock.hour = hour
            clock.save()
    return changed


def _left(before: int, hour: int) -> list[QuerySet[HitHour] | QuerySet[HitDay]]:
    """Return the rows that were within a period at ``before`` and are not at ``hour``."""
    old, new = day_of(before), day_of(hour)
    gone = Q(pk__in=[])
    for days in (WEEK_DAYS, MONTH_DAYS):
        gone |= Q(day__gt=old - timedelta(days=days), day__lte=new - timedelta(days=days))
    hours = HitHour.objects.filter(hour__gt=before - DAY_HOURS, hour__lte=hour - DAY_HOURS)
    return [hours, HitDay.objects.filter(gone)] if new > old else [hours]


def _next(rows: QuerySet[HitHour] | QuerySet[HitDay], after: int) -> list[int]:
    found = rows.filter(article_id__gt=after).order_by("article_id").values_list("article_id", flat=True)
    return list(found.distinct()[:BATCH])


def _sums(hour: int) -> dict[str, Coalesce]:
    """Return the totals as they are at ``hour``, from the hours and days of each article."""
    today = day_of(hour)

    def total(rows: QuerySet[HitHour] | QuerySet[HitDay]) -> Coalesce:
        added = rows.filter(article_id=OuterRef("pk")).order_by().values("article_id").annotate(n=Sum("reads"))
        return Coalesce(Subquery(added.values("n")), 0, output_field=IntegerField())

    def days(count: int) -> Coalesce:
        return total(HitDay.objects.filter(day__gt=today - timedelta(days=count)))

    return {
        "day": total(HitHour.objects.filter(hour__gt=hour - DAY_HOURS)),
        "week": days(WEEK_DAYS),
        "month": days(MONTH_DAYS),
    }


def prune(now: datetime | None = None) -> int:
    """Delete hours, days and headings that are past their keeping; their sums stay. Returns how many rows."""
    now = now or timezone.now()
    today = timezone.localtime(now).date()
    removed = 0
    for rows in (
        HitHour.objects.filter(hour__lte=hour_of(now) - HOURS_KEPT),
        HitDay.objects.filter(day__lte=today - timedelta(days=DAYS_KEPT)),
        HitGroupDay.objects.filter(day__lte=today - timedelta(days=GROUP_DAYS_KEPT)),
        HitPart.objects.filter(at__lt=now - timedelta(days=PART_DAYS)),
    ):
        while numbers := list(rows.order_by().values_list("pk", flat=True)[: BATCH * 4]):
            removed += rows.model._default_manager.filter(pk__in=numbers).delete()[0]
    return removed
