"""The days of a month on which a channel has stories, for reading back day by day."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import JSONField, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.dateparse import parse_date

from news.models import Article, ArticleQuerySet, Channel
from news.models.prepared import DAYS, MOMENT, NUMBERS, Prepared
from news.text.addresses import channel_address

MONDAY = 0


@dataclass(frozen=True)
class CalendarDay:
    """A day; ``address`` is '' where the channel has no story of it."""

    date: date
    address: str
    current: bool


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday on, None for days of its neighbours.

    ``earlier`` and ``later`` are the addresses of the nearest days with stories in other months, '' for none.
    """

    first: date
    weeks: tuple[tuple[CalendarDay | None, ...], ...]
    earlier: str
    later: str

    @property
    def name(self) -> str:
        """Its name: 2026年11月."""
        return f"{self.first.year}年{self.first.month}月"


def _bounds(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def month_columns(live: ArticleQuerySet, channel_id: int, day: date) -> list[Any]:
    """Return what to read beside another column of the channel: the day before the month, the one after it, its days.

    A step in the index of days for each day that has a story, however many it has; months without a story in the
    channel cost nothing more.
    """
    return _columns(live, channel_id, *_bounds(day))


def _columns(live: ArticleQuerySet, channel_id: int, first: date, last: date) -> list[Any]:
    return [
        near_day(live, channel_id, first, later=False),
        near_day(live, channel_id, last, later=True),
        _days(live, channel_id, first, last),
    ]


def _days(live: ArticleQuerySet, channel_id: int, first: date, last: date) -> RawSQL:
    """Return the days from ``first`` to ``last`` on which the channel has a story, as a list of lists.

    From each day the index is entered anew at the next one: to make the days of all rows distinct would read every
    story of the month. No step asks for the end of the month: PostgreSQL takes two bounds whose values it does not
    know for half a per cent of the rows, and sorted a month's stories at every step rather than go along the index.
    """
    here = RawSQL("days.day", [])
    begin, follow = (
        live.listed_in(channel_id, Q(**{f"listings__day__{step}": place})).order_by("listings__day")
        for step, place in (("gte", first), ("gt", here))
    )
    end = connection.ops.adapt_datefield_value(last)
    words = [
        rows.values("listings__day")[:1].query.get_compiler(connection=connection).as_sql() for rows in (begin, follow)
    ]
    (start, given), (step, more) = words
    rows = (
        "jsonb_agg(jsonb_build_array(day))"
        if connection.vendor == "postgresql"
        else "json_group_array(json_array(day))"
    )
    # S611: compiled by the ORM, values are parameters
    return RawSQL(  # noqa: S611
        f"(WITH RECURSIVE days(day) AS (SELECT ({start}) UNION ALL "  # noqa: S608
        f"SELECT ({step}) FROM days WHERE days.day <= %s) "
        f"SELECT COALESCE({rows}, '[]') FROM days WHERE day <= %s)",
        [*given, *more, end, end],
        output_field=JSONField(),
    )


def near_day(live: ArticleQuerySet, channel_id: int, day: date, *, later: bool) -> Subquery:
    """Return the nearest day after (or before) a day on which the channel has a story."""
    step, sign = ("gt", "") if later else ("lt", "-")
    days = live.listed_in(channel_id, Q(**{f"listings__day__{step}": day})).order_by(f"{sign}listings__day")
    return Subquery(days.values("listings__day")[:1])


def month_of(channel: Channel, day: date, read: tuple[Any, Any, Any], current: date | None = None) -> Month:
    """Return the month of ``day`` from what ``month_columns`` have read."""
    earlier, later, rows = read
    days = {parse_date(str(happened)) for (happened,) in rows}

    def address(wanted: date | None) -> str:
        return channel_address(channel.path, wanted) if wanted else ""

    weeks = tuple(
        tuple(
            CalendarDay(item, address(item) if item in days else "", item == current)
            if item.month == day.month
            else None
            for item in week
        )
        for week in Calendar(MONDAY).monthdatescalendar(day.year, day.month)
    )
    return Month(day.replace(day=1), weeks, address(earlier), address(later))


def month_page_part(channel: Channel, day: date) -> Month:
    """Return the month of ``day`` for a page that reads no other column of the channel. One query."""
    first, last = _bounds(day)
    [(earlier, later, days)] = MONTH.tuples(now=timezone.now(), channel=channel.pk, first=first, last=last)
    return month_of(channel, day, (earlier, later, days))


def _month(*, now: datetime, channel: int, first: date, last: date) -> QuerySet[Channel]:
    columns = _columns(Article.objects.live(now), channel, first, last)
    rows: Any = Channel.objects.without_tree_fields().filter(pk=channel).order_by().values_list(*columns)
    asked: QuerySet[Channel] = rows
    return asked


MONTH: Prepared[Channel] = Prepared(_month, now=MOMENT, channel=NUMBERS[0], first=DAYS[0], last=DAYS[1])
