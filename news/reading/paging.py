"""Paging that costs the same on every page: numbers near the top, then a place in time. No COUNT, no deep OFFSET."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import OuterRef, Q

from news.models import Article, ArticleQuerySet
from news.pagestore.recording import depends_on

PAGE_SIZE = 20
LAST_NUMBER = 10
BEFORE = re.compile(r"([0-9]{1,11})-([0-9]{1,18})")


class NoSuchPage(Exception):
    """The page asked for does not exist."""


@dataclass(frozen=True)
class Place:
    """Where in a list: a page number up to 10, or what comes before a (time, article number)."""

    number: int = 1
    before: tuple[datetime, int] | None = None

    @classmethod
    def asked(cls, page: str | None, before: str | None) -> "Place":
        """Read ``?page=`` and ``?before=<epoch>-<id>``. Raises NoSuchPage for anything else."""
        if before is not None:
            match = BEFORE.fullmatch(before)
            if not match:
                raise NoSuchPage
            return cls(0, (datetime.fromtimestamp(int(match[1]), UTC), int(match[2])))
        if page is None:
            return cls()
        if not re.fullmatch(r"[1-9][0-9]?", page) or int(page) > LAST_NUMBER:
            raise NoSuchPage
        return cls(int(page))


@dataclass(frozen=True)
class Pager:
    """Links of a list; each is a query string with its ``?``, '' for the first page, None where there is no page."""

    number: int
    numbers: tuple[tuple[int, str], ...]
    previous: str | None
    next: str | None

    @property
    def needed(self) -> bool:
        """False where everything fits one page."""
        return self.number != 1 or self.next is not None


def number_link(number: int) -> str:
    """Return the query string of a numbered page; the first has none."""
    return f"?page={number}" if number > 1 else ""


@dataclass(frozen=True)
class Order:
    """The two columns that order a list, as lookups from Article: newest first, the larger number first."""

    time: str
    number: str

    def before(self, moment: datetime | OuterRef, number: int | OuterRef) -> Q:
        """Return what comes after a place in the list: earlier, or in the same second with a smaller number.

        Written so that the index is entered at the place; an OR of both columns is not (docs/decisions/0003).
        """
        ties = Q(**{f"{self.time}__lt": moment}) | Q(**{f"{self.number}__lt": number})
        return ties & Q(**{f"{self.time}__lte": moment})

    def after(self, moment: datetime | OuterRef, number: int | OuterRef) -> Q:
        """Return what comes before a place in the list."""
        ties = Q(**{f"{self.time}__gt": moment}) | Q(**{f"{self.number}__gt": number})
        return ties & Q(**{f"{self.time}__gte": moment})


LISTED = Order("listings__published_at", "listings__article_id")
BYLINED = Order("bylinings__published_at", "bylinings__article_id")
KEYWORDED = Order("keywordings__published_at", "keywordings__content_object_id")


def cut(
    articles: Callable[[Q], ArticleQuerySet], place: Place, order: Order, size: int = PAGE_SIZE
) -> tuple[list[Article], Pager]:
    """Return one page of a list ordered by ``order`` and its links. Raises NoSuchPage for a page past the end.

    ``articles`` makes the list narrowed to a place (``Q()``: all of it).
    """
    if place.before:
        rows = list(articles(order.before(*place.before))[: size + 1])
    else:
        start = (place.number - 1) * size
        rows = list(articles(Q())[start : start + size + 1])
    if not rows and (place.before or place.number > 1):
        raise NoSuchPage
    return cut_read(rows, place, size)


def cut_read(rows: list[Article], place: Place, size: int = PAGE_SIZE) -> tuple[list[Article], Pager]:
    """Do the same with rows read before: those of the page, and one more where the list goes on. No query."""
    shown, more = rows[:size], len(rows) > size
    if more:
        depends_on(f"article:{rows[size].pk}")  # that there is another page
    return shown, _pager(place, shown, more)


def _pager(place: Place, shown: list[Article], more: bool) -> Pager:
    following = None
    if more:
        last = shown[-1]
        if place.number and place.number < LAST_NUMBER:
            following = number_link(place.number + 1)
        elif last.published_at:
            following = f"?before={int(last.published_at.timestamp())}-{last.pk}"
    highest = place.number + 1 if more and 0 < place.number < LAST_NUMBER else place.number
    numbers = tuple((number, number_link(number)) for number in range(1, highest + 1))
    previous = number_link(place.number - 1) if place.number > 1 else None
    return Pager(place.number, numbers, previous, following)
