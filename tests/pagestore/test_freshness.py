"""What is dropped is nowhere any more: in no process, with no clock, whatever was under way."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from news.pagestore.memory import Memory, Served
from news.pagestore.shelf import FILE, LogRead, LogRow, Shelf, StoredPage
from tests.pagestore.tiny import MORNING, Text, Tiny, get

ALWAYS = float("inf")


@pytest.fixture
def paper(tmp_path: Path) -> Tiny:
    """A site of two pages, the second with a fragment."""
    made = Tiny(tmp_path)
    made.texts = {"/a/": Text(b"a1", ("article:1",)), "/b/": Text(b"b1 " + made.hole("hot"), ("article:2",))}
    made.fragments["hot"] = ("h1", ("hot:day",))
    return made


def stored(*tags: str, expires: float = ALWAYS, body: bytes = b"x") -> StoredPage:
    """Return a page for a shelf."""
    return StoredPage(200, (), (body,), (), frozenset({"all", *tags}), expires)


def test_a_change_reaches_all_processes_and_throws_nothing_else_away(paper: Tiny) -> None:
    one, two = paper.store(), paper.store()
    assert [get(store, page).store for store in (one, two) for page in ("/a/", "/b/")] == ["miss"] * 2 + ["hit"] * 2
    paper.texts["/a/"].body = b"a2"
    paper.log.write("article:1")
    one.catch_up()
    assert (get(two).body, get(one).body) == (b"a2", b"a2")
    assert [get(store, "/b/").store for store in (one, two)] == ["hit", "hit"]
    assert paper.asked.count("/b/") == 1


def test_a_write_is_on_the_pages_before_its_answer(paper: Tiny) -> None:
    one, two = paper.store(), paper.store()
    get(one), get(two)

    def save() -> None:
        paper.texts["/a/"].body = b"a2"
        paper.log.write("article:1")

    paper.texts["/desk/"] = Text(b"saved", before=save)
    get(one, "/desk/", method="POST")
    assert (get(two).body, get(one).body) == (b"a2", b"a2")


def test_a_fragment_is_joined_anew_and_the_page_is_not_rendered(paper: Tiny) -> None:
    store = paper.store()
    before = get(store, "/b/")
    assert before.body == b"b1 h1"
    paper.fragments["hot"] = ("h2", ("hot:day",))
    paper.log.write("hot:day")
    store.catch_up()
    after = get(store, "/b/")
    assert (after.body, after.store) == (b"b1 h2", "hit")
    assert after.headers["ETag"] != before.headers["ETag"]
    assert (paper.asked, paper.made) == (["/b/"], ["hot", "hot"])


def test_a_page_purged_while_it_is_rendered_is_rendered_anew(paper: Tiny) -> None:
    store = paper.store()
    text = paper.texts["/a/"]

    def correct() -> None:
        text.before = lambda: None
        text.body = b"a2"
        paper.log.write("article:1")

    text.before = correct
    assert get(store).body == b"a2"
    assert (get(store).body, get(store).store) == (b"a2", "hit")
    assert paper.asked == ["/a/", "/a/"]


def test_a_page_purged_at_every_rendering_is_served_and_not_kept(paper: Tiny) -> None:
    store = paper.store()
    paper.texts["/b/"].before = lambda: paper.log.write("article:2")
    assert get(store, "/b/").body == b"b1 h1"
    assert store.shelf.get("http://localhost/b/") is None
    paper.texts["/b/"] = Text(b"b2", ("article:2",))
    assert get(store, "/b/").body == b"b2"


def test_nobody_is_stale_for_more_than_a_second_when_nobody_looks_into_the_log(paper: Tiny) -> None:
    store = paper.store()
    get(store)
    paper.texts["/a/"].body = b"a2"
    paper.log.write("article:1")
    paper.now += 0.9
    assert get(store).body == b"a1"
    paper.now += 0.2
    assert get(store).body == b"a2"


def test_readers_after_a_silence_wait_for_the_one_who_reads_the_log(paper: Tiny) -> None:
    store = paper.store()
    get(store)
    paper.texts["/a/"].body = b"a2"
    paper.log.write("article:1")
    paper.now += 30
    inside, go_on, real = threading.Event(), threading.Event(), paper.log.read

    def slow(position: int) -> LogRead:
        inside.set()
        assert go_on.wait(10)
        return real(position)

    paper.log.read = slow  # type: ignore[method-assign]
    bodies: list[bytes] = []
    threads = [threading.Thread(target=lambda: bodies.append(get(store).body)) for _turn in range(3)]
    for thread in threads:
        thread.start()
        assert inside.wait(10)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert bodies == [b"a2"] * 3


def test_nobody_waits_for_a_reader_of_the_log_who_hangs(paper: Tiny) -> None:
    store = paper.store()
    get(store)
    paper.now += 30
    with store._asking:
        store._asked_at = time.monotonic() - 60
        began = time.monotonic()
        assert get(store).store == "detached"
        assert time.monotonic() - began < 0.4


def test_what_is_due_appears_at_its_second_with_nobody_writing(paper: Tiny) -> None:
    one, two = paper.store(), paper.store()
    paper.log.write("article:1", due=MORNING + 300)
    one.catch_up()
    get(one), get(two)
    paper.now = MORNING + 299.5
    assert (get(one).store, get(two).store) == ("hit", "hit")
    paper.texts["/a/"].body = b"a2"
    paper.now = MORNING + 300
    assert (get(one).body, get(two).body) == (b"a2", b"a2")


def test_a_page_is_not_served_at_its_own_end(paper: Tiny) -> None:
    paper.texts["/a/"].expires = MORNING + 60
    store = paper.store()
    get(store)
    paper.now = MORNING + 59.9
    assert get(store).store == "hit"
    paper.texts["/a/"] = Text(b"a2")
    paper.now = MORNING + 60
    assert get(store).body == b"a2"


def test_a_page_that_began_before_what_was_due_is_not_kept(paper: Tiny) -> None:
    store = paper.store()
    paper.log.write("article:1", due=MORNING + 10)
    store.catch_up()
    text = paper.texts["/a/"]

    def sleep() -> None:
        paper.now = MORNING + 10
        text.before, text.body = (lambda: None), b"a2"

    text.before = sleep
    assert get(store).body == b"a2"
    assert paper.asked == ["/a/", "/a/"]


def test_cut_off_from_the_log(paper: Tiny) -> None:
    paper.texts["/a/"].expires = MORNING + 1800
    store = paper.store(stale_max=3600)
    get(store), get(store, "/b/")
    paper.log.lost = True
    paper.now = MORNING + 0.5
    assert get(store).store == "hit"
    paper.now = MORNING + 1790
    assert [get(store, page).store for page in ("/a/", "/b/")] == ["detached", "detached"]
    paper.now = MORNING + 1801  # the page's own end
    assert (get(store).store, get(store, "/b/").store) == ("", "detached")
    paper.now = MORNING + 3601
    paper.texts["/b/"].status = "503 Service Unavailable"
    assert (get(store, "/b/").status, get(store, "/b/").store) == (503, "")


def test_what_was_missed_is_made_good_before_the_first_page(paper: Tiny) -> None:
    one, two = paper.store(), paper.store()
    get(one), get(two)
    paper.log.lost = True
    paper.now += 100
    assert get(one).store == "detached"
    paper.texts["/a/"].body = b"a2"
    paper.log.write("article:1")
    assert get(two).body == b"a1"
    paper.log.lost = False
    paper.now += 1.1
    assert (get(one).body, get(two).body) == (b"a2", b"a2")


def test_an_older_database_in_its_place_drops_everything_and_brings_what_is_due(paper: Tiny) -> None:
    paper.log.write(*"abcdefgh")
    store = paper.store()
    get(store), get(store, "/b/")
    paper.log.rows = paper.log.rows[:2]
    paper.log.write("article:1", due=MORNING + 50)
    paper.texts["/a/"].body = b"a2"
    store.catch_up()
    assert (get(store).body, get(store, "/b/").store) == (b"a2", "miss")
    paper.texts["/a/"].body = b"a3"
    paper.now = MORNING + 50
    store.catch_up()
    assert get(store).body == b"a3"


def test_a_clock_that_is_set_back_does_not_make_pages_fresh(paper: Tiny) -> None:
    store = paper.store()
    get(store)
    paper.now -= 3600
    store.follower.look()
    assert store.shelf.state.heard == paper.now


def test_one_renders_while_the_other_threads_wait(paper: Tiny) -> None:
    store = paper.store()
    other = paper.store()
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        inside.set()
        assert go_on.wait(10)

    paper.texts["/a/"].before = slow
    bodies: list[bytes] = []
    first = threading.Thread(target=lambda: bodies.append(get(store).body))
    first.start()
    assert inside.wait(10)
    rest = [threading.Thread(target=lambda one=one: bodies.append(get(one).body)) for one in (store, store, other)]
    for thread in rest[:2]:
        thread.start()
    assert get(store, "/b/").status == 200  # another page is not held up
    go_on.set()
    for thread in (first, *rest[:2]):
        thread.join(10)
    rest[2].start()
    rest[2].join(10)
    assert bodies == [b"a1"] * 4
    assert paper.asked.count("/a/") == 1


def test_one_renders_while_another_process_waits(paper: Tiny) -> None:
    store = paper.store()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # renders until it is told to stop, then dies with the page half made

        def stop() -> None:
            os.write(writer, b"x")
            signal.pause()

        paper.texts["/a/"].before = stop
        get(store)
        os._exit(1)
    assert os.read(reader, 1) == b"x"
    bodies: list[bytes] = []
    waiting = threading.Thread(target=lambda: bodies.append(get(store).body))
    waiting.start()
    waiting.join(0.1)
    assert waiting.is_alive()
    assert paper.asked == []
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    waiting.join(5)
    assert (bodies, paper.asked) == ([b"a1"], ["/a/"])
    for end in (reader, writer):
        os.close(end)


def test_a_child_shares_what_its_parent_stored_and_drops(paper: Tiny) -> None:
    store = paper.store()
    get(store)
    paper.log.write("article:1")
    child = os.fork()
    if child == 0:
        good = get(store).store == "hit" and get(store, "/b/").store == "miss"
        store.catch_up()
        os._exit(0 if good else 1)
    assert os.waitpid(child, 0)[1] == 0
    paper.texts["/a/"].body = b"a2"
    assert get(store).body == b"a2"
    assert get(store, "/b/").store == "hit"


def test_a_process_killed_within_a_change_leaves_nothing_stale(paper: Tiny) -> None:
    """Before the commit: nothing happened, and the others read the log themselves. After it: they were told."""
    store = paper.store()
    get(store)
    paper.texts["/a/"].body = b"a2"
    paper.log.write("article:1")
    child = os.fork()
    if child == 0:
        with store.shelf._writing() as connection:
            store.shelf._purge(connection, {"article:1"})
            store.shelf.state.sequence += 1
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    store.follower.look()
    assert store.shelf.state.sequence == store.shelf.sequence()
    assert get(store).body == b"a2"
    paper.log.write("article:1")
    child = os.fork()
    if child == 0:
        store.catch_up()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    paper.texts["/a/"].body = b"a3"
    assert get(store).body == b"a3"


def test_two_changes_at_once_leave_the_higher_number(tmp_path: Path) -> None:
    shelves = [Shelf(tmp_path, 10**6) for _turn in range(2)]

    def purge(shelf: Shelf) -> None:
        for number in range(200):
            shelf.purge([f"article:{number}"])
            assert shelf.state.sequence >= began

    began = shelves[0].sequence()
    threads = [threading.Thread(target=purge, args=(shelf,)) for shelf in shelves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shelves[0].state.sequence == shelves[1].sequence() == began + 400


def test_a_file_that_breaks_while_it_is_used_is_begun_anew_and_memory_is_emptied(paper: Tiny) -> None:
    store = paper.store()
    get(store), get(store, "/b/")
    store.shelf._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with open(paper.folder / FILE, "r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 200_000)
    other = paper.store(folder=paper.folder / "other")
    assert other.shelf.sequence() > 0
    for number in range(30):
        paper.texts[f"/{number}/"] = Text(b"x" * 50, (f"article:{number}",))
        assert get(store, f"/{number}/").status == 200
    paper.texts["/a/"].body = b"a2"
    paper.log.write("article:1")
    store.follower.look()
    assert get(store).body == b"a2"
    assert (get(store).store, get(store, "/b/").status) == ("hit", 200)
    assert store.shelf.status().pages > 1


def test_a_folder_that_is_removed_while_it_is_used(paper: Tiny) -> None:
    one, two = paper.store(), paper.store()
    get(one), get(two)
    for path in paper.folder.iterdir():
        path.unlink()
    for store in (one, two):
        store.follower.look()
    paper.texts["/a/"].body = b"a2"
    paper.log.write("article:1")
    two.catch_up()
    assert (get(one).body, get(two).store) == (b"a2", "hit")
    paper.texts["/a/"].body = b"a3"
    paper.log.write("article:1")
    one.catch_up()
    assert (get(two).body, get(one).body) == (b"a3", b"a3")


def test_the_shelf_stays_within_its_bound_and_keeps_what_is_asked_for(tmp_path: Path) -> None:
    now = [MORNING]
    shelf = Shelf(tmp_path, 300_000, lambda: now[0])
    body = os.urandom(1000)
    for number in range(500):
        now[0] += 1
        shelf.put(f"page {number}", stored(f"article:{number}", body=body), shelf.sequence())
        shelf.touch(["page 0"])
        assert shelf.status().bytes <= 300_000
    kept = set(shelf.addresses())
    assert {"page 0", "page 499"} <= kept
    assert "page 1" not in kept
    shelf.purge(["all"])
    assert (shelf.status().pages, shelf.status().bytes) == (0, 0)


def test_memory_stays_within_its_bound(paper: Tiny) -> None:
    store = paper.store(memory_bytes=500_000)
    for number in range(300):
        paper.texts[f"/{number}/"] = Text(b"x" * (200 if number < 200 else 100_000), (f"article:{number}",))
        paper.now += 0.001
        get(store, f"/{number}/")
        held = {id(page): page for page in (*store.memory.aliases.values(), *store.memory._pages.values())}
        assert sum(page.size for page in held.values()) <= 500_000
    assert get(store, "/299/").store == "hit"
    assert paper.asked.count("/299/") == 1


def test_requests_are_remembered_in_bounded_number() -> None:
    memory = Memory(10**6)
    page = Served("k", 200, [], b"x", frozenset({"all"}), ALWAYS)
    memory.add(page)
    for number in range(45_000):
        memory.remember(("http", "h", "/", f"utm_x={number}"), page)
    assert len(memory.aliases) == len(page.aliases) <= 20_000
    memory.drop(["all"])
    assert not memory.aliases
    memory.remember(("http", "h", "/", ""), page)  # somebody had it in hand
    assert not memory.aliases


def test_lines_that_come_twice_or_late_are_applied_once(tmp_path: Path) -> None:
    """As on PostgreSQL: readings overlap, and a lower number comes after a higher one."""
    shelf = Shelf(tmp_path, 10**6)
    assert shelf.apply(LogRead([], 100, overlapping=True), -1) == 0

    def keep(tag: str) -> None:
        shelf.put(tag, stored(tag), shelf.sequence())

    for tag in ("a", "b"):
        keep(tag)
    first = LogRead([LogRow(7, "a", None)], 100, overlapping=True)
    assert shelf.apply(first, 100) == 1
    keep("a")
    second = LogRead([LogRow(6, "b", None), LogRow(7, "a", None)], 105, overlapping=True)
    assert shelf.apply(second, 100) == 1
    assert (shelf.get("a") is None, shelf.get("b") is None) == (False, True)
    assert shelf.apply(LogRead([LogRow(7, "a", None)], 105, overlapping=True), 105) == 0
    assert shelf.get("a") is not None
