"""Review levels: which there are in a channel, which one a story waits for, where a pass takes it. No database."""

from collections.abc import Iterable

from news.enums import Level, Review

MOST = 3
DEFAULT = MOST  # a new channel at the root has all three
SEQUENCES: dict[int, tuple[Level, ...]] = {
    1: (Level.FINAL,),
    2: (Level.FIRST, Level.FINAL),
    3: (Level.FIRST, Level.SECOND, Level.FINAL),
}
IN_REVIEW = (Review.SUBMITTED, Review.FIRST_PASSED, Review.SECOND_PASSED)
# The state in which a story is once a level has passed it, and the level that the state stands for.
PASSED: dict[Level, Review] = {
    Level.FIRST: Review.FIRST_PASSED,
    Level.SECOND: Review.SECOND_PASSED,
    Level.FINAL: Review.SIGNED_OFF,
}
_DONE: dict[Review, tuple[Level, ...]] = {
    Review.SUBMITTED: (),
    Review.FIRST_PASSED: (Level.FIRST,),
    Review.SECOND_PASSED: (Level.FIRST, Level.SECOND),
}


def effective(own_first: Iterable[int | None]) -> int:
    """Return how many levels a channel has: its own figure, else the nearest ancestor's, else 3.

    ``own_first`` is the figure of the channel, of its parent, and so on to the root.
    """
    return next((number for number in own_first if number), DEFAULT)


def awaited(review: Review, levels: int) -> Level | None:
    """Return the level that a story waits for in this state, where ``levels`` (1–3) apply; None outside a review."""
    if review not in _DONE:
        return None
    done = _DONE[review]
    return next((level for level in SEQUENCES[levels] if level not in done), Level.FINAL)


def below(level: Level, levels: int) -> tuple[Level, ...]:
    """Return the levels that come before this one."""
    sequence = SEQUENCES[levels]
    return sequence[: sequence.index(level)] if level in sequence else sequence


def waiting_for(level: Level, levels: int) -> Review:
    """Return the state in which a story waits for ``level``: that of the last pass below it."""
    before = below(level, levels)
    return PASSED[before[-1]] if before else Review.SUBMITTED
