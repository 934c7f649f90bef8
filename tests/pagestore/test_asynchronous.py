"""The store under an ASGI server: the same answers; what stands ready needs no thread, what does not is the site's."""

import asyncio
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from news.pagestore.asynchronous import Asynchronous
from tests.pagestore.tiny import Text, Tiny


@dataclass
class Said:
    """An answer as a server sends it."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    application: Asynchronous, path: bytes = b"/a/", method: str = "GET", query: bytes = b"", body: bytes = b"",
    **headers: str,
) -> Said:  # fmt: skip
    """Ask as a server does: names of headers with ``-`` for ``_`` unless they begin with ``X_``."""
    named = [
        ((name if name.startswith("X_") else name.replace("_", "-")).lower().encode(), value.encode())
        for name, value in ({"host": "localhost"} | headers).items()
    ]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path.decode("utf-8", "replace"), "raw_path": path, "query_string": query, "root_path": "",
        "headers": named, "client": ("203.0.113.7", 4711), "server": ("localhost", 80),
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(application(scope, receive, send))
    start, *parts = sent
    assert not parts[-1].get("more_body")
    return Said(
        start["status"],
        {name.decode(): value.decode() for name, value in start["headers"]},
        b"".join(part.get("body", b"") for part in parts),
    )


@pytest.fixture
def paper(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path, texts={"/a/": Text(b"<p>one</p>" * 300, ("article:1",))})


def test_a_page_that_stands_ready_is_sent_without_a_thread(paper: Tiny) -> None:
    ready = Asynchronous(paper.store())
    first = ask(ready)
    before = threading.active_count()
    second = ask(ready)
    assert threading.active_count() == before
    assert (first.headers["x-store"], second.headers["x-store"]) == ("miss", "hit")
    assert second.body == first.body == paper.texts["/a/"].body
    assert second.headers["content-length"] == str(len(second.body))
    assert paper.asked == ["/a/"]


def test_what_was_purged_is_not_ready(paper: Tiny) -> None:
    store = paper.store()
    application = Asynchronous(store)
    ask(application)
    paper.texts["/a/"] = Text(b"<p>two</p>", ("article:1",))
    paper.log.write("article:1")
    store.catch_up()
    assert ask(application).body == b"<p>two</p>"


def test_without_a_log_for_a_second_nothing_is_ready(paper: Tiny) -> None:
    application = Asynchronous(paper.store())
    ask(application)
    paper.texts["/a/"] = Text(b"<p>two</p>", ("article:1",))
    paper.log.write("article:1")
    paper.now += 1.1  # nobody has read the log since
    assert ask(application).body == b"<p>two</p>"


def test_encodings_conditions_and_head_are_as_under_wsgi(paper: Tiny) -> None:
    application = Asynchronous(paper.store())
    ask(application)
    zipped = ask(application, accept_encoding="gzip")
    assert (zipped.headers["content-encoding"], zipped.headers["x-store"]) == ("gzip", "hit")
    assert len(zipped.body) == int(zipped.headers["content-length"]) < 200
    same = ask(application, accept_encoding="gzip", if_none_match=zipped.headers["etag"])
    assert (same.status, same.body) == (304, b"")
    head = ask(application, method="HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "3000")


def test_who_is_signed_in_meets_the_site(paper: Tiny) -> None:
    application = Asynchronous(paper.store())
    ask(application)
    assert "x-store" not in ask(application, cookie="theme=dark; sessionid=abc").headers
    assert ask(application, cookie="theme=dark").headers["x-store"] == "hit"


@pytest.mark.parametrize(
    ("path", "query"),
    [(b"/%ff%fe/", b""), (b"/\xff/", b""), (b"/%E5%BE%90%E5%B7%9E/", b"a=\xe5\xbe\x90"), (b"/a/", b"\xff\xfe")],
)
def test_bytes_that_are_no_text_end_nothing(path: bytes, query: bytes, paper: Tiny) -> None:
    paper.texts["/徐州/".encode().decode("latin-1")] = Text(b"city")
    application = Asynchronous(paper.store())
    wanted = {b"/a/": paper.texts["/a/"].body, b"/%E5%BE%90%E5%B7%9E/": b"city"}.get(path, b"nothing here")
    assert {ask(application, path, query=query).body for _turn in range(2)} == {wanted}


def test_a_header_with_an_underscore_takes_the_place_of_none(tmp_path: Path) -> None:
    seen: list[dict[str, Any]] = []

    def site(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        seen.append(environ)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"ok"]

    ask(Asynchronous(site), X_Forwarded_Proto="https", x_forwarded_for="203.0.113.9")
    assert "HTTP_X_FORWARDED_PROTO" not in seen[0]
    assert seen[0]["HTTP_X_FORWARDED_FOR"] == "203.0.113.9"
    assert seen[0]["REMOTE_ADDR"] == "203.0.113.7"


def test_what_is_sent_reaches_the_site_and_a_change_its_pages(paper: Tiny) -> None:
    store = paper.store()
    application = Asynchronous(store)
    ask(application)

    def change() -> None:
        paper.texts["/a/"] = Text(b"<p>two</p>", ("article:1",))
        paper.log.write("article:1")

    paper.texts["/admin/save/"] = Text(b"saved", before=change, kept=False)
    assert ask(application, b"/admin/save/", "POST", body=b"title=two").body == b"saved"
    assert ask(application).body == b"<p>two</p>"


def test_an_error_of_the_site_is_the_servers_to_answer(tmp_path: Path) -> None:
    def site(_environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        ask(Asynchronous(site))
