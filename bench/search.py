"""What a search costs in process, over demo articles on SQLite and on a private PostgreSQL.

search_write_ms_<db>                  the index rows of one story written (median)
search_{newest,ranked}_page_ms_<db>   the page of results (p95)

Over 20,000 articles (BENCH=quick: 3,000); growth.py asks a million. Run as a program it measures the database that
DATABASE_URL names.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = {True: 3_000, False: 20_000}
# rare and common words, two words, a phrase, one left out, a name, letters, traditional characters, in vain
QUESTIONS = (
    "徐州", "云龙湖", "供暖", "城市书房", "大运河", "汉画像石", "老旧小区 改造", "“黄河故道”", "公园 -口袋",
    "沈知禾", "5G", "AI", "2026", "知識產權", "市民", "之3", "乡村 小麦", "铁路", "图书馆 夜间", "查无此词的词",
)  # fmt: skip


def measure(say: Callable[[str, float, str], None], quick: bool) -> None:
    """Report both databases; each is measured by this file in a process and a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "DATA_DIR": folder, "BENCH": "quick" if quick else "", "SEARCHES_PER_MINUTE": "1000000"}
        env |= {"SECRET_KEY": "only-for-measuring", "ENVIRONMENT": "development", "ALLOWED_HOSTS": "testserver"}
        env["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"
        postgres = [sys.executable, str(ROOT / "scripts/private_postgres.py"), "--"]
        for before in ([], postgres):
            command = [*before, sys.executable, str(Path(__file__).resolve())]
            done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
            for line in done.stdout.splitlines():
                if line.startswith("{"):
                    row = json.loads(line)
                    say(row["name"], row["value"], row["unit"])


def main() -> None:
    """Fill the database and measure it."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huanghuai.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from news.demo.seed import seed  # noqa: PLC0415
    from news.models import Article  # noqa: PLC0415
    from news.search.index import show_live  # noqa: PLC0415

    quick = os.environ.get("BENCH") == "quick"
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for _done in seed(ARTICLES[quick]):
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client, times = Client(), {"newest": [], "ranked": []}
    for turn in range(2 if quick else 6):
        for question in QUESTIONS:
            for kind, sort in (("newest", "new"), ("ranked", "")):
                start = time.perf_counter()
                answer = client.get("/search/", {"q": question, "sort": sort})
                took = (time.perf_counter() - start) * 1000
                if answer.status_code != 200:
                    sys.exit(f"bench: /search/?q={question} answered {answer.status_code}")
                if turn:  # the first round fills caches
                    times[kind].append(took)
    written = []
    for article in Article.objects.live().newest()[:50]:
        start = time.perf_counter()
        with transaction.atomic():
            show_live(article, ["书房"], ())
        written.append((time.perf_counter() - start) * 1000)
    name = connection.vendor
    rows = [(f"search_{kind}_page_ms_{name}", statistics.quantiles(took, n=20)[-1]) for kind, took in times.items()]
    for label, value in [*rows, (f"search_write_ms_{name}", statistics.median(written))]:
        print(json.dumps({"name": label, "value": round(value, 3), "unit": "ms"}), flush=True)


if __name__ == "__main__":
    main()
