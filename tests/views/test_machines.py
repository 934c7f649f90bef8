"""Feeds, site maps and robots.txt: equal to the pages, flat in queries and memory."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.test import Client

from news.editorial import publication
from news.models import Article, Series, SiteIdentity
from news.reading import feeds as reading_feeds

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def xml(reader: Client, address: str) -> ElementTree.Element:
    answer = reader.get(address)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.getvalue())


@pytest.mark.parametrize("address", ["/feed/rss.xml", "/feed/news/rss.xml", "/feed/news/yaowen/rss.xml"])
def test_rss_lists_what_the_pages_list(
    reader: Client, site: SiteIdentity, make_article: Make, chief: User, address: str
) -> None:
    make_article("草稿不在", live=False)
    gone = make_article("撤下不在")
    publication.retract(gone.pk, by=chief, note="x")
    article = make_article("在 <feed> 里 & 完整", summary="摘要。")
    items = xml(reader, address).findall("channel/item")
    assert [item.findtext("title") for item in items] == ["在 <feed> 里 & 完整"]
    url = f"https://news.example{article.address}"
    assert (items[0].findtext("link"), items[0].findtext("guid"), items[0].findtext("description")) == (
        url,
        url,
        "摘要。",
    )


def test_atom_is_well_formed_and_dated(reader: Client, site: SiteIdentity, make_article: Make) -> None:
    make_article("一篇")
    root = xml(reader, "/feed/atom.xml")
    assert root.findtext(f"{ATOM}title") == "河湾网"
    assert root.findtext(f"{ATOM}entry/{ATOM}published")


@pytest.mark.parametrize(
    "address", ["/feed/nowhere/rss.xml", "/feed/news/json.xml", "/sitemap-9.xml", "/sitemap-x.xml"]
)
def test_unknown_feed_or_part_is_404(reader: Client, make_article: Make, address: str) -> None:
    make_article()
    assert reader.get(address).status_code == 404


def test_site_map_names_every_live_article_once(
    reader: Client, make_article: Make, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_feeds, "BATCH", 3)
    monkeypatch.setattr(reading_feeds, "SITEMAP_SIZE", 5)
    made = [make_article(f"第{place}篇") for place in range(12)]
    publication.unpublish(made[4].pk, by=chief, note="x")
    make_article("草稿", live=False)
    files = [loc.text or "" for loc in xml(reader, "/sitemap.xml").iter(f"{MAP}loc")]
    named: list[str] = []
    for file in files:
        named += [loc.text or "" for loc in xml(reader, file.removeprefix("https://news.example")).iter(f"{MAP}loc")]
    articles = [f"https://news.example{article.address}" for article in made if article is not made[4]]
    assert [address for address in named if address.endswith(".html")] == articles
    assert "https://news.example/news/yaowen/" in named


def test_feed_takes_the_same_queries_at_any_size(
    reader: Client, site: SiteIdentity, make_article: Make, django_assert_num_queries: Any
) -> None:
    for count in (1, 30):
        for place in range(count):
            make_article(f"第{place}篇", source="淮海晚讯")
        reader.get("/about/")
        with django_assert_num_queries(2):  # chrome, list
            reader.get("/feed/news/rss.xml")


def test_the_site_map_names_a_series_once_it_has_a_story(reader: Client, make_article: Make, chief: User) -> None:
    series = Series.objects.create(name="河湾人家", slug="hewan")
    address = "https://news.example/series/hewan/"
    make_article("未签发", series=series.pk, live=False)
    assert address not in reader.get("/sitemap-fronts.xml").getvalue().decode()
    story = make_article("第一户", series=series.pk)
    assert address in reader.get("/sitemap-fronts.xml").getvalue().decode()
    assert address in reader.get("/sitemap.txt").getvalue().decode()
    publication.unpublish(story.pk, by=chief, note="核实。")
    assert address not in reader.get("/sitemap-fronts.xml").getvalue().decode()


def test_robots_may_read_everything_but_the_desk_previews_and_answers_of_the_search(reader: Client) -> None:
    lines = reader.get("/robots.txt").content.decode().splitlines()
    assert [line for line in lines if line.startswith("Disallow")] == [
        "Disallow: /admin/",
        "Disallow: /preview/",
        "Disallow: /search/",
    ]
    assert "Sitemap: https://news.example/sitemap.xml" in lines


def test_browsers_that_look_for_an_icon_find_it(reader: Client) -> None:
    answer = reader.get("/favicon.ico")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/static/img/seal.svg")


def test_pages_name_their_feeds(reader: Client, make_article: Make) -> None:
    make_article()
    assert 'href="/feed/news/rss.xml"' in reader.get("/news/").content.decode()
    assert 'href="/feed/rss.xml"' in reader.get("/").content.decode()
