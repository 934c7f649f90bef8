"""What the page store's hosts report, and what is done to all of them: emptying, forgetting, pruning the log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial import audit
from news.editorial.access import require
from news.enums import AuditArea
from news.models import PurgeLine, StoreHost, StoreTold
from news.models.purging import purge
from news.pagestore.recording import ALL
from news.pagestore.told import Told

KEPT = timedelta(days=2)  # lines of the purge log and what hosts say of them
FORGOTTEN = timedelta(days=1)  # a host that nobody heard of is not one any more
BATCH = 5000
AROUND = ("chrome", "settings", ALL)  # what the error pages' footer shows is purged under these


@dataclass(frozen=True)
class Report:
    """What a host says of itself. ``entries`` are readings of the log, ``told`` is the number of the last."""

    name: str
    told: int
    position: int
    pages: int
    bytes: int
    detached: bool
    entries: Sequence[Told]


def known(name: str) -> tuple[datetime, int] | None:
    """Return when a host was last heard and what it has told; None for a new one."""
    return StoreHost.objects.filter(name=name).values_list("heard_at", "told").first()


def report(said: Report, *, now: datetime | None = None) -> int:
    """Write a report down; readings that were told before are passed over. Returns how many were new."""
    with transaction.atomic():
        StoreHost.objects.get_or_create(name=said.name, defaults={"heard_at": now or timezone.now()})
        row = StoreHost.objects.select_for_update().get(name=said.name)
        newest = said.told
        told = row.told if newest >= row.told else 0  # a new store counts from one again
        fresh = sorted(entry for entry in said.entries if entry.number > told)
        StoreTold.objects.bulk_create(
            StoreTold(
                host=row,
                at=datetime.fromtimestamp(entry.at, UTC),
                first=entry.first,
                last=entry.last,
                pages=entry.pages,
                many=entry.many,
                due=None if entry.due is None else datetime.fromtimestamp(entry.due, UTC),
            )
            for entry in fresh
        )
        row.heard_at, row.told = now or timezone.now(), newest
        row.position, row.pages, row.bytes, row.detached = said.position, said.pages, said.bytes, said.detached
        row.save()
    return len(fresh)


def changed_around(entries: Iterable[Told]) -> bool:
    """Whether these readings of the log told of something that stands around every page. One query."""
    spans = [(entry.first, entry.last) for entry in entries if entry.due is None]
    if not spans:
        return False
    if any(first == 0 for first, _last in spans):
        return True
    lowest, highest = min(first for first, _last in spans), max(last for _first, last in spans)
    return PurgeLine.objects.filter(pk__range=(lowest, highest), tag__in=AROUND).exists()


def empty(*, by: User) -> None:
    """Drop every stored page on every host; they are made anew as readers ask. Raises NotAllowed."""
    require(by, "news.purge_pages", _("empty the page store"))
    _purge((ALL,), by=by)


def purge_by_command(tags: Sequence[str]) -> None:
    """Drop on every host what carries these tags, for somebody on the server."""
    _purge(tuple(tags), by=None, by_name="manage.py pages")


def _purge(tags: Sequence[str], *, by: User | None, by_name: str = "") -> None:
    with transaction.atomic():
        purge(*tags)
        audit.note(
            AuditArea.SETTING,
            "pages_dropped",
            by=by,
            by_name=by_name,
            thing_name=_("Page store"),
            note="" if tuple(tags) == (ALL,) else " ".join(tags),
        )


def forget(number: int, *, by: User) -> None:
    """Take a host that is used no more off the list; one that is alive comes back by itself. Raises NotAllowed."""
    require(by, "news.purge_pages", _("empty the page store"))
    with transaction.atomic():
        row = StoreHost.objects.filter(pk=number).first()
        if row is not None:
            audit.note(AuditArea.SETTING, "deleted", by=by, thing=row)
            row.delete()


def prune(now: datetime | None = None) -> int:
    """Remove what is two days old and due no more, and hosts unheard of for a day; returns how many lines went.

    The newest line stays: on SQLite its number is the position. A host that was away for longer than
    ``purge_log.LONGEST_AWAY`` empties its store, so it misses none of these lines.
    """
    now = now or timezone.now()
    old = PurgeLine.objects.filter(Q(due=None) | Q(due__lt=now), at__lt=now - KEPT)
    newest = PurgeLine.objects.aggregate(value=Max("pk"))["value"] or 0
    removed = 0
    while numbers := list(old.filter(pk__lt=newest).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        removed += PurgeLine.objects.filter(pk__in=numbers).delete()[0]
    StoreTold.objects.filter(at__lt=now - KEPT).delete()
    StoreHost.objects.filter(heard_at__lt=now - FORGOTTEN).delete()
    return removed
