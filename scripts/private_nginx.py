"""nginx with the configuration of deploy/nginx.conf on a free port of 127.0.0.1, before an application on this host.

For the tests and the bench: what they ask is the very file that installations copy, with other ports and folders.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = ROOT / "deploy" / "nginx.conf"
DATA_DIR = "/var/lib/huanghuai"  # as the file has it
START_LIMIT = 10
KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class NoNginx(Exception):
    """nginx cannot be had; the message says why."""


def site(port: int, application: int, data_dir: Path, cache: Path) -> str:
    """deploy/nginx.conf for these ports and folders. Raises NoNginx when something to replace is not found there."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    for pattern, new in (
        (r"listen 80;\n +listen \[::\]:80;", f"listen 127.0.0.1:{port};"),
        (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{application};"),
        (r"/var/cache/nginx/huanghuai", str(cache)),
        (re.escape(DATA_DIR), str(data_dir)),
    ):
        text, found = re.subn(pattern, new, text)
        if not found:
            raise NoNginx(f"{CONFIGURATION.name} has nothing like {pattern}")
    return text


def main_file(folder: Path, http: str) -> str:
    """What stands around a site in /etc/nginx/nginx.conf: one worker, nothing logged, everything in `folder`."""
    types = Path("/etc/nginx/mime.types")
    return (
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"{'user root;' if os.geteuid() == 0 else ''} events {{ worker_connections 512; }}\n"
        "http {\naccess_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type text/plain;\n"
        + (f"include {types};\n" if types.exists() else "types { text/html html; }\n")
        + "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in KINDS)
        + f"{http}\n}}\n"
    )


def command(folder: Path, http: str) -> list[str]:
    """The command that runs nginx with these `http` directives, which are written to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "nginx.conf"
    path.write_text(main_file(folder, http), encoding="utf-8")
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise NoNginx("There is no nginx: apt-get install nginx-light.")
    return [program, "-c", str(path), "-e", f"{folder}/error.log"]


@contextlib.contextmanager
def nginx(port: int, application: int, data_dir: Path) -> Iterator[None]:
    """nginx on `port` before the application on port `application`, `/static/` and `/media/` out of `data_dir`."""
    with tempfile.TemporaryDirectory(prefix="huanghuai-nginx-") as name:
        folder = Path(name)
        run = command(folder, site(port, application, data_dir, folder / "cache"))
        with subprocess.Popen(run, start_new_session=True, stderr=subprocess.PIPE) as process:
            try:
                wait(process, port, folder / "error.log")
                yield
            finally:
                process.send_signal(signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(5)
                process.kill()


def wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return when it answers, whatever it answers; raise NoNginx with its own words when it does not."""
    until = time.monotonic() + START_LIMIT
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/static/-", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                words = log.read_text(errors="replace") if log.exists() else ""
                raise NoNginx(f"nginx did not start: {words.strip()[-1000:]}") from None
            time.sleep(0.02)
        else:
            return
