"""Stretches of time in which PostgreSQL looks for hits, one after the other, each four times as long."""

from dataclasses import dataclass
from datetime import datetime

from news.search.schema import DAY, LENGTHS, time_token

BEFORE = 4  # stretches before the one that is on


@dataclass(frozen=True)
class Window:
    """All since some moment: what has one of ``tokens``; none of them: everything."""

    tokens: tuple[str, ...]


def windows(since: datetime | None, until: datetime) -> list[Window]:
    """Return the windows that end at ``until``, the last of which holds all that is not before ``since``."""
    found = []
    for place, days in enumerate(LENGTHS):
        length = days * DAY
        bucket = int(until.timestamp()) // length
        found.append(Window(tuple(time_token(place, bucket - back) for back in range(BEFORE + 1))))
        if since is not None and since.timestamp() >= (bucket - BEFORE) * length:
            return found
    return [*found, Window(())]
