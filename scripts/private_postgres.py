"""private_postgres.py [--keep FOLDER] [--autovacuum] -- COMMAND…: runs COMMAND with a PostgreSQL of its own.

DATABASE_URL names it to COMMAND.

The cluster lives in a temporary folder, listens on a free port of 127.0.0.1 and is gone when COMMAND ends, also after
a failure or a signal; no other cluster of the machine is looked at. It is built for speed, not for keeping anything
but data that can be made again: with --keep it lives in FOLDER and its files stay for the next time. --autovacuum lets
it tidy and count its tables by itself as installations do, at times that nobody knows.
Exit status: that of COMMAND; 1 when the cluster could not be started.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

START_LIMIT = 60
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=2GB",
    "checkpoint_timeout=1h",
    "shared_buffers=256MB",
    "max_connections=100",
    "log_min_messages=warning",
)
libc = ctypes.CDLL(None)


class NoCluster(Exception):
    """The cluster cannot be had; the message says why."""


def newest_binaries() -> Path:
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not found:
        raise NoCluster("No PostgreSQL server under /usr/lib/postgresql: apt-get install postgresql.")
    return max(found, key=lambda folder: tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit()))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment() -> dict[str, str]:
    """This environment without the variables that would lead PostgreSQL's programs to another cluster."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def account() -> dict[str, object]:
    """The account PostgreSQL's programs run as, as arguments of subprocess: `postgres` for root, which they refuse."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        raise NoCluster("PostgreSQL does not run as root and there is no account named postgres.") from None
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def call(command: list[str], **options: object) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False, **options)
    if done.returncode:
        raise NoCluster(f"{Path(command[0]).name} failed: {done.stderr.strip() or done.stdout.strip()}")


@contextlib.contextmanager
def cluster(database: str = "huanghuai", keep: Path | None = None, *, autovacuum: bool = False) -> Iterator[str]:
    """A running cluster with one database, empty unless it was kept; yields its DATABASE_URL. Raises NoCluster."""
    binaries, run_as = newest_binaries(), account()
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
    folder = keep or Path(tempfile.mkdtemp(prefix="huanghuai-pg-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        if run_as:
            shutil.chown(folder, user=int(str(run_as["user"])), group=int(str(run_as["group"])))
        data, log = folder / "data", folder / "log"
        new = not (data / "PG_VERSION").exists()
        if new:
            initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
            call([*initdb, "--locale=C.UTF-8", "--no-sync"], cwd=folder, **run_as)
        port = free_port()
        command = [str(binaries / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder), "-h", "127.0.0.1"]
        for setting in (*SETTINGS, f"autovacuum={'on' if autovacuum else 'off'}"):
            command += ["-c", setting]
        with open(log, "wb") as output:
            server = subprocess.Popen(
                command,
                cwd=folder,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # a Ctrl-C of the terminal ends the tests first, then this ends the server
                preexec_fn=lambda: libc.prctl(1, signal.SIGINT),  # and the kernel ends it should this be killed
                **run_as,  # type: ignore[call-overload]
            )
        address = ["-h", "127.0.0.1", "-p", str(port), "-U", "postgres"]
        until = time.monotonic() + START_LIMIT
        while subprocess.run(
            [str(binaries / "pg_isready"), "-q", *address], env=environment(), check=False
        ).returncode:
            if server.poll() is not None or time.monotonic() > until:
                raise NoCluster(f"PostgreSQL did not start: {log.read_text(errors='replace').strip()[-2000:]}")
            time.sleep(0.1)
        if new:
            call([str(binaries / "createdb"), *address, database])
        yield f"postgres://postgres@127.0.0.1:{port}/{database}"
    finally:
        if server is not None:
            end(server)
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def end(server: subprocess.Popen[bytes]) -> None:
    for number, patience in (
        (signal.SIGINT, 10),
        (signal.SIGQUIT, 5),
        (signal.SIGKILL, 5),
    ):  # fast, immediate, at once
        server.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(patience)
            return


def run(command: list[str], keep: Path | None = None, *, autovacuum: bool = False) -> int:
    """Run `command` against a cluster of its own; a stop signal is handed on to it, and the cluster ends after it."""
    child: subprocess.Popen[bytes] | None = None

    def hand_on(number: int, frame: object) -> None:
        if child is None:
            raise SystemExit(128 + number)
        child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, hand_on)
    with cluster(keep=keep, autovacuum=autovacuum) as url:
        child = subprocess.Popen(
            command, env=os.environ | {"DATABASE_URL": url}, preexec_fn=lambda: libc.prctl(1, signal.SIGTERM)
        )
        code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    arguments = sys.argv[1:]
    kept = None
    if arguments[:1] == ["--keep"]:
        kept, arguments = Path(arguments[1]).resolve(), arguments[2:]
    tidy = arguments[:1] == ["--autovacuum"]
    if tidy:
        arguments = arguments[1:]
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    if not arguments:
        sys.exit("usage: private_postgres.py [--keep FOLDER] [--autovacuum] -- COMMAND [ARGUMENT…]")
    try:
        sys.exit(run(arguments, kept, autovacuum=tidy))
    except NoCluster as reason:
        sys.exit(f"private_postgres: {reason}")
