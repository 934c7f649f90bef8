"""From a publish to its page, on two hosts with page stores of their own and one PostgreSQL.

publish_visible_poll_p50_ms    publish_visible_poll_p99_ms      hosts that look at the purge log ten times a second
publish_visible_notify_p50_ms  publish_visible_notify_p99_ms    hosts that are told by NOTIFY

The clock starts when `manage.py article batch`, on the first host, acknowledges the publish; it stops when both hosts
link to the story in the list of its channel and show it at its address, both of which were stored just before (the
address as a 404). 240 publishes each, at times that no clock of the site knows (BENCH=quick: 40).

Run as a program it prepares and measures the database that DATABASE_URL names, and does purge.py on it as well.
"""

import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import purge
from desk import desk
from servers import ENVIRONMENT, ROOT, call, free_port, granian, server

PUBLISHES = {True: 40, False: 240}
CHANNEL = "news/yaowen"
PATIENCE = 10.0
STEP = 0.004  # seconds between two looks: without a pause the reader takes the time that the hosts need
SHANGHAI = ZoneInfo("Asia/Shanghai")
SEED = 20260101


class Host:
    """A host of the site with one web process, asked over one connection that is kept."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def get(self, address: str) -> tuple[int, str]:
        self.connection.request("GET", address)
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode()

    def shows(self, title: str, address: str) -> bool:
        """Whether a reader of this host finds the story, in the list and at its address."""
        if address not in self.get(f"/{CHANNEL}/")[1]:
            return False
        status, page = self.get(address)
        return status == 200 and title in page

    def wait(self, title: str, address: str) -> float:
        """Return when (time.perf_counter) it shows the story; ends the measurement when it never does."""
        until = time.monotonic() + PATIENCE
        while not self.shows(title, address):
            if time.monotonic() > until:
                sys.exit(f"bench: {address} was not seen within {PATIENCE:g} s")
            time.sleep(STEP)
        return time.perf_counter()


def measure(say: Callable[[str, float, str], None], quick: bool) -> None:
    """Report everything; it is measured by this file in a process, a folder and a cluster of its own."""
    with tempfile.TemporaryDirectory(prefix="huanghuai-visible-") as folder:
        env = {**os.environ, **ENVIRONMENT, "BENCH": "quick" if quick else "", "DATA_DIR": folder}
        env |= {"STATIC_ROOT": f"{folder}/static"}
        postgres = [sys.executable, str(ROOT / "scripts/private_postgres.py"), "--autovacuum", "--"]
        command = [*postgres, sys.executable, str(Path(__file__).resolve())]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout or ():
                row = json.loads(line)
                say(row["name"], row["value"], row["unit"])
    if process.returncode:
        sys.exit("bench: what a publish costs could not be measured")


def publishes(folder: Path, count: int, *, notify: bool) -> list[float]:
    """Return how many milliseconds each publish took to be seen on both hosts."""
    chance, found = random.Random(SEED), []
    name = "notify" if notify else "poll"
    environments = [
        dict(os.environ, DATA_DIR=str(folder / f"{name}-{host}"), PAGES_LISTEN="true" if notify else "false")
        for host in ("first", "second")
    ]
    with ExitStack() as running:
        watchers = running.enter_context(ThreadPoolExecutor(2))
        writer = running.enter_context(desk(environments[0]))
        ready = [(title, writer.write(title, CHANNEL)) for title in (f"早市第{n}次开张{name}" for n in range(count))]
        hosts = []
        for environment in environments:
            port = free_port()
            running.enter_context(server(granian(port, workers=1), port, "/healthz", env=environment))
            hosts.append(Host(port))
        for title, number in ready:
            address = f"/{CHANNEL}/{datetime.now(SHANGHAI):%Y-%m-%d}/{number}.html"
            for host in hosts:
                if host.shows(title, address):
                    sys.exit(f"bench: {address} was seen before it was published")
                host.get(address)
            time.sleep(chance.random() * 0.25)
            published = writer.publish(number)
            start = time.perf_counter()
            if published["address"] != address:
                sys.exit(f"bench: {published['address']} was expected at {address}")
            seen = list(watchers.map(Host.wait, hosts, [title] * 2, [address] * 2))
            found.append((max(seen) - start) * 1000)
    return found


def main() -> None:
    """Prepare the database and say the rows."""
    quick, folder = os.environ.get("BENCH") == "quick", Path(os.environ["DATA_DIR"])
    call(sys.executable, "scripts/prepare.py")
    call(sys.executable, "scripts/collect_static.py")

    def say(name: str, value: float, unit: str) -> None:
        print(json.dumps({"name": name, "value": value, "unit": unit}), flush=True)

    for name in ("poll", "notify"):
        found = publishes(folder, PUBLISHES[quick], notify=name == "notify")
        say(f"publish_visible_{name}_p50_ms", statistics.median(found), "ms")
        say(f"publish_visible_{name}_p99_ms", statistics.quantiles(found, n=100)[-1], "ms")
    purge.measure(say, folder, CHANNEL, quick)


if __name__ == "__main__":
    main()
