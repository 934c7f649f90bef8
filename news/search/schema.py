"""The full-text indexes over the document tables: FTS5 with triggers on SQLite, a tsvector with GIN on PostgreSQL.

Both hold sets of tokens without positions: every token is cut before it comes here, so neither database's own idea of
words or its locale has a say, and both find the same. What has to stand in one piece is looked up in the stored text.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

COLUMNS = ("title", "names", "body", "parts", "facets")
WHEN = "\ue002"  # begins the tokens of time: a private sign, like those of filters
LENGTHS = (1, 4, 16, 64, 256)  # days that a token of time stands for
DAY = 24 * 3600
SECONDS = 29  # bits of a key behind its seconds (models.search)


@dataclass(frozen=True)
class Searched:
    """A document table and the index over it."""

    table: str
    index: str


LIVE = Searched("news_searchdocument", "news_search_fts")
DESK = Searched("news_deskdocument", "news_desk_fts")
BOTH = (LIVE, DESK)


def install(using: str) -> None:
    """Create whatever is missing; safe to run any number of times. An index made over rows is filled from them."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        absent = missing(connection)
        for searched in BOTH:
            if searched.table not in existing:  # the migration that makes it has not run yet
                continue
            if connection.vendor == "postgresql":
                if searched.index in absent:  # asked first: even an ALTER that does nothing locks the table
                    for statement in _postgresql(searched):
                        cursor.execute(statement)
                continue
            new = searched.index not in existing
            for statement in _sqlite(searched):
                cursor.execute(statement)
            if new:
                rebuild(connection, searched)


def time_token(place: int, bucket: int) -> str:
    """Return the token of the ``bucket``-th stretch of ``LENGTHS[place]`` days since 1970 (UTC)."""
    return f"{WHEN}{place}x{bucket}"


def rebuild(connection: BaseDatabaseWrapper, searched: Searched) -> None:
    """Make the index anew from the tokens that the rows keep."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"REINDEX INDEX {searched.index}")
        else:
            cursor.execute(f"INSERT INTO {searched.index}({searched.index}) VALUES ('rebuild')")  # noqa: S608


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of indexes and triggers that should exist and do not."""
    if connection.vendor == "postgresql":
        wanted = {searched.index for searched in BOTH}
        query = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
    else:
        wanted = {f"{item.index}{end}" for item in BOTH for end in ("", "_insert", "_delete", "_update")}
        query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return wanted - {name for (name,) in cursor.fetchall()}


def _sqlite(searched: Searched) -> Iterator[str]:
    """External content: the index keeps no text of its own, so taking a row out needs the tokens it went in with."""
    table, index = searched.table, searched.index
    names = ", ".join(COLUMNS)
    old, new = (", ".join(f"{side}.{name}" for name in COLUMNS) for side in ("old", "new"))
    yield (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5({names}, content='{table}', content_rowid='key', "
        "tokenize='ascii', detail='none', columnsize=0)"
    )
    # names are constants of this module
    put = f"INSERT INTO {index}(rowid, {names}) VALUES (new.key, {new})"  # noqa: S608
    take = f"INSERT INTO {index}({index}, rowid, {names}) VALUES ('delete', old.key, {old})"  # noqa: S608
    for act, event, body in (
        ("insert", "INSERT", f"{put};"),
        ("delete", "DELETE", f"{take};"),
        ("update", f"UPDATE OF key, {names}", f"{take}; {put};"),
    ):
        yield f"CREATE TRIGGER IF NOT EXISTS {index}_{act} AFTER {event} ON {table} BEGIN {body} END"


def _postgresql(searched: Searched) -> Iterator[str]:
    """Tokens are letters, digits and Han only, so their list is a tsvector as it is written.

    Tokens of time stand beside them: GIN has no order, so what is new is found as what has a word and a day.
    """
    times = [
        f"chr({ord(WHEN)}) || '{place}x' || ((key >> {SECONDS}) / {days * DAY})::text"
        for place, days in enumerate(LENGTHS)
    ]
    tokens = " || ' ' || ".join((*COLUMNS, *times))
    yield (
        f"ALTER TABLE {searched.table} ADD COLUMN IF NOT EXISTS vector tsvector "
        f"GENERATED ALWAYS AS (({tokens})::tsvector) STORED"
    )
    yield f"CREATE INDEX IF NOT EXISTS {searched.index} ON {searched.table} USING gin (vector)"
