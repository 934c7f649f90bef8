"""What a host reports to the desk, what the desk shows of it, and what becomes of old lines."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from news.editorial import hosts
from news.editorial.publication import unpublish
from news.models import Article, AuditEntry, Channel, PurgeLine, SiteIdentity, StoreHost, StoreTold
from news.models.purge_rules import RULES
from news.models.purging import purge
from news.pagestore.recording import ALL, FOREVER
from news.pagestore.shelf import LogRow, StoredPage
from news.pagestore.told import MOST_SHOWN
from news.pagestore.wrapper import PageStore
from news.reading import page_store
from news.reading.hosts import ORIGINS, all_hosts, latest_changes, red_hosts
from news.reading.page_store import host_name
from news.reading.purge_log import LONGEST_AWAY, DatabaseLog
from news.views.hearing import Hearing
from tests.conftest import put_out
from tests.newsroom import clock
from tests.pagestore.asking import ask

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def hearing(store: PageStore, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hearing:
    """What this host's web process reports."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("news.views.hearing.close_old_connections", lambda: None)
    return Hearing(store.shelf, host_name())


@pytest.fixture
def manager(client: Client) -> Client:
    """A site manager at the desk."""
    user = User.objects.create_user("manager", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="site"))
    client.force_login(user)
    return client


def test_a_withdrawal_shows_what_it_refreshed_and_when_the_host_had_it(
    store: PageStore, hearing: Hearing, manager: Client, make_article: Callable[..., Article], chief: User
) -> None:
    article = make_article("要撤下的稿")
    store.catch_up()
    hearing.look()
    assert article.address
    assert ask(store, article.address).status == 200
    assert ask(store, "/").status == 200
    unpublish(article.pk, by=chief, note="核实有误。")
    store.catch_up()
    hearing.look()
    change = latest_changes()[0]
    assert change.stories == ((article.pk, "要撤下的稿"),)
    assert set(change.pages) == {article.address, "/"}
    assert [heard.milliseconds < 10_000 for heard in change.heard] == [True]
    page = manager.get("/admin/store/").content.decode()
    assert "要撤下的稿" in page
    assert f'<a href="{article.address}">' in page
    assert host_name().partition(":")[0] in page


@pytest.mark.sqlite_only
def test_lines_read_at_once_are_one_change_and_lines_of_two_readings_are_two() -> None:
    """A busy machine writes the lines of one transaction up to a second apart; SQLite does not number transactions."""
    PurgeLine.objects.all().delete()
    now = timezone.now()
    times = (0, 1, 1.2, 1.3)
    lines = PurgeLine.objects.bulk_create(
        PurgeLine(tag=f"source:{place}", at=now + timedelta(seconds=time), origin="news_source")
        for place, time in enumerate(times)
    )
    numbers = [line.pk for line in lines]
    assert len(latest_changes()) == 1
    host = StoreHost.objects.create(name="vm:/data/pages", heard_at=now)
    for first, last in ((numbers[0], numbers[1]), (numbers[2], numbers[3])):
        StoreTold.objects.create(
            host=host, at=now, first=first, last=last, pages=[f"http://localhost/{first}/"], many=1
        )
    assert [change.pages for change in latest_changes()] == [(f"/{numbers[2]}/",), (f"/{numbers[0]}/",)]


def test_dropping_everything_says_how_many_pages_went(store: PageStore) -> None:
    for place in range(MOST_SHOWN + 5):
        page = StoredPage(200, (), (b"",), (), frozenset({ALL}), FOREVER)
        assert store.shelf.put(f"http://localhost/{place}/", page, store.shelf.sequence())
    store.catch_up()
    purge(ALL)
    assert store.follower.catch_up() >= MOST_SHOWN + 5
    assert len(store.shelf.told(limit=1)[0][4]) == MOST_SHOWN
    assert store.shelf.told(limit=1)[0][5] >= MOST_SHOWN + 5


def test_two_processes_of_a_host_tell_a_reading_once(store: PageStore, hearing: Hearing) -> None:
    store.catch_up()
    hearing.look()
    purge("article:5")
    store.catch_up()
    other = Hearing(store.shelf, host_name())
    for process in (hearing, other, hearing):
        process.look()
    assert StoreTold.objects.count() == 1
    assert StoreHost.objects.get().told == store.shelf.told(limit=1)[0][0]


def test_a_change_of_the_footer_reaches_this_hosts_error_pages(
    store: PageStore, hearing: Hearing, tmp_path: Path
) -> None:
    SiteIdentity.objects.create(pk=1, name="河湾网", company="河湾传媒")
    store.catch_up()
    hearing.look()
    footer = tmp_path / "chrome" / "footer.html"
    assert "河湾传媒" in footer.read_text(encoding="utf-8")
    SiteIdentity.objects.update(company="滨河传媒")
    store.catch_up()
    hearing.look()
    assert "滨河传媒" in footer.read_text(encoding="utf-8")
    footer.unlink()
    purge("article:5")
    store.catch_up()
    hearing.look()
    assert not footer.exists()


def test_a_database_that_is_away_disturbs_nobody(
    hearing: Hearing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(_name: str) -> None:
        raise DatabaseError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(hosts, "known", away)
        broken.setattr("news.views.hearing.connection", type("Nothing", (), {"close": staticmethod(lambda: None)}))
        hearing.look()
        hearing.look()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    hearing.look()
    assert StoreHost.objects.exists()


def test_a_host_that_is_not_heard_of_is_red_on_the_page_and_the_dashboard(manager: Client) -> None:
    now = timezone.now()
    StoreHost.objects.create(name="a.example:/srv/pages", heard_at=now)
    StoreHost.objects.create(name="b.example:/srv/pages", heard_at=now - timedelta(seconds=6))
    StoreHost.objects.create(name="c.example:/srv/pages", heard_at=now, detached=True)
    assert [host.machine for host in red_hosts(now)] == ["b.example", "c.example"]
    assert "b.example 收不到更新" in manager.get("/admin/").content.decode()
    assert "不再使用" in manager.get("/admin/store/").content.decode()
    gone = StoreHost.objects.get(name__startswith="b.")
    manager.post("/admin/store/forget/", {"host": gone.pk})
    assert [host.machine for host in all_hosts(now)] == ["a.example", "c.example"]


def test_starting_afresh_empties_the_store_and_is_written_down(
    store: PageStore, manager: Client, make_article: Callable[..., Article]
) -> None:
    make_article("一")
    store.catch_up()
    ask(store, "/")
    assert manager.get("/admin/store/empty/").status_code == 405
    assert manager.post("/admin/store/empty/", follow=True).status_code == 200
    store.catch_up()
    assert store.shelf.status().pages == 0
    assert AuditEntry.objects.get(act="pages_dropped").by_name == "manager"


def test_without_the_permission_there_is_neither_page_nor_act(client: Client) -> None:
    user = User.objects.create_user("pen", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="reporter"))
    client.force_login(user)
    assert client.get("/admin/store/").status_code == 403
    client.post("/admin/store/empty/")
    assert not PurgeLine.objects.filter(tag="all", at__gt=user.date_joined).exists()
    assert not AuditEntry.objects.filter(act="pages_dropped").exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_costs_the_same_with_many_changes(
    rows: int, manager: Client, make_article: Callable[..., Article], django_assert_max_num_queries: Any
) -> None:
    host = StoreHost.objects.create(name="a.example:/srv/pages", heard_at=timezone.now())
    for place in range(rows):
        make_article(f"第{place}篇")
        last = PurgeLine.objects.latest("pk").pk
        StoreTold.objects.create(
            host=host, at=timezone.now(), first=last, last=last, pages=["http://localhost/"], many=1
        )
        moment = timezone.now()
        PurgeLine.objects.create(tag="article:1", due=moment)
        StoreTold.objects.create(
            host=host, at=moment, first=0, last=0, pages=["http://localhost/"], many=1, due=moment
        )
    manager.get("/admin/store/")
    # session, person, powers and scopes (2), the shell's head, hosts, lines (2), readings (2), titles
    with django_assert_max_num_queries(11):
        page = manager.get("/admin/store/").content.decode()
    assert f"第{rows - 1}篇" in page


def test_every_table_of_the_rules_has_a_name_on_the_desk() -> None:
    assert set(ORIGINS) == {rule.table for rule in RULES}


def test_old_lines_go_but_not_the_newest_nor_what_is_still_to_come() -> None:
    PurgeLine.objects.all().delete()
    now = timezone.now()
    old = now - timedelta(days=3)
    for tag, due in (("a:1", None), ("a:2", now - timedelta(days=2)), ("a:3", now + timedelta(days=9)), ("a:4", None)):
        PurgeLine.objects.create(tag=tag, due=due, at=old)
    StoreHost.objects.create(name="gone:/x", heard_at=old)
    assert hosts.prune(now) == 2
    assert list(PurgeLine.objects.order_by("pk").values_list("tag", flat=True)) == ["a:3", "a:4"]
    assert not StoreHost.objects.exists()


def test_a_host_that_was_away_longer_than_lines_are_kept_drops_everything() -> None:
    purge("article:1")
    heard = [timezone.now().timestamp()]
    log = DatabaseLog(heard=lambda: heard[0])
    position = log.read(-1).position
    purge("article:2")
    assert [row.tag for row in log.read(position).rows][-1:] == ["article:2"]
    assert not log.read(position).lost
    heard[0] -= LONGEST_AWAY + 1
    assert log.read(position).lost
    assert hosts.KEPT.total_seconds() > LONGEST_AWAY


def test_a_scheduled_story_says_when_its_pages_go_again(make_article: Callable[..., Article]) -> None:
    at = timezone.now().replace(microsecond=0) + timedelta(hours=3)
    article = make_article("傍晚的", live=False)
    put_out(article.pk, at)
    change = next(item for item in latest_changes() if item.stories)
    assert change.stories[0][0] == article.pk
    assert change.again == at


def test_a_scheduled_story_shows_what_went_at_its_second(
    store: PageStore, hearing: Hearing, manager: Client, make_article: Callable[..., Article], yaowen: Channel
) -> None:
    at = timezone.now().replace(microsecond=0) + timedelta(hours=3)
    make_article("白天的")
    article = make_article("傍晚的", live=False)
    put_out(article.pk, at)
    store.catch_up()
    assert ask(store, yaowen.get_absolute_url()).status == 200
    hearing.look()
    assert not any(change.by_clock for change in latest_changes())
    with clock(at + timedelta(milliseconds=1500)):
        assert "傍晚的" in ask(store, yaowen.get_absolute_url()).body.decode()
        hearing.look()
        change = latest_changes()[0]
        assert (change.by_clock, change.at, change.stories) == (True, at, ((article.pk, "傍晚的"),))
        assert yaowen.get_absolute_url() in change.pages
        assert [heard.milliseconds for heard in change.heard] == [1500]
        assert "到时：" in manager.get("/admin/store/").content.decode()
    assert not any(change.by_clock for change in latest_changes())


def _row(number: int, tag: str, due: datetime | None = None) -> LogRow:
    return LogRow(number, tag, due.timestamp() if due else None)


def test_what_is_due_next_is_told_in_order(store: PageStore) -> None:
    now = timezone.now()
    with clock(now):
        read = DatabaseLog().read(-1)
        rows = [_row(10**6 + 1, "b", now + timedelta(hours=2)), _row(10**6 + 2, "a", now + timedelta(hours=1))]
        store.shelf.apply(type(read)(rows, 10**6 + 2), store.shelf.position())
    assert [tag for _at, tag in store.shelf.coming()] == ["a", "b"]


def test_pages_that_other_code_made_are_dropped_at_the_start(store: PageStore, settings: Any) -> None:
    assert page_store.drop_what_others_made()
    store.catch_up()
    ask(store, "/mobile/")
    assert not page_store.drop_what_others_made()
    assert store.shelf.status().pages == 1
    settings.SITE_URL = "https://other.example"
    assert page_store.drop_what_others_made()
    assert store.shelf.status().pages == 0
