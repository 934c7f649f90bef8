"""Two hosts over one database: granian as `make run` starts it, each with pages of its own, and an editor's command."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = """
from django.contrib.auth.models import Group, User
from news.editorial.channels import save_channel
from news.models import Channel, SiteIdentity
for name in ("writer", "signer"):
    person = User.objects.create_user(name, last_name=name, is_staff=True)
    person.groups.add(Group.objects.get(name="chief"))
SiteIdentity.objects.update_or_create(pk=1, defaults={"name": "河湾网"})
news = save_channel(Channel(slug="ceshi", name="测试", position=1))
save_channel(Channel(slug="yaowen", name="要闻", parent=news))
"""


@dataclass
class Host:
    """``environment`` is that of its processes."""

    port: int
    environment: dict[str, str]
    server: subprocess.Popen[bytes] | None = None

    def workers(self) -> list[int]:
        """Return the numbers of the processes that answer."""
        assert self.server
        found = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        return [
            int(number) for number in found if b"resource_tracker" not in Path(f"/proc/{number}/cmdline").read_bytes()
        ]

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [str(Path(sys.executable).parent / "granian"), "--interface=wsgi", "--http=1", "--no-ws"]
        command += ["--workers=2", "--blocking-threads=4", "--respawn-failed-workers", "--respawn-interval=0"]
        command += [f"--port={self.port}", "--log-level=error", "huanghuai.wsgi:application"]
        self.server = subprocess.Popen(command, cwd=ROOT, env=self.environment, process_group=0)
        until = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=20):
                    return
            except OSError:
                assert self.server.poll() is None, "the server ended"
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.2)

    def stop(self) -> None:
        """End it with all its processes."""
        if self.server is None:
            return
        self.server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.server.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGKILL)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def two_hosts(folder: Path, database: str) -> Iterator[tuple[Host, Host]]:
    """Two hosts that serve an empty newspaper with the accounts ``writer`` and ``signer``."""
    common = os.environ | {
        "ENVIRONMENT": "development", "DEBUG": "false", "SECRET_KEY": "only-for-this-test", "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "ERROR", "SITE_URL": "", "REDIS_URL": "", "DEMO": "0", "ADMIN_PASSWORD": "only-for-this-test",
        "DATABASE_URL": database, "DATA_DIR": str(folder / "data"), "STATIC_ROOT": str(folder / "static"),
    }  # fmt: skip
    (folder / "data").mkdir()
    for command in (
        ["scripts/prepare.py"],
        ["scripts/collect_static.py"],
        ["manage.py", "shell", "-c", PEOPLE],
    ):
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=common, capture_output=True, text=True, check=False
        )
        assert not done.returncode, done.stdout + done.stderr
    hosts = [Host(free_port(), common | {"PAGES_DIR": str(folder / name)}) for name in ("one", "two")]
    try:
        for host in hosts:
            host.start()
        yield hosts[0], hosts[1]
    finally:
        for host in hosts:
            host.stop()
