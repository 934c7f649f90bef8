"""The transition table: what can be done to an article in which state. Buttons and refusals are made from it.

Keyed on both axes (publication × review) so that the review levels can be put between a draft and its publication
without another table.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from news.enums import Publication as P
from news.enums import Review as R
from news.enums import Verb as V


@dataclass(frozen=True)
class Transition:
    """``verb`` is open where both axes match; ``permission`` is the Django permission that it takes."""

    verb: V
    publication: frozenset[P]
    review: frozenset[R]
    permission: str
    needs_note: bool = False
    note_is_public: bool = False


def _row(verb: V, publication: str, review: str, permission: str, **more: bool) -> Transition:
    return Transition(
        verb,
        frozenset(P(name) for name in publication.split()),
        frozenset(R(name) for name in review.split()),
        permission,
        **more,
    )


NOT_DELETED = "never scheduled live expired unpublished"
TRANSITIONS: tuple[Transition, ...] = (
    _row(V.EDIT, NOT_DELETED, "none draft signed_off", "news.change_article"),
    _row(V.EDIT, "retracted", "draft", "news.change_article"),
    _row(V.PUBLISH, "never scheduled unpublished expired live retracted", "draft", "news.publish_article"),
    _row(V.PUBLISH, "scheduled expired", "signed_off", "news.publish_article"),
    _row(V.SCHEDULE, "never unpublished expired scheduled", "draft", "news.publish_article"),
    _row(V.SCHEDULE, "scheduled", "signed_off", "news.publish_article"),
    _row(V.CORRECT, "live", "none draft signed_off", "news.change_article", needs_note=True, note_is_public=True),
    _row(V.UNPUBLISH, "live scheduled", "none draft signed_off", "news.withdraw_article", needs_note=True),
    _row(
        V.RETRACT,
        "live expired unpublished",
        "none draft signed_off",
        "news.withdraw_article",
        needs_note=True,
        note_is_public=True,
    ),
    _row(V.RESTORE, "unpublished", "none draft signed_off", "news.publish_article"),
    _row(V.RESTORE, "retracted", "none", "news.publish_article"),
    _row(V.DELETE, "never unpublished retracted expired", "none draft signed_off", "news.delete_article"),
    _row(V.UNDELETE, "deleted", "none draft signed_off", "news.delete_article"),
)


def find(verb: V, publication: P, review: R) -> Transition | None:
    """Return the row that opens ``verb`` in this state, or None where it is closed."""
    for row in TRANSITIONS:
        if row.verb == verb and publication in row.publication and review in row.review:
            return row
    return None


def open_verbs(publication: P, review: R) -> list[Transition]:
    """Return every row open in this state, in the order of the table."""
    return [row for row in TRANSITIONS if publication in row.publication and review in row.review]


def permission_of(verb: V) -> str:
    """Return the permission that a verb takes in any state."""
    return next(row.permission for row in TRANSITIONS if row.verb == verb)


def states_of(verb: V) -> Iterable[P]:
    """Return the publication states in which a verb is ever open, for messages that say when."""
    return sorted({state for row in TRANSITIONS if row.verb == verb for state in row.publication}, key=list(P).index)
