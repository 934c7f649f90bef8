"""deploy/nginx.conf under a real nginx: a second of pages and never more, the desk untouched, files from the disk."""

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from scripts import private_nginx
from scripts.private_postgres import free_port

AGE = 2.0  # a second, and the rest of the one in which it was kept: nginx counts whole seconds


@dataclass
class Application:
    """A small application that says when it made each answer, and remembers what it was asked."""

    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def times(self, path: str) -> int:
        return sum(1 for asked, _headers in self.asked if asked == path)


class Handler(BaseHTTPRequestHandler):
    """Answers of every kind, chosen by the address."""

    application: Application

    def do_GET(self) -> None:
        self.application.asked.append((self.path, dict(self.headers)))
        made = repr(time.monotonic()).encode()
        self.send_response(404 if "gone" in self.path else 200)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(made))),
            ("ETag", f'"{made.decode()}"'),
            ("Vary", "Accept-Encoding"),
            ("Surrogate-Key", "article:1 channel:2"),
            ("Cache-Control", "no-store" if "form" in self.path else "no-cache"),
        ):
            self.send_header(name, value)
        if "cookie" in self.path:
            self.send_header("Set-Cookie", "csrftoken=a; Path=/")
        self.end_headers()
        self.wfile.write(made)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the installation, with a file of each kind."""
    folder = tmp_path_factory.mktemp("data")
    for name, text in {
        "static/site.0a1b.css": "a{}",
        "media/pictures/ab/abc.webp": "picture",
        "media/files/ab/report.pdf": "document",
        "media/files/ab/film.mp4": "video",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@contextlib.contextmanager
def answering(protocol: str = "HTTP/1.1") -> Iterator[Application]:
    """Start the small application."""
    application = Application()
    handler = type("Bound", (Handler,), {"application": application, "protocol_version": protocol})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    application.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield application
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def application() -> Iterator[Application]:
    with answering() as application:
        yield application


@pytest.fixture(scope="module")
def port(application: Application, folder: Path) -> Iterator[int]:
    port = free_port()
    with private_nginx.nginx(port, application.port, folder):
        yield port


def ask(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": "news.example.cn", **(headers or {})})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("quiet", [2.5, pytest.param(10, marks=pytest.mark.long)])
def test_after_quiet_seconds_nobody_is_shown_the_old_page(port: int, application: Application, quiet: float) -> None:
    path = f"/quiet/{quiet}/"
    first = ask(port, path)[2]
    assert ask(port, path)[2] == first
    time.sleep(quiet)
    begun = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _turn: ask(port, path)[2], range(8)))
    assert min(float(made) for made in answers) >= begun


def test_a_rush_is_answered_from_the_last_second(port: int, application: Application) -> None:
    """Eight readers without a pause for two seconds: none sees a page older than promised, few reach the site."""
    oldest, answered, begun = [0.0], [0], time.monotonic()

    def read() -> None:
        while (at := time.monotonic()) < begun + 2.2 or (answered[0] <= 100 and at < begun + 15):  # or: a busy machine
            made = float(ask(port, "/rush/")[2])
            oldest[0] = max(oldest[0], at - made)
            answered[0] += 1

    readers = [threading.Thread(target=read) for _reader in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(20)
    assert oldest[0] <= AGE + 0.1
    assert answered[0] > 100
    most = (int(time.monotonic() - begun) + 3) * 8  # at most each reader once when a second is over
    assert application.times("/rush/") <= most < answered[0]


def test_the_desk_is_never_answered_from_the_kept_pages(port: int, application: Application) -> None:
    kept = ask(port, "/own/")[2]
    for cookie in ("sessionid=abc", "waf=1; sessionid=abc", "csrftoken=abc"):
        own = ask(port, "/own/", {"Cookie": cookie})[2]
        assert float(own) > float(kept)
        assert ask(port, "/own/")[2] != own  # nor is it kept for others
    before = application.times("/admin/")
    ask(port, "/admin/"), ask(port, "/admin/")
    assert application.times("/admin/") == before + 2


def test_cookies_of_others_change_nothing(port: int, application: Application) -> None:
    ask(port, "/waf/"), ask(port, "/waf/", {"Cookie": "acw_tc=1; Hm_lvt=2; xsessionid=3"})
    assert application.times("/waf/") == 1


@pytest.mark.parametrize("path", ["/form/", "/cookie/", "/gone/"])
def test_what_is_one_persons_or_not_there_is_not_kept(port: int, application: Application, path: str) -> None:
    ask(port, path), ask(port, path)
    assert application.times(path) == 2


def test_two_encodings_are_kept_whatever_browsers_write(port: int, application: Application) -> None:
    for value in ("gzip, deflate, br", "br;q=1.0, gzip;q=0.8, *;q=0.1", "GZIP", "", "gzip;q=0", "identity"):
        ask(port, "/encodings/", {"Accept-Encoding": value})
    asked = [headers.get("Accept-Encoding") for path, headers in application.asked if path == "/encodings/"]
    assert asked == ["gzip", None]


def test_the_application_hears_who_asks_and_the_cdn_which_keys(port: int, application: Application) -> None:
    _status, headers, _body = ask(port, "/who/", {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"})
    asked = next(sent for path, sent in application.asked if path == "/who/")
    assert asked["X-Forwarded-For"] == "203.0.113.7, 127.0.0.1"  # PROXY_COUNT=1 takes the last, 2 the one before
    assert asked["X-Forwarded-Proto"] == "http"
    assert asked["Host"] == "news.example.cn"
    assert headers["surrogate-key"] == "article:1 channel:2"
    assert headers["cache-control"] == "no-cache"


def test_a_known_page_is_not_sent_again(port: int) -> None:
    etag = ask(port, "/known/")[1]["etag"]
    assert ask(port, "/known/", {"If-None-Match": etag})[0] == 304


def test_files_come_from_the_disk(port: int, application: Application) -> None:
    status, headers, body = ask(port, "/static/site.0a1b.css")
    assert (status, body) == (200, b"a{}")
    assert "immutable" in headers["cache-control"]
    status, headers, body = ask(port, "/media/pictures/ab/abc.webp")
    assert (status, body, headers["x-content-type-options"]) == (200, b"picture", "nosniff")
    assert "sandbox" in headers["content-security-policy"]
    assert ask(port, "/media/files/ab/report.pdf")[1]["content-disposition"] == "attachment"
    assert "content-disposition" not in ask(port, "/media/files/ab/film.mp4")[1]
    assert not any(path.startswith(("/static/", "/media/")) for path, _headers in application.asked)
    ask(port, "/media/pictures/ab/replaced.webp")  # the application knows where it is now
    assert application.times("/media/pictures/ab/replaced.webp") == 1


def test_the_largest_video_passes_and_more_is_refused(port: int) -> None:
    for size, refused in ((settings.VIDEO_MAX_BYTES + 1024 * 1024, False), (settings.VIDEO_MAX_BYTES * 2, True)):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=0.5)
        connection.putrequest("POST", "/admin/upload/")
        connection.putheader("Content-Length", str(size))
        connection.endheaders()
        try:
            status = connection.getresponse().status
        except TimeoutError:  # it waits for the body
            status = 0
        connection.close()
        assert status == (413 if refused else 0)


def test_without_the_application_no_old_page_is_shown(folder: Path) -> None:
    port = free_port()
    with contextlib.ExitStack() as ended:
        with answering("HTTP/1.0") as application:  # no connection outlives it
            ended.enter_context(private_nginx.nginx(port, application.port, folder))
            assert ask(port, "/")[0] == 200
        time.sleep(2.1)
        assert ask(port, "/")[0] == 502
