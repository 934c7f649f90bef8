"""Who may: a person's powers now (role, loans, duty), where they reach, and one question asked by every verb."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Permission, PermissionsMixin, User
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from news.enums import Level, ScopeAct
from news.errors import NotAllowed
from news.models import ChannelMap, ChannelScope, Deputy, DutyShift
from news.models.prepared import DAYS, MOMENT, NUMBERS, PreparedForActs
from news.rules.roles import ON_DUTY, ROLES
from news.rules.transitions import EVERY_CHANNEL, LEVEL_PERMISSIONS

Person = User | AnonymousUser | AbstractBaseUser | PermissionsMixin
EVERYTHING = frozenset(permission for permissions in ROLES.values() for permission in permissions)
PERMISSION_CACHE = "_perm_cache"  # where ModelBackend.get_all_permissions keeps what it has read
# Which permissions a channel scope narrows.
SCOPED: dict[str, tuple[str, ...]] = {
    ScopeAct.WRITE: ("news.change_article", "news.add_article"),
    ScopeAct.FIRST: (LEVEL_PERMISSIONS[Level.FIRST],),
    ScopeAct.SECOND: (LEVEL_PERMISSIONS[Level.SECOND],),
    ScopeAct.FINAL: (
        LEVEL_PERMISSIONS[Level.FINAL],
        "news.publish_article",
        "news.fast_article",
        "news.withdraw_article",
        "news.delete_article",
    ),
}
# What a lent level brings.
LENT: dict[str, tuple[str, ...]] = {
    Level.FIRST: (LEVEL_PERMISSIONS[Level.FIRST],),
    Level.SECOND: (LEVEL_PERMISSIONS[Level.SECOND],),
    Level.FINAL: (LEVEL_PERMISSIONS[Level.FINAL], "news.publish_article"),
}


def display_name(user: User) -> str:
    """Return the person's name as colleagues know it: family name first, else the login."""
    return f"{user.last_name}{user.first_name}".strip() or user.get_username()


@dataclass(frozen=True)
class Powers:
    """What a person may do at one moment. ``own`` by role, ``lent`` by a deputyship or a shift of duty.

    ``scopes`` narrows a permission to the branches of channel paths; a permission that is not in it reaches all.
    """

    own: frozenset[str] = frozenset()
    lent: frozenset[str] = frozenset()
    scopes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def all(self) -> frozenset[str]:
        """Every permission in force."""
        return self.own | self.lent

    def out_of_scope(self, channels: ChannelMap, own: int | None, every: Iterable[int | None] = ()) -> frozenset[str]:
        """Return the permissions that do not reach a story: its ``own`` channel, or ``every`` one that has it."""
        wanted = {True: {own, *every}, False: {own}}
        return frozenset(
            right
            for right, paths in self.scopes.items()
            if not all(channels.covers(paths, pk) for pk in wanted[right in EVERY_CHANNEL])
        )

    def levels(self) -> list[Level]:
        """Return the review levels that the person may do somewhere."""
        return [level for level, permission in LEVEL_PERMISSIONS.items() if permission in self.all]


def powers_of(user: User, at: datetime | None = None) -> Powers:
    """Read what a person may do at ``at`` (default: now). One query; the role's part is kept on ``user``.

    Loans, duty and scopes are read anew each time: they begin and end by the clock. Whoever is on duty answers for the
    whole site: no scope narrows what the shift brings.
    """
    if not user.is_active or user.pk is None:
        return Powers()
    now = at or timezone.now()
    known = EVERYTHING if user.is_superuser else getattr(user, PERMISSION_CACHE, None)
    asked = EVERY_RIGHT if known is None else BEYOND_THE_ROLE
    rows = asked.tuples(person=user.pk, now=now, today=timezone.localdate(now))
    own: set[str] = set(known or ())
    extra: set[str] = set()
    scopes: dict[str, list[str]] = {}
    on_duty = False
    for what, name, path in rows:
        if what == "role":
            own.add(name)
        elif what == "scope":
            for permission in SCOPED[name]:
                scopes.setdefault(permission, []).append(path)
        elif what == "deputy":
            extra |= set(LENT[name])
        else:
            on_duty = True
    if on_duty:
        extra |= set(ON_DUTY)
        scopes = {right: paths for right, paths in scopes.items() if right not in ON_DUTY}
    if known is None:
        setattr(user, PERMISSION_CACHE, own)
    return Powers(frozenset(own), frozenset(extra - own), {right: tuple(paths) for right, paths in scopes.items()})


def _beyond_the_role(person: int, now: datetime, today: date) -> QuerySet[Any, tuple[str, str, str]]:
    scopes = ChannelScope.objects.filter(person=person).order_by()
    lent = Deputy.objects.filter(person=person, ended_at=None, starts_on__lte=today, ends_on__gte=today)
    duty = DutyShift.objects.filter(person=person, starts_at__lte=now, ends_at__gt=now)
    return scopes.values_list(_word("scope"), "act", "channel__path").union(
        lent.order_by().values_list(_word("deputy"), "level", _word("")),
        duty.order_by().values_list(_word("duty"), _word(""), _word("")),
        all=True,
    )


def _every_right(person: int, now: datetime, today: date) -> QuerySet[Any, tuple[str, str, str]]:
    role = Permission.objects.filter(Q(user=person) | Q(group__user=person)).order_by()
    name = Concat("content_type__app_label", Value("."), "codename")
    return _beyond_the_role(person, now, today).union(role.values_list(_word("role"), name, _word("")), all=True)


def _word(text: str) -> Value:
    return Value(text, output_field=CharField())


# Every act at the desk asks; making the words took longer than asking.
GAPS: Final[dict[str, Any]] = {"person": NUMBERS[0], "now": MOMENT, "today": DAYS[0]}
BEYOND_THE_ROLE: Final = PreparedForActs(_beyond_the_role, **GAPS)
EVERY_RIGHT: Final = PreparedForActs(_every_right, **GAPS)


def require(user: User, permission: str, act: str) -> None:
    """Raise NotAllowed unless ``user`` is active and holds ``permission`` by role."""
    if not user.is_active or not user.has_perm(permission):
        raise not_permitted(user, act)


def not_permitted(user: User, act: str) -> NotAllowed:
    """Return the refusal for a missing permission."""
    return NotAllowed(
        _("%(name)s may not %(act)s. Ask the editor-in-chief for the permission.")
        % {"name": display_name(user), "act": act},
        "permission",
    )
