"""The audit: what anybody did to the site, its people and their accounts, and who signed in. Rows are only added.

What is done to a story is in its ``Record``, ``ReviewRecord`` and ``CheckOverride``; only what none of them knows of
(a preview link, an import) has a row here too. The page that shows all of them together is ``reading.audit``.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from news.editorial.access import display_name
from news.enums import AuditArea
from news.errors import BadInput
from news.models import AuditEntry
from news.models.append_only import maintenance

# 网络安全法 (2017), art. 21 (3): network logs are kept for six months at least.
KEEP_AT_LEAST = 180  # days
LONGEST = 200  # signs of one value; of a longer text only the place that changed is kept
BEFORE_CHANGE = 20
BATCH = 2000
MASK = "••••••"
# Kinds of rows that forms change. Scopes, deputies, shifts, review times: their verbs tell what they did.
AREAS: dict[str, AuditArea] = {
    "news.channel": AuditArea.CHANNEL,
    "news.image": AuditArea.LIBRARY,
    "news.mediafile": AuditArea.LIBRARY,
    "news.keyword": AuditArea.LIBRARY,
    "news.source": AuditArea.LIBRARY,
    "news.series": AuditArea.LIBRARY,
    "news.storytemplate": AuditArea.LIBRARY,
    "auth.user": AuditArea.PERMISSION,
    "auth.group": AuditArea.PERMISSION,
    **dict.fromkeys(
        (
            "news.siteidentity news.licence news.footerentry news.friendlink news.page news.disclaimer news.redirect "
            "news.ad news.topic news.staffmember news.letter news.robot news.houseword news.hotterm news.searchrebuild"
        ).split(),
        AuditArea.SETTING,
    ),
}
# Model and field. That one of these was changed is told, never what it was or is.
SECRETS = frozenset({"auth.user.password", "news.robot.secret", "news.robot.url"})
UNTOLD = frozenset(
    {
        "auth.user.last_login",
        "auth.user.date_joined",
        "news.image.content_hash",
        "news.image.file",
        "news.mediafile.content_hash",
        "news.mediafile.file",
    }
)


def area_of(model: type[models.Model]) -> AuditArea | None:
    """Return what an entry on this kind of row is about; None where this audit is not its place."""
    return AREAS.get(model._meta.label_lower)


@dataclass(frozen=True)
class Fact:
    """One field of a row: its label, the text that people see, and a fingerprint by which a change is told."""

    label: str
    text: str
    exact: str


Facts = dict[str, Fact]
Changes = dict[str, list[str]]  # label → [before, after]


def facts_of(row: models.Model) -> Facts:
    """Return what a row says now, by field name, in the installation's language. A query for each foreign key that
    is not loaded and each many-to-many field."""
    found: Facts = {}
    with translation.override(settings.LANGUAGE_CODE):
        for field in row._meta.concrete_fields:
            name = f"{row._meta.label_lower}.{field.name}"
            if field.primary_key or not field.editable or name in UNTOLD:
                continue
            text = _field_text(row, field)
            if name in SECRETS:
                digest = hashlib.sha256(text.encode()).hexdigest()
                found[field.name] = Fact(_label(field), MASK if text else "", digest)
            else:
                found[field.name] = Fact(_label(field), text, text)
        if row.pk is not None:
            for many in row._meta.many_to_many:
                others = getattr(row, many.name).select_related()
                text = "、".join(sorted(name_of(other) for other in others))
                found[many.name] = Fact(_label(many), text, text)
    return found


def _label(field: models.Field) -> str:
    return str(field.verbose_name)


def _field_text(row: models.Model, field: models.Field) -> str:
    if field.is_relation:
        other = getattr(row, field.name)
        return name_of(other) if other is not None else ""
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return _text(field.value_from_object(row))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if timezone.is_aware(value) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "、".join(_text(item) for item in value)
    return str(value)


def name_of(row: models.Model) -> str:
    """Return a row's name as it stands in the audit: a person with the login, anything else as it calls itself."""
    if isinstance(row, User):
        name = display_name(row)
        return name if name == row.username else f"{name} ({row.username})"
    return str(row)


def difference(before: Facts, after: Facts) -> Changes:
    """Return the fields that differ, by label, as [before, after]; long texts are cut to where they differ."""
    changes: Changes = {}
    nothing = Fact("", "", "")
    for name in {**before, **after}:
        old, new = before.get(name, nothing), after.get(name, nothing)
        if old.exact != new.exact:
            changes[new.label or old.label] = _cut(old.text, new.text)
    return changes


def _cut(old: str, new: str) -> list[str]:
    if max(len(old), len(new)) <= LONGEST:
        return [old, new]
    shorter = min(len(old), len(new))
    same = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    start = max(same - BEFORE_CHANGE, 0)
    return [_piece(text, start) for text in (old, new)]


def _piece(text: str, start: int) -> str:
    piece = text[start : start + LONGEST]
    if not piece:
        return ""
    return ("…" if start else "") + piece + ("…" if start + LONGEST < len(text) else "")


def note(
    area: AuditArea,
    act: str,
    *,
    by: User | None,
    thing: models.Model | None = None,
    changes: Mapping[str, Sequence[Any]] | None = None,
    note: str = "",
    address: str | None = None,
    by_name: str = "",
    thing_name: str = "",
) -> AuditEntry:
    """Add a row, in the transaction of the act that it tells of.

    ``act`` is a short id; ``changes`` is field label → [before, after] (see ``difference``), and holds no secret.
    ``by`` None is a command, with its name in ``by_name``, or somebody who is not signed in.
    """
    return AuditEntry.objects.create(
        by=by if by is not None and by.pk is not None else None,
        by_name=(by_name or (display_name(by) if by is not None else ""))[:150],
        area=area,
        act=act[:24],
        thing=thing._meta.label_lower[:60] if thing is not None else "",
        thing_id=str(thing.pk)[:40] if thing is not None and thing.pk is not None else "",
        thing_name=_printable(thing_name or (name_of(thing) if thing is not None else ""))[:200],
        changes={label: [_printable(_text(value)) for value in pair] for label, pair in (changes or {}).items()},
        note=_printable(note.strip())[:500],
        address=_address(address),
    )


def _printable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _address(address: str | None) -> str | None:
    try:
        validate_ipv46_address(address or "")
    except ValidationError:
        return None
    return address


def note_added(row: models.Model, *, by: User | None, by_name: str = "") -> None:
    """Tell of a new row with what it says; nothing for a kind of row that is not the audit's."""
    area = area_of(type(row))
    if area is not None:
        note(area, "added", by=by, by_name=by_name, thing=row, changes=difference({}, _filled(facts_of(row))))


def note_changed(row: models.Model, before: Facts, *, by: User | None, by_name: str = "") -> None:
    """Tell how a row, as the database has it now, differs from ``before``; nothing where it does not."""
    area = area_of(type(row))
    now = type(row)._base_manager.filter(pk=row.pk).first() if area else None
    if area is None or now is None:
        return
    changes = difference(before, facts_of(now))
    if changes:
        note(area, "changed", by=by, by_name=by_name, thing=now, changes=changes)


def note_deleted(row: models.Model, *, by: User | None, by_name: str = "") -> None:
    """Tell of a row that is about to go, with what it said."""
    area = area_of(type(row))
    if area is not None:
        note(area, "deleted", by=by, by_name=by_name, thing=row, changes=difference(_filled(facts_of(row)), {}))


def _filled(facts: Facts) -> Facts:
    return {name: fact for name, fact in facts.items() if fact.text}


@contextmanager
def watched(kinds: Iterable[type[models.Model]], *, by: User | None, by_name: str = "") -> Iterator[None]:
    """Tell what the block did to every row of these kinds, in one transaction with it. For small tables: it reads
    them whole, before and after. A row that was put in anew under the same name has been changed, not deleted."""
    kinds = list(kinds)
    with transaction.atomic():
        before = {kind: _all(kind) for kind in kinds}
        yield
        for kind in kinds:
            _tell(kind, before[kind], _all(kind), by, by_name)


Rows = dict[Any, tuple[models.Model, Facts]]


def _all(kind: type[models.Model]) -> Rows:
    loaded = [field.name for field in kind._meta.concrete_fields if field.is_relation]
    rows = kind._base_manager.select_related(*loaded) if loaded else kind._base_manager.all()
    return {row.pk: (row, facts_of(row)) for row in rows}


def _tell(kind: type[models.Model], before: Rows, after: Rows, by: User | None, by_name: str) -> None:
    area = area_of(kind)
    if area is None:
        raise ValueError(f"{kind.__name__} has no area of the audit.")
    gone = {str(row): key for key, (row, _facts) in before.items() if key not in after}
    for key, (row, facts) in after.items():
        old = before.get(key) or before.get(gone.pop(str(row), None))
        changes = difference(old[1] if old else {}, facts if old else _filled(facts))
        if changes:
            note(area, "changed" if old else "added", by=by, by_name=by_name, thing=row, changes=changes)
    for key in gone.values():
        row, facts = before[key]
        note(area, "deleted", by=by, by_name=by_name, thing=row, changes=difference(_filled(facts), {}))


def let_in(attempt: AccessAttempt, *, by: User) -> None:
    """Let a locked account try again at once from that address. The row stays, with its count at nought."""
    with transaction.atomic():
        AccessAttempt.objects.filter(username=attempt.username, ip_address=attempt.ip_address).update(
            failures_since_start=0
        )
        note(AuditArea.LOGIN, "unlocked", by=by, thing_name=attempt.username or "", address=attempt.ip_address)


def remove_old(*, days: int, now: datetime | None = None) -> int:
    """Delete entries, and sign-ins that axes keeps, older than ``days``; returns how many entries went.

    Records of stories are not touched. Raises BadInput (``retention``) for less than 180 days.
    """
    if days < KEEP_AT_LEAST:
        raise BadInput(
            _("The audit is kept for at least %(least)d days; %(days)d is too short.")
            % {"least": KEEP_AT_LEAST, "days": days},
            "retention",
        )
    before = (now or timezone.now()) - timedelta(days=days)
    removed = 0
    while numbers := list(
        AuditEntry.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:BATCH]
    ):
        with maintenance("audit retention"):  # in batches: a writer waits for one of them, not for years of entries
            rows = AuditEntry.objects.filter(pk__in=numbers, at__lt=before)
            removed += rows._raw_delete(rows.db)
    AccessLog.objects.filter(attempt_time__lt=before).delete()
    AccessAttempt.objects.filter(attempt_time__lt=before).delete()
    return removed
