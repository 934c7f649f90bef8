"""Queries that PostgreSQL plans once for each connection.

A page's query has many joins and few rows: planning it takes longer than answering it, and PostgreSQL plans anew every
query that comes as text. One that was made known by ``PREPARE`` is planned at its first use and then no more, because
``news/apps.py`` sets ``plan_cache_mode`` (postgresql.org/docs/15/sql-prepare.html).

A pooler that gives each query another session (PgBouncer's transaction mode) cannot keep what a session was told. Such
an installation has ``?DISABLE_SERVER_SIDE_CURSORS=true`` in ``DATABASE_URL``, as Django asks for, and its queries are
sent as text; where that was forgotten they are from the first refusal on.
"""

import logging
from collections.abc import Hashable, Sequence
from itertools import count
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)
KNOWN: Final[dict[str, str]] = {}  # the words of each query by its name
_told: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()  # which names each connection of the driver knows
_numbers = count(1)
# The driver's SQLSTATEs for a name that the session does not know, and for one that it knew before.
FOREIGN_SESSION = {"26000", "42P05"}


class Planned:
    """A query with its gaps; ``gaps`` says what stands in each, and equal ones are one value."""

    def __init__(self, sql: str, gaps: Sequence[Hashable]) -> None:
        places: dict[Hashable, int] = {}
        between = sql.split("%s")
        written = between[0]
        for gap, more in zip(gaps, between[1:], strict=True):
            written += f"${places.setdefault(gap, len(places) + 1)}{more}"
        self.name = f"huanghuai_{next(_numbers)}"
        self.sql = sql
        self._first = [list(gaps).index(gap) for gap in places]
        self._call = f"EXECUTE {self.name} ({', '.join(['%s'] * len(places))})" if places else f"EXECUTE {self.name}"
        KNOWN[self.name] = written.replace("%%", "%")

    def read(self, database: BaseDatabaseWrapper, params: Sequence[Any]) -> list[Any]:
        """Return the rows, with a parameter for each gap; one query.

        Raises what any query raises; besides, inside a transaction, once, ``DatabaseError`` behind a pooler of
        which Django was not told.
        """
        with database.cursor() as cursor:
            if _Pooled.found or database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
                cursor.execute(self.sql, params)
                return list(cursor.fetchall())
            try:
                told = _told.setdefault(database.connection, set())
                if self.name not in told:
                    with database.wrap_database_errors:
                        cursor.cursor.execute(f"PREPARE {self.name} AS {KNOWN[self.name]}")
                    told.add(self.name)
                cursor.execute(self._call, [params[place] for place in self._first])
            except DatabaseError as error:
                if getattr(error.__cause__, "pgcode", "") not in FOREIGN_SESSION:
                    raise
                _Pooled.found = True
                logger.warning(
                    "Queries come to another session than they were prepared in; they are text from now on."
                )
                if database.in_atomic_block:
                    raise
                cursor.execute(self.sql, params)
            return list(cursor.fetchall())


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
