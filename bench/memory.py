"""How much memory an installation takes: supervisor, web server with 2 processes and worker, as `make run` has them.

worker_rss_mb   resident memory of all its processes, added up (what they share is counted for each)
worker_pss_mb   the same, what is shared counted once

SQLite with 10,000 articles (BENCH=quick: 2,000), after readers have asked for 400 pages and searched 40 times, and an
editor has signed in and opened the list of stories, a story and the queue.
"""

import http.cookiejar
import itertools
import os
import re
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

from servers import ENVIRONMENT, call, fetch, free_port, server

ARTICLES = {True: 2_000, False: 10_000}
PAGES, SEARCHES = 400, 40
LINK = re.compile(r'href="(?:http://[^/"]+)?(/[a-z0-9/-]+/(?:\d{4}-\d\d-\d\d/\d+\.html)?)"')
WORDS = ("徐州", "云龙湖", "供暖", "城市书房", "大运河", "5G", "老旧小区 改造", "查无此词的词")
SETTLE = 5  # seconds after the last request


def family(parent: int) -> list[int]:
    """Return this process and all that came of it."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it ended meanwhile
            continue
    found = [parent]
    for process in found:  # grows while it is read
        found += [child for child, above in parents.items() if above == process]
    return found


def megabytes(processes: list[int], kind: str) -> float:
    """Return the sum of `Rss` or `Pss` (proc(5), smaps_rollup)."""
    total = 0
    for process in processes:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        match = re.search(rf"^{kind}:\s+(\d+) kB", rollup, re.MULTILINE)
        total += int(match[1]) if match else 0
    return total / 1024


def read(port: int) -> None:
    """Do what readers do."""
    queue = ["/"]  # grows while it is read
    for address in itertools.islice(queue, PAGES):
        for found in LINK.findall(fetch(port, address).decode()):
            if found not in queue and not found.startswith(("/admin", "/preview", "/search")):
                queue.append(found)
    for turn in range(SEARCHES):
        fetch(port, f"/search/?q={urllib.parse.quote(WORDS[turn % len(WORDS)])}")


def edit(port: int) -> None:
    """Do what an editor does."""
    site = f"http://127.0.0.1:{port}"
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    opener.open(f"{site}/admin/login/", timeout=20).close()
    token = next(cookie.value or "" for cookie in jar if cookie.name == "csrftoken")
    form = {"username": "admin", "password": ENVIRONMENT["ADMIN_PASSWORD"], "next": "/admin/"}
    form["csrfmiddlewaretoken"] = token
    opener.open(f"{site}/admin/login/", urllib.parse.urlencode(form).encode(), timeout=20).close()
    for turn in range(8):
        articles = opener.open(f"{site}/admin/news/article/", timeout=20).read().decode()
        story = re.search(r"/admin/news/article/(\d+)/change/", articles)
        if story is None:
            sys.exit("bench: the desk's list shows no story to open")
        for address in ("/admin/", story[0], "/admin/queue/"):
            opener.open(f"{site}{address}", timeout=20).read()
        time.sleep(0.05 * turn)


def measure(say: Callable[[str, float, str], None], kept: Path, quick: bool) -> None:
    """Say the two figures; the database with its articles is made once in `kept`."""
    data = kept / f"articles-{ARTICLES[quick]}"
    data.mkdir(parents=True, exist_ok=True)
    port = free_port()
    env = {**os.environ, **ENVIRONMENT, "DEMO": "0", "DATA_DIR": str(data), "STATIC_ROOT": str(data / "static")}
    env |= {"PORT": str(port), "WORKERS": "2", "DATABASE_URL": f"sqlite:///{data}/db.sqlite3"}
    env["SEARCHES_PER_MINUTE"] = "1000"
    call(sys.executable, "scripts/prepare.py", env=env)
    if not (data / "filled").exists():
        call(sys.executable, "manage.py", "seed_demo", "--articles", str(ARTICLES[quick]), env=env)
        (data / "filled").touch()
    with server([sys.executable, "scripts/supervise.py"], port, "/healthz", env=env) as supervisor:
        read(port)
        edit(port)
        time.sleep(SETTLE)
        processes = family(supervisor.pid)
        say("worker_rss_mb", megabytes(processes, "Rss"), "MB")
        say("worker_pss_mb", megabytes(processes, "Pss"), "MB")
