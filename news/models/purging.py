"""The purge log: what pages have to go, written by triggers in the transaction that changes what they show.

A verb can be forgotten, an admin page, ``update()``, a fixture or a shell goes through none; the database sees them
all (docs/decisions/0031). A line names a tag (what pages carry which tag: docs/page-store.md) and, where the change
comes with the clock, when: a story that is scheduled leaves its lines for the second at which it goes out.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Now

from news.models.purge_rules import RULES, Rule

LINES, PAUSE = "news_purgeline", "news_purgepause"
DIGEST = "news_purgedigest"  # not a model: which triggers were made
CHANNEL = "huanghuai_purge"  # of NOTIFY
ACTS = ("insert", "update", "delete")


class PurgeLine(models.Model):
    """A line of the log. ``due`` None or past: at once. ``xid``: the transaction on PostgreSQL, 0 on SQLite, where
    lines are committed in the order of their numbers. ``origin``: the table whose change wrote it."""

    tag = models.CharField(max_length=80)
    due = models.DateTimeField(null=True)
    at = models.DateTimeField(db_default=Now())
    xid = models.BigIntegerField(default=0, db_default=0)
    origin = models.CharField(max_length=40, default="", db_default="")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["xid"], name="purge_line_xid"),
            models.Index(fields=["due"], name="purge_line_due"),
        ]

    def __str__(self) -> str:
        return self.tag


class PurgePause(models.Model):
    """A row stands here within a transaction that changes so much that it drops every page at its end."""

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


PLACE = re.compile(r"\{(day|month|utc_month):([^{}]+)\}")
SQLITE = {"day": "{}", "month": "substr({}, 1, 7)", "utc_month": "substr({}, 1, 7)"}
POSTGRESQL = {
    "day": "to_char({}, 'YYYY-MM-DD')",
    "month": "to_char({}, 'YYYY-MM')",
    "utc_month": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM')",
}


def trigger_names(vendor: str) -> set[str]:
    """Return the names of all triggers that must exist."""
    acts = ("change", "update") if vendor == "postgresql" else ACTS
    return {f"{rule.table}_purge_{act}" for rule in RULES for act in acts}


def _inserts(rule: Rule, row: str, vendor: str) -> str:
    """Return the statements that write the lines for the row before (OLD) or after (NEW)."""
    postgresql = vendor == "postgresql"
    words = POSTGRESQL if postgresql else SQLITE
    stamp = (
        "clock_timestamp(), pg_current_xact_id()::text::bigint"
        if postgresql
        else "strftime('%Y-%m-%d %H:%M:%f', 'now'), 0"
    )
    made = []
    for select in rule.select:
        select = select.replace("{row}", row).replace("{never}", "NULL::timestamptz" if postgresql else "NULL")
        select = PLACE.sub(lambda found: words[found[1]].format(found[2]), select)
        made.append(
            f"INSERT INTO {LINES} (tag, due, at, xid, origin) "  # noqa: S608 - constants of these modules
            f"SELECT q.*, {stamp}, '{rule.table}' FROM ({select}) q;"
        )
    return " ".join(made)


def _differs(rule: Rule, columns: set[str], vendor: str) -> str:
    """Return the condition under which an update counts."""
    unlike = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    return " OR ".join(f'OLD."{name}" {unlike} NEW."{name}"' for name in sorted(columns - set(rule.ignored.split())))


def _sqlite(rule: Rule, columns: set[str]) -> Iterator[str]:
    quiet = f"NOT EXISTS (SELECT 1 FROM {PAUSE})"  # noqa: S608 - a constant
    for act, rows, when in (
        ("insert", ("NEW",), quiet),
        ("update", ("OLD", "NEW"), f"({_differs(rule, columns, 'sqlite')}) AND {quiet}"),
        ("delete", ("OLD",), quiet),
    ):
        body = " ".join(_inserts(rule, row, "sqlite") for row in rows)
        name = f"{rule.table}_purge_{act}"
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield f"CREATE TRIGGER {name} AFTER {act.upper()} ON {rule.table} WHEN {when} BEGIN {body} END"


def _postgresql(rule: Rule, columns: set[str]) -> Iterator[str]:
    function = f"{rule.table}_purge"
    yield (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS $$ BEGIN "  # noqa: S608 - constants
        f"IF EXISTS (SELECT 1 FROM {PAUSE}) THEN RETURN NULL; END IF; "
        f"IF TG_OP <> 'INSERT' THEN {_inserts(rule, 'OLD', 'postgresql')} END IF; "
        f"IF TG_OP <> 'DELETE' THEN {_inserts(rule, 'NEW', 'postgresql')} END IF; "
        f"PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $$ LANGUAGE plpgsql"
    )
    for act, event, when in (
        ("change", "INSERT OR DELETE", ""),
        ("update", "UPDATE", f"WHEN ({_differs(rule, columns, 'postgresql')})"),
    ):
        name = f"{rule.table}_purge_{act}"
        yield f"DROP TRIGGER IF EXISTS {name} ON {rule.table}"
        yield (
            f"CREATE TRIGGER {name} AFTER {event} ON {rule.table} FOR EACH ROW {when} EXECUTE FUNCTION {function}()"
        )


def install(using: str) -> None:
    """Create the triggers where they are not those of this code, and then drop all pages: something may have been
    written without them."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        if not {LINES, PAUSE} <= existing:  # migrated back to before it
            return
        make = _postgresql if connection.vendor == "postgresql" else _sqlite
        statements: list[str] = []
        for rule in RULES:
            if rule.table in existing:
                cursor.execute(f"SELECT * FROM {rule.table} LIMIT 0")  # noqa: S608 - a constant
                statements += make(rule, {item[0] for item in cursor.description})
        digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {DIGEST} (digest varchar(64) NOT NULL)")
        cursor.execute(f"SELECT digest FROM {DIGEST}")  # noqa: S608 - a constant
        names = {name for name in trigger_names(connection.vendor) if name.rpartition("_purge_")[0] in existing}
        if cursor.fetchall() == [(digest,)] and installed(connection) == names:
            return
        for statement in statements:
            cursor.execute(statement)
        cursor.execute(f"DELETE FROM {DIGEST}")  # noqa: S608 - a constant
        cursor.execute(f"INSERT INTO {DIGEST} VALUES (%s)", [digest])  # noqa: S608 - a constant
    purge("all", using=using)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: without their table nothing could be saved."""
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        for rule in RULES:
            acts = ("change", "update") if connection.vendor == "postgresql" else ACTS
            for act in acts:
                if rule.table in existing:
                    on = f" ON {rule.table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER IF EXISTS {rule.table}_purge_{act}{on}")
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {rule.table}_purge()")


def installed(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of those triggers that exist."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()} & trigger_names(connection.vendor)


def purge(*tags: str, using: str = "default") -> None:
    """Write lines for tags by hand: ``all`` drops every page on every host."""
    connection = connections[using]
    xid = "pg_current_xact_id()::text::bigint" if connection.vendor == "postgresql" else "0"
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {LINES} (tag, xid) VALUES (%s, {xid})",  # noqa: S608 - constants
            [(tag,) for tag in tags],
        )
        if connection.vendor == "postgresql":
            cursor.execute(f"NOTIFY {CHANNEL}")


@contextmanager
def all_at_once(using: str = "default") -> Iterator[None]:
    """Write no lines for what the block changes, and drop every page at its end: for masses of rows."""
    with transaction.atomic(using=using):
        pause = PurgePause.objects.using(using).create()
        yield
        PurgePause.objects.using(using).filter(pk=pause.pk).delete()
        purge("all", using=using)
