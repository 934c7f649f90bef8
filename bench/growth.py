"""What pages and searches cost over a million stories, and how many times as much as over ten thousand.

growth_<page>_<db>                           time over 1,000,000 stories / time over 10,000, medians of rounds in turn
search_newest_p95_ms_<db>  search_ranked_p95_ms_<db>     a question read and answered, its 20 stories loaded
search_page_ms_<db>                          the page of results, newest first (median)

Each data set is made once and kept in the folder of the bench (make it again: delete it there). All public pages of
one size are measured, found from the routes; site maps, which list every address there is, are left out. Bodies have
300 characters, those of the newest 100,000 stories all of theirs. As a program it answers for one data set.
"""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from search import QUESTIONS

ROOT = Path(__file__).resolve().parent.parent
SMALL, LARGE, WHOLE = 10_000, int(os.environ.get("BENCH_STORIES", "1_000_000")), 100_000
ROUNDS, ASKED = 25, 4
PLACE = 2_000  # of the story whose page is measured: in both data sets, and not the newest
NO_PAGES = {"sitemap-index", "sitemap-flat", "sitemap-articles"}


def measure(say: Callable[[str, float, str], None], kept: Path) -> None:
    """Report both databases, one after the other."""
    for name in ("sqlite", "postgresql"):
        with contextlib.ExitStack() as stack:
            small, large = (stack.enter_context(answering(name, size, kept / "growth")) for size in (SMALL, LARGE))
            rounds = [(ask(small, "pages"), ask(large, "pages")) for _turn in range(ROUNDS + 1)][1:]
            for page in rounds[0][0]:
                times = [statistics.median(side[page] for side in sides) for sides in zip(*rounds, strict=True)]
                say(f"growth_{page}_{name}", times[1] / times[0], "ratio")
            for row, value in ask(large, "search").items():
                say(f"{row}_{name}", value, "ms")


@contextlib.contextmanager
def answering(database: str, size: int, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that answers for a data set; it makes the data set first where there is none."""
    data = folder / f"{database}-{size}"
    data.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "DATA_DIR": str(data), "ENVIRONMENT": "development", "SECRET_KEY": "only-for-measuring"}
    env |= {"ALLOWED_HOSTS": "testserver", "SEARCHES_PER_MINUTE": "1000000", "LOG_LEVEL": "ERROR", "SITE_URL": ""}
    env |= {"DATABASE_URL": f"sqlite:///{data}/db.sqlite3", "STATIC_ROOT": str(data / "static")}
    command = [sys.executable, str(Path(__file__).resolve()), str(size)]
    if database == "postgresql":
        keep = ["--keep", str(data / "pg")] if os.environ.get("BENCH_DIR") else []
        command = [sys.executable, str(ROOT / "scripts/private_postgres.py"), *keep, "--", *command]
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            ask(process, "ready")
            yield process
        finally:
            if process.stdin:
                process.stdin.close()
            process.wait(60)


def ask(process: subprocess.Popen[str], what: str) -> dict[str, float]:
    """Let a process do something and return what it says."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("The process has no pipes.")
    print(what, file=process.stdin, flush=True)
    answer = process.stdout.readline()
    if not answer:
        sys.exit("bench: a data set for growth could not be made or read")
    found: dict[str, float] = json.loads(answer)
    return found


def main(size: int, told: IO[str]) -> None:
    """Make the data set if need be, then answer each line of stdin with one."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huanghuai.settings")
    import django  # noqa: PLC0415 - the settings read the environment that this process was given

    django.setup()
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    from news.demo.archive import fill_archive  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    done = Path(os.environ["DATA_DIR"]) / "done"
    if not done.exists():
        root, _made = User.objects.get_or_create(username="root", is_staff=True, is_superuser=True)
        fill_archive(size, whole=WHOLE, by=root)
        done.touch()
    for line in sys.stdin:
        answer = {"ready": dict, "pages": pages, "search": searches}[line.strip()]()
        print(json.dumps(answer), file=told, flush=True)


def pages() -> dict[str, float]:
    """Return milliseconds of each page, each asked for once."""
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from news.demo.seed import FIRST_NUMBER  # noqa: PLC0415
    from news.models import Article  # noqa: PLC0415
    from tests.every_page import reader_addresses  # noqa: PLC0415

    story = Article.objects.select_related("channel").get(pk=FIRST_NUMBER + PLACE)
    reader, desk, found = Client(), Client(), {}
    desk.force_login(User.objects.get(username="root"))
    asked: list[tuple[str, Client, str]] = [
        (name.replace("-", "_"), reader, address)
        for name, address in reader_addresses(story).items()
        if name not in NO_PAGES and "?" not in name
    ]
    for name, client, address in [*asked, ("admin_articles", desk, reverse("admin:news_article_changelist"))]:
        start = time.perf_counter()
        answer: Any = client.get(address)
        if answer.streaming:
            list(answer.streaming_content)
        if answer.status_code == 200:
            found[name] = (time.perf_counter() - start) * 1000
    return found


def searches() -> dict[str, float]:
    """Return what questions cost: rare and common words, phrases, words in vain."""
    from django.test import Client  # noqa: PLC0415

    from news.reading.search import stories  # noqa: PLC0415
    from news.search.asking import read  # noqa: PLC0415
    from news.search.finding import find  # noqa: PLC0415

    client = Client()
    times: dict[str, list[float]] = {"newest": [], "ranked": [], "page": []}
    for turn in range(ASKED + 1):
        for question in QUESTIONS:
            for kind, newest in (("newest", True), ("ranked", False)):
                start = time.perf_counter()
                numbers = find(read(question), by_time=newest).numbers
                stories(numbers)
                if turn:
                    times[kind].append((time.perf_counter() - start) * 1000)
            start = time.perf_counter()
            client.get("/search/", {"q": question, "sort": "new"})
            if turn:
                times["page"].append((time.perf_counter() - start) * 1000)
    worst = {f"search_{kind}_p95_ms": statistics.quantiles(times[kind], n=20)[-1] for kind in ("newest", "ranked")}
    return {**worst, "search_page_ms": statistics.median(times["page"])}


if __name__ == "__main__":
    answers, sys.stdout = sys.stdout, sys.stderr  # what commands print is no answer
    main(int(sys.argv[1]), answers)
