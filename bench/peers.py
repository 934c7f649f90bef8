"""make bench-peers: the same article from the newest Wagtail with Django's page cache in Redis, and from our store.

article_stored_granian     our article from the page store
article_wagtail_redis      its bytes out of Wagtail: cache middleware, redis-server, everything else as Wagtail starts
nginx_static               its bytes as a file
<the first two>_near       beside nginx_static in the run next before it
article_stored_over_wagtail   the first over the second, of the same round

All under granian with 2 processes, wrk -t1 -c32, in one run in which they take turns; medians. Wagtail gets a virtual
environment of its own in $BENCH_DIR/peers, from the index that PIP_INDEX_URL names. The site of bench/wagtail_site is
Wagtail's own start without search and images; its template is our page with Wagtail's title and body in it.
"""

import contextlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from run import front_article, prepare, say
from servers import ROOT, call, fetch, free_port, granian, missing, server, wrk
from serving import static_site, warm

PACKAGES = ("wagtail", "granian", "redis[hiredis]")
PROSE = re.compile(r'(<div class="prose[^>]*>\n).*?(\n</div>\s*<footer class="ends">)', re.DOTALL)
HEADLINE = re.compile(r'(<h1 class="title phrase">).*?(</h1>)', re.DOTALL)
ROUNDS, SECONDS = {True: 3, False: 5}, {True: 1, False: 4}
ALIKE = 0.03  # by how much the two pages may differ in length


def virtual_environment(folder: Path) -> Path:
    """Return the folder of programs of Wagtail's environment, made at the first call."""
    programs = folder / "venv" / "bin"
    if not (folder / "installed").exists():
        print("Installing Wagtail …", file=sys.stderr)
        call(sys.executable, "-m", "venv", "--clear", str(folder / "venv"))
        call(str(programs / "python"), "-m", "pip", "install", "--quiet", *PACKAGES)
        (folder / "installed").touch()
    return programs


def template(page: str) -> tuple[str, str]:
    """Return our page as a template of Wagtail's, and the text that it puts in."""
    prose = PROSE.search(page)
    if prose is None or not HEADLINE.search(page):
        sys.exit("bench: the article's page has no headline or no body to replace")
    body = page[prose.end(1) : prose.start(2)]
    wanted = PROSE.sub(r"\1@@BODY@@\2", HEADLINE.sub(r"\1@@TITLE@@\2", page))
    for mark, tag in (("@@TITLE@@", "{{ page.title }}"), ("@@BODY@@", "{{ page.body|richtext }}")):
        wanted = wanted.replace(mark, f"{{% endverbatim %}}{tag}{{% verbatim %}}")
    return f"{{% load wagtailcore_tags %}}{{% verbatim %}}{wanted}{{% endverbatim %}}", body


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[int]:
    """A Redis of our own that keeps nothing; yields its port."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 10
            while b"PONG" not in told(port, "PING"):
                if process.poll() is not None or time.monotonic() > until:
                    sys.exit("bench: redis-server does not answer")
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def told(port: int, words: str) -> bytes:
    """Return what Redis answers to an inline command; nothing when it does not listen."""
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.sendall(f"{words}\r\nQUIT\r\n".encode())
            parts = iter(lambda: connection.recv(65536), b"")
            return b"".join(parts)
    except OSError:
        return b""


def cache_hits(port: int) -> int:
    """Return how often Redis has found what it was asked for."""
    found = re.search(rb"keyspace_hits:(\d+)", told(port, "INFO stats"))
    return int(found[1]) if found else 0


@contextlib.contextmanager
def wagtail(programs: Path, folder: Path, page: str, title: str) -> Iterator[tuple[int, int]]:
    """The other site with the same article, at /article/; yields its port and that of its Redis."""
    shutil.copytree(ROOT / "bench" / "wagtail_site", folder, dirs_exist_ok=True)
    text, body = template(page)
    (folder / "templates" / "reading").mkdir(parents=True, exist_ok=True)
    (folder / "templates" / "reading" / "article_page.html").write_text(text, encoding="utf-8")
    (folder / "body.html").write_text(body, encoding="utf-8")
    with redis(folder) as redis_port:
        env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        env |= {"PEER_FOLDER": str(folder), "PEER_REDIS": str(redis_port), "PEER_TITLE": title}
        call(str(programs / "python"), "fill.py", env=env, cwd=folder)
        port = free_port()
        command = granian(port, application="site_wsgi:application", program=programs)
        with server(command, port, "/article/", env=env, cwd=folder):
            yield port, redis_port


def main() -> None:
    quick = os.environ.get("BENCH") == "quick"
    if lacking := missing("wrk", "nginx", "redis-server"):
        sys.exit(f"bench-peers needs {', '.join(lacking)}")
    folder = Path(tempfile.mkdtemp(prefix="huanghuai-peers-"))
    kept = Path(os.environ["BENCH_DIR"]).resolve() if os.environ.get("BENCH_DIR") else folder / "sets"
    try:
        prepare(kept / "demo")
        article, _channel = front_article()
        programs = virtual_environment(kept / "peers")
        version = subprocess.check_output([programs / "pip", "show", "wagtail"], text=True).split("\n")[1]
        print(f"Wagtail, {version}", file=sys.stderr)
        measure(programs, folder, article, ROUNDS[quick], SECONDS[quick])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(programs: Path, folder: Path, article: str, rounds: int, seconds: int) -> None:
    """Run the three side by side and say the figures."""
    ours, files = free_port(), free_port()
    with contextlib.ExitStack() as running:
        running.enter_context(server(granian(ours), ours, "/healthz"))
        warm(ours, article)
        page = fetch(ours, article).decode()
        headline = HEADLINE.search(page)
        title = re.sub(r"<[^>]*>", "", headline[0]) if headline else ""
        theirs, redis_port = running.enter_context(wagtail(programs, folder / "wagtail", page, title))
        other = fetch(theirs, "/article/").decode()
        if title not in other or abs(len(other) / len(page) - 1) > ALIKE:
            sys.exit(f"bench: the pages are not alike: {len(page)} and {len(other)} characters")
        running.enter_context(
            server(static_site(folder / "static", files, {"a.html": page.encode()}), files, "/a.html")
        )
        found, before = [], cache_hits(redis_port)
        for _round in range(rounds):
            as_file = wrk(files, "/a.html", seconds)
            found.append((wrk(ours, article, seconds), wrk(theirs, "/article/", seconds), as_file))
        if cache_hits(redis_port) - before < sum(rate for _ours, rate, _file in found) * seconds:
            sys.exit("bench: Wagtail was not answered from its cache")
    say("nginx_static", statistics.median(file for *_rates, file in found), "requests/s")
    say("article_stored_granian", statistics.median(rate for rate, *_rest in found), "requests/s")
    say("article_wagtail_redis", statistics.median(rate for _ours, rate, _file in found), "requests/s")
    say("article_stored_granian_near", statistics.median(rate / file for rate, _theirs, file in found), "ratio")
    say("article_wagtail_redis_near", statistics.median(rate / file for _ours, rate, file in found), "ratio")
    say("article_stored_over_wagtail", statistics.median(ours / theirs for ours, theirs, _file in found), "ratio")


if __name__ == "__main__":
    main()
