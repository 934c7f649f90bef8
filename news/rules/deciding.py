"""May this person do this act to this story now? One pure function over the transition table, with a reason id.

The ids never change; the sentences that go with them are made in ``editorial``, which knows the names.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from news.enums import Level, Publication, Review, Verb
from news.rules import transitions
from news.rules.levels import IN_REVIEW
from news.rules.transitions import LEVEL, LEVEL_PERMISSIONS, Transition, Whose

# Acts that only the holder may do while somebody holds the story.
FOR_HOLDER = frozenset(
    {
        Verb.EDIT,
        Verb.AMEND,
        Verb.AUTOSAVE,
        Verb.SUBMIT,
        Verb.CORRECT,
        Verb.PASS,
        Verb.SIGN_OFF,
        Verb.RETURN,
        Verb.REJECT,
    }
)


class Reason(StrEnum):
    """Why an act is refused."""

    PERMISSION = "permission"
    OTHER_LEVEL = "other_level"  # a reviewer, but not of the level that the story waits for
    SCOPE = "scope"
    STATE = "state"
    CLOSED = "closed"  # submitted text, to its author
    LAST_LEVEL = "last_level"  # pass where sign_off is due
    NOT_LAST_LEVEL = "not_last_level"  # sign_off where levels are still due
    FINAL_WRITES = "final_writes"  # the one who signs off may not write
    OWN = "own"
    NOT_OWN = "not_own"
    TWO_LEVELS = "two_levels"
    HELD = "held"


@dataclass(frozen=True)
class Situation:
    """A story's state; ``level`` is the level that it waits for, None outside a review."""

    publication: Publication
    review: Review
    level: Level | None = None


@dataclass(frozen=True)
class Actor:
    """A person before a story.

    ``permissions`` are those in force, lent ones too; ``out_of_scope`` those that do not reach the story: its own
    channel, for those of ``transitions.EVERY_CHANNEL`` also the channels that it is also in, live or on the desk.
    ``wrote``: has written text since the last sign-off, but for 审改 at the level that the story waits for;
    ``amended``: has done that 审改.
    ``own``: the story is theirs: begun, submitted or written by them. ``passed``: the levels whose pass in force is
    theirs. ``held_by_other``: somebody else holds the story.
    """

    permissions: frozenset[str] = frozenset()
    out_of_scope: frozenset[str] = frozenset()
    wrote: bool = False
    amended: bool = False
    own: bool = False
    passed: frozenset[Level] = field(default_factory=frozenset)
    held_by_other: bool = False


def refusal(verb: Verb, story: Situation, actor: Actor) -> Reason | None:
    """Return why ``actor`` may not do ``verb`` now, or None where they may."""
    rows = transitions.rows_of(verb, story.publication, story.review)
    if not rows:
        held = actor.permissions & transitions.permissions_of(verb)
        return Reason.STATE if held else Reason.PERMISSION
    reasons = [_of_row(row, story, actor) for row in rows]
    return None if None in reasons else reasons[0]


def row_for(verb: Verb, story: Situation, actor: Actor) -> Transition | None:
    """Return the row under which ``actor`` may do ``verb``."""
    rows = transitions.rows_of(verb, story.publication, story.review)
    return next((row for row in rows if _of_row(row, story, actor) is None), None)


def _of_row(row: Transition, story: Situation, actor: Actor) -> Reason | None:
    reviewing = story.review in IN_REVIEW
    if row.permission == LEVEL:
        wanted = {LEVEL_PERMISSIONS[level] for level in (*row.levels, Level.FINAL)}
        writing = row.verb in {Verb.AMEND, Verb.AUTOSAVE}
        if not actor.permissions & wanted or (writing and actor.wrote):
            return Reason.CLOSED if writing else Reason.PERMISSION
        if story.level not in row.levels:
            return _wrong_level(row.verb)
        permission = LEVEL_PERMISSIONS[story.level]
    else:
        permission = row.permission
    if permission not in actor.permissions:
        return Reason.OTHER_LEVEL if row.permission == LEVEL else Reason.PERMISSION
    if permission in actor.out_of_scope:
        return Reason.SCOPE
    if row.whose == Whose.OWN and not actor.own:
        return Reason.NOT_OWN
    if row.whose == Whose.OTHERS:
        if actor.wrote or (actor.amended and row.verb == Verb.FAST):  # 审改 is a level's pass, never a sign-off
            return Reason.OWN
        if reviewing and actor.passed - ({story.level} if story.level else set()):
            return Reason.TWO_LEVELS
    if row.verb in FOR_HOLDER and actor.held_by_other:
        return Reason.HELD
    return None


def _wrong_level(verb: Verb) -> Reason:
    if verb == Verb.PASS:
        return Reason.LAST_LEVEL
    return Reason.NOT_LAST_LEVEL if verb == Verb.SIGN_OFF else Reason.FINAL_WRITES
