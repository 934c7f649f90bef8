"""The purge log as the page store reads it."""

import select
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone

from news.models.purging import CHANNEL, LINES
from news.pagestore.follower import LogLost
from news.pagestore.shelf import LogRead, LogRow

ALIAS = "default"
# Lines are kept for two days (editorial.hosts.KEPT): a host that did not hear for this long may have missed some.
LONGEST_AWAY = 36 * 3600.0  # seconds

# One statement, so that the position and the lines are of one moment. SQLite commits lines in the order of their
# numbers. On PostgreSQL a lower number may commit after a higher one: a reading begins at the oldest transaction that
# was open at the last one, so nothing is passed over, and what comes twice is known by its number.
SQLITE = (
    f"SELECT top.value, line.id, line.tag, line.due FROM (SELECT coalesce(max(id), 0) AS value FROM {LINES}) top "  # noqa: S608
    f"LEFT JOIN {LINES} line ON "
)
POSTGRESQL = (
    f"SELECT top.value, line.id, line.tag, line.due FROM "  # noqa: S608
    f"(SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS value) top LEFT JOIN {LINES} line ON "
)


class DatabaseLog:
    """Reads the log through Django's connection of the calling thread."""

    def __init__(self, *, listen: bool = True, heard: Callable[[], float] | None = None) -> None:
        """``heard`` says when the log was last read for this position, as POSIX time."""
        self._listen = listen
        self._heard = heard
        self._ear: Any = None

    def read(self, position: int) -> LogRead:
        """Return what was committed since ``position``; for -1 only what is still to come. Raises LogLost."""
        connection = connections[ALIAS]
        if connection.connection is not None and not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        try:
            return self._read(position)
        except (InterfaceError, DatabaseError) as error:
            raise LogLost(str(error).strip().partition("\n")[0]) from error

    def _read(self, position: int) -> LogRead:
        connection = connections[ALIAS]
        postgresql = connection.vendor == "postgresql"
        words = POSTGRESQL if postgresql else SQLITE
        with connection.cursor() as cursor:
            if position < 0:
                now = connection.ops.adapt_datetimefield_value(timezone.now())
                cursor.execute(f"{words} line.due > %s", [now])
            else:
                cursor.execute(
                    f"{words} line.{'xid' if postgresql else 'id'} {'>=' if postgresql else '>'} %s", [position]
                )
            found = cursor.fetchall()
        top = found[0][0]
        if position > top or self._away_too_long(position):  # or: an older copy of the database is in its place
            return replace(self._read(-1), lost=True)
        rows = [LogRow(number, tag, _posix(due)) for _top, number, tag, due in found if number is not None]
        return LogRead(rows, top, overlapping=postgresql)

    def _away_too_long(self, position: int) -> bool:
        return position >= 0 and self._heard is not None and timezone.now().timestamp() - self._heard() > LONGEST_AWAY

    def wait(self, seconds: float) -> None:
        """Sleep; on PostgreSQL only until somebody commits a line."""
        connection: Any = connections[ALIAS]
        if not self._listen or connection.vendor != "postgresql":
            time.sleep(seconds)
            return
        try:
            if self._ear is None:
                self._ear = self._opened()
            select.select([self._ear], [], [], seconds)
            self._ear.poll()
            self._ear.notifies.clear()
        except (connection.Database.Error, OSError, ValueError):  # looking ten times a second does without
            self._hang_up()
            time.sleep(seconds)

    def close(self) -> None:
        """Let go of the thread's connection."""
        connections[ALIAS].close()
        self._hang_up()

    def _hang_up(self) -> None:
        ear, self._ear = self._ear, None
        if ear is not None:
            ear.close()

    def _opened(self) -> Any:
        """Open a connection that listens; it holds no transaction."""
        wrapper: Any = connections[ALIAS]
        ear = wrapper.Database.connect(**wrapper.get_connection_params())
        ear.autocommit = True
        with ear.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        return ear


def _posix(moment: datetime | str | None) -> float | None:
    if moment is None:
        return None
    if isinstance(moment, str):  # SQLite keeps UTC as text
        moment = datetime.fromisoformat(moment)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp()
