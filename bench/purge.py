"""What a publish costs a host that keeps many pages of its channel, beside one that keeps few.

purge_growth   time of a publish (sign-off to acknowledgement) with 100,000 stored article pages of the channel, over
               that with 100: medians of publishes that take turns (BENCH=quick: 10,000 and 100)
purge_pages    stored pages that such a publish drops, at most

Each host has a web process. Before each publish it is asked for the front page, the list of the channel and the
stories of its first page, so these are stored as readers would have them. The many others are made like those, through
the store's own door, with the numbers of other stories in their tags; nothing reads their text. No copy is made of the
oldest story: it alone has no neighbour and looks at the whole list instead.
"""

import contextlib
import dataclasses
import itertools
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk import desk
from servers import fetch, free_port, granian, server

FEW, MANY = 100, {True: 10_000, False: 100_000}
ROUNDS = {True: 8, False: 25}
WARM_UP = 2
FIRST_NUMBER = 5_000_000_000  # of the stories that do not exist
MEMORY = 2048 * 1024 * 1024


def shelf_of(folder: Path) -> Any:
    from news.pagestore.shelf import Shelf  # noqa: PLC0415 - servers has made the path

    return Shelf(folder / "pages", MEMORY)


def read(port: int, channel: str) -> None:
    """Ask for what readers ask for most; it is stored then."""
    fetch(port, "/")
    listed = fetch(port, f"/{channel}/").decode()
    for address in dict.fromkeys(re.findall(rf"/{channel}/\d{{4}}-\d\d-\d\d/\d+\.html", listed)):
        fetch(port, address)


def fill(shelf: Any, count: int, channel: str) -> None:
    """Keep `count` pages like those of the channel's stories that are stored already."""
    articles = [key for key in shelf.addresses() if re.search(rf"/{channel}/[\d-]+/\d+\.html$", key)]
    pages = [page for page in map(shelf.get, articles) if page]
    samples = [page for page in pages if not any(tag.startswith("channel:") for tag in page.tags)]
    if len(samples) < max(len(pages) - 1, 1):
        sys.exit("bench: the stored pages of articles depend on the list of their channel, or there are none")
    since, numbers = shelf.sequence(), itertools.count(FIRST_NUMBER)
    prefix = articles[0].rpartition("/")[0]
    for _place, page in zip(range(count), itertools.cycle(samples), strict=False):
        tags = frozenset(f"article:{next(numbers)}" if tag.startswith("article:") else tag for tag in page.tags)
        made = dataclasses.replace(page, tags=tags, pieces=(b"<p>text</p>",), names=(), expires=float("inf"))
        if not shelf.put(f"{prefix}/{next(numbers)}.html", made, since):
            sys.exit("bench: the store refuses a page")


def measure(say: Callable[[str, float, str], None], folder: Path, channel: str, quick: bool) -> None:
    """Say the figures, for the database that the environment names."""
    counts = {folder / "few": FEW, folder / "many": MANY[quick]}
    times: dict[Path, list[float]] = {host: [] for host in counts}
    with contextlib.ExitStack() as running:
        desks, ports = {}, {}
        for host, count in counts.items():
            env, ports[host] = dict(os.environ, DATA_DIR=str(host)), free_port()
            running.enter_context(server(granian(ports[host], workers=1), ports[host], "/healthz", env=env))
            read(ports[host], channel)
            fill(shelf_of(host), count, channel)
            desks[host] = running.enter_context(desk(env))
        for turn in range(ROUNDS[quick] + WARM_UP):
            for host in counts if turn % 2 else reversed(counts):
                number = desks[host].write(f"第{turn}天的早市{host.name}", channel)
                for port in ports.values():
                    read(port, channel)
                start = time.perf_counter()
                desks[host].publish(number)
                if turn >= WARM_UP:
                    times[host].append(time.perf_counter() - start)
    few, many = (statistics.median(found) for found in times.values())
    shelf = shelf_of(folder / "many")
    dropped = [entry.many for entry in shelf.told(limit=100)]
    if not any(dropped) or shelf.status().pages < MANY[quick]:
        sys.exit(f"bench: the publishes did not reach the store, or emptied it: {shelf.status()}")
    say("purge_growth", many / few, "ratio")
    say("purge_pages", max(dropped), "pages")
