"""Whose turn it is at a place."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from news.rules.ads import TURN, chosen

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Spot:
    name: str
    weight: int = 1
    starts_at: datetime = NOW - timedelta(days=1)
    ends_at: datetime | None = None


def test_the_same_moment_gives_the_same_one_and_weights_are_kept() -> None:
    spots = (Spot("重", weight=3), Spot("轻"))
    turns = [NOW + timedelta(seconds=TURN * place) for place in range(40)]
    seen = Counter(found.name for at in turns if (found := chosen(spots, at)))
    assert seen == {"重": 30, "轻": 10}
    assert all(chosen(spots, at) is chosen(spots, at) for at in turns)


def test_it_begins_and_ends_to_the_second() -> None:
    spot = Spot("一", starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    second = timedelta(seconds=1)
    moments = (NOW - second, NOW, NOW + timedelta(hours=1) - second, NOW + timedelta(hours=1))
    assert [chosen([spot], at) is not None for at in moments] == [False, True, True, False]
    assert chosen([], NOW) is None
