"""Who may act where and when, beyond roles: channel scopes, deputies (代班), the duty roster; who decides about it.

Nobody lends what he has not by role, nobody widens himself, and an account with guarded rights is touched only by
somebody who has them too (docs/decisions/0008). Every act is recorded.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from news.editorial.access import EVERYTHING, LENT, display_name, powers_of, require
from news.editorial.audit import note
from news.enums import AuditArea, Level, ScopeAct
from news.errors import BadInput, NotAllowed, WrongState
from news.models import ChannelMap, ChannelScope, Deputy, DutyShift
from news.rules.roles import ON_DUTY, outranks

LONGEST_LOAN = timedelta(days=366)
LONGEST_SHIFT = timedelta(days=31)


def locked_person(person_id: int) -> User:
    """Return an account under a row lock, for use in a transaction. Raises BadInput where there is none."""
    # No key lock: rows that name the person may be added meanwhile by somebody who waits for us with a story in hand.
    person = User.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    if person is None:
        raise BadInput(_("There is no such account."), "person")
    return person


def rights_of(person: User) -> frozenset[str]:
    """Return what an account's roles bring, whether it is open or closed. One query."""
    if person.is_superuser:
        return EVERYTHING | {"superuser"}
    rows = Permission.objects.filter(Q(group__user=person) | Q(user=person)).order_by()
    return frozenset(f"{app}.{code}" for app, code in rows.values_list("content_type__app_label", "codename"))


def may_decide_about(by: User, person: User) -> bool:
    """True where ``by`` may touch the account: a superuser, or whoever has every guarded right that it has."""
    return by.is_superuser or (not person.is_superuser and outranks(rights_of(by), rights_of(person)))


def require_rank(by: User, person: User) -> None:
    """Raise NotAllowed where the account is above ``by``."""
    if not may_decide_about(by, person):
        raise NotAllowed(
            _("The account of %(name)s is kept by a superuser: it may do what you may not hand out.")
            % {"name": display_name(person)},
            "rank",
        )


def set_scopes(person_id: int, *, by: User, scopes: Mapping[ScopeAct, Iterable[int] | None]) -> None:
    """Narrow a person's acts to branches of the tree, from this moment on; None lets an act reach every channel.

    Acts that are not named stay as they are. Raises NotAllowed, BadInput.
    """
    require(by, "news.change_channelscope", _("choose a person's channels"))
    with transaction.atomic():
        person = locked_person(person_id)
        if person.pk == by.pk and not by.is_superuser:
            raise NotAllowed(_("Nobody changes his own channels; somebody else must do it."), "self")
        require_rank(by, person)
        tree = ChannelMap.load()
        changes = {}
        for act, chosen in scopes.items():
            wanted = None if chosen is None else _tops(tree, set(chosen))
            if wanted is not None and not wanted:
                raise BadInput(
                    _("Choose at least one channel for this, or all of them: %(act)s.") % {"act": act.label}, act.value
                )
            rows = ChannelScope.objects.filter(person=person, act=act)
            before = set(rows.values_list("channel_id", flat=True))
            after = wanted or set()
            if before == after:
                continue
            rows.exclude(channel_id__in=after).delete()
            ChannelScope.objects.bulk_create(
                ChannelScope(person=person, act=act, channel_id=pk) for pk in sorted(after - before)
            )
            changes[str(act.label)] = [_names(tree, before), _names(tree, after)]
        if changes:
            note(AuditArea.PERMISSION, "scoped", by=by, thing=person, changes=changes)


def _tops(tree: ChannelMap, chosen: set[int]) -> set[int]:
    """Return the chosen channels without those that lie below another chosen one."""
    known = chosen & tree.by_id.keys()
    paths = {pk: tree.by_id[pk].path for pk in known}
    return {pk for pk in known if not any(other != pk and paths[pk].startswith(f"{paths[other]}/") for other in known)}


def _names(tree: ChannelMap, ids: Iterable[int]) -> str:
    return "、".join(sorted(tree.by_id[pk].name for pk in ids if pk in tree.by_id)) or _("all channels")


def check_loan(loan: Deputy, *, by: User) -> None:
    """Raise the refusal with which ``lend`` would answer; its code is the field's name where there is one."""
    require(by, "news.add_deputy", _("lend a review level"))
    level, person, today = Level(loan.level), loan.person, timezone.localdate()
    mine = powers_of(by)
    if not set(LENT[level]) <= mine.own:
        raise NotAllowed(_("You cannot lend what you have not by role: %(level)s.") % {"level": level.label}, "level")
    if set(LENT[level]) & mine.scopes.keys():
        raise NotAllowed(
            _("Your own level reaches only some channels; somebody without limits must lend it."), "level"
        )
    if person.pk == by.pk:
        raise NotAllowed(_("Nobody lends to himself."), "person")
    _require_colleague(person)
    if set(LENT[level]) <= rights_of(person):
        raise BadInput(_("%(name)s has this level by role already.") % {"name": display_name(person)}, "person")
    _require_days(loan.starts_on, loan.ends_on, today)
    if not loan.reason.strip():
        raise BadInput(_("Give a reason; it is recorded."), "reason")


def lend(loan: Deputy, *, by: User) -> Deputy:
    """Write a new deputyship: the person may do the level from the first to the last day. Raises NotAllowed, BadInput.

    What the person wrote or has passed stays closed to them all the same.
    """
    with transaction.atomic():
        check_loan(loan, by=by)
        loan.lent_by, loan.reason = by, loan.reason.strip()
        loan.save(force_insert=True)
        days = f"{loan.starts_on.isoformat()} – {loan.ends_on.isoformat()}"
        note(
            AuditArea.PERMISSION,
            "lent",
            by=by,
            thing=loan.person,
            changes={str(Level(loan.level).label): ["", days]},
            note=loan.reason,
        )
    return loan


def end_loan(loan_id: int, *, by: User) -> Deputy:
    """End a deputyship before its last day, at once. Raises NotAllowed, WrongState."""
    require(by, "news.change_deputy", _("end a deputyship"))
    with transaction.atomic():
        loan = Deputy.objects.select_for_update(of=("self",)).select_related("person").filter(pk=loan_id).first()
        if loan is None or loan.ended_at or loan.ends_on < timezone.localdate():
            raise WrongState(_("This deputyship is over already."), "over")
        loan.ended_at = timezone.now()
        loan.save(update_fields=["ended_at"])
        days = f"{loan.starts_on.isoformat()} – {loan.ends_on.isoformat()}"
        note(
            AuditArea.PERMISSION,
            "lending_ended",
            by=by,
            thing=loan.person,
            changes={str(Level(loan.level).label): [days, ""]},
        )
    return loan


def check_shift(shift: DutyShift, *, by: User) -> None:
    """Raise the refusal with which ``put_on_duty`` would answer."""
    require(by, "news.add_dutyshift", _("keep the duty roster"))
    if not set(ON_DUTY) <= powers_of(by).own:
        raise NotAllowed(_("A shift lends the fast lane and unpublishing; you have not both by role."), "person")
    if set(ON_DUTY) & powers_of(by).scopes.keys():
        raise NotAllowed(
            _("A shift is for the whole site; somebody whose channels are not limited must give it."), "person"
        )
    _require_colleague(shift.person)
    if shift.ends_at <= shift.starts_at:
        raise BadInput(_("It ends before it begins."), "ends_at")
    if shift.ends_at <= timezone.now():
        raise BadInput(_("This time is over already."), "ends_at")
    if shift.ends_at - shift.starts_at > LONGEST_SHIFT:
        raise BadInput(_("A shift lasts at most %(n)d days.") % {"n": LONGEST_SHIFT.days}, "ends_at")


def put_on_duty(shift: DutyShift, *, by: User) -> DutyShift:
    """Write a shift of duty (值班编辑); several people may be on duty at once. Raises NotAllowed, BadInput."""
    with transaction.atomic():
        check_shift(shift, by=by)
        shift.note = shift.note.strip()
        shift.save(force_insert=True)
        note(
            AuditArea.PERMISSION,
            "on_duty",
            by=by,
            thing=shift.person,
            changes={_("duty"): ["", _times(shift.starts_at, shift.ends_at)]},
            note=shift.note,
        )
    return shift


def end_shift(shift_id: int, *, by: User) -> None:
    """Take a coming shift off the roster, or end the one that is running now. A past one stays. Raises WrongState."""
    require(by, "news.delete_dutyshift", _("keep the duty roster"))
    with transaction.atomic():
        shift = DutyShift.objects.select_for_update(of=("self",)).select_related("person").filter(pk=shift_id).first()
        if shift is None or shift.ends_at <= timezone.now():
            raise WrongState(_("This shift is over already."), "over")
        times = _times(shift.starts_at, shift.ends_at)
        stop_shift(shift)
        note(AuditArea.PERMISSION, "off_duty", by=by, thing=shift.person, changes={_("duty"): [times, ""]})


def stop_shift(shift: DutyShift) -> None:
    """Cut a locked shift off now, or remove one that has not begun."""
    now = timezone.now().replace(microsecond=0)  # powers are asked for by the second
    if shift.starts_at >= now:
        shift.delete()
    else:
        shift.ends_at = now
        shift.save(update_fields=["ends_at"])


def _require_colleague(person: User) -> None:
    if not person.is_active or not person.has_perm("news.view_article"):
        raise BadInput(
            _("%(name)s has no open account with a role; give one first.") % {"name": display_name(person)}, "person"
        )


def _require_days(first: date, last: date, today: date) -> None:
    if first < today:
        raise BadInput(_("It begins today or later; nothing is lent for days that are over."), "starts_on")
    if last < first:
        raise BadInput(_("It ends before it begins."), "ends_on")
    if last - first > LONGEST_LOAN:
        raise BadInput(_("A level is lent for at most a year."), "ends_on")


def _times(first: datetime, last: datetime) -> str:
    return " – ".join(date_format(timezone.localtime(moment), "Y-m-d H:i") for moment in (first, last))


def tops_of(person: User) -> dict[ScopeAct, set[int]]:
    """Return the channels to which each act of a person is narrowed. One query."""
    found: dict[ScopeAct, set[int]] = {}
    for act, channel in ChannelScope.objects.filter(person=person).values_list("act", "channel_id"):
        found.setdefault(ScopeAct(act), set()).add(channel)
    return found
