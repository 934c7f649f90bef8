"""What is asked, counted without a query in the request: lines in a file, taken into the table by the worker.

Kept are a question's folded words and whether something was found. No time, no address, no person; of rare questions
nothing for long.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from news.models import SearchCount
from news.search.asking import normal
from news.text.folding import folded

MOST_BYTES = 4_000_000  # the file is not written to beyond that
MOST_ROWS = 5_000
KEPT = timedelta(days=90)
LONGEST = 40


def note_question(question: str, *, found: bool) -> None:
    """Write down that something was asked. A disk that is full or read-only costs the count, not the answer."""
    term = folded(normal(question))[:LONGEST].strip()
    if not term:
        return
    file = _file()
    with suppress(OSError):
        if file.exists() and file.stat().st_size > MOST_BYTES:
            return
        with file.open("ab", buffering=0) as log:  # one write, appended whole
            log.write(json.dumps([term, int(found)], ensure_ascii=False).encode() + b"\n")


def collect() -> int:
    """Take what was written into the table and keep that bounded; returns how many questions. Run by the worker."""
    taken = 0
    for file in _taken():
        asked: Counter[str] = Counter()
        in_vain: Counter[str] = Counter()
        for term, found in _lines(file):
            asked[term] += 1
            in_vain[term] += not found
        _add(asked, in_vain)
        file.unlink(missing_ok=True)
        taken += asked.total()
    if taken:
        _bound()
    return taken


def _file() -> Path:
    return Path(settings.DATA_DIR) / "searches.log"


def _taken() -> list[Path]:
    """Set the file aside, so that writers begin another; one left by a crash is taken too."""
    file = _file()
    if file.exists():
        file.rename(file.with_name(f"searches.{time.time_ns()}.taken"))
    return sorted(file.parent.glob("searches.*.taken"))


def _lines(file: Path) -> Iterator[tuple[str, bool]]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                term, found = json.loads(line)
            except ValueError:  # cut off by a crash
                continue
            yield str(term)[:LONGEST], bool(found)


def _add(asked: Counter[str], in_vain: Counter[str]) -> None:
    today = timezone.localdate()
    with transaction.atomic():
        terms = sorted(asked)
        known = set()
        for start in range(0, len(terms), 500):
            part = terms[start : start + 500]
            known |= set(SearchCount.objects.filter(term__in=part).values_list("term", flat=True))
        new = (SearchCount(term=term, last_day=today) for term in terms if term not in known)
        SearchCount.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
        for term in terms:
            SearchCount.objects.filter(term=term).update(
                asked=F("asked") + asked[term], in_vain=F("in_vain") + in_vain[term], last_day=today
            )


def _bound() -> None:
    SearchCount.objects.filter(last_day__lt=timezone.localdate() - KEPT).delete()
    kept = SearchCount.objects.order_by("-asked", "-last_day", "-pk").values_list("pk", flat=True)
    surplus = list(kept[MOST_ROWS : MOST_ROWS + 5_000])
    SearchCount.objects.filter(pk__in=surplus).delete()
