"""What stands around every page is kept in the process, and is never other than what the database says."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test import Client

from news.editorial.channels import delete_channel, save_channel
from news.editorial.disclaimers import save_disclaimer
from news.enums import BlockKind, DisclaimerUse, LicenceKind
from news.models import (
    Ad,
    Article,
    BreakingLine,
    Channel,
    ChannelFront,
    Disclaimer,
    FooterEntry,
    FriendLink,
    Generation,
    HouseWord,
    Licence,
    SiteIdentity,
)
from news.models.generation import TABLES, installed, trigger_names
from news.reading import surroundings
from news.reading.chrome import load_chrome
from news.reading.surroundings import TAG, Surroundings, load_surroundings
from news.rules.layout import Layout, new_block
from tests.newsroom import clock

pytestmark = pytest.mark.django_db

# A row of each kind that stands around pages, and a change of it.
ROWS: dict[type[models.Model], tuple[dict[str, Any], dict[str, Any]]] = {
    SiteIdentity: ({"pk": 1, "name": "河湾网"}, {"name": "新河湾网"}),
    Licence: ({"kind": LicenceKind.ICP, "number": "苏ICP备1号"}, {"number": "苏ICP备2号"}),
    FooterEntry: ({"page": "about", "label": "关于我们"}, {"label": "关于本网"}),
    FriendLink: ({"name": "邻县网", "url": "https://neighbour.example/"}, {"name": "邻市网"}),
    Channel: ({"slug": "life", "path": "life", "name": "民生"}, {"name": "生活"}),
    Disclaimer: ({"use": DisclaimerUse.NOTICE, "label": "声明", "text": "旧"}, {"text": "新"}),
    Ad: ({"place": "rail", "title": "书市"}, {"title": "新书市"}),
}


def test_everything_that_stands_around_pages_begins_a_new_generation() -> None:
    made = [model.objects.create(**fields) for model, (fields, _change) in ROWS.items()]  # type: ignore[attr-defined]
    life = Channel.objects.get()
    front = ChannelFront.objects.create(channel=life, data=Layout((new_block("b1", BlockKind.LINKS),)).as_json())
    around, shown = load_surroundings(), {ChannelFront}
    assert around.fronts == {life.pk: front.layout}
    for value in vars(around).values():
        parts = value.channels if hasattr(value, "channels") else value if isinstance(value, tuple) else [value]
        shown |= {type(part) for part in parts if isinstance(part, models.Model)}
    assert shown == {type(row) for row in (*made, front)}
    # a line of breaking news is kept as what readers see of it (tests/views/test_breaking.py);
    # the house's words stand on no page, but every page that searches has read their token by then (search.words.heed)
    assert {model._meta.db_table for model in (*shown, HouseWord, BreakingLine)} == set(TABLES)
    assert installed(connection) == trigger_names(connection.vendor)


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_any_way_of_writing_is_seen_at_once(model: Any) -> None:
    fields, change = ROWS[model]
    seen = [load_surroundings()]

    def look(expected: Any) -> None:
        again = load_surroundings()
        assert again.generation not in [before.generation for before in seen]
        shown = next(
            rows
            for rows in (
                [again.site] if again.site.name != surroundings.UNNAMED and model is SiteIdentity else None,
                again.licences if model is Licence else None,
                again.footer if model is FooterEntry else None,
                again.links if model is FriendLink else None,
                again.tree.channels if model is Channel else None,
                again.disclaimers if model is Disclaimer else None,
                again.ads if model is Ad else None,
                [],
            )
            if rows is not None
        )
        assert [getattr(row, name) for row in shown for name in change] == expected
        seen.append(again)

    [old], [new] = [fields[name] for name in change], list(change.values())
    row = model.objects.create(**fields)
    look([old])
    model.objects.filter(pk=row.pk).update(**change)
    look([new])
    row.save()
    look([old])
    model.objects.bulk_update([model(**{**fields, **change, "pk": row.pk})], list(change))
    look([new])
    model.objects.filter(pk=row.pk)._raw_delete("default")
    look([])
    model.objects.bulk_create([model(**{**fields, "pk": 1})])
    look([old])
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
    look([])


def test_a_change_of_a_channels_blocks_or_of_the_houses_words_is_seen_at_once(yaowen: Channel) -> None:
    rows: tuple[models.Model, ...] = (ChannelFront(channel=yaowen), HouseWord(word="河湾镇", key="河湾镇"))
    for row in rows:
        for act in (row.save, row.save, row.delete):
            before = load_surroundings()
            act()
            again = load_surroundings()
            assert again.generation != before.generation
            assert again.fronts.keys() == set(ChannelFront.objects.values_list("pk", flat=True))


def test_what_nobody_changed_is_read_once(site: SiteIdentity, django_assert_num_queries: Any) -> None:
    # tokens · identity, licences, footer, links, disclaimers, channels, their blocks, advertisements, breaking news ·
    # tokens
    with django_assert_num_queries(11):
        kept = load_surroundings()
    with django_assert_num_queries(1):
        assert load_surroundings() is kept
    assert len(kept.generation) == 1


def test_a_change_that_is_taken_back_leaves_no_trace(site: SiteIdentity, reader: Client) -> None:
    before = load_surroundings()
    with transaction.atomic():
        SiteIdentity.objects.update(name="没有成为事实的网")
        assert load_chrome().site.name == "没有成为事实的网"
        transaction.set_rollback(True)
    assert load_surroundings().generation == before.generation
    assert "没有成为事实的网" not in reader.get("/about/").content.decode()
    SiteIdentity.objects.update(name="又一个网")
    assert load_chrome().site.name == "又一个网"


def test_a_change_while_reading_is_not_mixed_in(site: SiteIdentity, monkeypatch: pytest.MonkeyPatch) -> None:
    read, turns = surroundings._read, []

    def disturbed(generation: frozenset[str]) -> Surroundings:
        found = read(generation)
        turns.append(found)
        if len(turns) == 1:
            SiteIdentity.objects.update(name="改了名的网")
            Licence.objects.create(kind=LicenceKind.ICP, number="苏ICP备3号")
        return found

    SiteIdentity.objects.update(slogan="新的一代")
    monkeypatch.setattr(surroundings, "_read", disturbed)
    around = load_surroundings()
    assert (around.site.name, len(around.licences), len(turns)) == ("改了名的网", 1, 2)
    assert load_surroundings() is around


def test_without_a_token_nothing_is_kept(site: SiteIdentity) -> None:
    Generation.objects.all().delete()
    assert load_surroundings() is not load_surroundings()


def test_verbs_are_seen_on_the_next_page(
    make_article: Callable[..., Article], yaowen: Channel, site: SiteIdentity, reader: Client
) -> None:
    article = make_article()

    def page() -> str:
        return reader.get(article.address).content.decode()

    page()
    save_disclaimer(
        Disclaimer(use=DisclaimerUse.NOTICE, label="版权声明", text="{site}所有", is_default=True), by=None
    )
    assert "河湾网所有" in page()
    life = save_channel(Channel(slug="life", name="民生频道", position=20))
    assert "民生频道" in page()
    delete_channel(life)
    assert "民生频道" not in page()
    yaowen.name = "我们的消息"
    save_channel(yaowen)
    assert "我们的消息" in page()


def test_what_the_desk_saves_is_seen_on_the_next_page(
    desk: Client, site: SiteIdentity, reader: Client, make_article: Callable[..., Article]
) -> None:
    make_article()
    reader.get("/")
    desk.post("/admin/news/licence/add/", {"kind": "icp", "number": "苏ICP备9号", "position": "0"})
    desk.post("/admin/news/footerentry/add/", {"page": "join", "label": "加入我们吧", "position": "0"})
    desk.post("/admin/news/friendlink/add/", {"name": "友邻网", "url": "https://friend.example/", "position": "0"})
    page = reader.get("/").content.decode()
    assert "苏ICP备9号" in page
    assert "加入我们吧" in page
    assert "友邻网" in page
    desk.post(f"/admin/news/licence/{Licence.objects.get().pk}/delete/", {"post": "yes"})
    assert "苏ICP备9号" not in reader.get("/").content.decode()


def test_the_clock_is_asked_for_each_page(site: SiteIdentity) -> None:
    for year in (2026, 2027):
        with clock(datetime(year, 1, 1, 4, tzinfo=UTC)):
            assert (load_chrome().years, load_chrome().today.year) == (f"2009 - {year}", year)


def test_masthead_and_footer_are_rendered_once_for_all_pages_of_a_channel(
    make_article: Callable[..., Article], yaowen: Channel, site: SiteIdentity, reader: Client
) -> None:
    one, other = make_article("头一篇"), make_article("又一篇")

    def around(address: str) -> tuple[str, str]:
        page = reader.get(address).content.decode()
        return page[page.index("<header") : page.index("</header>")], page[page.index('<footer class="foot"') :]

    assert around(one.address) == around(other.address)
    assert len(load_surroundings().fragments) == 2
    assert 'aria-current="true">资讯频道' in around(one.address)[0]
    assert 'aria-current="page">首页' in around("/")[0]
    assert "aria-current" not in around("/about/")[0]
    Channel.objects.filter(pk=yaowen.pk).update(name="换了名")
    assert "换了名" in around(one.address)[0]
    assert load_chrome().along([yaowen]).fragment("masthead") != load_chrome().fragment("masthead")


@pytest.mark.django_db(transaction=True)
def test_another_connection_is_believed_when_it_has_committed() -> None:
    SiteIdentity.objects.create(pk=1, name="甲")
    assert load_chrome().site.name == "甲"

    def elsewhere() -> None:
        with transaction.atomic():
            SiteIdentity.objects.update(name="乙")
        connection.close()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert load_chrome().site.name == "乙"


@pytest.mark.django_db(transaction=True)
def test_the_triggers_come_back_with_the_next_migrate() -> None:
    before = Generation.objects.tokens(TAG)
    with connection.cursor() as cursor:
        on = " ON news_licence" if connection.vendor == "postgresql" else ""
        cursor.execute(
            f"DROP TRIGGER {min(name for name in trigger_names(connection.vendor) if 'licence' in name)}{on}"
        )
    assert installed(connection) != trigger_names(connection.vendor)
    call_command("migrate", verbosity=0, interactive=False)
    assert installed(connection) == trigger_names(connection.vendor)
    assert Generation.objects.tokens(TAG).isdisjoint(before)  # something may have been written without them


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_neither_waits_and_neither_is_lost() -> None:
    """The one that begins first commits last; a page is read at every step."""
    SiteIdentity.objects.create(pk=1, name="甲")
    first = Licence.objects.create(kind=LicenceKind.ICP, number="一")
    second = FooterEntry.objects.create(page="about", label="一")
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            Licence.objects.filter(pk=first.pk).update(number="二")
            written.set()
            assert go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(10)
    assert load_surroundings().licences[0].number == "一"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        FooterEntry.objects.filter(pk=second.pk).update(label="二")
    kept = load_surroundings()
    assert (kept.licences[0].number, kept.footer[0].label) == ("一", "二")
    go_on.set()
    thread.join(10)
    kept = load_surroundings()
    assert (kept.licences[0].number, kept.footer[0].label) == ("二", "二")
    assert len(kept.generation) == 2
    SiteIdentity.objects.update(name="乙")
    assert len(load_surroundings().generation) == 1
