"""All stories indexed anew, after the house's words changed: in the background, a little at a time, by any worker."""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, connections, transaction
from django.utils import timezone

from news.models import Article, SearchDocument, SearchRebuild
from news.search.index import index_again
from news.search.schema import missing
from news.search.words import forget

THE_ONE = 1
STEP = 50  # stories in one transaction: on PostgreSQL their rows are locked for about 0.2 s
TURN = 20.0  # seconds after which other background work is let in
STALLED = timedelta(minutes=2)


@dataclass(frozen=True)
class Status:
    """How the index stands. ``share`` is of the run that is on, in whole per cent; None where none is."""

    missing: tuple[str, ...]
    run: SearchRebuild | None

    @property
    def running(self) -> bool:
        """True while a run is not at its end."""
        return self.run is not None and self.run.finished_at is None

    @property
    def stalled(self) -> bool:
        """True where a run has not moved for two minutes: its worker is gone."""
        return bool(self.running and self.run and self.run.moved_at < timezone.now() - STALLED)

    @property
    def share(self) -> int | None:
        """Return how far the run is."""
        if self.run is None or not self.running:
            return None
        return min(99, self.run.done * 100 // self.run.total) if self.run.total else 0


def begin() -> None:
    """Start a run from the first story; one that is on begins again, since the words have changed."""
    now = timezone.now()
    forget()
    SearchRebuild.objects.update_or_create(
        pk=THE_ONE,
        defaults={
            "started_at": now,
            "moved_at": now,
            "finished_at": None,
            "cursor": 0,
            "done": 0,
            "total": 0,
        },
    )


def begin_if_never_run(using: str) -> None:
    """Let the worker index the stories of a site that is older than its search."""
    existing = set(connections[using].introspection.table_names())
    if {SearchRebuild._meta.db_table, SearchDocument._meta.db_table, Article._meta.db_table} - existing:
        return
    if SearchDocument.objects.using(using).exists() or SearchRebuild.objects.using(using).exists():
        return
    if Article.objects.using(using).values_list("pk").exists():
        begin()


def unfinished() -> bool:
    """True where a run has not moved for two minutes: the worker that had it is gone."""
    return SearchRebuild.objects.filter(finished_at=None, moved_at__lt=timezone.now() - STALLED).exists()


def step() -> bool:
    """Do the next stories; False where there is nothing left to do. Two at once do no harm: the row is locked."""
    with transaction.atomic():
        run = SearchRebuild.objects.select_for_update().filter(pk=THE_ONE, finished_at=None).first()
        if run is None:
            return False
        if not run.total:  # counted here, not in the request that begins it
            run.total = Article.objects.count()
        run.cursor, many = index_again(run.cursor, STEP)
        run.done += many
        run.moved_at = timezone.now()
        if many < STEP:
            run.finished_at = run.moved_at
        run.save()
    return run.finished_at is None


def work(seconds: float = TURN) -> bool:
    """Do steps for a while; True where some are left."""
    until = time.monotonic() + seconds
    while step():
        if time.monotonic() > until:
            return True
    return False


def status() -> Status:
    """Read how the index stands. Two queries."""
    return Status(
        tuple(sorted(missing(connection))),
        SearchRebuild.objects.filter(pk=THE_ONE).first(),
    )


def touch() -> None:
    """Say that somebody takes care of the run, so that nobody else queues it too."""
    SearchRebuild.objects.filter(pk=THE_ONE, finished_at=None).update(moved_at=timezone.now())
