"""Which level a story waits for, and where a pass takes it."""

import pytest

from news.enums import Level, Review
from news.rules.levels import IN_REVIEW, PASSED, SEQUENCES, awaited, below, effective, waiting_for


@pytest.mark.parametrize(
    ("own_first", "levels"),
    [
        ((), 3),
        ((None, None), 3),
        ((1,), 1),
        ((None, 2), 2),
        ((3, 1), 3),
        ((None, None, 1), 1),
        ((2, None, 1), 2),
    ],
)
def test_a_channel_has_its_own_levels_else_those_of_the_nearest_channel_above(
    own_first: tuple[int | None, ...], levels: int
) -> None:
    assert effective(own_first) == levels


@pytest.mark.parametrize("levels", SEQUENCES)
def test_passing_level_after_level_ends_in_the_sign_off(levels: int) -> None:
    state, seen = Review.SUBMITTED, []
    while (level := awaited(state, levels)) is not None:
        seen.append(level)
        state = PASSED[level]
    assert tuple(seen) == SEQUENCES[levels]
    assert len(seen) == levels
    assert seen[-1] == Level.FINAL
    assert state == Review.SIGNED_OFF


@pytest.mark.parametrize("levels", SEQUENCES)
@pytest.mark.parametrize("state", Review)
def test_only_a_story_under_review_waits_for_a_level(state: Review, levels: int) -> None:
    level = awaited(state, levels)
    assert (level is not None) == (state in IN_REVIEW)
    if level is not None:
        assert level in SEQUENCES[levels]


@pytest.mark.parametrize("levels", SEQUENCES)
def test_returning_to_a_level_lets_the_story_wait_for_that_level(levels: int) -> None:
    for level in SEQUENCES[levels]:
        assert awaited(waiting_for(level, levels), levels) == level


def test_a_channel_that_loses_levels_does_not_ask_twice() -> None:
    assert awaited(Review.SECOND_PASSED, 2) == Level.FINAL
    assert awaited(Review.FIRST_PASSED, 1) == Level.FINAL
    assert awaited(Review.FIRST_PASSED, 3) == Level.SECOND  # and one that gains some does ask


def test_the_levels_below() -> None:
    assert below(Level.FINAL, 3) == (Level.FIRST, Level.SECOND)
    assert below(Level.FINAL, 2) == (Level.FIRST,)
    assert below(Level.FINAL, 1) == ()
    assert below(Level.FIRST, 3) == ()
