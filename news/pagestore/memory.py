"""The pages that one process keeps ready to send: joined, compressed, with all headers."""

import gzip
import hashlib
import threading
from collections.abc import Iterable
from http.client import responses

Headers = list[tuple[str, str]]
Alias = tuple[str, str, str, str]  # scheme, host, path and query as they were asked for
LEVEL = 6
MOST_ALIASES = 20_000
ROOM = 0.8  # of the bound is left full when pages have to go


class Variant:
    """One encoding of a page. ``head`` are the headers of 200, ``same`` those of 304; both say ``X-Store: hit``."""

    __slots__ = ("body", "etag", "head", "same")

    def __init__(self, headers: Iterable[tuple[str, str]], body: bytes, encoding: str) -> None:
        self.etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}{"-gz" if encoding else ""}"'
        if encoding:
            body = gzip.compress(body, LEVEL, mtime=0)
        self.body = [body]
        kept: Headers = [*headers, ("ETag", self.etag), ("Vary", "Accept-Encoding"), ("X-Store", "hit")]
        self.same = [(name, value) for name, value in kept if name.lower() != "content-type"]
        self.head = [*kept, ("Content-Length", str(len(body)))]
        if encoding:
            self.head.append(("Content-Encoding", encoding))


class Served:
    """A page ready to send, good while none of ``tags`` is purged and before ``expires`` (POSIX time)."""

    __slots__ = ("_headers", "_whole", "aliases", "expires", "gzipped", "key", "plain", "status", "tags", "used")

    def __init__(
        self, key: str, status: int, headers: Headers, whole: bytes, tags: frozenset[str], expires: float
    ) -> None:
        self.key = key
        self.status = f"{status} {responses.get(status, '')}"
        self.tags = tags
        self.expires = expires
        self.used = 0.0
        self.aliases: list[Alias] = []
        self._headers = headers
        self._whole = whole
        self.plain: Variant | None = None
        self.gzipped: Variant | None = None

    @property
    def code(self) -> int:
        """The status as a number."""
        return int(self.status[:3])

    @property
    def size(self) -> int:
        """About how many bytes it takes with both encodings; the plain one is the page itself."""
        return len(self._whole) * 4 // 3 + 2000

    def variant(self, *, zipped: bool) -> Variant:
        """Return an encoding, made at its first use."""
        made = self.gzipped if zipped else self.plain
        if made is None:
            made = Variant(self._headers, self._whole, "gzip" if zipped and self._whole else "")
            if zipped:
                self.gzipped = made
            else:
                self.plain = made
        return made


class Memory:
    """Pages by key, and by tag for dropping them. ``seen`` is the sequence number up to which purges were applied."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._pages: dict[str, Served] = {}
        self._tagged: dict[str, set[str]] = {}
        self._bytes = 0
        self.aliases: dict[Alias, Served] = {}
        self.lock = threading.RLock()
        self.seen = 0

    def get(self, key: str) -> Served | None:
        """Return a page; the caller looks at its expiry."""
        return self._pages.get(key)

    def add(self, page: Served) -> None:
        """Keep a page; when there is no room, those that were longest not asked for go first."""
        with self.lock:
            self._drop(page.key)
            self._pages[page.key] = page
            self._bytes += page.size
            for tag in page.tags:
                self._tagged.setdefault(tag, set()).add(page.key)
            if self._bytes > self._most_bytes:
                for item in sorted(self._pages.values(), key=lambda item: item.used):
                    if item is not page:
                        self._drop(item.key)
                    if self._bytes <= self._most_bytes * ROOM:
                        break

    def remember(self, alias: Alias, page: Served) -> None:
        """Answer this request with the page from now on, while the page is kept here and no longer."""
        with self.lock:
            if self._pages.get(page.key) is not page:
                return
            if len(self.aliases) >= MOST_ALIASES:
                self._forget_aliases()
            if alias not in self.aliases:
                page.aliases.append(alias)
            self.aliases[alias] = page

    def drop(self, tags: Iterable[str]) -> None:
        """Drop the pages with one of these tags."""
        with self.lock:
            for tag in tags:
                for key in list(self._tagged.get(tag, ())):
                    self._drop(key)

    def clear(self) -> None:
        """Drop everything."""
        with self.lock:
            for page in self._pages.values():
                page.expires = 0.0
            self._pages.clear()
            self._tagged.clear()
            self.aliases.clear()
            self._bytes = 0

    def _forget_aliases(self) -> None:
        self.aliases.clear()
        for page in self._pages.values():
            page.aliases.clear()

    def used_since(self, moment: float) -> list[str]:
        """Return the keys of pages asked for since a moment."""
        with self.lock:
            return [page.key for page in self._pages.values() if page.used > moment]

    def _drop(self, key: str) -> None:
        page = self._pages.pop(key, None)
        if page is None:
            return
        page.expires = 0.0  # whoever holds it in hand looks there
        self._bytes -= page.size
        for alias in page.aliases:
            if self.aliases.get(alias) is page:
                del self.aliases[alias]
        for tag in page.tags:
            keys = self._tagged.get(tag)
            if keys is not None:
                keys.discard(key)
                if not keys:
                    del self._tagged[tag]
