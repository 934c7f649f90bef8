"""The address rules: 200, 301, 404 and 410, for articles, channels, archives, paging and redirects."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from news.editorial import publication
from news.editorial.bulk import Finished, publish_many
from news.editorial.channels import add_redirect, save_channel
from news.editorial.imports import ImportedArticle, import_article
from news.errors import BadInput
from news.models import Article, Channel, Redirect
from news.rules.snapshot import Snapshot
from tests.conftest import put_out

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


def publish_at(article: Article, moment: datetime) -> None:
    """Move a live article in time, rows included."""
    Article.objects.filter(pk=article.pk).update(published_at=moment, first_published_at=moment)
    article.listings.update(published_at=moment, day=timezone.localtime(moment).date())
    article.keywordings.update(published_at=moment)
    article.refresh_from_db()


def test_article_answers_at_its_exact_address(reader: Client, make_article: Make) -> None:
    article = make_article()
    day = timezone.localtime(article.first_published_at).strftime("%Y-%m-%d")
    assert article.address == f"/news/yaowen/{day}/{article.pk}.html"
    assert reader.get(article.address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/news/{day}/{id}.html",
        "/nowhere/at-all/{day}/{id}.html",
        "/NEWS/yaowen/{day}/{id}.html",
        "/news/yaowen/{day}/{id}.HTML",
        "/news/yaowen/1999-01-01/{id}.html",
        "/news/yaowen/2023-99-99/{id}.html",
        "/news/yaowen/{day}/000{id}.html",
        "/资讯/{day}/{id}.html",
    ],
)
def test_any_other_address_of_a_live_article_leads_to_it(reader: Client, make_article: Make, address: str) -> None:
    article = make_article()
    answer = reader.get(address.format(day=article.day, id=article.pk))
    assert (answer.status_code, answer.headers.get("Location")) == (301, article.address)


def test_draft_is_404_at_any_address(reader: Client, make_article: Make) -> None:
    draft = make_article(live=False)
    assert reader.get(f"/news/yaowen/2026-11-22/{draft.pk}.html").status_code == 404


def test_scheduled_article_is_404_until_its_second_and_200_from_it_on(
    reader: Client, make_article: Make, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = make_article("定时稿", live=False)
    due = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    put_out(draft.pk, at=due)
    article = Article.objects.for_page().get(pk=draft.pk)
    assert reader.get(article.address).status_code == 404
    assert "定时稿" not in reader.get("/news/").content.decode()
    monkeypatch.setattr(timezone, "now", lambda: due - timedelta(seconds=1))
    assert reader.get(article.address).status_code == 404
    monkeypatch.setattr(timezone, "now", lambda: due)
    assert reader.get(article.address).status_code == 200
    for listing in ("/", "/news/", "/news/yaowen/", f"/news/yaowen/{article.day}/"):
        assert "定时稿" in reader.get(listing).content.decode(), listing


def test_expired_article_is_410_from_its_second_on(
    reader: Client, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    article = make_article("限期稿", expires_at=end.isoformat())
    assert reader.get(article.address).status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: end)
    assert reader.get(article.address).status_code == 410
    assert "限期稿" not in reader.get("/news/yaowen/").content.decode()


@pytest.mark.parametrize("verb", ["unpublish", "retract"])
def test_withdrawn_article_is_410_at_any_address_and_in_no_list(
    reader: Client, make_article: Make, chief: User, verb: str
) -> None:
    article = make_article("撤下的稿子", keywords=("夜市",))
    getattr(publication, verb)(article.pk, by=chief, note="事实有误")
    for address in (article.address, f"/elsewhere/2001-01-01/{article.pk}.html"):
        answer = reader.get(address)
        assert answer.status_code == 410
    page = answer.content.decode()
    assert ("事实有误" in page) is (verb == "retract")  # an unpublishing's reason is internal
    for listing in ("/", "/news/", "/news/yaowen/", "/sitemap/"):
        assert "撤下的稿子" not in reader.get(listing).content.decode(), listing
    assert reader.get("/keywords/夜市/").status_code == 404


def test_deleted_article_is_410_after_it_was_public_and_404_before(
    reader: Client, make_article: Make, chief: User
) -> None:
    was_live, never = make_article(), make_article(live=False)
    publication.unpublish(was_live.pk, by=chief, note="x")
    publication.delete(was_live.pk, by=chief)
    publication.delete(never.pk, by=chief)
    assert reader.get(was_live.address).status_code == 410
    assert reader.get(f"/news/yaowen/2026-11-22/{never.pk}.html").status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999", "9" * 18, "9" * 40])
def test_unknown_number_is_404(reader: Client, yaowen: Channel, number: str) -> None:
    assert reader.get(f"/news/yaowen/2026-11-22/{number}.html").status_code == 404


def test_restored_article_keeps_its_address(reader: Client, make_article: Make, chief: User) -> None:
    article = make_article()
    publish_at(article, timezone.now() - timedelta(days=40))
    before = article.address
    publication.unpublish(article.pk, by=chief, note="x")
    publication.restore(article.pk, by=chief)
    again = Article.objects.for_page().get(pk=article.pk)
    assert again.address == before
    assert reader.get(before).status_code == 200
    assert reader.get(f"/news/yaowen/{again.day}/").status_code == 200


def test_moved_channel_redirects_its_branch_in_one_hop(reader: Client, make_article: Make, yaowen: Channel) -> None:
    article = make_article()
    old = article.address
    parent = yaowen.parent
    assert parent is not None
    for slug in ("zixun", "xinwen"):  # moved twice: the first redirect is carried along
        parent.slug = slug
        save_channel(parent)
    for address, target in {
        "/news/": "/xinwen/",
        "/news/yaowen/": "/xinwen/yaowen/",
        "/zixun/yaowen/": "/xinwen/yaowen/",
        f"/news/yaowen/{article.day}/": f"/xinwen/yaowen/{article.day}/",
        old: old.replace("/news/", "/xinwen/"),
    }.items():
        answer = reader.get(address)
        assert (answer.status_code, answer.headers.get("Location")) == (301, target)
        assert reader.get(target).status_code == 200
    with pytest.raises(BadInput):
        save_channel(Channel(slug="news", name="新频道"))


def test_moving_back_to_the_old_address_leaves_no_loop(reader: Client, yaowen: Channel) -> None:
    parent = yaowen.parent
    assert parent is not None
    parent.slug = "zixun"
    save_channel(parent)
    parent.slug = "news"
    with pytest.raises(BadInput):  # the old address redirects; it may not be used again
        save_channel(parent)
    assert Channel.objects.get(pk=parent.pk).path == "zixun"
    assert reader.get("/news/").headers["Location"] == "/zixun/"


def test_redirect_chains_collapse() -> None:
    add_redirect("/a.html", "/b.html")
    add_redirect("/b.html", "/c.html")
    assert Redirect.objects.target_of("/a.html") == "/c.html"
    add_redirect("/c.html", "/a.html")
    assert Redirect.objects.target_of("/b.html") == "/a.html"
    assert Redirect.objects.target_of("/a.html") is None


def test_legacy_address_of_an_import_leads_to_the_article(reader: Client, yaowen: Channel) -> None:
    when = timezone.make_aware(datetime(2023, 12, 21, 9, 30))
    item = ImportedArticle(
        459367, Snapshot(title="旧稿", body="<p>文</p>", channel=yaowen.pk), when, ("/html/2023/459367.shtml",)
    )
    article, _outcome = import_article(item)
    assert article.address == "/news/yaowen/2023-12-21/459367.html"
    answer = reader.get("/html/2023/459367.shtml")
    assert (answer.status_code, answer.headers["Location"]) == (301, article.address)


@pytest.mark.parametrize(
    ("asked", "status", "target"),
    [
        ("/news", 301, "/news/"),
        ("/NEWS/", 301, "/news/"),
        ("/news/YaoWen", 301, "/news/yaowen/"),
        ("/news/nothing/", 404, None),
        ("/news//yaowen/", 404, None),
        ("/about", 301, "/about/"),
        ("/.env", 404, None),
        ("/admin", 301, "/admin/"),
        ("/news/?page=1%D9%A0", 404, None),
        ("/news/?page=1", 301, "/news/"),
        ("/news/?page=0", 404, None),
        ("/news/?page=11", 404, None),
        ("/news/?page=x", 404, None),
        ("/news/?page=2", 404, None),
        ("/news/?before=x", 404, None),
        ("/news/?before=99999999999-1", 404, None),
        ("/news/?from=timeline&isappinstalled=0", 200, None),
        ("/news/?page=%00", 400, None),
        ("/keywords/%00/", 400, None),
        ("/%00", 400, None),
    ],
)
def test_channel_addresses(reader: Client, yaowen: Channel, asked: str, status: int, target: str | None) -> None:
    answer = reader.get(asked)
    assert (answer.status_code, answer.headers.get("Location")) == (status, target)


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "0000-00-00", "2001-01-01"])
def test_empty_or_impossible_day_is_404(reader: Client, make_article: Make, day: str) -> None:
    make_article()
    assert reader.get(f"/news/yaowen/{day}/").status_code == 404


def test_day_archive_lists_that_day_of_the_branch_and_points_to_its_neighbours(
    reader: Client, make_article: Make
) -> None:
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    for days, title in ((0, "今天的事"), (1, "昨天的事"), (3, "三天前的事")):
        publish_at(make_article(title), noon - timedelta(days=days) if days else timezone.now() - timedelta(seconds=1))
    yesterday = (noon - timedelta(days=1)).date()
    page = reader.get(f"/news/{yesterday}/").content.decode()
    assert "昨天的事" in page
    assert "今天的事" not in page
    assert f"/news/{yesterday - timedelta(days=2)}/" in page
    assert f"/news/{yesterday + timedelta(days=1)}/" in page


def test_pages_show_every_story_once_and_in_order(reader: Client, yaowen: Channel) -> None:
    """Ten numbered pages, then places in time; two stories in one second at the seam."""
    start = timezone.now().replace(microsecond=0) - timedelta(days=2)
    numbers = list(range(1, 208))
    stories = (
        Finished(
            number=number,
            snapshot=Snapshot(title=f"第{number}篇", body="<p>正文。</p>", channel=yaowen.pk),
            source_id=None,
            summary="",
            published_at=start + timedelta(seconds=(number - 1) // 3),
            channels=(yaowen.pk,),
            keywords=(),
            related=(),
            mark="",
        )
        for number in numbers
    )
    assert list(publish_many(stories)) == [len(numbers)]
    seen: list[int] = []
    address = "/news/yaowen/"
    for _turn in range(15):
        page = reader.get(address).content.decode()
        cards = [
            int(part.split(".html")[0].rsplit("/", 1)[1])
            for part in page.split("<main")[1].split('href="')[1:]
            if ".html" in part[:60]
        ]
        seen += list(dict.fromkeys(cards))
        following = [part.split('"')[0] for part in page.split('rel="next" href="')[1:]]
        if not following:
            break
        address = unquote(following[0]).replace("&amp;", "&")
    assert seen == sorted(numbers, reverse=True)
    assert "before=" in address


def test_also_in_channel_lists_the_story_with_its_one_address(reader: Client, make_article: Make) -> None:
    other = save_channel(Channel(slug="wenlv", name="文旅"))
    article = make_article("两栏都有", also_in=(other.pk,))
    page = reader.get("/wenlv/").content.decode()
    assert "两栏都有" in page
    assert article.address in page


def test_neither_scheduled_nor_expired_stories_stand_anywhere(
    reader: Client, make_article: Make, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promises 1 and 4, on every page that lists: home, channel, day, keyword, neighbours, related, site maps, feeds."""
    end = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    make_article("期满的稿", keywords=("书房",), expires_at=end.isoformat())
    middle = make_article("一直在的稿", keywords=("书房",))
    draft = make_article("将来的稿", keywords=("书房", "独有"), live=False)
    put_out(draft.pk, at=end + timedelta(hours=1))
    monkeypatch.setattr(timezone, "now", lambda: end)
    day = timezone.localtime(end + timedelta(hours=1)).date()
    addresses = [
        "/", "/news/", "/news/yaowen/", "/keywords/书房/", middle.address, f"/news/{middle.day}/", "/sitemap/",
        "/feed/rss.xml", "/feed/news/atom.xml", "/sitemap-0.xml",
    ]  # fmt: skip
    for address in addresses:
        page = reader.get(address).getvalue().decode()
        assert "期满的稿" not in page, address
        assert "将来的稿" not in page, address
        assert "独有" not in page, address
        assert f"{draft.pk}.html" not in page, address
    assert reader.get("/keywords/独有/").status_code == 404
    if day != middle.day:
        assert reader.get(f"/news/{day}/").status_code == 404


def test_busy_day_is_paged_and_its_neighbours_exist(
    reader: Client, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("news.reading.lists.DAY_SIZE", 3)
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)
    for place in range(5):
        publish_at(make_article(f"忙日第{place}篇"), noon + timedelta(seconds=place))
    end = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    publish_at(make_article("期满的前一日", expires_at=end.isoformat()), noon - timedelta(days=1))
    monkeypatch.setattr(timezone, "now", lambda: end)
    address = f"/news/{noon.date()}/"
    first, second = (reader.get(address + query).content.decode() for query in ("", "?page=2"))
    assert [f"忙日第{place}篇" in first for place in range(5)] == [False, False, True, True, True]
    assert [f"忙日第{place}篇" in second for place in range(5)] == [True, True, False, False, False]
    assert "前一日" not in first
    assert reader.get(f"{address}?page=3").status_code == 404


def test_story_that_changes_channel_is_reached_from_old_addresses_in_one_hop(
    reader: Client, yaowen: Channel, chief: User
) -> None:
    from dataclasses import replace  # noqa: PLC0415 - one test only

    from news.editorial.articles import save_revision, snapshot_of_live  # noqa: PLC0415

    when = timezone.make_aware(datetime(2023, 12, 21, 9, 30))
    text = Snapshot(title="旧稿", body="<p>文</p>", channel=yaowen.pk)
    article, _outcome = import_article(ImportedArticle(8001, text, when, ("/old/1.html", "/show.php?id=1")))
    other = save_channel(Channel(slug="wenlv", name="文旅"))
    save_revision(article.pk, replace(snapshot_of_live(article), channel=other.pk), by=chief)
    put_out(article.pk)
    for old in ("/old/1.html", "/show.php?id=1", "/news/yaowen/2023-12-21/8001.html"):
        answer = reader.get(old)
        assert (answer.status_code, answer.headers["Location"]) == (301, "/wenlv/2023-12-21/8001.html"), old


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_other_methods_are_refused_as_such(client: Client, make_article: Make, method: str) -> None:
    article = make_article()
    for address in ("/", "/news/", article.address, "/keywords/x/", "/nothing"):
        assert getattr(client, method)(address).status_code == 405, address
