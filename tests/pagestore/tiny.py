"""A site of a few texts with a page store around it: no database, no clock of its own, a log that a test writes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from news.pagestore.follower import Follower, LogLost
from news.pagestore.fragments import hole
from news.pagestore.keys import Keys
from news.pagestore.recording import depends_on, good_until, keep
from news.pagestore.shelf import LogRead, LogRow, Shelf
from news.pagestore.wrapper import Options, PageStore
from tests.pagestore.asking import Reply, ask

MORNING = 1_800_000_000.0


class Whole(list[bytes]):
    """An answer as Django gives it."""

    content = True


class Stream:
    """An answer that is not there yet."""

    streaming = True

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)


class Log:
    """Lines in the order in which they were committed; ``lost`` says that the database is away."""

    def __init__(self) -> None:
        self.rows: list[LogRow] = []
        self.lost = False

    def write(self, *tags: str, due: float | None = None) -> None:
        """Commit lines."""
        for tag in tags:
            self.rows.append(LogRow(len(self.rows) + 1, tag, due))

    def read(self, position: int) -> LogRead:
        """As ``PurgeLog.read``."""
        if self.lost:
            raise LogLost("away")
        top = len(self.rows)
        if position < 0 or position > top:
            return LogRead([row for row in self.rows if row.due is not None], top, lost=position > top)
        return LogRead(self.rows[position:], top)

    def wait(self, seconds: float) -> None:
        """Not waited for in tests."""

    def close(self) -> None:
        """Nothing is held."""


@dataclass
class Text:
    """What the site answers at an address. ``before`` runs while it is rendered."""

    body: bytes
    tags: tuple[str, ...] = ()
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Cache-Control", "no-cache"),
    )
    kept: bool = True
    expires: float | None = None
    before: Callable[[], None] = lambda: None
    stream: bool = False


@dataclass
class Tiny:
    """``texts`` by path, ``fragments`` by name. ``asked`` are the addresses that were rendered, ``made`` the fragments."""

    folder: Path
    log: Log = field(default_factory=Log)
    now: float = MORNING
    texts: dict[str, Text] = field(default_factory=dict)
    fragments: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer as the site."""
        query = environ["QUERY_STRING"]
        self.asked.append(environ["PATH_INFO"] + (f"?{query}" if query else ""))
        missing = Text(b"nothing here", (), "404 Not Found")
        text = self.texts.get(environ["PATH_INFO"], missing)
        if text.kept:
            keep()
        if text.expires is not None:
            good_until(datetime.fromtimestamp(text.expires, UTC))
        depends_on(*text.tags)
        body = text.body
        text.before()
        start_response(text.status, list(text.headers))
        return Stream([body]) if text.stream else Whole([body])

    def fragment(self, name: str) -> str:
        """Render a fragment."""
        self.made.append(name)
        text, tags = self.fragments[name]
        depends_on(*tags)
        return text

    def hole(self, name: str) -> bytes:
        """Return what stands in a page for a fragment."""
        return hole(name).encode()

    def store(self, *, most: int = 10**8, folder: Path | None = None, **options: Any) -> PageStore:
        """Put a store around the site: another process where the folder is the same."""
        shelf = Shelf(folder or self.folder, most, lambda: self.now)
        keys = Keys(lambda host: host == "localhost", ("from", "utm_*"), ("/search/", "/admin/"), ("/hits/",))
        follower = Follower(shelf, self.log, clock=lambda: self.now, told=lambda: None)
        follower.follow = lambda: None  # type: ignore[method-assign]
        made = PageStore(
            self, follower, keys, self.fragment, Options(session_cookie="sessionid", **options), lambda: self.now
        )
        follower.catch_up()
        return made


def get(store: PageStore, address: str = "/a/", **more: Any) -> Reply:
    """Ask for a page."""
    return ask(store, address, **more)
