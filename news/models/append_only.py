"""Tables that only grow, kept so by triggers: not even a slip in the shell changes what was recorded.

Triggers are installed after every migration, since SQLite drops them when it rebuilds a table. Rows may be deleted
only inside ``maintenance``; the row that allows it is seen by nobody else. A person's account may be set to NULL
(the name is kept by value), as happens when it is deleted, but never to another one; nothing else may be updated.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# table → columns that never change
TABLES: dict[str, tuple[str, ...]] = {
    "news_record": ("id", "article_id", "verb", "by_name", "at", "revision_id", "content_hash", "note"),
    "news_revision": (
        "id",
        "article_id",
        "number",
        "data",
        "content_hash",
        "origin",
        "level",
        "restored_from_id",
        "created_at",
    ),
    "news_oldwords": ("id", "revision_id", "level"),
    "news_disclaimerversion": ("id", "disclaimer_id", "number", "text", "created_at"),
    "news_reviewrecord": (
        "id",
        "article_id",
        "review_round",
        "level",
        "verdict",
        "by_name",
        "as_deputy",
        "at",
        "revision_id",
        "base_id",
        "content_hash",
        "base_hash",
        "returned_to",
        "note",
        "seconds_at_desk",
    ),
    "news_checkoverride": (
        "id",
        "article_id",
        "revision_id",
        "content_hash",
        "checks",
        "by_name",
        "at",
        "reason",
    ),
    "news_auditentry": (
        "id",
        "at",
        "by_name",
        "area",
        "act",
        "thing",
        "thing_id",
        "thing_name",
        "changes",
        "note",
        "address",
    ),
    "news_frontlayout": ("id", "data", "live_from", "at", "by_name", "note", "back_to_id"),
    "news_breakingline": ("id", "text", "article_id", "address", "starts_at", "ends_at", "at", "by_name"),
}
# table → the column of the account, which may only be emptied
PEOPLE: dict[str, str] = {
    "news_record": "by_id",
    "news_revision": "author_id",
    "news_oldwords": "person_id",
    "news_disclaimerversion": "created_by_id",
    "news_reviewrecord": "by_id",
    "news_checkoverride": "by_id",
    "news_auditentry": "by_id",
    "news_frontlayout": "by_id",
    "news_breakingline": "by_id",
}
DOOR = "news_maintenance"  # not a model: flush and migrations leave it alone


def trigger_names() -> set[str]:
    """Return the names of all triggers that must exist."""
    return {f"{table}_no_{act}" for table in TABLES for act in ("update", "delete", "other_person")}


def _sqlite(table: str, columns: tuple[str, ...]) -> Iterator[str]:
    listed = ", ".join(f'"{column}"' for column in columns)
    yield (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE OF {listed} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
    yield (  # names are constants of this module
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} "  # noqa: S608
        f"WHEN NOT EXISTS (SELECT 1 FROM {DOOR}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
    person = PEOPLE[table]
    yield (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_other_person BEFORE UPDATE OF {person} ON {table} "
        f"WHEN NEW.{person} IS NOT NULL AND NEW.{person} IS NOT OLD.{person} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql(table: str, columns: tuple[str, ...]) -> Iterator[str]:
    listed = ", ".join(f'"{column}"' for column in columns)
    for act, event in (("update", f"UPDATE OF {listed}"), ("delete", "DELETE")):
        name = f"{table}_no_{act}"
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION news_append_only()"
    name, person = f"{table}_no_other_person", PEOPLE[table]
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield (
        f"CREATE TRIGGER {name} BEFORE UPDATE OF {person} ON {table} FOR EACH ROW "
        f"WHEN (NEW.{person} IS NOT NULL AND NEW.{person} IS DISTINCT FROM OLD.{person}) "
        "EXECUTE FUNCTION news_append_only()"
    )


POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION news_append_only() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM news_maintenance) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$ LANGUAGE plpgsql
"""


def install(using: str) -> None:
    """Create the door and every trigger that is missing; safe to run any number of times."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {DOOR} (reason varchar(200) NOT NULL)")
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        make = _postgresql if connection.vendor == "postgresql" else _sqlite
        for table, columns in TABLES.items():
            if table in existing:  # the first migration of an app may be half-way
                for statement in make(table, columns):
                    cursor.execute(statement)


def installed(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of those triggers that exist."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()} & trigger_names()


@contextmanager
def maintenance(reason: str, using: str = "default") -> Iterator[None]:
    """Allow deletion from append-only tables until the block ends, in one transaction that only this process sees."""
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute(f"INSERT INTO {DOOR} (reason) VALUES (%s)", [reason])  # noqa: S608 - a constant
        yield
        with connections[using].cursor() as cursor:
            cursor.execute(f"DELETE FROM {DOOR} WHERE reason = %s", [reason])  # noqa: S608 - a constant
