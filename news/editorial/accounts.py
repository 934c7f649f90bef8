"""Accounts: opening one, its roles, the one-time link with which its owner chooses a password.

Nobody but the owner ever knows a password: whoever keeps the accounts hands over a link that holds for three days and
works once. Making one takes the old password, every session and every earlier link away at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from news.editorial.access import display_name, require
from news.editorial.audit import note
from news.editorial.people import locked_person, require_rank, rights_of
from news.enums import AuditArea
from news.errors import BadInput, NotAllowed, WrongState
from news.rules.roles import GUARDED, ROLE_NAMES, outranks
from news.text.addresses import MAX_ID

WRITTEN = ("username", "last_name", "first_name", "email", "is_superuser")


class _Links(PasswordResetTokenGenerator):
    """Signs account, password hash and last sign-in: a link dies with any change of them, and by time."""

    key_salt = "news.editorial.accounts.link"


_links = _Links()


@dataclass(frozen=True)
class Link:
    """The two parts of a link's address, and until when it holds."""

    uid: str
    token: str
    until: datetime


def role_name(role: Group) -> str:
    """Return a role's name in the reader's language; a group of the newsroom's own as it is called."""
    return str(ROLE_NAMES.get(role.name, role.name))


def roles_within(by: User) -> QuerySet[Group]:
    """Return the roles that a person may give to others: those without a guarded right that they have not."""
    roles = Group.objects.order_by("pk")
    if by.is_superuser:
        return roles
    above = Q(pk__in=[])
    for right in GUARDED - rights_of(by):
        app, _dot, code = right.partition(".")
        above |= Q(content_type__app_label=app, codename=code)
    return roles.exclude(permissions__in=Permission.objects.filter(above).order_by())


def check_account(account: User, *, by: User, roles: Iterable[Group]) -> None:
    """Raise the refusal with which ``save_account`` would answer; its code is the field's name where there is one."""
    _require_may_save(account, by, list(roles))


def save_account(account: User, *, by: User, roles: Iterable[Group]) -> User:
    """Write a new account (without a password) or an old one's name, login, e-mail, roles.

    Whether it is open, and its password, are the business of other verbs. Raises NotAllowed, BadInput.
    """
    wanted = list(roles)
    with transaction.atomic():
        before = locked_person(account.pk) if account.pk else None
        _require_may_save(account, by, wanted, before)
        said = _values(before, list(before.groups.all())) if before else {}
        if before is None:
            account.is_staff = True
            account.set_unusable_password()
            account.save(force_insert=True)
        else:
            account.save(update_fields=WRITTEN)
        account.groups.set(wanted)
        now = _values(account, wanted)
        changes = {label: [said.get(label, ""), value] for label, value in now.items() if said.get(label, "") != value}
        if changes:
            note(AuditArea.PERMISSION, "changed" if before else "added", by=by, thing=account, changes=changes)
    return account


def make_link(person_id: int, *, by: User) -> Link:
    """Return a fresh one-time link; the old password, all sessions and earlier links end now.

    Raises NotAllowed, WrongState where the account is closed.
    """
    require(by, "auth.change_user", _("make a link for an account"))
    with transaction.atomic():
        person = locked_person(person_id)
        require_rank(by, person)
        if person.pk == by.pk:
            raise NotAllowed(_("For yourself use “Change password”."), "self")
        if not person.is_active:
            raise WrongState(_("This account is closed; open it again first."), "closed")
        person.set_unusable_password()
        person.save(update_fields=["password"])
        note(AuditArea.LOGIN, "link_made", by=by, thing=person)
        return _link(person)


def reopen(person_id: int, *, by: User) -> Link:
    """Open a closed account again; it has its roles as before and gets a new link. Raises NotAllowed, WrongState."""
    require(by, "auth.change_user", _("open an account"))
    with transaction.atomic():
        person = locked_person(person_id)
        require_rank(by, person)
        if person.is_active:
            raise WrongState(_("This account is open."), "open")
        person.is_active = True
        person.set_unusable_password()
        person.save(update_fields=["is_active", "password"])
        note(AuditArea.PERMISSION, "reopened", by=by, thing=person)
        return _link(person)


def holder_of(uid: str, token: str) -> User:
    """Return whose link it is. Raises WrongState for one that is used, replaced, expired or forged."""
    return _holder(uid, token)


def choose_password(uid: str, token: str, *, password: str) -> User:
    """Set the password that the link's owner chose; the link is dead from then on. Raises WrongState, BadInput."""
    with transaction.atomic():
        person = _holder(uid, token)
        person = _holder(uid, token, locked_person(person.pk))
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise BadInput(" ".join(error.messages), "password") from error
        person.set_password(password)
        person.save(update_fields=["password"])
        note(AuditArea.LOGIN, "password_chosen", by=person, thing=person)
    return person


def _link(person: User) -> Link:
    until = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return Link(urlsafe_base64_encode(force_bytes(person.pk)), _links.make_token(person), until)


def _holder(uid: str, token: str, person: User | None = None) -> User:
    if person is None:
        try:
            number = int(urlsafe_base64_decode(uid).decode("ascii"))
        except (ValueError, OverflowError):
            number = 0
        person = User.objects.filter(pk=number).first() if 0 < number <= MAX_ID else None
    if person is None or not person.is_active or not _links.check_token(person, token):
        raise WrongState(
            _("This link was used, has expired, or was replaced by a newer one. Ask the site manager for another."),
            "link",
        )
    return person


def _require_may_save(account: User, by: User, roles: list[Group], before: User | None = None) -> None:
    require(by, "auth.change_user" if account.pk else "auth.add_user", _("keep accounts"))
    if not account.username:
        raise BadInput(_("Give a login."), "username")
    before = before or (User.objects.get(pk=account.pk) if account.pk else None)
    held: set[int] = set()
    if before is not None:
        if before.pk != by.pk:
            require_rank(by, before)
        held = set(before.groups.values_list("pk", flat=True))
    if account.is_superuser != (before is not None and before.is_superuser):
        if not by.is_superuser:
            raise NotAllowed(_("Only a superuser makes a superuser, or ends one."), "is_superuser")
        require_other_superuser(before)
    changed = held ^ {role.pk for role in roles}
    if not changed:
        return
    if before is not None and before.pk == by.pk and not by.is_superuser:
        raise NotAllowed(_("Nobody changes his own roles; somebody else must do it."), "groups")
    rows = Permission.objects.filter(group__in=changed).values_list("content_type__app_label", "codename")
    if not by.is_superuser and not outranks(rights_of(by), frozenset(f"{app}.{code}" for app, code in rows)):
        raise NotAllowed(_("A role that decides alone (such as editor-in-chief) is given by a superuser."), "groups")


def require_other_superuser(person: User | None) -> None:
    """Raise BadInput where this is the only open account of a superuser: nobody could put that right."""
    if person is None or not person.is_superuser:
        return
    if not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk).exists():
        raise BadInput(_("This is the only superuser; make another one first."), "is_superuser")


def _values(person: User, roles: list[Group]) -> dict[str, str]:
    """Return what the audit says of an account, label → text."""
    return {
        _("login"): person.username,
        _("name"): display_name(person),
        _("e-mail"): person.email,
        _("Roles"): "、".join(role_name(role) for role in sorted(roles, key=lambda role: role.pk)),
        _("superuser"): _("yes") if person.is_superuser else "",
    }
