"""granian and gunicorn, started as docs/operations.md says: the same pages, from the store, and a prompt end."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from news.models import Article
from scripts.private_postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PATIENCE = 60
WSGI = "huanghuai.wsgi:application"
SERVERS = {
    "granian": f"granian --interface=wsgi --http=1 --no-ws --workers=1 --blocking-threads=4 --port={{port}} {WSGI}",
    "gunicorn": "gunicorn --config=deploy/gunicorn.conf.py --workers=1",
    "gunicorn-threads": f"gunicorn --worker-class=gthread --threads=4 --workers=1 --bind=127.0.0.1:{{port}} {WSGI}",
}


def ask(port: int, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        link.request("GET", address, headers=headers)
        answer = link.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        link.close()


@pytest.fixture(params=list(SERVERS))
def serving(request: pytest.FixtureRequest, settings: Any, transactional_db: None) -> Iterator[tuple[int, Any]]:
    """Start the server on this test's database; yields its port and its process."""
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.serving.plain_settings",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DATA_DIR": str(settings.DATA_DIR),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SITE_URL": "",
        "LOG_LEVEL": "ERROR",
    }
    program, *options = SERVERS[request.param].format(port=port).split()
    command = [str(BIN / program), "--log-level=error", *options]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, process_group=0)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                assert ask(port, "/healthz")[0] == 200
                break
            except OSError:
                assert process.poll() is None, "the server ended"
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.1)
        yield port, process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


@pytest.mark.sqlite_only
def test_readers_get_stored_pages(serving: tuple[int, Any], make_article: Callable[..., Article]) -> None:
    port, process = serving
    article = make_article("早市今天重新开张")
    status, headers, body = ask(port, article.address)
    assert (status, "早市今天重新开张" in body.decode()) == (200, True)
    for encoding, found in (("gzip", "gzip"), ("", None)):
        status, headers, _body = ask(port, article.address, **{"Accept-Encoding": encoding})
        assert (status, headers["x-store"], headers.get("content-encoding")) == (200, "hit", found)
        assert headers["cache-control"] == "no-cache"
        assert ask(port, article.address, **{"Accept-Encoding": encoding, "If-None-Match": headers["etag"]})[0] == 304
    shared = ask(port, f"{article.address}?from=timeline&isappinstalled=0&%ff=%E5%BE%90")
    assert (shared[0], shared[1]["x-store"], "早市今天重新开张" in shared[2].decode()) == (200, "hit", True)
    assert ask(port, "/no/such/page.html")[0] == 404
    process.terminate()
    process.wait(10)


@pytest.mark.sqlite_only
def test_requests_of_a_kept_connection_are_answered_in_their_order(
    serving: tuple[int, Any], make_article: Callable[..., Article]
) -> None:
    port, _process = serving
    titles = [f"早市第{place}天开张" for place in range(3)]
    addresses = [make_article(title).address for title in titles]
    quick, slow = (http.client.HTTPConnection("127.0.0.1", port, timeout=20) for _link in range(2))
    for turn in range(120):
        quick.request("GET", addresses[turn % 3])
        assert titles[turn % 3] in quick.getresponse().read().decode()
        if turn % 30 == 0:  # one that lets its connection rest is not forgotten
            slow.request("GET", addresses[0])
            assert slow.getresponse().read()
    slow.request("POST", addresses[0], body=b"x" * 1000)
    assert slow.getresponse().status == 405
    quick.close()
    slow.close()


def test_gunicorn_is_told_to_leave_the_old_application_out() -> None:
    command = [str(BIN / "gunicorn"), "--config=deploy/gunicorn.conf.py", f"--bind=127.0.0.1:{free_port()}", WSGI]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode != 0
    assert "This file serves huanghuai.asgi:application; leave huanghuai.wsgi:application out" in done.stderr
