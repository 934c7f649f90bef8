"""Generation: which state of the site's settings is in force, so that what was made from them may be kept.

What stands around every page (masthead, navigation, footer, legal texts) is read from a few small tables. Any change
of them, by whatever way (a verb, the admin, ``update()``, a shell), writes a new token in the same transaction: by
triggers, so that no caller can forget. Whoever keeps something made from those tables keeps it under the tokens that
it saw before *and* after reading, and uses it only while a transaction sees exactly these tokens.

Why this is exact. A token is random and written once: after a rollback it never comes back, so what was read inside a
transaction that failed is never used. A transaction sees its own token at once and others' when they are committed,
as it does the rows. No writer waits for another: on PostgreSQL each removes the tokens it can lock and adds its own,
so two that run at once leave two tokens, whichever commits first (docs/decisions/0015).
"""

import secrets

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# table → the tag under which its changes count
TABLES = {
    f"news_{name}": "chrome"
    for name in (
        "siteidentity licence footerentry friendlink channel disclaimer houseword channelfront breakingline ad".split()
    )
}
# Stories stand around no page but for the line of breaking news that leads to one: a change of such a story counts.
WATCHED, LINES, WATCH = "news_article", "news_breakingline", "news_article_generation"
STORE = "news_generation"
FUNCTION = "news_new_generation"
ACTS = ("insert", "update", "delete")


class GenerationManager(models.Manager["Generation"]):
    """Reading what is in force."""

    def tokens(self, tag: str) -> frozenset[str]:
        """Return the tokens in force: one, a few after changes at once, none before the first change. One query."""
        with connections[self.db].cursor() as cursor:  # every page asks; the words are too few to be made each time
            cursor.execute(f"SELECT token FROM {STORE} WHERE tag = %s", [tag])  # noqa: S608 - a constant
            return frozenset(token for (token,) in cursor.fetchall())


class Generation(models.Model):
    """One token. Rows are written by triggers only."""

    tag = models.CharField(max_length=20, db_index=True)
    token = models.CharField(max_length=32, unique=True)

    objects = GenerationManager()

    def __str__(self) -> str:
        return f"{self.tag} {self.token}"


def trigger_names(vendor: str) -> set[str]:
    """Return the names of all triggers that must exist."""
    if vendor == "postgresql":
        return {f"{table}_generation" for table in TABLES} | {WATCH}
    return {f"{table}_generation_{act}" for table in TABLES for act in ACTS} | {f"{WATCH}_update", f"{WATCH}_delete"}


def _sqlite(table: str, tag: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_generation_{act} AFTER {act.upper()} ON {table} {_sqlite_body(tag)}"
        for act in ACTS
    ]


def _sqlite_body(tag: str) -> str:
    return (  # names and tags are constants of this module
        f"BEGIN DELETE FROM {STORE} WHERE tag = '{tag}'; "  # noqa: S608
        f"INSERT INTO {STORE} (tag, token) VALUES ('{tag}', lower(hex(randomblob(16)))); END"
    )


def _watch(vendor: str, tag: str) -> list[str]:
    """Return what makes a change of a story count while a line that was not taken down leads to it."""
    if vendor == "postgresql":
        return [
            WATCH_FUNCTION,
            f"DROP TRIGGER IF EXISTS {WATCH} ON {WATCHED}",
            f"CREATE TRIGGER {WATCH} AFTER UPDATE OR DELETE ON {WATCHED} "
            f"FOR EACH ROW EXECUTE FUNCTION {WATCH}('{tag}')",
        ]
    return [  # names are constants of this module
        f"CREATE TRIGGER IF NOT EXISTS {WATCH}_{act} AFTER {act.upper()} ON {WATCHED} WHEN EXISTS (SELECT 1 "  # noqa: S608
        f"FROM {LINES} WHERE article_id = {row}.id AND taken_down_at IS NULL) {_sqlite_body(tag)}"
        for act, row in (("update", "NEW"), ("delete", "OLD"))
    ]


POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger AS $$
BEGIN
    DELETE FROM {STORE} WHERE id IN (SELECT id FROM {STORE} WHERE tag = TG_ARGV[0] FOR UPDATE SKIP LOCKED);
    INSERT INTO {STORE} (tag, token) VALUES (TG_ARGV[0], replace(gen_random_uuid()::text, '-', ''));
    RETURN NULL;
END $$ LANGUAGE plpgsql
"""  # noqa: S608 - constants of this module
WATCH_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {WATCH}() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM {LINES} WHERE article_id = OLD.id AND taken_down_at IS NULL) THEN
        DELETE FROM {STORE} WHERE id IN (SELECT id FROM {STORE} WHERE tag = TG_ARGV[0] FOR UPDATE SKIP LOCKED);
        INSERT INTO {STORE} (tag, token) VALUES (TG_ARGV[0], replace(gen_random_uuid()::text, '-', ''));
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql
"""  # noqa: S608 - constants of this module


def _postgresql(table: str, tag: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {table}_generation ON {table}",
        f"CREATE TRIGGER {table}_generation AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}('{tag}')",
    ]


def install(using: str) -> None:
    """Create every trigger that is missing and begin a new generation: a migration may have written without them."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        if STORE not in existing:  # migrated back to before it
            return
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        make = _postgresql if connection.vendor == "postgresql" else _sqlite
        for table, tag in TABLES.items():
            if table in existing:
                for statement in make(table, tag):
                    cursor.execute(statement)
        if {WATCHED, LINES} <= existing:
            for statement in _watch(connection.vendor, TABLES[LINES]):
                cursor.execute(statement)
        cursor.execute(f"DELETE FROM {STORE}")  # noqa: S608 - a constant
        rows = [(tag, secrets.token_hex(16)) for tag in sorted(set(TABLES.values()))]
        cursor.executemany(f"INSERT INTO {STORE} (tag, token) VALUES (%s, %s)", rows)  # noqa: S608 - a constant


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: without their table no setting could be saved."""
    unwatch(connection)
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_generation ON {table}")
            else:
                for act in ACTS:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_generation_{act}")


def unwatch(connection: BaseDatabaseWrapper) -> None:
    """Drop the trigger on stories. A migration that drops or rebuilds the table of lines does this first: without that
    table no story could be saved. ``install`` puts it back."""
    names = [WATCH] if connection.vendor == "postgresql" else [f"{WATCH}_update", f"{WATCH}_delete"]
    on = f" ON {WATCHED}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def installed(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of those triggers that exist."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()} & trigger_names(connection.vendor)
