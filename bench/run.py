"""make bench: how fast the site answers on this machine, as JSON lines {"name", "value", "unit"} on stdout.

Works in folders of its own and on 127.0.0.1 only. What is compared is measured in interleaved rounds, because machines
are noisy; the figure is the median. docs/performance.md says what the rows mean and shows a run.

article_miss_ms  home_miss_ms  channel_miss_ms   one page made from the database, in process, without a server
nginx_static[_gzip]  article_stored_*  home_stored_granian  <each>_near   readers a second (serving.py)
publish_visible_{poll,notify}_p99_ms             from a publish to its page on two hosts (visible.py)
purge_growth  purge_pages                        a publish beside 100,000 stored pages and beside 100 (purge.py)
worker_rss_mb  worker_pss_mb                     web and worker with 10,000 articles (memory.py)
picture_taken_ms  picture_renditions_ms          a 12-megapixel upload cleaned; all its copies encoded
hit_ms                                           a reader counted (reads.py)
paste_clean_ms  sanitise_ms  typeset_ms  diff_long_ms          10,000 characters with 30 pictures (clean.py)
form_save_p50_ms  form_save_p95_ms               a story of 2,000 characters with 3 pictures saved (saving.py)
search_write_ms_<db>                             a story put into the index of 20,000 (search.py)
growth_<page>_<db>  search_*_<db>                pages over a million stories and ten thousand, searches (growth.py)

BENCH=quick takes fewer rounds. BENCH=serving,memory takes only these parts. BENCH_DIR keeps the data sets.
"""

import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import clean
import growth
import memory
import pictures
import reads
import saving
import search
import serving
import visible
from servers import ENVIRONMENT, call, free_port

ARTICLE = re.compile(r'href="(?:http://[^/"]+)?(/((?:[a-z0-9-]+/)+)\d{4}-\d\d-\d\d/\d+\.html)"')


def say(name: str, value: float, unit: str) -> None:
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit}), flush=True)


def front_article() -> tuple[str, str]:
    """Return the addresses of the first article that the front page links to and of its channel."""
    from django.test import Client  # noqa: PLC0415 - the settings read the environment that main() has made

    found = ARTICLE.search(Client(headers={"host": "127.0.0.1"}).get("/").content.decode())
    if found is None:
        sys.exit("bench: the front page links to no article")
    return found[1], f"/{found[2]}"


def measure_pages(addresses: dict[str, str], rounds: int) -> None:
    """Milliseconds of each page in process: median over rounds in which the pages take turns."""
    from django.test import Client  # noqa: PLC0415 - the settings read the environment that main() has made

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


def prepare(data: Path) -> None:
    """Make (or bring up to date) the site with its demo content in `data`, and let this process be part of it."""
    data.mkdir(parents=True, exist_ok=True)
    os.environ.update(ENVIRONMENT, DATA_DIR=str(data), STATIC_ROOT=str(data / "static"), PORT=str(free_port()))
    os.environ.update(DATABASE_URL=f"sqlite:///{data}/db.sqlite3", DJANGO_SETTINGS_MODULE="huanghuai.settings")
    call(sys.executable, "scripts/compile_messages.py")
    call(sys.executable, "scripts/prepare.py")
    call(sys.executable, "scripts/collect_static.py")
    import django  # noqa: PLC0415 - the settings read the environment

    django.setup()


def main() -> None:
    asked = os.environ.get("BENCH", "")
    quick = asked == "quick"
    folder = Path(tempfile.mkdtemp(prefix="huanghuai-bench-"))
    kept = Path(os.environ["BENCH_DIR"]).resolve() if os.environ.get("BENCH_DIR") else folder / "sets"
    try:
        prepare(kept / "demo")
        article, channel = front_article()
        addresses = {"article_miss_ms": article, "home_miss_ms": "/", "channel_miss_ms": channel}
        parts: dict[str, Callable[[], None]] = {
            "pages": lambda: measure_pages(addresses, 60 if quick else 300),
            "serving": lambda: serving.measure(
                say, folder, kept / "demo", article, rounds=3 if quick else 5, seconds=1 if quick else 3
            ),
            "visible": lambda: visible.measure(say, quick),
            "memory": lambda: memory.measure(say, kept, quick),
            "reads": lambda: reads.measure(say, rounds=500 if quick else 3000),
            "pictures": lambda: pictures.measure(say, rounds=3 if quick else 7),
            "clean": lambda: clean.measure(say),
            "saving": lambda: saving.measure(say),
            "search": lambda: search.measure(say, quick),
            **({} if quick else {"growth": lambda: growth.measure(say, kept)}),
        }
        chosen = [name for name in asked.split(",") if name and not quick]
        if unknown := [name for name in chosen if name not in parts]:
            sys.exit(f"bench: there is no part {', '.join(unknown)}; there are quick and {', '.join(parts)}")
        for name, part in parts.items():
            if not chosen or name in chosen:
                part()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
