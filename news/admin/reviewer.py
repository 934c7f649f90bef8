"""The person before the queue: which stories wait for them, and how many, read once for a request."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from news.admin.asking import asker, powers
from news.editorial.access import Powers
from news.enums import Level
from news.models import Article, ArticleQuerySet, ChannelMap
from news.models.prepared import NUMBERS, PreparedForActs
from news.rules.transitions import LEVEL_PERMISSIONS

MOST_TALLIED = 100
TALLIED = ("level", "due_at", "held_by_id", "desk_channel_id")


@dataclass(frozen=True)
class Tally:
    """What waits for a person, of the first hundred due; nothing is counted beyond. ``channels`` are their ids."""

    total: int = 0
    overdue: int = 0
    mine: int = 0
    levels: Counter[str] = field(default_factory=Counter)
    channels: frozenset[int] = frozenset()

    def said(self, number: int) -> str:
        """Return a number as it is shown: “99+” where there may be more."""
        return f"{MOST_TALLIED - 1}+" if number >= MOST_TALLIED else f"{number}{'+' if number and self.full else ''}"

    @property
    def full(self) -> bool:
        """True where more may wait than were looked at."""
        return self.total >= MOST_TALLIED


class Reviewer:
    """Made by ``reviewer``; every property is read when it is first asked for."""

    def __init__(self, request: HttpRequest) -> None:
        """Keep the request's person."""
        self.user = asker(request)
        self.request = request
        self.now: datetime = timezone.now()

    @cached_property
    def powers(self) -> Powers:
        """What the person may do now."""
        return powers(self.request)

    @cached_property
    def channels(self) -> ChannelMap:
        """The tree. One query."""
        return ChannelMap.load()

    @cached_property
    def reach(self) -> dict[Level, list[int] | None]:
        """The levels that the person holds, with the channels they reach (None: all)."""
        found: dict[Level, list[int] | None] = {}
        for level in self.powers.levels():
            paths = self.powers.scopes.get(LEVEL_PERMISSIONS[level])
            found[level] = None if paths is None else self.channels.branch(paths)
        return found

    def stories(self) -> ArticleQuerySet:
        """Return the stories that wait for this person, unread."""
        return Article.objects.awaiting(self.user.pk, self.reach).exclude(pk__in=self._beyond)

    @cached_property
    def _beyond(self) -> list[int]:
        """What waits for the final review and stands in a channel that the person does not reach. One query at most.

        A sign-off puts the story before the readers of all its channels. None where the person reaches everything.
        """
        reach = self.reach.get(Level.FINAL)
        if reach is None:
            return []
        mine = set(reach)
        rows = Article.objects.waiting().filter(level=Level.FINAL, desk_channel__in=reach).order_by()
        also = ("working_revision__data__also_in", "live_revision__data__also_in")
        return [
            pk
            for pk, published, live, *placed in rows.values_list("pk", "published_at", "channel_id", *also)
            if (published and live not in mine) or any(set(some or ()) - mine for some in placed)
        ]

    @cached_property
    def tally(self) -> Tally:
        """What waits, by the first hundred due. One query, none for somebody without a level."""
        if not self.reach:
            return Tally()
        if any(channels is not None for channels in self.reach.values()):
            rows = list(self.stories().values_list(*TALLIED)[:MOST_TALLIED])
        else:
            rows = _everywhere(tuple(self.reach)).tuples(person=self.user.pk)
        return Tally(
            total=len(rows),
            overdue=sum(due is not None and due <= self.now for _level, due, _holder, _channel in rows),
            mine=sum(holder == self.user.pk for _level, _due, holder, _channel in rows),
            levels=Counter(level for level, *_more in rows),
            channels=frozenset(channel for *_more, channel in rows if channel),
        )


@cache
def _everywhere(levels: tuple[Level, ...]) -> PreparedForActs[Article]:
    """What ``Reviewer.stories`` says of somebody who reaches every channel. Every page of the desk asks."""

    def stories(person: int) -> QuerySet[Article, Any]:
        return Article.objects.awaiting(person, dict.fromkeys(levels)).values_list(*TALLIED)[:MOST_TALLIED]

    return PreparedForActs(stories, person=NUMBERS[0])


def reviewer(request: HttpRequest) -> Reviewer:
    """Return the one Reviewer of a request."""
    found = getattr(request, "_desk_reviewer", None)
    if found is None:
        found = Reviewer(request)
        request._desk_reviewer = found  # type: ignore[attr-defined]
    return found
