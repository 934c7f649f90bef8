"""The chain of passes under a text, and decisions that the expected table has no column for."""

from typing import Any

import pytest

from news.enums import Level, Publication, Review, Verb
from news.rules.deciding import FOR_HOLDER, Actor, Reason, Situation, refusal
from news.rules.levels import awaited
from news.rules.reviews import Pass, unbroken
from news.rules.roles import ROLES

CHIEF = frozenset(ROLES["chief"])
FIRST, SECOND, FINAL = Level.FIRST, Level.SECOND, Level.FINAL


def chain(*passes: tuple[Level, int | None, str, str]) -> dict[Level, Pass]:
    return {level: Pass(level, person, text, base) for level, person, text, base in passes}


@pytest.mark.parametrize(
    ("passes", "text", "level", "levels", "stands"),
    [
        (chain(), "a", FINAL, 1, True),
        (chain(), "a", FIRST, 3, True),
        (chain(), "a", FINAL, 2, False),
        (chain((FIRST, 1, "a", "a")), "a", FINAL, 2, True),
        (chain((FIRST, 1, "a", "a")), "b", FINAL, 2, False),  # an edit voids the pass
        (chain((FIRST, 1, "a", "a")), "a", FINAL, 3, False),  # a level is missing
        (chain((SECOND, 2, "a", "a")), "a", FINAL, 3, False),
        (chain((FIRST, 1, "a", "a"), (SECOND, 2, "a", "a")), "a", FINAL, 3, True),
        (chain((FIRST, 1, "a", "a"), (SECOND, 1, "a", "a")), "a", FINAL, 3, False),  # one person, two levels
        (chain((FIRST, 1, "a", "a"), (SECOND, 2, "b", "a")), "b", FINAL, 3, True),  # 审改 carries the pass over
        (chain((FIRST, 1, "a", "a"), (SECOND, 2, "b", "b")), "b", FINAL, 3, False),  # without it, it does not
        (chain((FIRST, 1, "a", "a"), (SECOND, 2, "b", "a")), "a", FINAL, 3, False),
        (chain((FIRST, 1, "b", "a"), (SECOND, 2, "b", "b")), "b", FINAL, 3, True),
        (chain((FIRST, None, "a", "a"), (SECOND, None, "a", "a")), "a", FINAL, 3, False),  # accounts that are gone
    ],
)
def test_a_text_stands_on_an_unbroken_chain_of_passes(
    passes: dict[Level, Pass], text: str, level: Level, levels: int, stands: bool
) -> None:
    assert unbroken(passes, text, level, levels) is stands


def decide(verb: Verb, review: Review, levels: int = 3, publication: Publication = Publication.NEVER, **actor: Any):  # type: ignore[no-untyped-def]
    return refusal(
        verb, Situation(publication, review, awaited(review, levels)), Actor(**{"permissions": CHIEF, **actor})
    )


@pytest.mark.parametrize("verb", [Verb.PASS, Verb.RETURN, Verb.REJECT, Verb.FAST])
def test_whoever_passed_one_level_does_nothing_at_another(verb: Verb) -> None:
    assert decide(verb, Review.FIRST_PASSED, passed=frozenset({FIRST})) == Reason.TWO_LEVELS
    assert decide(verb, Review.FIRST_PASSED, passed=frozenset()) is None


def test_whoever_passed_the_first_or_second_level_does_not_sign_off() -> None:
    for level in (FIRST, SECOND):
        assert decide(Verb.SIGN_OFF, Review.SECOND_PASSED, passed=frozenset({level})) == Reason.TWO_LEVELS


def test_an_edit_while_reviewing_counts_as_that_level_and_never_as_the_fast_lane() -> None:
    assert decide(Verb.PASS, Review.SUBMITTED, amended=True) is None
    assert decide(Verb.AMEND, Review.SUBMITTED, amended=True) is None
    assert decide(Verb.FAST, Review.SUBMITTED, amended=True) == Reason.OWN


@pytest.mark.parametrize("verb", sorted(FOR_HOLDER - {Verb.CORRECT}))
def test_what_somebody_else_holds_is_left_alone(verb: Verb) -> None:
    review = {Verb.EDIT: Review.DRAFT, Verb.SUBMIT: Review.DRAFT, Verb.SIGN_OFF: Review.SECOND_PASSED}
    state = review.get(verb, Review.SUBMITTED)
    assert decide(verb, state) is None
    assert decide(verb, state, held_by_other=True) == Reason.HELD


@pytest.mark.parametrize("verb", [Verb.WITHDRAW, Verb.FAST, Verb.EMBARGO])
def test_a_claim_does_not_stop_the_author_from_taking_back_nor_the_fast_lane(verb: Verb) -> None:
    own = verb == Verb.WITHDRAW
    assert decide(verb, Review.SUBMITTED, held_by_other=True, own=own, wrote=own) is None


@pytest.mark.parametrize(
    ("levels", "review", "verb", "reason"),
    [
        (1, Review.SUBMITTED, Verb.PASS, Reason.LAST_LEVEL),
        (1, Review.SUBMITTED, Verb.SIGN_OFF, None),
        (1, Review.SUBMITTED, Verb.AMEND, Reason.FINAL_WRITES),
        (2, Review.SUBMITTED, Verb.PASS, None),
        (2, Review.SUBMITTED, Verb.SIGN_OFF, Reason.NOT_LAST_LEVEL),
        (2, Review.FIRST_PASSED, Verb.PASS, Reason.LAST_LEVEL),
        (2, Review.FIRST_PASSED, Verb.SIGN_OFF, None),
        (2, Review.FIRST_PASSED, Verb.AMEND, Reason.FINAL_WRITES),
    ],
)
def test_channels_with_fewer_levels(levels: int, review: Review, verb: Verb, reason: Reason | None) -> None:
    assert decide(verb, review, levels) == reason


def test_a_level_out_of_ones_channels_is_closed() -> None:
    away = frozenset({"news.review_first"})
    assert decide(Verb.PASS, Review.SUBMITTED, out_of_scope=away) == Reason.SCOPE
    assert decide(Verb.PASS, Review.FIRST_PASSED, out_of_scope=away) is None
