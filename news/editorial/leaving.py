"""Leaving (离岗): an account is closed and what hung on it goes to somebody else, in one transaction. Nothing is lost.

The person's record stays: what they wrote, passed and signed names them for good.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from news.editorial.access import display_name, require
from news.editorial.accounts import require_other_superuser
from news.editorial.articles import locked, save_locked
from news.editorial.audit import note
from news.editorial.cases import Case
from news.editorial.holding import drop, give
from news.editorial.people import locked_person, require_rank, stop_shift
from news.enums import AuditArea, Review
from news.errors import BadInput, NotAllowed, Refused, WrongState
from news.models import Article, ChannelMap, Deputy, DutyShift, WorkingCopy
from news.rules.levels import IN_REVIEW
from news.rules.snapshot import Snapshot

# Reads what was typed as a text; None where it is none yet (an impossible date, a missing channel).
Reader = Callable[[WorkingCopy], Snapshot | None]
MOST_NAMED = 200  # stories that the audit names one by one


@dataclass
class Left:
    """What became of everything: lines of (what, to whom; '' for nobody)."""

    person: str
    successor: str
    given: list[str] = field(default_factory=list)
    freed: list[str] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    lent: list[str] = field(default_factory=list)
    shifts: list[str] = field(default_factory=list)

    def changes(self) -> dict[str, list[str]]:
        """Return it for the audit: what → [from, to]."""
        nobody, found = _("nobody"), {}
        for items, what, to in (
            (self.given, _("story"), self.successor),
            (self.freed, _("story"), nobody),
            (self.saved, _("unsaved text"), _("saved as a version")),
            (self.moved, _("unsaved text"), self.successor),
            (self.kept, _("unsaved text"), _("kept to be read")),
            (self.lent, _("deputyship"), _("ended")),
            (self.shifts, _("duty"), _("ended")),
        ):
            for item in items[:MOST_NAMED]:
                found[f"{what} {item}"] = [self.person, to]
        return found


@dataclass(frozen=True)
class Holdings:
    """What hangs on a person now."""

    held: list[Article]
    drafts: list[Article]
    copies: list[WorkingCopy]
    loans: list[Deputy]
    shifts: list[DutyShift]


def holdings(person: User) -> Holdings:
    """Read what a person holds, has begun, typed, was lent, and is on duty for. Five queries."""
    titled = Article.objects.only("desk_title", "title", "review", "held_by", "changed_at")
    now = timezone.now()
    return Holdings(
        held=list(titled.filter(held_by=person, held_at__isnull=False).order_by("pk")),
        drafts=list(
            titled.filter(author=person, review=Review.DRAFT, deleted_at=None)
            .filter(Q(last_editor=person) | Q(last_editor=None), Q(held_by=person) | Q(held_by=None))
            .order_by("pk")
        ),
        copies=list(
            WorkingCopy.objects.filter(person=person)
            .select_related("article", "article__working_revision")
            .defer("article__body", "article__working_revision__data")
            .order_by("pk")
        ),
        loans=list(Deputy.objects.filter(person=person, ended_at=None, ends_on__gte=timezone.localdate())),
        shifts=list(DutyShift.objects.filter(person=person, ends_at__gt=now).order_by("starts_at")),
    )


def leave(person_id: int, *, by: User, successor_id: int | None = None, read: Reader | None = None) -> Left:
    """Close an account; stories, claims and drafts go to the successor where they may go on with them, else to nobody.

    ``read`` turns unsaved typing into a text, so that it can be saved as a version of the person's own; without it,
    and where it cannot be saved, it goes to the successor's form or stays to be read.
    Raises NotAllowed, WrongState where the account is closed already, BadInput.
    """
    require(by, "auth.change_user", _("close an account"))
    with transaction.atomic():
        person = locked_person(person_id)
        if person.pk == by.pk:
            raise NotAllowed(_("Nobody closes his own account; somebody else must do it."), "self")
        require_rank(by, person)
        if not person.is_active:
            raise WrongState(_("This account is closed already."), "closed")
        require_other_superuser(person)
        successor = _successor(person, successor_id)
        left = Left(display_name(person), display_name(successor) if successor else "")
        found = holdings(person)
        _texts(found.copies, left, person, successor, read)
        _stories(found, left, by, successor)
        for loan in found.loans:
            left.lent.append(f"{loan.get_level_display()} {loan.starts_on} – {loan.ends_on}")
        Deputy.objects.filter(pk__in=[loan.pk for loan in found.loans]).update(ended_at=timezone.now())
        for shift in found.shifts:
            left.shifts.append(date_format(timezone.localtime(shift.starts_at), "Y-m-d H:i"))
            stop_shift(shift)
        person.is_active = False
        person.set_unusable_password()  # sessions and one-time links end with it
        person.save(update_fields=["is_active", "password"])
        note(AuditArea.PERMISSION, "closed", by=by, thing=person, changes=left.changes(), note=left.successor)
    return left


def _successor(person: User, successor_id: int | None) -> User | None:
    if successor_id is None:
        return None
    successor = User.objects.filter(pk=successor_id, is_active=True).first()
    if successor is None or successor.pk == person.pk or not successor.has_perm("news.view_article"):
        raise BadInput(_("Choose a colleague with an open account and a role."), "successor")
    return successor


def _texts(copies: list[WorkingCopy], left: Left, person: User, successor: User | None, read: Reader | None) -> None:
    """See to what was typed and not saved: a version of the person's own, else into the successor's form, else kept.

    One by one, as each is a save of its own, with its own lock and refusal.
    """
    for copy in copies:
        if copy.article is not None and not _newer(copy):
            continue  # was saved or overtaken since; the versions tell
        name = _name(copy.article) if copy.article else _("a new story")
        if _save(copy, person, read):
            left.saved.append(name)
        elif successor and not WorkingCopy.objects.of(successor.pk, copy.article_id).exists():
            copy.person = successor
            copy.save(update_fields=["person"])
            left.moved.append(name)
        else:
            left.kept.append(name)


def _newer(copy: WorkingCopy) -> bool:
    revision = copy.article.working_revision if copy.article else None
    return revision is None or copy.saved_at > revision.created_at


def _save(copy: WorkingCopy, person: User, read: Reader | None) -> bool:
    """Save typing as a version where the story is open to its writer and nobody saved since. True where it was."""
    if read is None or copy.article_id is None:
        return False
    try:
        with locked(copy.article_id) as article:
            text = None if article.review in IN_REVIEW or article.deleted_at else read(copy)
            if text is None or article.working_revision_id != copy.based_on_id:
                return False
            save_locked(article, text, by=person)
            copy.delete()
    except Refused:
        return False
    return True


def _stories(found: Holdings, left: Left, by: User, successor: User | None) -> None:
    """Give on what the person holds, then the drafts that only they wrote; each under its own lock, in one order."""
    channels = ChannelMap.load()
    held = {article.pk for article in found.held}
    for pk in sorted(held | {article.pk for article in found.drafts}):
        with locked(pk) as article:
            case = Case(article, by, channels=channels)
            if successor is not None:
                try:
                    give(article, case, to=successor)
                    left.given.append(_name(article))
                    continue
                except NotAllowed:
                    pass  # it is nobody's, then
            if pk in held:
                drop(article, case)
                left.freed.append(_name(article))


def _name(article: Article) -> str:
    return f"#{article.pk} {article}"


def unsaved_texts(person: User) -> Iterator[WorkingCopy]:
    """Yield what a closed account had typed and nobody has taken over, newest first, at most a hundred."""
    rows = WorkingCopy.objects.filter(person=person, person__is_active=False).select_related("article")
    yield from rows.defer("article__body").order_by("-saved_at")[:100]
