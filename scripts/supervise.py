"""Starts the site and keeps it running: prepares the database and the static files, then runs web and worker.

Run by `make run` and by deploy/systemd/huanghuai.service. Stays in the foreground; SIGTERM, SIGINT and SIGHUP stop
the children (TERM, after 8 seconds KILL) and then itself. A child that dies is started again, later each time it dies
young. Reads HOST PORT DATA_DIR WORKERS DEMO SITE_URL from the environment or `.env`, and hands the environment on.
"""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import compile_messages

ROOT = Path(__file__).resolve().parent.parent
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
GRACE = 8  # seconds between TERM and KILL; the whole stop stays under ten
FIRST_ANSWER = 60  # seconds that the web server may take to answer for the first time
STEADY = 60  # seconds after which a crash counts as the first again
LONGEST_PAUSE = 30
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104
libc = ctypes.CDLL(None)


class Stopped(Exception):
    """A stop signal arrived; `forced` when it was not the first."""


class Refused(Exception):
    """The site cannot start; the message is the one line that says why."""


def read_env_file(path: Path) -> None:
    """Set what `path` names and the environment does not, by the rules of django-environ, which the settings use."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.match(r"(?:export )?([A-Za-z_0-9]+)=(.*)\Z", line.strip())
        if not match:
            continue
        name, value = match[1], match[2].strip()
        quoted = re.match(r"(['\"])(.*?)\1", value)
        os.environ.setdefault(name, quoted[2] if quoted else re.split(r"\s+#", value)[0].strip())


class Signals:
    """Stop signals as something to wait for: `wait` sleeps until one comes, a child ends or the time is over."""

    def __init__(self) -> None:
        self.received = 0
        self.end, writer = os.pipe()
        os.set_blocking(self.end, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in STOP_SIGNALS:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup ignores it on purpose
                signal.signal(number, self.note)
        self.parent = os.getppid() if os.environ.get("MAKELEVEL") else None

    def note(self, number: int, frame: object) -> None:
        self.received += 1

    def wait(self, seconds: float) -> None:
        ready, _, _ = select.select([self.end], [], [], max(seconds, 0))
        if ready:
            os.read(self.end, 4096)

    def check(self) -> None:
        """Raise Stopped after a stop signal, and when the `make` that started this is gone."""
        if self.received or (self.parent is not None and os.getppid() != self.parent):
            raise Stopped


@dataclass
class Child:
    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    crashes: int = 0
    start_at: float = 0

    def start(self) -> None:
        # A session of its own: a Ctrl-C of the terminal reaches the supervisor only, and KILL reaches the whole group.
        # If the supervisor itself is killed, the kernel sends the child a TERM (prctl PR_SET_PDEATHSIG = 1).
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: libc.prctl(1, signal.SIGTERM),
        )
        self.started = time.monotonic()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal_group(self, number: int) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def keep(self) -> None:
        """Start the child again if it died, after a pause that doubles with each early death."""
        now = time.monotonic()
        if self.running or now < self.start_at:
            return
        if self.process is not None:
            self.signal_group(signal.SIGKILL)  # whatever of it is left would keep the port
            code, self.process = self.process.returncode, None
            self.crashes = 1 if now - self.started > STEADY else self.crashes + 1
            pause = min(2 ** (self.crashes - 1), LONGEST_PAUSE)
            print(
                f"{self.name} ended with status {code}; starting it again in {pause} s.", file=sys.stderr, flush=True
            )
            self.start_at = now + pause
            return
        self.start()


def stop(children: list[Child], signals: Signals) -> None:
    """End all children: TERM, and KILL after GRACE seconds or at the second stop signal."""
    until, before = time.monotonic() + GRACE, signals.received
    for child in children:
        if child.running and child.process is not None:
            child.process.terminate()
    while any(child.running for child in children) and time.monotonic() < until and signals.received <= max(before, 1):
        signals.wait(min(until - time.monotonic(), 0.5))
    for child in children:
        child.signal_group(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()


def check_port(host: str, port: int) -> str:
    """The IP address of `host`, which is all that granian takes. Raises Refused when the port is not free there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return str(address[0])
    except OSError as error:
        raise Refused(f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with PORT=….") from None


def check_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Refused(f"Cannot write to the data folder {folder}: {error.strerror} (DATA_DIR).") from None


def number(name: str, default: int, highest: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= highest:
        raise Refused(f"{name} must be a number from 1 to {highest}, not {text!r}.")
    return int(text)


def run_steps(steps: list[Child], signals: Signals) -> None:
    """Run the preparations side by side; the first that fails ends the others. They say themselves what went wrong."""
    try:
        for step in steps:
            step.start()
        while any(step.running for step in steps):
            signals.check()
            failed = [s for s in steps if not s.running and s.process is not None and s.process.returncode]
            if failed:
                break
            signals.wait(0.5)
        for step in steps:
            if not step.running and step.process is not None and step.process.returncode:
                raise Refused(f"Huanghuai was not started: {step.name} failed.")
    finally:
        if any(step.running for step in steps):
            stop(steps, signals)


def answers(host: str, port: int, public_host: str) -> bool:
    connection = http.client.HTTPConnection(WILDCARDS.get(host, host), port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": public_host})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def serve(children: list[Child], signals: Signals, host: str, port: int) -> None:
    """Run the children until a stop signal. Raises Refused when the first, the web server, does not come up."""
    shown = WILDCARDS.get(host, host)
    address = f"[{shown}]:{port}" if ":" in shown else f"{shown}:{port}"
    public_host = urlsplit(os.environ.get("SITE_URL", "")).netloc or address
    web, until, announced = children[0], time.monotonic() + FIRST_ANSWER, False
    for child in children:
        child.start()
    while True:
        signals.check()
        if announced:
            for child in children:
                child.keep()
            signals.wait(1)
            continue
        if not web.running:
            raise Refused("The web server could not start; the lines above say why.")
        if answers(host, port, public_host):
            announced = True
            print(f"Huanghuai is at http://{address}  (admin: /admin/)", flush=True)
        elif time.monotonic() > until:
            raise Refused(f"The web server did not answer within {FIRST_ANSWER} s.")
        else:
            signals.wait(0.1)


def run(signals: Signals) -> None:
    read_env_file(ROOT / ".env")
    host = os.environ.setdefault("HOST", "127.0.0.1")
    port, workers = number("PORT", 8000, 65535), number("WORKERS", 2, 256)
    os.environ["PORT"] = str(port)
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    os.environ["DATA_DIR"] = str(data_dir)
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    ip = check_port(host, port)
    check_folder(data_dir)

    python, bin_dir = sys.executable, Path(sys.executable).parent
    try:
        compile_messages.compile_all(ROOT / "locale")
    except (OSError, ValueError) as error:
        raise Refused(f"The translations cannot be compiled: {error}") from None
    run_steps(
        [
            Child("the database", [python, "scripts/prepare.py"]),
            Child("collecting the static files", [python, "scripts/collect_static.py"]),
        ],
        signals,
    )
    web = [str(bin_dir / "granian"), "--interface=wsgi", "--http=1", "--no-ws", f"--host={ip}", f"--port={port}"]
    web += [f"--workers={workers}", "--blocking-threads=4", "--respawn-failed-workers", "--workers-kill-timeout=5"]
    web += ["--log-level=warning", "huanghuai.wsgi:application"]
    worker = [python, "manage.py", "worker"]
    # glibc keeps a heap for each thread that was ever busy; the worker's pictures would stay in several of them.
    children = [Child("web", web), Child("worker", worker, {"MALLOC_ARENA_MAX": "2"})]
    try:
        serve(children, signals, host, port)
    finally:
        stop(children, signals)


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - for whoever starts this with another Python than `make run` does
        print(f"Huanghuai needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    signals = Signals()
    try:
        run(signals)
    except Stopped:
        return 0
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
