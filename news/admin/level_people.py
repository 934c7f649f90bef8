"""Who holds which review level now: by role or as deputy, with the channels that it reaches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from news.editorial.access import display_name
from news.enums import Level
from news.models import ChannelMap, ChannelScope, Deputy
from news.rules.transitions import LEVEL_PERMISSIONS

MOST_PEOPLE = 300


@dataclass(frozen=True)
class Holder:
    """A person who holds a level; ``paths`` are the branches it reaches, None: all."""

    pk: int
    name: str
    paths: tuple[str, ...] | None


def holders() -> dict[Level, list[Holder]]:
    """Return everybody who holds a level today, by level and name. Three queries; superusers are not named."""
    wanted = {permission.partition(".")[2]: level for level, permission in LEVEL_PERMISSIONS.items()}
    active = User.objects.filter(is_active=True)
    found: dict[Level, dict[int, str]] = {level: {} for level in Level}
    by_role = active.filter(
        Q(groups__permissions__codename__in=wanted) | Q(user_permissions__codename__in=wanted)
    ).values_list("pk", "groups__permissions__codename", "user_permissions__codename")
    rights: dict[int, set[Level]] = {}
    for pk, *codes in by_role.distinct()[: MOST_PEOPLE * 20]:
        rights.setdefault(pk, set()).update(wanted[code] for code in codes if code in wanted)
    today = timezone.localdate()
    lent = Deputy.objects.filter(ended_at=None, starts_on__lte=today, ends_on__gte=today, person__is_active=True)
    for pk, level in lent.order_by().values_list("person_id", "level")[:MOST_PEOPLE]:
        rights.setdefault(pk, set()).add(Level(level))
    for user in User.objects.filter(pk__in=list(rights)[:MOST_PEOPLE]).order_by("last_name", "first_name", "pk"):
        for level in rights[user.pk]:
            found[level][user.pk] = display_name(user)
    scopes: dict[tuple[int, str], list[str]] = {}
    narrowed = ChannelScope.objects.filter(person__in=list(rights)[:MOST_PEOPLE], act__in=Level.values)
    for pk, act, path in narrowed.values_list("person_id", "act", "channel__path"):
        scopes.setdefault((pk, act), []).append(path)
    return {
        level: [
            Holder(pk, name, tuple(scopes[pk, level]) if (pk, level) in scopes else None)
            for pk, name in people.items()
        ]
        for level, people in found.items()
    }


def reaching(people: Sequence[Holder], channels: ChannelMap, channel_ids: Iterable[int | None]) -> list[Holder]:
    """Return those who reach every one of a story's channels."""
    wanted = list(channel_ids)
    return [
        person
        for person in people
        if person.paths is None or all(channels.covers(person.paths, number) for number in wanted)
    ]
