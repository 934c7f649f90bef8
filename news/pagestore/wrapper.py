"""The WSGI application around the site: answers readers from the store, lets everything else through."""

import logging
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from news.pagestore.flights import Flights
from news.pagestore.follower import FRESH, TOUCH_EVERY, Follower, LogLost
from news.pagestore.fragments import OPEN, split
from news.pagestore.keys import Key, Keys
from news.pagestore.memory import Alias, Memory, Served, Variant
from news.pagestore.recording import ALL, FOREVER, Recording, record
from news.pagestore.shelf import Shelf, StoredPage

log = logging.getLogger(__name__)

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Header = tuple[str, str]

STORED_STATUS = frozenset({200, 301, 404, 410})
FOUND_BY_PATH = frozenset({200, 410})  # these do not depend on parameters that nobody knows
MISSING_FOR = 60.0  # seconds for which a 404 is kept, in memory only: addresses are without number
MOST_MISSING = 500
PER_REQUEST = frozenset({"content-length", "etag", "date", "vary", "x-store", "server-timing", "connection"})
TRIES = 3
PATIENCE = 0.5  # seconds for which a reader waits for one who is reading the log
NO_GZIP = re.compile(r"gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)")
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_IF_MATCH")


@dataclass(frozen=True)
class Options:
    """``session_cookie`` marks a request that is never answered from the store. ``stale_max``: seconds for which pages
    are served on without the log. ``surrogate_keys``: send the tags as Surrogate-Key, for a CDN."""

    session_cookie: str
    trust_proxy: bool = False
    stale_max: float = 3600
    memory_bytes: int = 64 * 1024 * 1024
    surrogate_keys: bool = False


class PageStore:
    """A WSGI application. ``render`` makes a fragment by its name; it runs within a recording."""

    def __init__(
        self,
        site: Application,
        follower: Follower,
        keys: Keys,
        render: Callable[[str], str],
        options: Options,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._site = site
        self.follower = follower
        self.shelf: Shelf = follower.shelf
        self._keys = keys
        self._render = render
        self._options = options
        self._cookie = f"{options.session_cookie}="
        self._session = re.compile(rf"(?:^|[;,\s]){re.escape(self._cookie)}")
        self._clock = clock
        self.memory = Memory(options.memory_bytes)
        self.memory.seen = self.shelf.sequence()
        self._next_due = self.shelf.next_due()
        self._numbers, self._times = self.shelf.state.numbers, self.shelf.state.times
        self._aliases = self.memory.aliases
        self._missing: set[str] = set()
        self._flights = Flights(self.shelf.folder)
        self._retry_at = 0.0
        self._asked_at = 0.0
        self._asking = threading.Lock()
        self._touched_at = clock()

    # ------------------------------------------------------------------------------------------------ answering

    def __call__(self, asked: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        method = asked["REQUEST_METHOD"]
        if method != "GET" and method != "HEAD":
            return self._write(asked, start_response)
        # What ``ready`` does as well, but without its calls: they would be a tenth of a hit.
        cookies = asked.get("HTTP_COOKIE")
        if cookies and self._cookie in cookies and self._session.search(cookies):
            return self._site(asked, start_response)
        scheme = asked["wsgi.url_scheme"]
        if self._options.trust_proxy and "HTTP_X_FORWARDED_PROTO" in asked:
            scheme = "https" if asked["HTTP_X_FORWARDED_PROTO"] == "https" else "http"
        alias = (scheme, asked.get("HTTP_HOST", ""), asked["PATH_INFO"], asked.get("QUERY_STRING", ""))
        served = self._aliases.get(alias)
        now = self._clock()
        kind = "hit"
        if (
            served is None
            or now >= served.expires
            or self._numbers[0] != self.memory.seen  # what ``State`` says, without the calls
            or now >= self._next_due
            or now - self._times[1] > FRESH
        ):
            key = self._keys.of(*alias)
            if key is None:
                return self._site(asked, start_response)
            try:
                kind, found = self._look_up(key, now)
                rendered = None if found else self._miss(key, alias, asked)
            except Exception:  # a full disk, a database that went away under a fragment: the site says what to say
                log.exception("The page store cannot be used; answering without it.")
                return self._site(asked, start_response)
            if found is None or rendered is not None:
                return rendered(start_response) if rendered else self._site(asked, start_response)
            served = found
            self.memory.remember(alias, served)
        served.used = now
        return self._answer(served, asked, start_response, kind)

    def ready(self, asked: Environ) -> Served | None:
        """Return the page of a request if it stands in memory and nothing can have happened since; for who may not
        wait, not even for a file. ``asked`` needs the names that are read here and in ``answer``."""
        if asked["REQUEST_METHOD"] not in ("GET", "HEAD") or self._session.search(asked.get("HTTP_COOKIE", "")):
            return None
        scheme = asked["wsgi.url_scheme"]
        if self._options.trust_proxy and "HTTP_X_FORWARDED_PROTO" in asked:
            scheme = "https" if asked["HTTP_X_FORWARDED_PROTO"] == "https" else "http"
        alias = (scheme, asked.get("HTTP_HOST", ""), asked["PATH_INFO"], asked.get("QUERY_STRING", ""))
        served, now = self._aliases.get(alias), self._clock()
        if (
            served is None
            or now >= min(served.expires, self._next_due)
            or self._numbers[0] != self.memory.seen
            or now - self._times[1] > FRESH
        ):
            return None
        served.used = now
        return served

    def answer(self, served: Served, asked: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with a page that is ``ready``."""
        return self._answer(served, asked, start_response, "hit")

    def _answer(self, served: Served, asked: Environ, start_response: StartResponse, kind: str) -> Iterable[bytes]:
        accepted = asked.get("HTTP_ACCEPT_ENCODING", "")
        zipped = "gzip" in accepted and not ("q=0" in accepted and NO_GZIP.search(accepted))
        variant = (served.gzipped if zipped else served.plain) or served.variant(zipped=zipped)
        known = asked.get("HTTP_IF_NONE_MATCH")
        if known is not None and served.status == "200 OK" and _matches(known, variant):
            start_response("304 Not Modified", variant.same if kind == "hit" else _said(variant.same, kind))
            return ()
        start_response(served.status, variant.head if kind == "hit" else _said(variant.head, kind))
        return () if asked["REQUEST_METHOD"] == "HEAD" else variant.body

    def _write(self, asked: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Let a change through; it is on this host's pages before its answer goes out."""
        answer = self._site(asked, start_response)
        if not self._keys.quiet(asked["PATH_INFO"]):
            self.catch_up()
        return answer

    def catch_up(self) -> bool:
        """Apply the log as far as it is written; False while it cannot be read."""
        try:
            self.follower.catch_up()
        except LogLost:
            return False
        except sqlite3.Error:
            log.exception("The page store cannot be written.")
            return False
        return True

    def has(self, key: str) -> bool:
        """Whether a page is kept now, be it in memory alone."""
        kept = self.memory.get(key)
        return (kept is not None and self._clock() < kept.expires) or self.shelf.get(key) is not None

    # ------------------------------------------------------------------------------------------------ looking up

    def _look_up(self, key: Key, now: float) -> tuple[str, Served | None]:
        """Return how the page was found and the page; ("", None) where it has to be rendered."""
        self.follower.follow()
        self._numbers, self._times = self.shelf.state.numbers, self.shelf.state.times  # of a new file, it may be
        kind = "hit"
        if now - self.shelf.state.heard > FRESH and not self._heard_again(now):
            kind = "detached"
            if now - self.shelf.state.heard > self._options.stale_max:
                return "", None
        if now >= self._next_due:
            self.shelf.apply_due()
        if self.shelf.state.sequence != self.memory.seen:
            self._sync()
        self._touch(now)
        served = self.memory.get(key.text)
        if served is None or now >= served.expires:
            served = self._from_shelf(key.text)
        if served is None or (not key.exact and served.code not in FOUND_BY_PATH):
            return "", None
        return kind, served

    def _heard_again(self, now: float) -> bool:
        """Read the log here and now, since nobody did for a second; not more often than once a second in vain."""
        if now < self._retry_at:
            return False
        # Another one may just be reading; it may also hang for minutes, and then nobody waits for it.
        patience = max(0.0, self._asked_at + PATIENCE - time.monotonic())
        if not self._asking.acquire(timeout=patience):
            return False
        self._asked_at = time.monotonic()
        try:
            if self._clock() - self.shelf.state.heard <= FRESH or self.catch_up():
                return True
            self._retry_at = self._clock() + 1.0
            return False
        finally:
            self._asking.release()

    def _sync(self) -> None:
        """Apply to the memory what was dropped on the shelf since."""
        with self.memory.lock:
            sequence = self.shelf.sequence()
            changes = self.shelf.changes(self.memory.seen)
            if changes is None or ALL in changes:
                self.memory.clear()
            else:
                self.memory.drop(changes)
            self._forget_missing()  # whatever changed may have given one of these addresses a page
            self._next_due = self.shelf.next_due()
            self.memory.seen = sequence

    def _forget_missing(self) -> None:
        self.memory.drop([f"missing:{key}" for key in self._missing])
        self._missing.clear()

    def _from_shelf(self, key: str) -> Served | None:
        """Join a page that is stored with its fragments, and keep the result in memory."""
        for _turn in range(TRIES):
            began = self.memory.seen
            page = self.shelf.get(key)
            if page is None:
                return None
            served = self._join(key, page)
            if self._add(served, began):
                return served
            self._sync()
        served.expires = 0.0  # for this one request: nobody would drop it
        return served

    def _add(self, served: Served, began: int) -> bool:
        """Put a joined page into the memory, unless it was purged since ``began``."""
        with self.memory.lock:
            if self.memory.seen != began or self.shelf.state.sequence != began:
                changes = self.shelf.changes(began)
                if changes is None or ALL in changes or changes & served.tags:
                    return False
            served.used = self._clock()
            self.memory.add(served)
        return True

    def _join(self, key: str, page: StoredPage) -> Served:
        whole = [page.pieces[0]]
        tags, expires = page.tags, page.expires
        for name, piece in zip(page.names, page.pieces[1:], strict=True):
            fragment = self._fragment(name)
            tags |= fragment.tags
            expires = min(expires, fragment.expires)
            whole += [fragment.pieces[0], piece]
        headers = list(page.headers)
        if self._options.surrogate_keys:
            headers.append(("Surrogate-Key", " ".join(sorted(tags))))
        return Served(key, page.status, headers, b"".join(whole), tags, expires)

    def _fragment(self, name: str) -> StoredPage:
        """Return a fragment, rendered if need be: a page of one piece without headers."""
        key = f"fragment:{name}"
        found = self.shelf.get(key)
        if found is not None:
            return found
        with self._flights.one(key):
            found = self.shelf.get(key)
            for _turn in range(TRIES):
                if found is not None:
                    return found
                began = self.shelf.sequence()
                with record(holes=False) as recording:
                    text = self._render(name)
                self.catch_up()
                page = StoredPage(200, (), (text.encode(),), (), frozenset(recording.tags), recording.expires)
                if self.shelf.put(key, page, began):
                    return page
        return page

    def _touch(self, now: float) -> None:
        """Tell the shelf from time to time which pages are in use."""
        if now - self._touched_at < TOUCH_EVERY:
            return
        since, self._touched_at = self._touched_at, now
        used = self.memory.used_since(since)
        if used:
            self.shelf.touch(used)

    # ------------------------------------------------------------------------------------------------ rendering

    def _miss(self, key: Key, alias: Alias, asked: Environ) -> Callable[[StartResponse], Iterable[bytes]]:
        """Render the page, once for all who ask for it now, and keep it if it may be kept. Returns what answers."""
        with self._flights.one(key.text):
            kind, found = self._look_up(key, self._clock())  # somebody may have rendered it meanwhile
            if found is not None:
                return partial(self._answer, found, asked, kind=kind)
            whole = asked | {"REQUEST_METHOD": "GET", "QUERY_STRING": key.text.partition("?")[2]}
            for name in CONDITIONS:
                whole.pop(name, None)
            answer, served = self._rendered(key, whole)
        if served is not None and (key.exact or served.code in FOUND_BY_PATH):
            self.memory.remember(alias, served)
            return partial(self._answer, served, asked, kind="miss")
        if served is not None or not key.exact:  # the parameters may mean something after all
            return partial(self._site, asked)
        return partial(self._as_it_is, answer, self._filled(answer), asked)

    def _rendered(self, key: Key, asked: Environ) -> tuple["Answer", Served | None]:
        """Return what the site answers, and the page where it was kept or at least is whole."""
        for _turn in range(TRIES):
            heard = self.catch_up()
            began = self.shelf.sequence()
            with record() as recording:
                answer = Answer.of(self._site, asked)
            page = _storable(answer, recording, self._clock()) if heard else None
            if page is None:
                return answer, None
            if not self.catch_up():
                return answer, None
            if page.status == 404:
                return answer, self._keep_missing(key.text, page, began)
            if self.shelf.put(key.text, page, began):
                return answer, self._from_shelf(key.text)
            if recording.expires <= self._clock():
                break
        return answer, None

    def _keep_missing(self, key: str, page: StoredPage, began: int) -> Served | None:
        tags = page.tags | {f"missing:{key}"}
        page = StoredPage(
            404, page.headers, page.pieces, page.names, tags, min(page.expires, self._clock() + MISSING_FOR)
        )
        served = self._join(key, page)
        with self.memory.lock:
            if self.shelf.sequence() != began or self.memory.seen != began:
                served.expires = 0.0  # for this one request: nobody would drop it
                return served
            if len(self._missing) >= MOST_MISSING:
                self._forget_missing()
            self._missing.add(key)
            served.used = self._clock()
            self.memory.add(served)
        return served

    def _filled(self, answer: "Answer") -> bytes | None:
        """Return what was rendered but may not be kept, its holes filled; None for a stream."""
        if answer.body is None or OPEN.encode() not in answer.body:
            return answer.body
        pieces, names = split(answer.body)
        page = StoredPage(answer.code, (), tuple(pieces), tuple(names), frozenset(), FOREVER)
        return b"".join(self._join("", page).variant(zipped=False).body)

    def _as_it_is(
        self, answer: "Answer", body: bytes | None, asked: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Send what may not be kept."""
        if body is None:
            start_response(answer.status, answer.headers)
            return answer.stream
        headers = [(name, value) for name, value in answer.headers if name.lower() not in ("content-length", "etag")]
        start_response(answer.status, [*headers, ("Content-Length", str(len(body)))])
        return () if asked["REQUEST_METHOD"] == "HEAD" else [body]


class Answer:
    """What the site answered; ``body`` None for a stream that is passed on."""

    def __init__(self, status: str, headers: list[Header], body: bytes | None, stream: Iterable[bytes]) -> None:
        self.status, self.headers, self.body, self.stream = status, headers, body, stream

    @property
    def code(self) -> int:
        """The status as a number."""
        return int(self.status[:3])

    @classmethod
    def of(cls, site: Application, asked: Environ) -> "Answer":
        """Ask the site. The whole body is read, unless the site streams it."""
        said: list[Any] = []

        def start(status: str, headers: list[Header], exc_info: Any = None) -> None:
            said[:] = [status, headers]

        result = site(asked, start)
        if getattr(result, "streaming", False) or not hasattr(result, "content"):
            return cls(said[0], said[1], None, result)
        try:
            body = b"".join(result)
        finally:
            close = getattr(result, "close", None)  # a server calls it where there is one (PEP 3333)
            if close is not None:
                close()
        return cls(said[0], said[1], body, ())


def _storable(answer: Answer, recording: Recording, now: float) -> StoredPage | None:
    """Return the page as it is stored; None for what may not be: an error, a cookie, a token, a nonce, no-store."""
    if not recording.kept or answer.body is None or answer.code not in STORED_STATUS:
        return None
    headers: list[Header] = []
    for name, value in answer.headers:
        lower = name.lower()
        if lower == "set-cookie":
            return None
        if lower == "cache-control" and ("no-store" in value or "private" in value):
            return None
        if lower == "vary" and {part.strip().lower() for part in value.split(",")} - {"accept-encoding"}:
            return None
        if lower == "content-security-policy" and "nonce-" in value:
            return None
        if lower not in PER_REQUEST:
            headers.append((name, value))
    if b"csrfmiddlewaretoken" in answer.body or recording.expires <= now:
        return None
    pieces, names = split(answer.body)
    return StoredPage(
        answer.code, tuple(headers), tuple(pieces), tuple(names), frozenset(recording.tags), recording.expires
    )


def _said(headers: list[Header], kind: str) -> list[Header]:
    return [(name, kind if name == "X-Store" else value) for name, value in headers]


def _matches(known: str, variant: Variant) -> bool:
    """Weak comparison of If-None-Match (RFC 9110, 13.1.2)."""
    return known.strip() == "*" or variant.etag in (part.strip().removeprefix("W/") for part in known.split(","))
