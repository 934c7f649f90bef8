"""Asking a WSGI application as a server does."""

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import close_old_connections


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def store(self) -> str:
        """How the store answered; '' when it did not."""
        return self.headers.get("X-Store", "")

    @property
    def shown(self) -> tuple[int, str, bytes]:
        """What a reader gets of it."""
        return self.status, self.headers.get("Location", ""), self.body


def environ(address: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    """Return the environment of a request; ``address`` is path and query."""
    path, _mark, query = address.partition("?")
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "192.0.2.7",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        **more,
    }


@contextmanager
def _one_connection() -> Iterator[None]:
    """Keep the test's connection open, as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def ask(application: Any, address: str, method: str = "GET", **more: Any) -> Reply:
    """Send one request."""
    said: list[Any] = []
    with _one_connection():
        result: Iterable[bytes] = application(
            environ(address, method, **more), lambda status, headers, exc=None: said.extend([status, headers])
        )
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
    return Reply(int(said[0][:3]), dict(said[1]), body)
