"""Who may: a person's powers now (role, loans, duty), where they reach, and one question asked by every verb."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin, User
from django.db.models import CharField, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from news.enums import Level, ScopeAct
from news.errors import NotAllowed
from news.models import ChannelMap, ChannelScope, Deputy, DutyShift
from news.rules.roles import ON_DUTY, ROLES
from news.rules.transitions import LEVEL_PERMISSIONS

Person = User | AnonymousUser | AbstractBaseUser | PermissionsMixin
EVERYTHING = frozenset(permission for permissions in ROLES.values() for permission in permissions)
# Which permissions a channel scope narrows.
SCOPED: dict[str, tuple[str, ...]] = {
    ScopeAct.WRITE: ("news.change_article", "news.add_article"),
    ScopeAct.FIRST: (LEVEL_PERMISSIONS[Level.FIRST],),
    ScopeAct.SECOND: (LEVEL_PERMISSIONS[Level.SECOND],),
    ScopeAct.FINAL: (LEVEL_PERMISSIONS[Level.FINAL], "news.publish_article"),
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

    def out_of_scope(self, channels: ChannelMap, channel_id: int | None) -> frozenset[str]:
        """Return the permissions that do not reach a channel."""
        return frozenset(right for right, paths in self.scopes.items() if not channels.covers(paths, channel_id))

    def levels(self) -> list[Level]:
        """Return the review levels that the person may do somewhere."""
        return [level for level, permission in LEVEL_PERMISSIONS.items() if permission in self.all]


def powers_of(user: User, at: datetime | None = None) -> Powers:
    """Read what a person may do at ``at`` (default: now). One query besides those of the role."""
    if not user.is_active or user.pk is None:
        return Powers()
    own = EVERYTHING if user.is_superuser else frozenset(user.get_all_permissions())
    now = at or timezone.now()
    today = timezone.localdate(now)
    kind = {name: Value(name, output_field=CharField()) for name in ("scope", "deputy", "duty")}
    rows = ChannelScope.objects.filter(person=user).values_list(kind["scope"], "act", "channel__path")
    lent = Deputy.objects.filter(person=user, ended_at=None, starts_on__lte=today, ends_on__gte=today)
    duty = DutyShift.objects.filter(person=user, starts_at__lte=now, ends_at__gt=now)
    nothing = Value("", output_field=CharField())
    rows = rows.union(
        lent.order_by().values_list(kind["deputy"], "level", nothing),
        duty.order_by().values_list(kind["duty"], nothing, nothing),
        all=True,
    )
    extra: set[str] = set()
    scopes: dict[str, list[str]] = {}
    for what, name, path in rows:
        if what == "scope":
            for permission in SCOPED[name]:
                scopes.setdefault(permission, []).append(path)
        else:
            extra |= set(LENT[name] if what == "deputy" else ON_DUTY)
    return Powers(own, frozenset(extra) - own, {right: tuple(paths) for right, paths in scopes.items()})


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
