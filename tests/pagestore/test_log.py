"""The purge log on PostgreSQL, with transactions that really run side by side."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction

from news.models.purging import purge
from news.pagestore.follower import Follower
from news.pagestore.recording import ALL, FOREVER
from news.pagestore.shelf import Shelf, StoredPage
from news.reading.purge_log import DatabaseLog

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres_only]
LONG = 20.0  # seconds: far longer than anything here takes; nothing is measured by it


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty store."""
    return Shelf(tmp_path, 10**6)


@pytest.fixture
def follower(shelf: Shelf) -> Follower:
    """It has read the log to its end."""
    made = Follower(shelf, DatabaseLog(), told=lambda: None)
    made.catch_up()
    return made


def keep(shelf: Shelf, *tags: str) -> None:
    """Store a page for each tag, named like it."""
    for tag in tags:
        page = StoredPage(200, (), (b"page",), (), frozenset({ALL, tag}), FOREVER)
        assert shelf.put(tag, page, shelf.sequence())


@contextmanager
def open_transaction(tag: str) -> Iterator[None]:
    """Write a line in a transaction of another connection, which commits when the block ends."""
    written, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            purge(tag)
            written.set()
            assert go_on.wait(LONG)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert written.wait(LONG)
    try:
        yield
    finally:
        go_on.set()
        thread.join(LONG)


def test_a_line_that_commits_after_a_higher_one_is_not_passed_over(shelf: Shelf, follower: Follower) -> None:
    keep(shelf, "article:1", "article:2", "article:3")
    with open_transaction("article:1"):  # its line has the lower number
        purge("article:2")
        follower.catch_up()
        assert shelf.addresses() == ["article:1", "article:3"]
        keep(shelf, "article:2")  # rendered anew: reading the same line again must not drop it
        follower.catch_up()
        assert shelf.addresses() == ["article:1", "article:2", "article:3"]
    follower.catch_up()
    assert shelf.addresses() == ["article:2", "article:3"]
    purge("article:3")
    follower.catch_up()
    assert shelf.addresses() == ["article:2"]


def test_a_line_of_a_transaction_that_failed_drops_nothing(shelf: Shelf, follower: Follower) -> None:
    keep(shelf, "article:1")
    with transaction.atomic():
        purge("article:1")
        transaction.set_rollback(True)
    follower.catch_up()
    assert shelf.addresses() == ["article:1"]


def test_who_waits_for_the_log_is_woken_by_a_commit() -> None:
    listening = DatabaseLog()
    listening.wait(0)  # from now on it hears
    woken = threading.Event()

    def wait() -> None:
        listening.wait(10 * LONG)
        woken.set()
        connection.close()

    threading.Thread(target=wait, daemon=True).start()
    purge("article:1")
    assert woken.wait(LONG)
    listening.close()
