"""The store under an ASGI server: what stands ready is answered at once, everything else by the site in a thread."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from a2wsgi import WSGIMiddleware

from news.pagestore.wrapper import Application, Environ, PageStore

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

HEADERS = {  # what the store reads of a request
    b"host": "HTTP_HOST",
    b"cookie": "HTTP_COOKIE",
    b"accept-encoding": "HTTP_ACCEPT_ENCODING",
    b"if-none-match": "HTTP_IF_NONE_MATCH",
    b"x-forwarded-proto": "HTTP_X_FORWARDED_PROTO",
}
SIGNS = "".join(map(chr, range(0x21, 0x7F)))  # of a query, all that is printable stays as it was sent


class Asynchronous:
    """An ASGI application around a WSGI one, which runs in ``threads`` of its own."""

    def __init__(self, application: Application, *, threads: int = 4) -> None:
        self._store = application if isinstance(application, PageStore) else None
        self._others: Any = WSGIMiddleware(application, workers=threads)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (and what a server says of its life)."""
        if scope["type"] != "http":
            await self._others(scope, receive, send)
            return
        path = _path(scope)
        if self._store is None or not await _from_store(self._store, _asked(scope, path), send):
            await self._others(_clean(scope, path), receive, send)


async def _from_store(store: PageStore, asked: Environ, send: Send) -> bool:
    served = store.ready(asked)
    if served is None:
        return False
    said: list[Any] = []
    body = store.answer(served, asked, lambda status, headers: said.extend((status, headers)))
    await send({"type": "http.response.start", "status": int(said[0][:3]), "headers": _bytes(said[1])})
    await send({"type": "http.response.body", "body": b"".join(body)})
    return True


def _path(scope: Scope) -> bytes:
    """Return the path as it was asked for; ``scope["path"]`` may have lost bytes that are not UTF-8."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    return unquote_to_bytes(raw) if b"%" in raw else raw


def _asked(scope: Scope, path: bytes) -> Environ:
    """Return as much of a WSGI environment as the store reads."""
    asked: Environ = {
        "REQUEST_METHOD": scope["method"],
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
    }
    for name, value in scope["headers"]:
        key = HEADERS.get(name)
        if key is not None:
            text = value.decode("latin-1")
            asked[key] = f"{asked[key]},{text}" if key in asked else text
    return asked


def _clean(scope: Scope, path: bytes) -> Scope:
    """Return a scope that can be made an environment of: bytes that are no text replaced, headers that would take the
    place of others (``X_Forwarded_Proto``) left out."""
    query: bytes = scope["query_string"]
    return {
        **scope,
        "path": path.decode("utf-8", "replace"),
        "query_string": query if query.isascii() else quote_from_bytes(query, safe=SIGNS).encode("ascii"),
        "headers": [(name, value) for name, value in scope["headers"] if b"_" not in name],
    }


def _bytes(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
