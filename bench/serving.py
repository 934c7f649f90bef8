"""How many readers a second: stored pages by each way they are served, beside nginx with the same bytes as files.

nginx_static  nginx_static_gzip       the article's bytes as a file; the same, compressed beforehand (gzip_static)
article_stored_granian[_gzip]         the application alone, 2 processes of granian
article_stored_gunicorn               the same under gunicorn (deploy/gunicorn.conf.py)
article_stored_nginx                  through deploy/nginx.conf, before granian
home_stored_granian                   the front page
<each of these>_near                  its rate over that of the same bytes as a file, in the run next before it

wrk -t1 -c32; every figure is the median over rounds in which all take turns.
"""

import gzip
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from servers import ask, fetch, free_port, granian, gunicorn, missing, server, wrk

Say = Callable[[str, float, str], None]


def static_site(folder: Path, port: int, pages: dict[str, bytes]) -> list[str]:
    """The command of nginx with one worker and these pages as files, each also compressed."""
    from scripts.private_nginx import command  # noqa: PLC0415 - servers has made the path

    root = folder / "root"
    root.mkdir(parents=True)
    for name, page in pages.items():
        (root / name).write_bytes(page)
        (root / f"{name}.gz").write_bytes(gzip.compress(page, 6))
    return command(folder, f"server {{ listen 127.0.0.1:{port}; root {root}; gzip_static on; }}")


def warm(port: int, address: str) -> None:
    """Ask until both encodings of the page come from the store, in every process."""
    until = time.monotonic() + 10
    for compressed in (False, True):
        hits = 0
        while hits < 8:
            found = ask(port, address, compressed)[1].get("X-Store", "")
            hits = hits + 1 if found == "hit" else 0
            if not found or time.monotonic() > until:
                print(f"bench: {address} is not answered from the store (X-Store: {found or 'none'})", file=sys.stderr)
                return


@contextmanager
def sites(folder: Path, data_dir: Path, article: str) -> Iterator[dict[str, int]]:
    """All servers at once, idle until they are asked; yields their ports by name."""
    from scripts.private_nginx import nginx  # noqa: PLC0415 - servers has made the path

    ports = {name: free_port() for name in ("granian", "gunicorn", "nginx", "static")}
    with ExitStack() as running:
        running.enter_context(server(granian(ports["granian"]), ports["granian"], "/healthz"))
        running.enter_context(server(gunicorn(ports["gunicorn"]), ports["gunicorn"], "/healthz"))
        running.enter_context(nginx(ports["nginx"], ports["granian"], data_dir))
        for name in ("granian", "gunicorn"):
            warm(ports[name], article), warm(ports[name], "/")
        pages = {"article.html": fetch(ports["granian"], article), "home.html": fetch(ports["granian"], "/")}
        static = static_site(folder / "static-site", ports["static"], pages)
        running.enter_context(server(static, ports["static"], "/article.html"))
        yield ports


def measure(say: Say, folder: Path, data_dir: Path, article: str, *, rounds: int, seconds: int) -> None:
    """Say the rates and what they are beside a file; the environment names the site's database and data folder."""
    lacking = missing("wrk", "nginx")
    if lacking:
        print(f"bench: without {' and '.join(lacking)} the rates are left out", file=sys.stderr)
        return
    runs = [
        ("article_stored_granian", "granian", article, "/article.html", False),
        ("article_stored_granian_gzip", "granian", article, "/article.html", True),
        ("article_stored_gunicorn", "gunicorn", article, "/article.html", False),
        ("article_stored_nginx", "nginx", article, "/article.html", False),
        ("home_stored_granian", "granian", "/", "/home.html", False),
    ]
    pairs: dict[str, list[tuple[float, float]]] = {name: [] for name, *_rest in runs}
    with sites(folder, data_dir, article) as ports:
        for _round in range(rounds):
            for name, by, address, file, compressed in runs:
                as_file = wrk(ports["static"], file, seconds, compressed)
                pairs[name].append((wrk(ports[by], address, seconds, compressed), as_file))
    plain = [file for name, *_rest in runs[2:4] for _rate, file in pairs[name]]
    say("nginx_static", statistics.median([file for _rate, file in pairs[runs[0][0]]] + plain), "requests/s")
    say("nginx_static_gzip", statistics.median(file for _rate, file in pairs[runs[1][0]]), "requests/s")
    for name, found in pairs.items():
        say(name, statistics.median(rate for rate, _file in found), "requests/s")
        say(f"{name}_near", statistics.median(rate / file for rate, file in found), "ratio")
