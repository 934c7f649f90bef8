"""Who may: one question, asked the same way by every verb."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin, User
from django.utils.translation import gettext as _

from news.errors import NotAllowed

Person = User | AnonymousUser | AbstractBaseUser | PermissionsMixin


def display_name(user: User) -> str:
    """Return the person's name as colleagues know it: family name first, else the login."""
    return f"{user.last_name}{user.first_name}".strip() or user.get_username()


def require(user: User, permission: str, act: str) -> None:
    """Raise NotAllowed unless ``user`` is active and holds ``permission``."""
    if not user.is_active or not user.has_perm(permission):
        raise NotAllowed(
            _("%(name)s may not %(act)s. Ask the editor-in-chief for the permission.")
            % {"name": display_name(user), "act": act},
            "permission",
        )
