"""Starting what is measured, and asking it: servers on free ports of 127.0.0.1, wrk, steps of a preparation."""

import contextlib
import gzip
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
APPLICATION = "huanghuai.wsgi:application"
ENVIRONMENT = {
    "ENVIRONMENT": "development",
    "DEBUG": "false",
    "SECRET_KEY": "only-for-measuring",
    "ADMIN_PASSWORD": "only-for-measuring",
    "ALLOWED_HOSTS": "127.0.0.1",
    "HOST": "127.0.0.1",
    "LOG_LEVEL": "ERROR",
    "SITE_URL": "",
    "REDIS_URL": "",
    "DEMO": "1",
}
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def call(*command: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a step of the preparation; its output is shown on stderr only when it fails."""
    done = subprocess.run(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"bench: {' '.join(command)} failed:\n{done.stdout}")


def ask(port: int, address: str, compressed: bool = False) -> tuple[bytes, Mapping[str, str]]:
    """Return body (unpacked) and headers of a good answer; any other raises OSError."""
    headers = {"Accept-Encoding": "gzip"} if compressed else {}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{address}", headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        body = bytes(answer.read())
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return body, answer.headers


def fetch(port: int, address: str) -> bytes:
    return ask(port, address)[0]


@contextlib.contextmanager
def server(
    command: list[str], port: int, address: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers at `address` within 180 seconds, ended with all its processes afterwards."""
    with (
        tempfile.TemporaryFile() as words,
        subprocess.Popen(
            command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=words, stderr=words, process_group=0
        ) as process,
    ):
        try:
            until = time.monotonic() + 180
            while True:
                try:
                    fetch(port, address)
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > until:
                        words.seek(0)
                        sys.exit(
                            f"bench: {command[0]} does not answer:\n{words.read().decode(errors='replace')[-2000:]}"
                        )
                    time.sleep(0.1)
            yield process
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def granian(port: int, *, workers: int = 2, application: str = APPLICATION, program: Path = BIN) -> list[str]:
    """The web server as `make run` starts it."""
    command = [str(program / "granian"), "--interface=wsgi", "--http=1", "--no-ws", f"--workers={workers}"]
    command += ["--blocking-threads=4", "--workers-kill-timeout=5", "--log-level=error", f"--port={port}"]
    return [*command, application]


def gunicorn(port: int) -> list[str]:
    """The other web server, as docs/operations.md says."""
    command = [str(BIN / "gunicorn"), "--config=deploy/gunicorn.conf.py", "--workers=2", "--log-level=error"]
    return [*command, f"--bind=127.0.0.1:{port}"]


def missing(*programs: str) -> list[str]:
    """Return which of these programs the machine does not have."""
    return [name for name in programs if not shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")]


def wrk(port: int, address: str, seconds: int, compressed: bool = False) -> float:
    """Requests a second of 32 connections; anything but a good answer ends the measurement."""
    command = ["wrk", "-t1", "-c32", "--timeout=30s", f"-d{seconds}s"]
    if compressed:
        command += ["-H", "Accept-Encoding: gzip"]
    command += [f"http://127.0.0.1:{port}{address}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30)
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        sys.exit(f"bench: {address} was not answered well:\n{done.stdout}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if rate is None or not float(rate[1]):
        sys.exit(f"bench: wrk got no answer or said nothing of a rate:\n{done.stdout}")
    return float(rate[1])
