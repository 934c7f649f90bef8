"""What was dropped and why, as a host remembers it for the desk: a table of the shelf."""

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

MOST_SHOWN = 50  # dropped addresses remembered of one reading of the log
KEPT = 500
TABLE = """
CREATE TABLE IF NOT EXISTS told (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, pages TEXT NOT NULL,
    count INTEGER NOT NULL, due REAL
);
"""


class Told(NamedTuple):
    """What one reading of the log dropped, or what was dropped because its time had come (``due``, POSIX; then the
    lines are 0): the first 50 ``pages`` of ``many``."""

    number: int
    at: float
    first: int
    last: int
    pages: list[str]
    many: int
    due: float | None = None


def tell(
    connection: sqlite3.Connection,
    now: float,
    first: int,
    last: int,
    dropped: Sequence[str],
    many: int,
    due: float | None = None,
) -> None:
    """Remember it, within the transaction that dropped the pages."""
    connection.execute(
        "INSERT INTO told (at, first, last, pages, count, due) VALUES (?, ?, ?, ?, ?, ?)",
        (now, first, last, json.dumps(dropped[:MOST_SHOWN]), many, due),
    )
    connection.execute("DELETE FROM told WHERE id <= (SELECT max(id) FROM told) - ?", (KEPT,))


def told(connection: sqlite3.Connection, after: int, limit: int) -> list[Told]:
    """Return what was remembered after a number, newest first."""
    rows = connection.execute(
        "SELECT id, at, first, last, pages, count, due FROM told WHERE id > ? ORDER BY id DESC LIMIT ?", (after, limit)
    ).fetchall()
    return [Told(row[0], row[1], row[2], row[3], json.loads(row[4]), row[5], row[6]) for row in rows]
