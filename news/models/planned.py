"""Queries that PostgreSQL plans once for each connection.

A page's query has many joins and few rows: planning it takes longer than answering it, and PostgreSQL plans anew every
query that comes as text. One that was made known by ``PREPARE`` is planned at its first use and then no more, because
``news/apps.py`` sets ``plan_cache_mode`` (postgresql.org/docs/15/sql-prepare.html).

A pooler that gives each query another session (PgBouncer's transaction mode) cannot keep what a session was told. Such
an installation has ``?DISABLE_SERVER_SIDE_CURSORS=True`` in ``DATABASE_URL``, as Django asks for, and its queries are
sent as text; where that was forgotten they are from the first refusal on.
"""

import hashlib
import logging
from collections.abc import Hashable, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)
KNOWN: Final[dict[str, str]] = {}  # the words of each query by its name
_told: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()  # which names each connection of the driver knows
# SQLSTATEs (postgresql.org/docs/15/errcodes-appendix.html)
UNKNOWN_NAME, KNOWN_NAME, OTHER_COLUMNS = "26000", "42P05", "0A000"


class Planned:
    """A query with its gaps; ``gaps`` says what stands in each, and equal ones are one value."""

    def __init__(self, sql: str, gaps: Sequence[Hashable]) -> None:
        places: dict[Hashable, int] = {}
        first: list[int] = []
        between = sql.split("%s")
        written = between[0]
        for place, (gap, more) in enumerate(zip(gaps, between[1:], strict=True)):
            kind = (type(gap), gap)  # 1 and 1.0 are equal
            if kind not in places:
                places[kind] = len(places) + 1
                first.append(place)
            written += f"${places[kind]}{more}"
        written = written.replace("%%", "%")
        # Of its words: under one name every process, whatever session a pooler gives it, means the same.
        self.name = f"huanghuai_{hashlib.sha256(written.encode()).hexdigest()[:24]}"
        self.sql = sql
        self._first = first
        self._call = f"EXECUTE {self.name} ({', '.join(['%s'] * len(first))})" if first else f"EXECUTE {self.name}"
        KNOWN[self.name] = written

    def read(self, database: BaseDatabaseWrapper, params: Sequence[Any]) -> list[Any]:
        """Return the rows, with a parameter for each gap; one query.

        Raises what any query raises. Inside a transaction it cannot be asked again as text: there it raises
        ``DatabaseError`` once behind a pooler of which Django was not told, and after a change of a column's type.
        """
        with database.cursor() as cursor:
            if _Pooled.found or database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
                cursor.execute(self.sql, params)
                return list(cursor.fetchall())
            told = _told.setdefault(database.connection, set())
            try:
                if self.name not in told:
                    self._tell(database, cursor.cursor, told)
                cursor.execute(self._call, [params[place] for place in self._first])
            except DatabaseError as error:
                code = _code(error)
                if code == UNKNOWN_NAME:
                    _Pooled.found = True
                    logger.warning("Queries come to another session than they were prepared in; they are text now.")
                elif code != OTHER_COLUMNS:
                    raise
                if database.in_atomic_block:
                    raise
                if code == OTHER_COLUMNS:  # a migration has given a column another type
                    told.discard(self.name)
                    with database.wrap_database_errors:
                        cursor.cursor.execute(f"DEALLOCATE {self.name}")
                cursor.execute(self.sql, params)
            return list(cursor.fetchall())

    def _tell(self, database: BaseDatabaseWrapper, cursor: Any, told: set[str]) -> None:
        """Make the query known to the session. One that it knows is the same: its name is made of its words."""
        try:
            with database.wrap_database_errors:
                cursor.execute(f"PREPARE {self.name} AS {KNOWN[self.name]}")
        except DatabaseError as error:
            if _code(error) != KNOWN_NAME:
                raise
            told.add(self.name)
            if database.in_atomic_block:
                raise
        told.add(self.name)


def _code(error: DatabaseError) -> str:
    return getattr(error.__cause__, "pgcode", None) or ""


def gather_statistics() -> None:
    """Let PostgreSQL count what stands in its tables, after many rows came at once.

    It does so by itself, a minute later (autovacuum). Until then it takes every table for a small one; an article's
    neighbours were found by comparing all stories with all.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


class _Pooled:
    """Whether the database turned out to stand behind a pooler."""

    found = False
