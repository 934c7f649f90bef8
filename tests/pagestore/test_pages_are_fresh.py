"""Whatever happens to the newspaper, a stored page is what a fresh rendering would be, at every address."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from difflib import unified_diff
from itertools import islice
from random import Random
from typing import Any

import pytest
from django.db import transaction

from news.pagestore.wrapper import PageStore
from news.reading import series
from tests.newsroom import clock
from tests.pagestore.asking import Reply, ask
from tests.pagestore.newspaper import FIXED, NOON, Newspaper, begin, happen

pytestmark = [pytest.mark.django_db]
GROUP = 20


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Newspaper]:
    """The newspaper at noon; the page of its series has two stories, that there may be a second one."""
    monkeypatch.setattr(series, "SIZE", 2)
    with clock(NOON):
        made = begin(NOON)
        made.remember()
    return made


def walk(seed: int, store: PageStore, site: Any, paper: Newspaper) -> int:
    """Let at most twelve things happen, with readers asking in between; then compare every page that is stored.

    Returns how many.
    """
    draw, told = Random(seed), list[str]()
    for _step in range(draw.randint(6, 12)):
        paper.now += timedelta(seconds=1)
        with clock(paper.now):
            known = [*FIXED, *paper.addresses]
            for address in draw.sample(known, min(3, len(known))):
                ask(store, address)
            told.append(happen(paper, draw))
            store.catch_up()  # as the answer to the editor waits for it
    with clock(paper.now):
        compared = 0
        for address in (*FIXED, *paper.addresses):
            if store.has(f"http://localhost{address}"):
                kept, fresh = ask(store, address), ask(site, address)
                assert kept.shown == fresh.shown, difference(
                    f"{seed}: {address} ({kept.store}) after {told}", kept, fresh
                )
                compared += 1
    return compared


def difference(what: str, kept: Reply, fresh: Reply) -> str:
    """Say where a stored page and a fresh one part."""
    lines = unified_diff(kept.body.decode().splitlines(), fresh.body.decode().splitlines(), "stored", "fresh", n=0)
    return "\n".join([what, f"{kept.status} {fresh.status}", *islice((line[:300] for line in lines), 20)])


def walk_all(first: int, new_store: Callable[[], PageStore], site: Any, paper: Newspaper) -> None:
    """Walk a group of seeds, each from the same beginning."""
    compared = 0
    for seed in range(first, first + GROUP):
        here = Newspaper(paper.now, paper.channels, paper.chief, list(paper.numbers), dict(paper.addresses))
        with transaction.atomic():
            compared += walk(seed, new_store(), site, here)
            transaction.set_rollback(True)
    assert compared > GROUP


@pytest.mark.sqlite_only
@pytest.mark.parametrize("first", range(0, 200, GROUP))
def test_a_stored_page_equals_a_fresh_one(
    first: int, new_store: Callable[[], PageStore], site: Any, paper: Newspaper
) -> None:
    walk_all(first, new_store, site, paper)


@pytest.mark.long
@pytest.mark.sqlite_only
@pytest.mark.parametrize("first", range(200, 2000, GROUP))
def test_a_stored_page_equals_a_fresh_one_at_length(
    first: int, new_store: Callable[[], PageStore], site: Any, paper: Newspaper
) -> None:
    walk_all(first, new_store, site, paper)


@pytest.mark.postgres_only
@pytest.mark.parametrize(
    "first", [2000, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2020, 2200, GROUP))]
)
def test_a_stored_page_equals_a_fresh_one_on_postgresql(
    first: int, new_store: Callable[[], PageStore], site: Any, paper: Newspaper
) -> None:
    walk_all(first, new_store, site, paper)
