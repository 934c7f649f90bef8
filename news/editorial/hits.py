"""Counting readers: what pages report is spooled to a file, folded into the tables, rolled on, pruned.

A report costs its process one appended line; no reader's request waits for the database. The file survives `kill -9`.
The worker claims it by renaming and counts it in short transactions (docs/decisions/0021).
"""

import os
import re
import secrets
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Model
from django.db.models.functions import Greatest
from django.utils import timezone

from news.enums import BylineRole, HitGroup
from news.models import Article, HitClock, HitDay, HitGroupDay, HitHour, HitPart, HitTotal
from news.text.addresses import MAX_ID

HOUR = 3600
PART = 400  # rows that one transaction counts; some milliseconds
SPOOL_MOST = 64 * 1024 * 1024  # about three million reads that no worker has taken
SETTLE = 1.0  # seconds after a file's renaming in which a process may still append to it
HOURS_KEPT, DAYS_KEPT, GROUP_DAYS_KEPT = 72, 100, 1100
DAY_HOURS, WEEK_DAYS, MONTH_DAYS = 24, 7, 30
LINE = re.compile(r"([0-9]{1,9}) ([0-9]{1,19})\n", re.ASCII)
CURRENT, TAKEN = "now.log", ".taken"
AUTHORS = {BylineRole.AUTHOR, BylineRole.REPORTER, BylineRole.CORRESPONDENT}
LABEL = 60


def at_hour(hour: int) -> datetime:
    """Return the beginning of an hour counted since 1970."""
    return datetime.fromtimestamp(hour * HOUR, tz=UTC)


def hour_of(moment: datetime) -> int:
    """Return the whole hours since 1970."""
    return int(moment.timestamp()) // HOUR


def day_of(hour: int) -> date:
    """Return the newsroom's day that an hour belongs to."""
    return timezone.localtime(at_hour(hour)).date()


def spool() -> Path:
    """Return the folder of what is reported and not counted yet."""
    return Path(settings.DATA_DIR) / "hits"


def report(number: int, at: float | None = None) -> bool:
    """Append one read of an article to this host's spool; False where it is full. OSError: the disk refuses.

    Short writes to a file opened for appending do not mix, however many processes write.
    """
    line = f"{int(at or time.time()) // HOUR} {number}\n".encode()
    try:
        file = os.open(spool() / CURRENT, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except FileNotFoundError:
        spool().mkdir(parents=True, exist_ok=True)
        file = os.open(spool() / CURRENT, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.fstat(file).st_size > SPOOL_MOST:
            return False
        os.write(file, line)
    finally:
        os.close(file)
    return True


def fold(now: datetime | None = None, *, settle: float = SETTLE) -> int:
    """Count what was spooled; returns how many reads. Called every second or two, safe in several processes at once.

    A file is claimed by renaming and counted ``settle`` seconds later, when nobody writes to it any more.
    """
    folder = spool()
    if not folder.is_dir():
        return 0
    with suppress(FileNotFoundError):  # nothing was read since
        (folder / CURRENT).rename(folder / f"{time.time_ns()}-{secrets.token_hex(4)}{TAKEN}")
    counted = 0
    for file in sorted(folder.glob(f"*{TAKEN}")):
        taken = file.name.partition("-")[0]
        if taken.isdecimal() and time.time_ns() - int(taken) < settle * 1e9:
            continue
        counted += _fold_file(file, now or timezone.now())
    return counted


def _fold_file(file: Path, now: datetime) -> int:
    cells: Counter[tuple[int, int]] = Counter()
    try:
        with file.open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                match = LINE.fullmatch(line)
                if match:
                    cells[int(match[2]), int(match[1])] += 1
    except FileNotFoundError:
        return 0  # another worker had it
    counted = 0
    ordered = sorted(cells.items())
    for place in range(0, len(ordered), PART):
        counted += add_reads(dict(ordered[place : place + PART]), now=now, part=(file.name, place // PART))
    file.unlink(missing_ok=True)
    return counted


def add_reads(cells: Mapping[tuple[int, int], int], *, now: datetime, part: tuple[str, int] | None = None) -> int:
    """Add reads by (article, hour) to every table, in one transaction; returns how many counted.

    Only stories that are live count. ``part`` names what is counted: a second time it adds nothing.
    """
    with transaction.atomic():
        lock_clock(now)
        if part:
            if HitPart.objects.filter(name=part[0], part=part[1]).exists():
                return 0
            HitPart.objects.create(name=part[0], part=part[1], at=now)
        numbers = {number for number, _hour in cells if number <= MAX_ID}
        articles = {row.pk: row for row in Article.objects.live(now).filter(pk__in=numbers).for_counting()}
        sheet = Sheet(now)
        for (number, hour), reads in cells.items():
            if number in articles and hour <= hour_of(now):
                sheet.add(articles[number], hour, reads)
        sheet.write()
        return sheet.counted


def lock_clock(now: datetime) -> HitClock:
    """Return the clock's row, locked: whoever counts or rolls waits here, and only here."""
    found = HitClock.objects.select_for_update().filter(pk=1).first()
    if found is None:
        HitClock.objects.bulk_create([HitClock(pk=1, hour=hour_of(now))], ignore_conflicts=True)
        found = HitClock.objects.select_for_update().get(pk=1)
    return found


def headings(article: Article) -> Iterator[tuple[HitGroup, str]]:
    """Yield what a read of an article counts under; a person who stands twice in the byline counts once."""
    yield HitGroup.SITE, ""
    yield HitGroup.CHANNEL, str(article.channel_id)
    for name in dict.fromkeys(item["name"] for item in article.byline if item["role"] in AUTHORS):
        yield HitGroup.AUTHOR, name[:LABEL]
    for name in dict.fromkeys(article.editors):
        yield HitGroup.EDITOR, name[:LABEL]
    if article.source:
        yield HitGroup.SOURCE, article.source.name[:LABEL]


class Sheet:
    """Reads on their way into the tables; ``write`` adds them in the order of the keys, a statement a table."""

    def __init__(self, now: datetime) -> None:
        self.counted = 0
        self.hour, self.today = hour_of(now), timezone.localtime(now).date()
        self.hours: Counter[tuple[int, int]] = Counter()
        self.days: Counter[tuple[int, date]] = Counter()
        self.totals: dict[int, list[int]] = {}
        self.groups: Counter[tuple[str, date, str]] = Counter()

    def add(self, article: Article, hour: int, reads: int) -> None:
        """Note ``reads`` of a live article in an hour, loaded by ``for_counting``."""
        day = day_of(hour)
        age = (self.today - day).days
        self.counted += reads
        if hour > self.hour - HOURS_KEPT:
            self.hours[article.pk, hour] += reads
        if age < DAYS_KEPT:
            self.days[article.pk, day] += reads
        within = (True, hour > self.hour - DAY_HOURS, age < WEEK_DAYS, age < MONTH_DAYS)
        totals = self.totals.setdefault(article.pk, [0, 0, 0, 0])
        for place, counts in enumerate(within):
            totals[place] += reads * counts
        if age < GROUP_DAYS_KEPT:
            for group, label in headings(article):
                self.groups[group.value, day, label] += reads
            self.groups[HitGroup.HOUR.value, day, f"{timezone.localtime(at_hour(hour)).hour:02d}"] += reads

    def take_from_headings(self) -> None:
        """Take what was noted out of the sums by heading again: demo content goes as if it had never been."""
        for (group, day, label), reads in sorted(self.groups.items()):
            rows = HitGroupDay.objects.filter(group=group, day=day, label=label)
            rows.update(reads=Greatest(F("reads") - reads, 0))
        HitGroupDay.objects.filter(reads=0).delete()

    def write(self) -> None:
        """Add everything to the tables."""
        _upsert(HitHour, ("article_id", "hour"), ("reads",), [(*key, n) for key, n in self.hours.items()])
        _upsert(HitDay, ("article_id", "day"), ("reads",), [(*key, n) for key, n in self.days.items()])
        totals = [(key, *values) for key, values in self.totals.items()]
        _upsert(HitTotal, ("article_id",), ("total", "day", "week", "month"), totals)
        groups = [(*key, n) for key, n in self.groups.items()]
        _upsert(HitGroupDay, ("group", "day", "label"), ("reads",), groups)


def _upsert(model: type[Model], keys: Sequence[str], sums: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows or add to those that are there: what ``bulk_create`` cannot say (SQLite 3.24, PostgreSQL)."""
    quote, table = connection.ops.quote_name, connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(quote(name) for name in (*keys, *sums))
    more = ", ".join(f"{quote(name)} = {table}.{quote(name)} + excluded.{quote(name)}" for name in sums)
    ordered = sorted(rows)
    for place in range(0, len(ordered), PART):
        some = ordered[place : place + PART]
        one = f"({', '.join(['%s'] * len(some[0]))})"
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({columns}) VALUES {', '.join([one] * len(some))} "  # noqa: S608 - names of our own
                f"ON CONFLICT ({', '.join(quote(name) for name in keys)}) DO UPDATE SET {more}",
                [_adapted(value) for row in some for value in row],
            )


def _adapted(value: Any) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
