"""The transition table: what can be done to an article in which state, by whom. Buttons, refusals, permissions and
docs/workflow.md are made from it.

Keyed on both axes, publication × review. A row says which permission the act takes (``LEVEL``: that of the review
level the story waits for), at which levels it is open, and whether it is for one's own text, for others', or for any.
``to`` is the review state afterwards, None where the verb decides or leaves it.
"""

from dataclasses import dataclass
from enum import StrEnum

from news.enums import Level, Review
from news.enums import Publication as P
from news.enums import Review as R
from news.enums import Verb as V

LEVEL = "level"
LEVEL_PERMISSIONS: dict[Level, str] = {
    Level.FIRST: "news.review_first",
    Level.SECOND: "news.review_second",
    Level.FINAL: "news.sign_off_article",
}


class Whose(StrEnum):
    """Whose text an act is for, by who wrote since the last sign-off."""

    ANY = "any"
    OWN = "own"
    OTHERS = "others"


@dataclass(frozen=True)
class Transition:
    """``verb`` is open where both axes match; ``permission`` is the Django permission that it takes, or ``LEVEL``."""

    verb: V
    publication: frozenset[P]
    review: frozenset[R]
    permission: str
    levels: frozenset[Level] = frozenset()
    whose: Whose = Whose.ANY
    to: R | None = None
    needs_note: bool = False
    note_is_public: bool = False


def _row(verb: V, publication: str, review: str, permission: str, *, levels: str = "", **more: object) -> Transition:
    return Transition(
        verb,
        frozenset(P(name) for name in publication.split()),
        frozenset(R(name) for name in review.split()),
        permission,
        frozenset(Level(name) for name in levels.split()),
        **more,  # type: ignore[arg-type]
    )


# Recorded, but no move of the story: they have no row.
BESIDE = frozenset({V.CREATE, V.OVERRIDE, V.HAND_OVER})
PRESENT = "never scheduled live expired unpublished"
NOT_DELETED = f"{PRESENT} retracted"
NOT_OUT = "never expired unpublished retracted"
REVIEWING = "submitted first second"
ANY_REVIEW = " ".join(Review.values)
NOT_WITHHELD = " ".join(state for state in Review.values if state != Review.WITHHELD)
CHANGE, PUBLISH, WITHDRAW, DELETE = (
    "news.change_article",
    "news.publish_article",
    "news.withdraw_article",
    "news.delete_article",
)
FAST = "news.fast_article"
# Acts with these put a story before the readers of every channel in which it stands, change it there or take it away:
# whoever is narrowed to some channels must reach them all. The other acts go by the story's own channel.
EVERY_CHANNEL = frozenset({LEVEL_PERMISSIONS[Level.FINAL], PUBLISH, WITHDRAW, DELETE, FAST})
WRITING = [(PRESENT, "none draft signed_off withheld"), ("retracted", "draft signed_off withheld")]
TRANSITIONS: tuple[Transition, ...] = (
    # writing
    *(_row(V.EDIT, publication, review, CHANGE, to=R.DRAFT) for publication, review in WRITING),
    _row(V.AMEND, NOT_DELETED, REVIEWING, LEVEL, levels="first second", whose=Whose.OTHERS),
    *(_row(V.AUTOSAVE, publication, review, CHANGE) for publication, review in WRITING),
    _row(V.AUTOSAVE, NOT_DELETED, REVIEWING, LEVEL, levels="first second", whose=Whose.OTHERS),
    _row(
        V.CORRECT, "live", "none draft signed_off withheld", CHANGE, to=R.DRAFT, needs_note=True, note_is_public=True
    ),
    # the three reviews
    _row(V.SUBMIT, NOT_DELETED, "draft", CHANGE, to=R.SUBMITTED),
    _row(V.WITHDRAW, NOT_DELETED, REVIEWING, CHANGE, whose=Whose.OWN, to=R.DRAFT),
    _row(V.PASS, NOT_DELETED, REVIEWING, LEVEL, levels="first second", whose=Whose.OTHERS),
    _row(V.SIGN_OFF, NOT_DELETED, REVIEWING, LEVEL, levels="final", whose=Whose.OTHERS, to=R.SIGNED_OFF),
    _row(V.FAST, NOT_DELETED, f"draft {REVIEWING}", FAST, whose=Whose.OTHERS, to=R.SIGNED_OFF, needs_note=True),
    _row(V.RETURN, NOT_DELETED, REVIEWING, LEVEL, levels="first second final", whose=Whose.OTHERS, needs_note=True),
    _row(V.RETURN, NOT_OUT, "signed_off withheld", LEVEL_PERMISSIONS[Level.FINAL], needs_note=True),
    _row(
        V.REJECT,
        NOT_DELETED,
        REVIEWING,
        LEVEL,
        levels="first second final",
        whose=Whose.OTHERS,
        to=R.REJECTED,
        needs_note=True,
    ),
    _row(V.WITHHOLD, f"{NOT_OUT} scheduled", "signed_off", PUBLISH, to=R.WITHHELD),
    _row(V.RELEASE, NOT_DELETED, "withheld", PUBLISH, to=R.SIGNED_OFF),
    _row(V.EMBARGO, NOT_OUT, ANY_REVIEW, CHANGE),
    # what readers get
    _row(V.PUBLISH, f"{NOT_OUT} scheduled", "signed_off", PUBLISH),
    _row(V.SCHEDULE, f"{NOT_OUT} scheduled", "signed_off", PUBLISH),
    _row(V.UNPUBLISH, "live scheduled", ANY_REVIEW, WITHDRAW, needs_note=True),
    _row(
        V.RETRACT,
        "live expired unpublished",
        ANY_REVIEW,
        WITHDRAW,
        to=R.NONE,
        needs_note=True,
        note_is_public=True,
    ),
    _row(V.RESTORE, "unpublished", NOT_WITHHELD, PUBLISH),
    _row(V.RESTORE, "retracted", "none", PUBLISH, to=R.DRAFT),
    _row(V.RESTORE, "never scheduled live expired retracted", "rejected", PUBLISH, to=R.DRAFT),
    _row(V.DELETE, NOT_OUT, "none draft rejected signed_off withheld", DELETE),
    _row(V.DELETE, "never", "draft rejected", CHANGE, whose=Whose.OWN),
    _row(V.UNDELETE, "deleted", ANY_REVIEW, DELETE),
    _row(V.UNDELETE, "deleted", "draft rejected", CHANGE, whose=Whose.OWN),
)


def rows_of(verb: V, publication: P, review: R) -> list[Transition]:
    """Return the rows that open ``verb`` in this state, in the order of the table; empty where it is closed."""
    return [row for row in TRANSITIONS if row.verb == verb and publication in row.publication and review in row.review]


def open_verbs(publication: P, review: R) -> list[Transition]:
    """Return every row open in this state, in the order of the table."""
    return [row for row in TRANSITIONS if publication in row.publication and review in row.review]


def permissions_of(verb: V) -> frozenset[str]:
    """Return the permissions with which a verb can be done in some state."""
    found: set[str] = set()
    for row in TRANSITIONS:
        if row.verb == verb:
            found |= (
                {LEVEL_PERMISSIONS[level] for level in row.levels} if row.permission == LEVEL else {row.permission}
            )
    return frozenset(found)


def states_of(verb: V) -> list[P]:
    """Return the publication states in which a verb is ever open, for messages that say when."""
    return sorted({state for row in TRANSITIONS if row.verb == verb for state in row.publication}, key=list(P).index)
