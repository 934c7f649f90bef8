"""From a button to a verb of ``editorial``: which acts are open to this person, what each asks, and doing one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from news.admin.numbers import moment
from news.editorial import publication, review
from news.editorial.articles import locked
from news.editorial.cases import Case
from news.enums import Level, Publication, Review, Verb
from news.errors import BadInput, Conflict
from news.models import Article
from news.rules import transitions
from news.rules.deciding import Situation, row_for
from news.rules.levels import IN_REVIEW, below

# What the desk's buttons may ask for, in the order in which they stand; writing is the form's own business.
ACTS = (
    Verb.SUBMIT,
    Verb.PASS,
    Verb.SIGN_OFF,
    Verb.PUBLISH,
    Verb.SCHEDULE,
    Verb.RETURN,
    Verb.REJECT,
    Verb.WITHDRAW,
    Verb.FAST,
    Verb.CORRECT,
    Verb.WITHHOLD,
    Verb.RELEASE,
    Verb.EMBARGO,
    Verb.UNPUBLISH,
    Verb.RETRACT,
    Verb.RESTORE,
    Verb.DELETE,
    Verb.UNDELETE,
)
# The one that stands in front, the first that is open; see ``main_of``.
MAIN = (Verb.SUBMIT, Verb.PASS, Verb.SIGN_OFF, Verb.PUBLISH, Verb.RELEASE)
# Acts on the text on the screen, which is saved first.
NEEDS_TEXT = frozenset({Verb.SUBMIT, Verb.CORRECT, Verb.PASS})
# Acts that are refused if the text on the screen is not the newest.
READ_FIRST = frozenset(
    {Verb.SUBMIT, Verb.PASS, Verb.SIGN_OFF, Verb.FAST, Verb.RETURN, Verb.REJECT, Verb.PUBLISH, Verb.SCHEDULE}
)
CHECKED = frozenset({Verb.SUBMIT, Verb.PASS, Verb.SIGN_OFF, Verb.FAST, Verb.PUBLISH, Verb.SCHEDULE})
# What may put a text before readers: refused if what would become of it is not what the button said.
PUTS_OUT = frozenset({Verb.SIGN_OFF, Verb.FAST, Verb.PUBLISH, Verb.SCHEDULE, Verb.RESTORE})
# After these the reviewer goes on to the next story.
JUDGED = frozenset({Verb.PASS, Verb.SIGN_OFF, Verb.FAST, Verb.RETURN, Verb.REJECT})
NOW, AT, LATER = "now", "at", "later"
OUTLOOK = "_outlook"  # the field's name; what begins with _ is no text and is kept in no copy


@dataclass(frozen=True)
class Act:
    """A button. ``asks`` are the fields of its dialog: note, public_note, time, when, to, urgent, override.

    ``usual`` and ``at`` are when it goes out if nobody says otherwise, see ``usual_time``.
    """

    verb: Verb
    label: str
    asks: tuple[str, ...] = ()
    help: str = ""
    levels: tuple[Level, ...] = ()
    usual: str = NOW
    at: datetime | None = None

    @property
    def dangerous(self) -> bool:
        """True where readers or the writer lose something."""
        return self.verb in {Verb.UNPUBLISH, Verb.RETRACT, Verb.DELETE, Verb.REJECT}


@dataclass(frozen=True)
class Asked:
    """What a dialog was answered: reason, time, earlier level, when to go out, reason for letting checks through."""

    note: str = ""
    at: datetime | None = None
    to: Level | None = None
    when: str = ""
    override: str = ""
    urgent: bool | None = None
    level: Level | None = None  # that the person saw it wait for
    outlook: str = ""  # what would have become of it, as the page with the button knew it


def asked_from(sent: Mapping[str, Any], verb: Verb) -> Asked:
    """Read a dialog's fields; each carries the verb in its name, as all dialogs belong to one form."""

    def field(name: str) -> str:
        return str(sent.get(f"{name}_{verb}", sent.get(name, ""))).strip()

    to, level = field("to"), field("level")
    return Asked(
        note=field("note"),
        at=moment(field("at")),
        to=Level(to) if to in Level.values else None,
        when=field("when"),
        override=field("override"),
        urgent=bool(field("urgent")) if verb == Verb.SUBMIT else None,
        level=Level(level) if level in Level.values else None,
        outlook=str(sent.get(OUTLOOK, "")).strip(),
    )


def may_edit(article: Article | None, user: User, case: Case | None = None) -> bool:
    """True where this person may write a new version now."""
    if article is None:
        return user.has_perm("news.add_article")
    case = case or Case(article, user)
    return case.may(Verb.AMEND if article.review in IN_REVIEW else Verb.EDIT)


def acts_of(article: Article | None, user: User, case: Case | None = None) -> list[Act]:
    """Return the acts open now, or as soon as the text on the screen is saved; those not open to ``user`` left out."""
    if article is None:
        return [Act(Verb.SUBMIT, label_of(Verb.SUBMIT, Publication.NEVER))] if may_edit(None, user) else []
    case = case or Case(article, user)
    rows = {row.verb: row for row in case.open()}
    state = case.situation.publication
    if may_edit(article, user, case) and article.review not in IN_REVIEW:
        saved = Situation(state, Review.DRAFT)
        for verb in NEEDS_TEXT - rows.keys():
            if row := row_for(verb, saved, case.actor):
                rows[verb] = row
    return [_act(verb, rows[verb], case) for verb in ACTS if verb in rows]


def main_of(acts: list[Act], article: Article | None) -> Act | None:
    """Return the act that stands in front: what is due next, not what a further edit would make possible."""
    order: tuple[Verb, ...] = MAIN
    if article and article.review == Review.WITHHELD:
        order = (Verb.RELEASE, *MAIN)
    elif article and article.review == Review.SIGNED_OFF and article.publication() == Publication.NEVER:
        order = (Verb.PUBLISH, *MAIN)
    return next((act for verb in order for act in acts if act.verb == verb), None)


def _act(verb: Verb, row: transitions.Transition, case: Case) -> Act:
    state, level = case.situation.publication, case.situation.level
    asks: list[str] = []
    if verb == Verb.SUBMIT and not case.article.urgent:
        asks.append("urgent")
    if verb in {Verb.SIGN_OFF, Verb.FAST} and state not in {Publication.LIVE}:
        asks.append("when")
    if verb in {Verb.SCHEDULE, Verb.EMBARGO}:
        asks.append("time")
    if verb == Verb.RETURN:
        asks.append("to")
    if row.needs_note:
        asks.append("public_note" if row.note_is_public else "note")
    if verb in {Verb.PASS, Verb.SIGN_OFF, Verb.WITHHOLD, Verb.WITHDRAW}:
        asks.append("remark")
    if verb in CHECKED and "news.override_check" in case.powers.all:
        asks.append("override")
    levels = below(level or Level.FINAL, case.levels) if verb == Verb.RETURN else ()
    usual, at = usual_time(case.article, case.at)
    label = label_of(verb, state)
    if verb == Verb.SIGN_OFF and usual == AT:
        label = _("Sign off and schedule")
    return Act(verb, label, tuple(asks), help_of(verb, state), levels, usual, at)


def usual_time(article: Article, now: datetime | None = None) -> tuple[str, datetime | None]:
    """Return when a text goes out that is signed off without a word about it, as (NOW, AT or LATER, time).

    A time that is set stands (LATER: the sign-off leaves it); an embargo is kept to the second; else at once.
    """
    now = now or timezone.now()
    state = article.publication(now)
    if state == Publication.SCHEDULED:
        return LATER, article.published_at
    if article.embargo_until and article.embargo_until > now and state != Publication.LIVE:
        return AT, article.embargo_until
    return NOW, None


def outlook(article: Article, now: datetime | None = None) -> str:
    """Return whether readers have the story, and when they would have a text that is signed off now, as one word."""
    now = now or timezone.now()
    when, at = usual_time(article, now)
    return f"{article.publication(now)}-{when}-{int(at.timestamp()) if at else 0}"


def label_of(verb: Verb, state: Publication) -> str:
    """Return what the button says in this state."""
    return {
        Verb.SUBMIT: _("Submit for review"),
        Verb.PASS: _("Pass"),
        Verb.SIGN_OFF: _("Sign off the new text")
        if state in {Publication.LIVE, Publication.SCHEDULED}
        else _("Sign off and publish"),
        Verb.PUBLISH: _("Publish"),
        Verb.SCHEDULE: _("Schedule"),
        Verb.RETURN: _("Return"),
        Verb.REJECT: _("Reject"),
        Verb.WITHDRAW: _("Take back"),
        Verb.FAST: _("Fast lane"),
        Verb.CORRECT: _("Correct"),
        Verb.WITHHOLD: _("Withhold"),
        Verb.RELEASE: _("Release"),
        Verb.EMBARGO: _("Embargo"),
        Verb.UNPUBLISH: _("Cancel the schedule") if state == Publication.SCHEDULED else _("Unpublish"),
        Verb.RETRACT: _("Retract"),
        Verb.RESTORE: _("Put back on the site") if state == Publication.UNPUBLISHED else _("Back to a draft"),
        Verb.DELETE: _("Move to the recycle bin"),
        Verb.UNDELETE: _("Take out of the recycle bin"),
    }[verb]


def help_of(verb: Verb, state: Publication) -> str:
    """Return what the dialog says about the consequence."""
    return {
        Verb.SUBMIT: _("The text is closed to you until it is passed, returned or taken back."),
        Verb.PASS: _("You pass exactly the text that you see; it goes to the next level."),
        Verb.SIGN_OFF: _("You sign off exactly the text that you see."),
        Verb.SCHEDULE: _("Readers see it from this moment on, to the second."),
        Verb.RETURN: _("The author and everybody who had a part in it are told."),
        Verb.REJECT: _("The text goes no further. What readers see does not change."),
        Verb.WITHDRAW: _("You can write again; the review begins anew when you submit it."),
        Verb.FAST: _("You alone answer for this text. The reason is shown in the audit."),
        Verb.CORRECT: _("Readers see this sentence above the text, with today's date, once it is signed off."),
        Verb.WITHHOLD: _("It stays signed off and goes out only after it is released."),
        Verb.EMBARGO: _("It can be reviewed and previewed, and is not public before this time."),
        Verb.UNPUBLISH: _("Its address answers that the page is gone until it is put back. The reason stays inside."),
        Verb.RETRACT: _("Its address says for good that the story was retracted, with this reason. Readers see it."),
        Verb.RESTORE: _("Readers see it again at its old address.")
        if state == Publication.UNPUBLISHED
        else _("It becomes a draft; what readers see does not change until it is signed off again."),
        Verb.DELETE: _("It can be taken out again."),
    }.get(verb, "")


def perform(verb: Verb, article_id: int, *, by: User, asked: Asked, based_on: int | None = None) -> str:
    """Do one act through ``editorial`` and return what to tell the person. Raises Refused.

    Where the page said what would become of the story (``asked.outlook``), a press that would put out what was taken
    off or rescheduled since is refused: it was meant for something else.
    """
    if verb in PUTS_OUT and asked.outlook:
        with locked(article_id) as article:
            if outlook(article) != asked.outlook:
                raise Conflict(
                    _(
                        "It was published, taken off or rescheduled while this page was open; look at it once more. "
                        "Nothing was done now."
                    ),
                    "moved",
                )
            return _perform(verb, article_id, by, asked, based_on)
    return _perform(verb, article_id, by, asked, based_on)


def _perform(verb: Verb, article_id: int, by: User, asked: Asked, based_on: int | None) -> str:
    options: dict[str, Any] = {"by": by}
    if verb in CHECKED:
        options["override"] = asked.override
    if verb in READ_FIRST:
        options["based_on"] = based_on
    if verb not in {Verb.PUBLISH, Verb.SCHEDULE}:
        options["note"] = asked.note
    match verb:
        case Verb.SUBMIT:
            review.submit(article_id, urgent=asked.urgent or None, **options)
            return _("Submitted. You are told when it is passed or returned.")
        case Verb.PASS:
            article = review.pass_on(article_id, level=asked.level, **options)
            return _("Passed. It waits for the %(level)s now.") % {"level": article.get_level_display()}
        case Verb.SIGN_OFF | Verb.FAST:
            return _sign(verb, article_id, asked, options)
        case Verb.RETURN:
            review.send_back(article_id, to=asked.to, **options)
            return _("Returned. Everybody concerned is told.")
        case Verb.PUBLISH:
            publication.publish(article_id, **options)
            return _("Published. Readers see it now.")
        case Verb.SCHEDULE:
            publication.publish(article_id, at=_time(asked), **options)
            return _("Scheduled.")
        case Verb.EMBARGO:
            review.embargo(article_id, until=asked.at, **options)
            return _("The embargo is set.") if asked.at else _("The embargo is lifted.")
        case Verb.RESTORE:
            article = publication.restore(article_id, **options)
            return _("Put back on the site.") if article.review != Review.DRAFT else _("It is a draft again.")
    plain = _PLAIN.get(verb)
    if plain is None:
        raise BadInput(_("There is no such act."), "verb")
    plain(article_id, **options)
    return {
        Verb.REJECT: _("Rejected."),
        Verb.WITHDRAW: _("Taken back. You can write again."),
        Verb.WITHHOLD: _("Withheld."),
        Verb.RELEASE: _("Released. It can be published."),
        Verb.CORRECT: _("The correction is prepared. Submit it; readers see it once it is signed off."),
        Verb.UNPUBLISH: _("Taken off the site."),
        Verb.RETRACT: _("Retracted."),
        Verb.DELETE: _("Moved to the recycle bin."),
        Verb.UNDELETE: _("Taken out of the recycle bin."),
    }[verb]


_PLAIN: dict[Verb, Any] = {
    Verb.REJECT: review.reject,
    Verb.WITHDRAW: review.withdraw,
    Verb.WITHHOLD: review.withhold,
    Verb.RELEASE: review.release,
    Verb.CORRECT: publication.correct,
    Verb.UNPUBLISH: publication.unpublish,
    Verb.RETRACT: publication.retract,
    Verb.DELETE: publication.delete,
    Verb.UNDELETE: publication.undelete,
}


def _sign(verb: Verb, article_id: int, asked: Asked, options: dict[str, Any]) -> str:
    sign = review.sign_off if verb == Verb.SIGN_OFF else review.fast_sign_off
    when, at = asked.when, None
    if not when:
        article = Article.objects.defer("body").filter(pk=article_id).first()
        when, at = usual_time(article) if article else (NOW, None)
    elif when == AT:
        at = _time(asked)
    if when != AT:
        at = None  # a time that is set already is the verb's business
    article = sign(article_id, publish=when == NOW, at=at, **options)
    match article.publication():
        case Publication.LIVE:
            return _("Signed off. Readers see it now.")
        case Publication.SCHEDULED:
            return _("Signed off. It goes out at its time.")
    return _("Signed off. It waits to be published.")


def _time(asked: Asked) -> datetime:
    if asked.at is None:
        raise BadInput(_("Choose the day and time at which it goes out."), "at")
    return asked.at
