"""工作量: what each person wrote and reviewed in a month, counted in one pass over its stories."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, F, Sum
from django.utils import timezone

from news.editorial.access import display_name
from news.enums import BylineRole, Level, Verdict
from news.models import Article, Channel, ReviewRecord
from news.text.excerpt import count_characters, plain_text

CHUNK = 200
EDITOR = "editor"
PART_ORDER = [*BylineRole.values, EDITOR]
DONE = (Verdict.PASS, Verdict.AMEND, Verdict.SIGN_OFF, Verdict.FAST)


@dataclass
class Work:
    """One account's month. ``reviews`` are passes and sign-offs by level; ``seconds`` the time over all verdicts."""

    person: int | None
    name: str
    stories: int = 0
    characters: int = 0
    pictures: int = 0
    corrected: int = 0
    reviews: dict[str, int] = field(default_factory=dict)
    returned: int = 0
    rejected: int = 0
    verdicts: int = 0
    seconds: int = 0

    @property
    def minutes(self) -> int | None:
        """The average time from taking a story to the verdict, in minutes; None without a verdict."""
        return round(self.seconds / self.verdicts / 60) if self.verdicts else None

    def level(self, level: Level) -> int:
        """How many stories the person passed at a level."""
        return self.reviews.get(level, 0)


@dataclass
class Part:
    """One name in one part of the byline (``BylineRole``), or as responsible editor (``editor``)."""

    name: str
    role: str
    stories: int = 0
    characters: int = 0
    pictures: int = 0


@dataclass(frozen=True)
class Month:
    """A month's work: accounts by number of stories, names of bylines by part and number of stories."""

    accounts: list[Work]
    parts: list[Part]


def month_of(first: date) -> tuple[datetime, datetime]:
    """Return a month's beginning and end by the newsroom's clock."""
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return tuple(timezone.make_aware(datetime.combine(day, time())) for day in (first, after))  # type: ignore[return-value]


def workload(first: date, *, only: User | None = None) -> Month:
    """Count the month that begins on ``first``; with ``only`` that person's own row and no names of bylines.

    Counted are the stories that readers see now and saw first in this month, and the verdicts given in it. Three
    queries; the texts are read in chunks.
    """
    people: dict[int | None, Work] = {}
    parts: dict[tuple[str, str], Part] = {}
    for row in _stories(first, only):
        characters, pictures = count_characters(plain_text(row.body)), row.body.count("<img")
        if row.author_id is not None:
            work = people.setdefault(row.author_id, Work(row.author_id, ""))
            work.stories += 1
            work.characters += characters
            work.pictures += pictures
            work.corrected += bool(row.correction)
        for name, role in _parts(row) if only is None else ():
            part = parts.setdefault((role, name), Part(name, role))
            part.stories += 1
            part.characters += characters
            part.pictures += pictures
    gone = _reviews(first, only, people)
    names = {user.pk: display_name(user) for user in User.objects.filter(pk__in=[key for key in people if key])}
    for key, work in people.items():
        work.name = names.get(key or 0, "")
    rows = [*people.values(), *gone]
    if only is not None and not rows:
        rows = [Work(only.pk, display_name(only))]
    rows.sort(key=lambda work: (-work.stories, -work.verdicts, work.name))
    order = sorted(parts.values(), key=lambda part: (PART_ORDER.index(part.role), -part.stories, part.name))
    return Month(rows, order)


def _stories(first: date, only: User | None) -> Iterator[Any]:
    """Walk the month in the index of the lists: a story stands in its own channel's list once, under its first day."""
    start, end = month_of(first)
    channels = list(Channel.objects.without_tree_fields().values_list("pk", flat=True))
    rows = Article.objects.live().filter(
        listings__channel_id__in=channels,
        listings__channel_id=F("channel_id"),
        listings__day__gte=first,
        listings__day__lt=timezone.localtime(end).date(),
        first_published_at__gte=start,
        first_published_at__lt=end,
    )
    if only is not None:
        rows = rows.filter(author=only)
    read = rows.order_by().values_list("author_id", "body", "byline", "editors", "correction", named=True)
    return read.iterator(chunk_size=CHUNK)


def _parts(row: Any) -> Iterable[tuple[str, str]]:
    """Return each name once for each part it has in a story."""
    signed = [(item["name"], item["role"]) for item in row.byline if item.get("role") in BylineRole.values]
    return dict.fromkeys([*signed, *((name, EDITOR) for name in row.editors)])


def _reviews(first: date, only: User | None, people: dict[int | None, Work]) -> list[Work]:
    """Add the month's verdicts; return the rows of accounts that are gone, which only their names tell apart."""
    start, end = month_of(first)
    rows = ReviewRecord.objects.filter(at__gte=start, at__lt=end).order_by()
    if only is not None:
        rows = rows.filter(by=only)
    gone: dict[str, Work] = {}
    counted: Iterable[Any] = rows.values("by_id", "by_name", "level", "verdict").annotate(
        n=Count("pk"), time=Sum("seconds_at_desk")
    )
    for row in counted:
        if row["by_id"] is None:
            work = gone.setdefault(row["by_name"], Work(None, row["by_name"]))
        else:
            work = people.setdefault(row["by_id"], Work(row["by_id"], row["by_name"]))
        work.verdicts += row["n"]
        work.seconds += row["time"]
        if row["verdict"] in DONE:
            work.reviews[row["level"]] = work.reviews.get(row["level"], 0) + row["n"]
        elif row["verdict"] == Verdict.RETURN:
            work.returned += row["n"]
        else:
            work.rejected += row["n"]
    return list(gone.values())
