"""The server is killed with readers on it: every read that was acknowledged is counted afterwards."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from news.editorial import hits, readers_seen
from news.models import Article, HitTotal

ROOT = Path(__file__).resolve().parents[2]
MEMORY = readers_seen.FOLDER  # before the fixture puts a folder of the test in its place


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _post(port: int, number: int, reader: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    who = f"10.{reader >> 16 & 255}.{reader >> 8 & 255}.{reader & 255}"
    try:
        connection.request(
            "POST",
            "/hits/",
            str(number),
            {"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": who, "User-Agent": "Chrome"},
        )
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.long
@pytest.mark.django_db
def test_no_acknowledged_read_is_lost_to_kill_nine(make_article: Callable[..., Article], settings: Any) -> None:
    article = make_article()
    port = _free_port()
    environment = os.environ | {
        "DATA_DIR": str(settings.DATA_DIR), "PROXY_COUNT": "1", "PORT": str(port), "SITE_URL": "", "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    command = [str(Path(sys.executable).parent / "granian"), "--interface=wsgi", "--http=1", "--no-ws", "--workers=2"]
    command += ["--blocking-threads=2", f"--port={port}", "--log-level=error", "huanghuai.wsgi:application"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, process_group=0)
    try:
        until = time.monotonic() + 60
        while True:
            try:
                assert _post(port, article.pk, 1 << 20) == 204
                break
            except OSError:
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.2)
        acknowledged, sent = [1], [1]
        stop = threading.Event()

        def read(place: int) -> None:
            reader = place * 65536
            while not stop.is_set():
                reader += 1
                sent.append(1)
                try:
                    if _post(port, article.pk, reader) == 204:
                        acknowledged.append(1)
                except (OSError, http.client.HTTPException):
                    return

        readers = [threading.Thread(target=read, args=(place,)) for place in range(4)]
        for thread in readers:
            thread.start()
        time.sleep(2)
        os.killpg(server.pid, signal.SIGKILL)
        stop.set()
        for thread in readers:
            thread.join(20)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(10)
        (MEMORY / readers_seen.table_path(str(settings.DATA_DIR)).name).unlink(missing_ok=True)
    assert len(acknowledged) > 20
    hits.fold(settle=0)
    counted = HitTotal.objects.get(pk=article.pk).total
    assert len(acknowledged) <= counted <= len(sent)
