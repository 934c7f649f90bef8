"""The pages of one host on its disk, shared by all its processes: one SQLite file that may be thrown away.

One file instead of one for each page: dropping a page and its tags is one transaction, so a process that is killed
leaves neither a page without tags nor tags without a page (docs/decisions/0034).
"""

import contextlib
import itertools
import json
import logging
import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from news.pagestore.recording import ALL
from news.pagestore.state import State
from news.pagestore.told import MOST_SHOWN, TABLE, Told, tell, told

log = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS page (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, status INTEGER NOT NULL, headers TEXT NOT NULL,
    names TEXT NOT NULL, body BLOB NOT NULL, expires REAL NOT NULL, size INTEGER NOT NULL,
    stored REAL NOT NULL, used REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS page_used ON page (used);
CREATE TABLE IF NOT EXISTS tag (tag TEXT NOT NULL, page INTEGER NOT NULL, PRIMARY KEY (tag, page)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tag_page ON tag (page);
CREATE TABLE IF NOT EXISTS purged (tag TEXT PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS purged_sequence ON purged (sequence);
CREATE TABLE IF NOT EXISTS due (at REAL NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (at, tag)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS heard (id INTEGER PRIMARY KEY);
"""
VERSION = 3
FILE = "pages.sqlite3"
MOST_PURGED = 50_000  # tags remembered; a page that took longer to render than that is not kept
EVICTED = 200  # pages thrown out at once when the shelf is full
IN_ONE = 400  # values in one statement
BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


@dataclass(frozen=True)
class StoredPage:
    """A page as it is kept: ``pieces`` are one more than ``names``, the fragments that stand between them."""

    status: int
    headers: tuple[tuple[str, str], ...]
    pieces: tuple[bytes, ...]
    names: tuple[str, ...]
    tags: frozenset[str]
    expires: float


@dataclass(frozen=True)
class LogRow:
    """A line of the purge log. ``due`` is a POSIX time, None for at once."""

    number: int
    tag: str
    due: float | None


@dataclass(frozen=True)
class LogRead:
    """What one reading of the log found. ``position`` is where the next begins; ``overlapping`` when that one will
    return some of these lines again, which are then told apart by their numbers. ``lost`` says that lines between the
    last reading and this one are gone: everything has to go."""

    rows: Sequence[LogRow]
    position: int
    overlapping: bool = False
    lost: bool = False


@dataclass(frozen=True)
class Status:
    """What is on the shelf."""

    pages: int
    fragments: int
    bytes: int
    position: int
    sequence: int
    heard: float
    due: int


class Shelf:
    """All of it. Safe between threads and processes; each method is one short transaction."""

    def __init__(self, folder: Path, most_bytes: int, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._clock = clock
        self._lock = threading.RLock()
        self._owner = 0
        self._inherited: list[sqlite3.Connection] = []
        self._open()

    # ------------------------------------------------------------------------------------------------ opening

    def _open(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._owner = os.getpid()
        try:
            self._connection = self._connect()
        except sqlite3.DatabaseError:
            self._throw_away()
            self._connection = self._connect()
        self._number = (self.folder / FILE).stat().st_ino
        self.state = State(self.folder / "state")
        self._say()

    def _say(self) -> None:
        """Tell all processes where the file is, unless they know: after its beginning, and after a kill."""
        if self.state.sequence != _meta(self._connection, "sequence"):
            with self._writing():
                pass

    def _throw_away(self) -> None:
        log.warning("The page store in %s cannot be read; beginning a new one.", self.folder)
        for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
            (self.folder / name).unlink(missing_ok=True)

    def _is_replaced(self) -> bool:
        """Whether the file was thrown away, by another process or by hand."""
        try:
            return (self.folder / FILE).stat().st_ino != self._number
        except FileNotFoundError:
            return True

    def mend(self) -> None:
        """Go over to the new file where there is one, and say what a process left unsaid that was killed."""
        with self._lock:
            if self._is_replaced():
                self._go_over()
            self._say()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.folder / FILE, timeout=10, isolation_level=None, check_same_thread=False)
        # A cache: after a power cut it may be empty, never wrong (a page that is there has its tags beside it).
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, VERSION):
            raise sqlite3.DatabaseError("another version")
        connection.executescript(SCHEMA + TABLE)
        # A new file goes on where no earlier one has been: what processes keep in memory is older than all of it.
        connection.execute(
            "INSERT OR IGNORE INTO meta VALUES ('sequence', ?1), ('horizon', ?1)", (time.time_ns() // 1000,)
        )
        connection.execute(f"PRAGMA user_version={VERSION}")
        return connection

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._owner != os.getpid():  # forked: a connection must not be shared, nor closed here
                self._inherited.append(self._connection)
                self._open()
            try:
                yield self._connection
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in BROKEN:  # after a power cut, say
                    self._begin_anew()
                raise

    def _begin_anew(self) -> None:
        if not self._is_replaced():
            self._throw_away()
        self._go_over()

    def _go_over(self) -> None:
        self._connection.close()
        self.state.sequence += 1  # whoever looks at the old one looks again
        self._open()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                # Before the commit, under its lock: two that commit one after the other cannot write the lower number
                # over the higher, and a process that is killed here leaves one that ``mend`` finds.
                self.state.sequence = _meta(connection, "sequence")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    # ------------------------------------------------------------------------------------------------ pages

    def get(self, key: str) -> StoredPage | None:
        """Return a page that has not expired, with its tags."""
        with self._reading() as connection:
            row = connection.execute(  # in one statement: a number may be another page's a moment later
                "SELECT status, headers, names, body, expires, "
                "(SELECT json_group_array(tag) FROM tag WHERE tag.page = page.id) "
                "FROM page WHERE key = ? AND expires > ?",
                (key, self._clock()),
            ).fetchone()
        if row is None:
            return None
        return StoredPage(
            status=row[0],
            headers=tuple((name, value) for name, value in json.loads(row[1])),
            pieces=tuple(zlib.decompress(row[3]).split(b"\0")),
            names=tuple(json.loads(row[2])),
            tags=frozenset(json.loads(row[5])),
            expires=row[4],
        )

    def put(self, key: str, page: StoredPage, since: int) -> bool:
        """Keep a page whose rendering began at sequence number ``since``; False where one of its tags was purged
        meanwhile, or it has expired already: then it may be wrong, and is not kept."""
        body = zlib.compress(b"\0".join(page.pieces), 1)
        headers, names = json.dumps(page.headers), json.dumps(page.names)
        now = self._clock()
        size = len(body) + len(headers) + len(key) + sum(len(tag) + 24 for tag in page.tags)
        with self._writing() as connection:
            self._apply_due(connection, now)
            if page.expires <= now or since < _meta(connection, "horizon"):
                return False
            if _purged_since(connection, page.tags, since):
                return False
            self._remove(
                connection, [row[0] for row in connection.execute("SELECT id FROM page WHERE key = ?", (key,))]
            )
            number = connection.execute(
                "INSERT INTO page (key, status, headers, names, body, expires, size, stored, used) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (key, page.status, headers, names, body, min(page.expires, 1e18), size, now, now),
            ).lastrowid
            connection.executemany("INSERT INTO tag VALUES (?, ?)", [(tag, number) for tag in sorted(page.tags)])
            total = _add(connection, "bytes", size)
            while total > self._most_bytes:
                oldest = connection.execute("SELECT id FROM page ORDER BY used LIMIT ?", (EVICTED,)).fetchall()
                if len(oldest) <= 1:
                    break
                total = self._remove(connection, [row[0] for row in oldest if row[0] != number])
        return True

    def touch(self, keys: Iterable[str]) -> None:
        """Note that pages were asked for, so that others are thrown out first."""
        now = self._clock()
        with self._writing() as connection:
            connection.executemany("UPDATE page SET used = ? WHERE key = ?", [(now, key) for key in keys])

    def addresses(self, limit: int = 1000, after: str = "") -> list[str]:
        """Return keys of stored pages in order, from behind ``after`` on."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT key FROM page WHERE key > ? AND key NOT LIKE 'fragment:%' ORDER BY key LIMIT ?", (after, limit)
            )
            return [key for (key,) in rows]

    # ------------------------------------------------------------------------------------------------ dropping

    def position(self) -> int:
        """Return where the next reading of the log begins; -1 before the first."""
        with self._reading() as connection:
            return _meta(connection, "position", -1)

    def apply(self, read: LogRead, start: int) -> int:
        """Drop what the log says; ``start`` is the position that the reading began at. Returns how many pages went.

        Another process may have applied a later reading meanwhile; then that one held all of this.
        """
        with self._reading() as connection:  # without a write where nothing is new: ten times a second
            unchanged = not read.rows and not read.lost and _meta(connection, "position", -1) == read.position
        if unchanged or (read.overlapping and not read.lost and self._nothing_new(read)):
            return 0
        now = self._clock()
        with self._writing() as connection:
            position = _meta(connection, "position", -1)
            if position != start and read.position < position:
                return 0
            again = read.overlapping and not read.lost  # numbers of another database say nothing
            heard = {row[0] for row in connection.execute("SELECT id FROM heard")} if again else set()
            floor = -1 if read.overlapping or read.lost else position
            if read.lost:
                connection.execute("DELETE FROM due")
            rows = [row for row in read.rows if row.number not in heard and row.number > floor]
            if read.lost:
                rows = [*rows, LogRow(0, ALL, None)]
            connection.executemany(
                "INSERT OR IGNORE INTO due VALUES (?, ?)",
                [(row.due, row.tag) for row in rows if row.due is not None and row.due > now],
            )
            dropped, many = self._purge(connection, {row.tag for row in rows if row.due is None or row.due <= now})
            if read.overlapping:
                connection.execute("DELETE FROM heard")
                connection.executemany("INSERT INTO heard VALUES (?)", [(row.number,) for row in read.rows])
            _set(connection, "position", read.position)
            if rows:
                _add(connection, "sequence", 1)  # what is due later must be seen by every process as well
                numbers = [row.number for row in rows]
                tell(connection, now, min(numbers), max(numbers), dropped, many)
        return many

    def _nothing_new(self, read: LogRead) -> bool:
        with self._reading() as connection:
            heard = {row[0] for row in connection.execute("SELECT id FROM heard")}
            return _meta(connection, "position", -1) == read.position and {row.number for row in read.rows} == heard

    def purge(self, tags: Iterable[str]) -> int:
        """Drop pages by tag on this host alone. Returns how many."""
        with self._writing() as connection:
            return self._purge(connection, set(tags))[1]

    def apply_due(self) -> int:
        """Drop what was to be dropped by now. Returns how many pages."""
        with self._writing() as connection:
            return self._apply_due(connection, self._clock())

    def next_due(self) -> float:
        """Return when something has to be dropped next, as POSIX time; infinity for nothing known."""
        with self._reading() as connection:
            found = connection.execute("SELECT min(at) FROM due").fetchone()[0]
        return float("inf") if found is None else float(found)

    def coming(self, limit: int = 5) -> list[tuple[float, str]]:
        """Return what has to be dropped next: POSIX time and tag."""
        with self._reading() as connection:
            return connection.execute("SELECT at, tag FROM due ORDER BY at, tag LIMIT ?", (limit,)).fetchall()

    def changes(self, since: int) -> set[str] | None:
        """Return the tags purged after a sequence number; None where that is too long ago to tell."""
        with self._reading() as connection:
            if since < _meta(connection, "horizon"):
                return None
            return {tag for (tag,) in connection.execute("SELECT tag FROM purged WHERE sequence > ?", (since,))}

    def sequence(self) -> int:
        """Return the sequence number, as written in the file (``state`` may be behind after a kill)."""
        with self._reading() as connection:
            return _meta(connection, "sequence")

    def told(self, after: int = 0, limit: int = 100) -> list[Told]:
        """Return the last readings that dropped something, and what the clock dropped, newest first."""
        with self._reading() as connection:
            return told(connection, after, limit)

    def status(self) -> Status:
        """Say what is there."""
        with self._reading() as connection:
            pages, fragments = connection.execute(
                "SELECT count(*) FILTER (WHERE key NOT LIKE 'fragment:%'), "
                "count(*) FILTER (WHERE key LIKE 'fragment:%') FROM page"
            ).fetchone()
            due = connection.execute("SELECT count(*) FROM due").fetchone()[0]
            return Status(
                pages,
                fragments,
                _meta(connection, "bytes"),
                _meta(connection, "position", -1),
                _meta(connection, "sequence"),
                self.state.heard,
                due,
            )

    def _apply_due(self, connection: sqlite3.Connection, now: float) -> int:
        rows = connection.execute("SELECT at, tag FROM due WHERE at <= ? ORDER BY at", (now,)).fetchall()
        if not rows:
            return 0
        connection.execute("DELETE FROM due WHERE at <= ?", (now,))
        total = 0
        for at, group in itertools.groupby(rows, key=itemgetter(0)):
            dropped, many = self._purge(connection, {tag for _at, tag in group})
            total += many
            if many:
                tell(connection, now, 0, 0, dropped, many, at)
        return total

    def _purge(self, connection: sqlite3.Connection, tags: set[str]) -> tuple[list[str], int]:
        """Return keys of dropped pages, the first 50 of them after a purge of everything, and how many went."""
        if not tags:
            return [], 0
        sequence = _add(connection, "sequence", 1)
        if ALL in tags:
            dropped = [key for (key,) in connection.execute("SELECT key FROM page LIMIT ?", (MOST_SHOWN,))]
            many = connection.execute("SELECT count(*) FROM page").fetchone()[0]
            for table in ("page", "tag", "purged"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of this module
            connection.execute("INSERT INTO purged VALUES (?, ?)", (ALL, sequence))
            _set(connection, "bytes", 0)
            _set(connection, "horizon", sequence)
            return dropped, many
        connection.executemany("INSERT OR REPLACE INTO purged VALUES (?, ?)", [(tag, sequence) for tag in tags])
        numbers: dict[int, str] = {}
        for part in _parts(sorted(tags)):
            numbers.update(
                connection.execute(
                    f"SELECT DISTINCT page.id, page.key FROM tag JOIN page ON page.id = tag.page WHERE tag.tag IN ({_marks(part)})",  # noqa: S608, E501
                    part,
                ).fetchall()
            )
        self._remove(connection, list(numbers))
        _forget_old(connection)
        return sorted(numbers.values()), len(numbers)

    def _remove(self, connection: sqlite3.Connection, numbers: Sequence[int]) -> int:
        """Take pages off; returns how many bytes are left."""
        freed = 0
        for part in _parts(numbers):
            marks = _marks(part)
            freed += connection.execute(f"SELECT total(size) FROM page WHERE id IN ({marks})", part).fetchone()[0]  # noqa: S608
            connection.execute(f"DELETE FROM tag WHERE page IN ({marks})", part)  # noqa: S608
            connection.execute(f"DELETE FROM page WHERE id IN ({marks})", part)  # noqa: S608
        return _add(connection, "bytes", -int(freed))


def _forget_old(connection: sqlite3.Connection) -> None:
    """Keep the list of purged tags short: the older half goes, and pages rendered since before are not kept."""
    count = connection.execute("SELECT count(*) FROM (SELECT 1 FROM purged LIMIT ?)", (MOST_PURGED + 1,)).fetchone()[0]
    if count <= MOST_PURGED:
        return
    middle = connection.execute(
        "SELECT sequence FROM purged ORDER BY sequence LIMIT 1 OFFSET ?", (MOST_PURGED // 2,)
    ).fetchone()[0]
    connection.execute("DELETE FROM purged WHERE sequence <= ?", (middle,))
    _set(connection, "horizon", middle)


def _purged_since(connection: sqlite3.Connection, tags: Iterable[str], since: int) -> bool:
    for part in _parts(sorted(tags)):
        found = connection.execute(
            f"SELECT 1 FROM purged WHERE sequence > ? AND tag IN ({_marks(part)}) LIMIT 1",  # noqa: S608
            (since, *part),
        ).fetchone()
        if found:
            return True
    return False


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), IN_ONE):
        yield values[start : start + IN_ONE]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _meta(connection: sqlite3.Connection, name: str, otherwise: int = 0) -> int:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return otherwise if row is None else int(row[0])


def _set(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def _add(connection: sqlite3.Connection, name: str, value: int) -> int:
    total = _meta(connection, name) + value
    _set(connection, name, total)
    return total
