"""From a button to a verb of ``editorial``: which acts are open to this person, and doing one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from news.editorial import publication
from news.enums import Publication, Review, Verb
from news.errors import BadInput
from news.models import Article
from news.rules import transitions

# What the desk's buttons may ask for; writing is the form's own business.
ACTS = (
    Verb.PUBLISH,
    Verb.SCHEDULE,
    Verb.CORRECT,
    Verb.UNPUBLISH,
    Verb.RETRACT,
    Verb.RESTORE,
    Verb.DELETE,
    Verb.UNDELETE,
)
NEEDS_TEXT = frozenset({Verb.PUBLISH, Verb.SCHEDULE, Verb.CORRECT})


@dataclass(frozen=True)
class Act:
    """A button. ``asks`` is '' | ``note`` | ``public note`` | ``time``: what its dialog wants to know."""

    verb: Verb
    label: str
    asks: str = ""
    help: str = ""

    @property
    def dangerous(self) -> bool:
        """True where readers lose something."""
        return self.verb in {Verb.UNPUBLISH, Verb.RETRACT, Verb.DELETE}


def may_edit(article: Article | None, user: User) -> bool:
    """True where this person may write a new version now."""
    if article is None:
        return user.has_perm("news.add_article")
    row = transitions.find(Verb.EDIT, article.publication(), Review(article.review))
    return bool(row and user.has_perm(row.permission))


def acts_of(article: Article | None, user: User) -> list[Act]:
    """Return the acts open now, or as soon as the text on the screen is saved; those without permission left out."""
    state = article.publication() if article else Publication.NEVER
    review = Review(article.review) if article else Review.DRAFT
    rows = transitions.open_verbs(state, review)
    if may_edit(article, user):
        rows += [row for row in transitions.open_verbs(state, Review.DRAFT) if row.verb in NEEDS_TEXT]
    found: dict[Verb, Act] = {}
    for row in rows:
        if (
            row.verb not in ACTS
            or not user.has_perm(row.permission)
            or (article is None and row.verb not in NEEDS_TEXT)
        ):
            continue
        asks = (
            "time"
            if row.verb == Verb.SCHEDULE
            else ("public note" if row.note_is_public else "note")
            if row.needs_note
            else ""
        )
        found.setdefault(row.verb, Act(row.verb, label_of(row.verb, state), asks, help_of(row.verb, state)))
    return [found[verb] for verb in ACTS if verb in found]


def label_of(verb: Verb, state: Publication) -> str:
    """Return what the button says in this state."""
    return {
        Verb.PUBLISH: _("Publish changes") if state == Publication.LIVE else _("Publish"),
        Verb.SCHEDULE: _("Schedule"),
        Verb.CORRECT: _("Correct"),
        Verb.UNPUBLISH: _("Cancel the schedule") if state == Publication.SCHEDULED else _("Unpublish"),
        Verb.RETRACT: _("Retract"),
        Verb.RESTORE: _("Back to a draft") if state == Publication.RETRACTED else _("Put back on the site"),
        Verb.DELETE: _("Move to the recycle bin"),
        Verb.UNDELETE: _("Take out of the recycle bin"),
    }[verb]


def help_of(verb: Verb, state: Publication) -> str:
    """Return what the dialog says about the consequence."""
    return {
        Verb.SCHEDULE: _("Readers see it from this moment on, to the second."),
        Verb.CORRECT: _("Readers see this sentence above the text, with today's date."),
        Verb.UNPUBLISH: _("Its address answers that the page is gone until it is put back. The reason stays inside."),
        Verb.RETRACT: _("Its address says for good that the story was retracted, with this reason. Readers see it."),
        Verb.RESTORE: _("It becomes a draft; readers go on seeing the retraction until it is published again.")
        if state == Publication.RETRACTED
        else _("Readers see it again at its old address."),
        Verb.DELETE: _("It can be taken out again."),
    }.get(verb, "")


def perform(
    verb: Verb, article_id: int, *, by: User, note: str = "", at: datetime | None = None, based_on: int | None = None
) -> str:
    """Do one act through ``editorial`` and return what to tell the person. Raises Refused."""
    options: dict[str, Any] = {"by": by}
    match verb:
        case Verb.PUBLISH:
            publication.publish(article_id, based_on=based_on, **options)
            return _("Published. Readers see it now.")
        case Verb.SCHEDULE:
            if at is None:
                raise BadInput(_("Choose the day and time at which it goes out."), "at")
            publication.publish(article_id, at=at, based_on=based_on, **options)
            return _("Scheduled.")
        case Verb.CORRECT:
            at_once = by.has_perm(transitions.permission_of(Verb.PUBLISH))
            publication.correct(article_id, note=note, at_once=at_once, **options)
            if at_once:
                return _("Corrected. Readers see the correction now.")
            return _("The corrected text is saved; it goes out when somebody who may publish does so.")
        case Verb.UNPUBLISH:
            publication.unpublish(article_id, note=note, **options)
            return _("Taken off the site.")
        case Verb.RETRACT:
            publication.retract(article_id, note=note, **options)
            return _("Retracted.")
        case Verb.RESTORE:
            article = publication.restore(article_id, note=note, **options)
            return _("Put back on the site.") if not article.withdrawal else _("It is a draft again.")
        case Verb.DELETE:
            publication.delete(article_id, note=note, **options)
            return _("Moved to the recycle bin.")
        case Verb.UNDELETE:
            publication.undelete(article_id, note=note, **options)
            return _("Taken out of the recycle bin.")
    raise BadInput(_("There is no such act."), "verb")
