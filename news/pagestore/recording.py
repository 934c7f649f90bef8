"""What a page depends on, written down by the code that loads a thing while the page is made.

A template cannot forget a tag, because it never names one: ``reading`` calls ``depends_on`` where it asks the
database, and ``good_until`` where it asks the clock. Outside of a recording both do nothing.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime

ALL = "all"  # every page carries this tag
FOREVER = float("inf")
MOST_MONTHS = 36


@dataclass
class Recording:
    """What was written down so far. ``expires`` is a POSIX time; ``kept`` says that the page may be stored."""

    tags: set[str] = field(default_factory=lambda: {ALL})
    expires: float = FOREVER
    kept: bool = False
    holes: bool = True


_current: ContextVar[Recording | None] = ContextVar("recording", default=None)


@contextmanager
def record(*, holes: bool = True) -> Iterator[Recording]:
    """Write down what is loaded within. With ``holes``, fragments are left out of the page (``fragments.hole``)."""
    recording = Recording(holes=holes)
    token = _current.set(recording)
    try:
        yield recording
    finally:
        _current.reset(token)


def with_holes() -> bool:
    """Whether what is rendered now shall leave its fragments out."""
    recording = _current.get()
    return recording is not None and recording.holes


def depends_on(*tags: str) -> None:
    """The page shows something that is purged under these tags."""
    recording = _current.get()
    if recording is not None:
        recording.tags.update(tags)


def depends_on_each(prefix: str, numbers: Collection[object]) -> None:
    """The page shows these rows, or would show them: ``article`` and 5 are tag ``article:5``."""
    recording = _current.get()
    if recording is not None:
        recording.tags.update(f"{prefix}:{number}" for number in numbers)


def good_until(moment: datetime | None) -> None:
    """The page is another one from this moment (aware) on. None: nothing ahead."""
    recording = _current.get()
    if recording is not None and moment is not None:
        recording.expires = min(recording.expires, moment.timestamp())


def keep() -> None:
    """The page is the same for everybody who has no session, and may be stored."""
    recording = _current.get()
    if recording is not None:
        recording.kept = True


def depends_on_months(prefix: str, first: date | None, last: date | None, otherwise: str) -> None:
    """The page depends on what is or comes between two days: a tag for each month, ``otherwise`` where that is open
    or longer than three years."""
    recording = _current.get()
    if recording is None:
        return
    if first is None or last is None or (last.year - first.year) * 12 + last.month - first.month > MOST_MONTHS:
        recording.tags.add(otherwise)
        return
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        recording.tags.add(f"{prefix}:{year:04}-{month:02}")
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
