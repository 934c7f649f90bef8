"""Groups and their permissions, made from ``rules.roles``; safe to run any number of times."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from news.rules.roles import ROLES


def sync_roles() -> None:
    """Make each role's group and give it exactly its permissions. Groups of other names are left alone."""
    known = {
        f"{app}.{code}": pk
        for pk, app, code in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    for name, permissions in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set([known[permission] for permission in permissions])


def sync_roles_after_migrate(*, using: str, **_signal: Any) -> None:
    """Run ``sync_roles`` when permissions may have changed; they are made here first, as signal order is not ours."""
    for label in ("auth", "axes", "news"):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    sync_roles()
