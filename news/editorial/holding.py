"""Holding a story: the lock of a writer, the claim (认领) of a reviewer. While somebody holds it nobody else writes,
submits or judges. Only a press holds a story; nobody is locked out by a form that somebody left open.
"""

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.access import display_name, not_permitted
from news.editorial.articles import ensure_revision, locked, record, save_locked
from news.editorial.audit import note
from news.editorial.cases import Case
from news.editorial.notices import tell_person
from news.editorial.review import void_passes
from news.editorial.working_copies import discard
from news.enums import AuditArea, NoticeKind, Verb
from news.errors import BadInput, Conflict, NotAllowed, WrongState
from news.models import Article
from news.rules.levels import IN_REVIEW
from news.rules.snapshot import Snapshot

RELEASE = "news.release_hold"


def hold(article_id: int, *, by: User) -> Article:
    """Take the story: to review it where it waits for one's level, else to write. Holding already is no error.

    Raises NotAllowed, WrongState, Conflict with the holder's name.
    """
    with locked(article_id) as article:
        case = Case(article, by)
        case.require(Verb.RETURN if article.review in IN_REVIEW else Verb.EDIT, note="-")  # taking needs no reason
        if article.held_by_id != by.pk:
            article.held_by, article.held_at = by, timezone.now()
            article.save(update_fields=["held_by", "held_at"])
    return article


def let_go(article_id: int, *, by: User, seen: int | None = None) -> Article:
    """Give the story up; the chief may take it from anybody. An unfinished 审改 voids the passes below (promise 2).

    ``seen`` is the number of who held it on the person's screen, 0 for nobody, None where no screen is asked.
    Raises NotAllowed, WrongState, Conflict where somebody else holds it by now.
    """
    with locked(article_id) as article:
        case, holder = _holding(article, by, seen), article.held_by
        drop(article, case)
        if holder is not None and holder.pk != by.pk:
            note(AuditArea.ARTICLE, "released", by=by, thing=article, note=display_name(holder))
    return article


def hand_over(
    article_id: int, *, by: User, to: User, typed: Snapshot | None = None, seen: int | None = None
) -> Article:
    """Give the story to somebody who may go on with it; they are told.

    ``typed`` is what the holder has written over a draft and not saved: it becomes a version of theirs first.
    ``seen`` as for ``let_go``. Raises NotAllowed, WrongState, BadInput, Conflict.
    """
    with locked(article_id) as article:
        case = _holding(article, by, seen)
        if to.pk == by.pk and article.held_by_id == by.pk:
            raise BadInput(_("It is yours already."), "to")
        if typed is not None and article.held_by_id == by.pk and article.review not in IN_REVIEW:
            save_locked(article, typed, by=by)
            discard(article_id, by=by)  # what was not saved stays in its writer's form
        give(article, case, to=to)
    return article


def give(article: Article, case: Case, *, to: User) -> None:
    """Let ``to`` hold a locked story, whoever held it: recorded, and told. ``case`` is that of whoever decides it.

    Raises NotAllowed where they cannot go on with it; nobody holds it then.
    """
    drop(article, case)
    other = Case(article, to, channels=case.channels)
    wanted = Verb.RETURN if article.review in IN_REVIEW else Verb.EDIT
    if not other.may(wanted):
        raise NotAllowed(
            _("%(name)s cannot go on with this story: %(reason)s")
            % {"name": display_name(to), "reason": _reason(other, wanted)},
            "to",
        )
    article.held_by, article.held_at = to, timezone.now()
    article.save(update_fields=["held_by", "held_at"])
    record(article, Verb.HAND_OVER, by=case.by, revision=ensure_revision(article), note=display_name(to))
    tell_person(to, article, NoticeKind.HANDED_OVER, by=case.by)


def drop(article: Article, case: Case) -> None:
    """Let nobody hold a locked story. An unfinished 审改 voids the passes below it."""
    if article.amending:
        void_passes(article, case.levels)
        said = _("The review begins anew.")
        record(article, Verb.HAND_OVER, by=case.by, revision=article.working_revision, note=said)
    article.held_by = article.held_at = None
    article.save()


def _holding(article: Article, by: User, seen: int | None) -> Case:
    case = Case(article, by)
    if article.held_by_id is None:
        raise WrongState(_("Nobody holds this story."), "free")
    if seen is not None and article.held_by_id != seen:
        raise Conflict(
            _("%(holder)s holds this story by now. Nothing was done; look again before you release or hand it over.")
            % {"holder": display_name(article.held_by) if article.held_by else ""},
            "holder",
        )
    if article.held_by_id != by.pk and RELEASE not in case.powers.all:
        raise not_permitted(by, str(Verb.HAND_OVER.label))
    return case


def _reason(case: Case, verb: Verb) -> str:
    try:
        case.require(verb, note="-")
    except (NotAllowed, WrongState) as error:
        return str(error)
    return ""
