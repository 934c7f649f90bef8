"""make bench: how fast the site answers on this machine, as JSON lines {"name", "value", "unit"} on stdout.

Starts the site with its demo content in a folder of its own and measures on 127.0.0.1 only.
What is compared is measured in interleaved rounds, because machines are noisy; the figure is the median.

article_miss_ms  home_miss_ms  channel_miss_ms   one page made from the database, in process, without a server
article_granian  nginx_static                    requests a second, wrk -t1 -c32: the article; its bytes as a file
article_near                                     the first of these two over the second, of the same round
picture_taken_ms  picture_renditions_ms          a 12-megapixel upload cleaned; all its copies encoded
hit_ms                                           a reader counted (reads.py)
paste_clean_ms  sanitise_ms  typeset_ms  diff_long_ms          10,000 characters with 30 pictures (clean.py)
form_save_p50_ms  form_save_p95_ms               a story of 2,000 characters with 3 pictures saved (saving.py)
search_newest_p95_ms_<db>  search_ranked_p95_ms_<db>  search_write_ms_<db>   over 20,000 articles (search.py)

BENCH=quick takes fewer rounds. BENCH_DIR keeps the data set for the next run.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import clean
import pictures
import reads
import saving
import search

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ARTICLE = re.compile(r'href="(?:http://[^/"]+)?(/((?:[a-z0-9-]+/)+)\d{4}-\d\d-\d\d/\d+\.html)"')
ENVIRONMENT = {
    "ENVIRONMENT": "development",
    "DEBUG": "false",
    "SECRET_KEY": "only-for-measuring",
    "ADMIN_PASSWORD": "only-for-measuring",
    "ALLOWED_HOSTS": "127.0.0.1",
    "HOST": "127.0.0.1",
    "LOG_LEVEL": "ERROR",
    "DEMO": "1",
}


def say(name: str, value: float, unit: str) -> None:
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit}), flush=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def call(*command: str) -> None:
    """Run a step of the preparation; its output is shown on stderr only when it fails."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        sys.exit(f"bench: {' '.join(command)} failed:\n{done.stdout}")


def fetch(port: int, address: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=10) as answer:
        return bytes(answer.read())


@contextlib.contextmanager
def server(command: list[str], port: int, address: str) -> Iterator[None]:
    """A server that answers at `address` within 30 seconds, ended with all its processes afterwards."""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            until = time.monotonic() + 30
            while True:
                try:
                    fetch(port, address)
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > until:
                        sys.exit(f"bench: {command[0]} does not answer")
                    time.sleep(0.1)
            yield
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(8)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def granian(port: int) -> list[str]:
    options = [
        "--interface=wsgi",
        "--http=1",
        "--no-ws",
        "--workers=2",
        "--blocking-threads=4",
        "--workers-kill-timeout=5",
    ]
    return [str(BIN / "granian"), *options, "--log-level=error", f"--port={port}", "huanghuai.wsgi:application"]


def nginx(folder: Path, port: int, page: bytes) -> list[str]:
    """nginx with one worker, the article's bytes as /article.html; to read a private folder the worker stays root."""
    (folder / "root").mkdir(parents=True)
    (folder / "root" / "article.html").write_bytes(page)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"{'user root;' if os.geteuid() == 0 else ''} events {{ worker_connections 512; }}\n"
        "http { access_log off; sendfile on; keepalive_requests 1000000; types { text/html html; }\n"
        + "".join(
            f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"server {{ listen 127.0.0.1:{port}; root {folder}/root; }} }}\n"
    )
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
    return [program, "-c", str(configuration), "-e", f"{folder}/error.log"]


def wrk(port: int, address: str, seconds: int) -> float:
    """Requests a second of 32 connections; anything but a good answer ends the measurement."""
    command = ["wrk", "-t1", "-c32", f"-d{seconds}s", f"http://127.0.0.1:{port}{address}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30)
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        sys.exit(f"bench: {address} was not answered well:\n{done.stdout}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if rate is None:
        sys.exit(f"bench: wrk said nothing of a rate:\n{done.stdout}")
    return float(rate[1])


def measure_pages(addresses: dict[str, str], rounds: int) -> None:
    """Milliseconds of each page in process: median over rounds in which the pages take turns."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "huanghuai.settings"
    import django  # noqa: PLC0415 - the settings read the environment that main() has made
    from django.test import Client  # noqa: PLC0415

    django.setup()
    client = Client(headers={"host": "127.0.0.1"})
    times: dict[str, list[float]] = {name: [] for name in addresses}
    for turn in range(rounds + 3):
        for name, address in addresses.items():
            start = time.perf_counter()
            answer = client.get(address)
            elapsed = (time.perf_counter() - start) * 1000
            if answer.status_code != 200:
                sys.exit(f"bench: {address} answered {answer.status_code}")
            if turn >= 3:  # the first turns fill caches of code and templates
                times[name].append(elapsed)
    for name, values in times.items():
        say(name, statistics.median(values), "ms")


def measure_servers(port: int, article: str, folder: Path, rounds: int, seconds: int) -> None:
    missing = [name for name in ("wrk", "nginx") if not shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")]
    if missing:
        print(f"bench: without {' and '.join(missing)} the rates are left out", file=sys.stderr)
        return
    static_port = free_port()
    pairs = []
    with server(nginx(folder / "nginx", static_port, fetch(port, article)), static_port, "/article.html"):
        for _ in range(rounds):
            pairs.append((wrk(port, article, seconds), wrk(static_port, "/article.html", seconds)))
    say("article_granian", statistics.median(ours for ours, _ in pairs), "requests/s")
    say("nginx_static", statistics.median(theirs for _, theirs in pairs), "requests/s")
    say("article_near", statistics.median(ours / theirs for ours, theirs in pairs), "ratio")


def main() -> None:
    quick = os.environ.get("BENCH") == "quick"
    kept = os.environ.get("BENCH_DIR")
    folder = Path(tempfile.mkdtemp(prefix="huanghuai-bench-"))
    data = Path(kept).resolve() / "demo" if kept else folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    port = free_port()
    os.environ.update(ENVIRONMENT)
    os.environ.update(DATA_DIR=str(data), STATIC_ROOT=str(data / "static"), PORT=str(port), SITE_URL="", REDIS_URL="")
    os.environ["DATABASE_URL"] = f"sqlite:///{data}/db.sqlite3"
    try:
        call(sys.executable, "scripts/prepare.py")
        call(sys.executable, "scripts/collect_static.py")
        with server(granian(port), port, "/healthz"):
            found = ARTICLE.search(fetch(port, "/").decode())
            if found is None:
                sys.exit("bench: the front page links to no article")
            article, channel = found[1], f"/{found[2]}"
            pages = {"article_miss_ms": article, "home_miss_ms": "/", "channel_miss_ms": channel}
            measure_pages(pages, rounds=60 if quick else 300)
            reads.measure(say, rounds=500 if quick else 3000)
            pictures.measure(say, rounds=3 if quick else 7)
            clean.measure(say)
            saving.measure(say)
            search.measure(say, quick)
            measure_servers(port, article, folder, rounds=2 if quick else 5, seconds=2 if quick else 4)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
