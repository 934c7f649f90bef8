"""What a publish costs a host that keeps many pages of its channel, beside one that keeps few.

purge_growth   time of a publish (sign-off to acknowledgement) with 100,000 stored article pages of the channel, over
               that with 100: medians of publishes that take turns (BENCH=quick: 10,000 and 100)
purge_pages    stored pages that such a publish drops, at most

The stored pages are made through the store's own door, with the tags of article pages that a server of the site really
stored; only the story's own number in them is another. The text is short: nothing reads it.
"""

import contextlib
import dataclasses
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from desk import desk
from servers import fetch, free_port, granian, server

FEW, MANY = 100, {True: 10_000, False: 100_000}
ROUNDS = {True: 8, False: 25}
WARM_UP = 2
FIRST_NUMBER = 5_000_000_000  # of the stories that do not exist
MEMORY = 2048 * 1024 * 1024


def stored_articles(folder: Path, channel: str) -> list[tuple[str, str, object]]:
    """Let a server store the newest articles of the channel; return number, key and page of each."""
    from news.pagestore.shelf import Shelf  # noqa: PLC0415 - servers has made the path

    port = free_port()
    with server(granian(port, workers=1), port, "/healthz", env=dict(os.environ, DATA_DIR=str(folder))):
        listed = fetch(port, f"/{channel}/").decode()
        for address in dict.fromkeys(re.findall(rf"/{channel}/\d{{4}}-\d\d-\d\d/\d+\.html", listed)):
            fetch(port, address)
    shelf = Shelf(folder / "pages", MEMORY)
    found = []
    for key in shelf.addresses():
        number, page = re.search(rf"/{channel}/[\d-]+/(\d+)\.html$", key), shelf.get(key)
        if number and page:
            found.append((number[1], key, page))
    if not found:
        sys.exit("bench: no article's page was stored")
    return found


def fill(folder: Path, count: int, samples: list[tuple[str, str, object]]) -> None:
    """Keep `count` pages like the samples in this host's store."""
    from news.pagestore.shelf import Shelf  # noqa: PLC0415 - servers has made the path

    shelf = Shelf(folder / "pages", MEMORY)
    since = shelf.sequence()
    for place in range(count):
        number, key, page = samples[place % len(samples)]
        other = str(FIRST_NUMBER + place)
        tags = frozenset(other.join(tag.split(number)) for tag in page.tags)
        made = dataclasses.replace(page, tags=tags, pieces=(b"<p>text</p>",), names=(), expires=float("inf"))
        if not shelf.put(key.replace(number, other), made, since):
            sys.exit("bench: the store refuses a page")


def measure(say: Callable[[str, float, str], None], folder: Path, channel: str, quick: bool) -> None:
    """Say the figures, for the database that the environment names."""
    from news.pagestore.shelf import Shelf  # noqa: PLC0415 - servers has made the path

    samples = stored_articles(folder / "sample", channel)
    hosts = {folder / "few": FEW, folder / "many": MANY[quick]}
    times: dict[Path, list[float]] = {host: [] for host in hosts}
    with contextlib.ExitStack() as running:
        desks = {}
        for host, count in hosts.items():
            fill(host, count, samples)
            desks[host] = running.enter_context(desk(dict(os.environ, DATA_DIR=str(host))))
        for turn in range(ROUNDS[quick] + WARM_UP):
            for host in hosts if turn % 2 else reversed(hosts):
                number = desks[host].write(f"第{turn}天的早市{host.name}", channel)
                start = time.perf_counter()
                desks[host].publish(number)
                if turn >= WARM_UP:
                    times[host].append(time.perf_counter() - start)
    few, many = (statistics.median(found) for found in times.values())
    shelf = Shelf(folder / "many" / "pages", MEMORY)
    dropped = [count for *_rest, count in shelf.told(limit=ROUNDS[quick])]
    if not dropped or shelf.status().pages < MANY[quick] // 2:
        sys.exit("bench: the publishes did not reach the store, or emptied it")
    say("purge_growth", many / few, "ratio")
    say("purge_pages", max(dropped), "pages")
