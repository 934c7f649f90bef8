"""What machines are told of a story is what its page shows; what is not public they never hear of."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from lxml import html

from news.editorial import publication
from news.editorial.channels import save_channel
from news.enums import BylineRole
from news.models import Article, Channel, Image, SiteIdentity
from news.reading import feeds as reading_feeds
from news.rules.snapshot import Credit
from tests.conftest import put_out

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
HOST = "https://news.example"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def body(reader: Client, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return str(answer.getvalue().decode())


def metas(root: Any) -> dict[str, str]:
    return {tag.get("property"): tag.get("content") for tag in root.xpath("//meta[@property]")}


def scripts(root: Any) -> list[Any]:
    return [json.loads(tag.text) for tag in root.xpath("//script[@type='application/ld+json']")]


@pytest.fixture
def cover(db: None) -> Image:
    return Image.objects.create(
        file="2026/11/bridge.jpg",
        width=1600,
        size=9,
        height=1200,
        alt="桥上的灯",
        crops={"lead": [480, 960]},
        formats=["webp", "jpg"],
        content_hash="c",
    )


@pytest.fixture
def told(make_article: Make, site: SiteIdentity, cover: Image) -> Article:
    return make_article(
        '桥亮了 <b>&amp; "夜"</b>',
        summary="灯带装好了。",
        cover=cover.pk,
        keywords=("桥", "夜景"),
        byline=(Credit(role=BylineRole.REPORTER, name="沈知禾"),),
    )


def test_every_machine_is_told_what_the_page_shows(reader: Client, told: Article) -> None:
    root = html.fromstring(body(reader, told.address))
    title = root.xpath("string(//h1)")
    shown = datetime.fromisoformat(root.xpath("//div[@class='art__line']/time/@datetime")[0])
    address = root.xpath("string(//div[@class='addr']//code)")
    crumbs = [item.strip() for item in root.xpath("//nav[contains(@class,'crumbs')]//a/text()")]
    assert title == told.title
    assert root.xpath("//link[@rel='canonical']/@href") == [address] == [f"{HOST}{told.address}"]

    said = metas(root)
    picture = said["og:image"]
    assert picture.startswith(f"{HOST}/media/2026/11/bridge-lead-")
    assert (said["og:image:width"], said["og:image:height"], said["og:image:alt"]) == ("960", "540", "桥上的灯")
    assert (said["og:title"], said["og:url"], said["og:type"]) == (title, address, "article")
    assert (said["og:description"], said["og:site_name"]) == ("灯带装好了。", "河湾网")

    baidu, (news, trail) = scripts(root)
    changed = datetime.fromisoformat(news["dateModified"])
    assert (news["headline"], news["mainEntityOfPage"]) == (title, address)
    assert datetime.fromisoformat(news["datePublished"]) == shown
    assert changed >= shown
    assert [person["name"] for person in news["author"]] == ["沈知禾"]
    assert news["publisher"]["name"] == "河湾网"
    assert picture in news["image"]
    assert [item["name"] for item in trail["itemListElement"]] == crumbs
    assert trail["itemListElement"][0]["item"] == f"{HOST}/"
    assert [item["position"] for item in trail["itemListElement"]] == list(range(1, len(crumbs) + 1))

    assert (baidu["@id"], baidu["title"], baidu["images"]) == (address, title, [picture])
    assert baidu["description"] == "灯带装好了。"
    assert baidu["pubDate"] == f"{timezone.localtime(shown):%Y-%m-%dT%H:%M:%S}"
    assert baidu["upDate"] == f"{timezone.localtime(changed):%Y-%m-%dT%H:%M:%S}"
    assert said["bytedance:published_time"] == said["article:published_time"] == shown.isoformat()
    assert said["bytedance:updated_time"] == said["bytedance:lrDate_time"] == news["dateModified"]

    rss = ElementTree.fromstring(body(reader, "/feed/rss.xml")).findall("channel/item")
    assert [(item.findtext("title"), item.findtext("link")) for item in rss] == [(title, address)]
    [entry] = ElementTree.fromstring(body(reader, "/feed/news/atom.xml")).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == title
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}published") or "").replace(microsecond=0) == shown
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").replace(microsecond=0) == changed

    part = told.pk // reading_feeds.SITEMAP_SIZE
    [url] = ElementTree.fromstring(body(reader, f"/sitemap-{part}.xml")).findall(f"{MAP}url")
    assert (url.findtext(f"{MAP}loc"), url.findtext(f"{MAP}lastmod")) == (address, changed.isoformat())
    [fresh] = ElementTree.fromstring(body(reader, "/sitemap-news.xml")).findall(f"{MAP}url")
    assert (fresh.findtext(f"{MAP}loc"), fresh.findtext(f".//{NEWS}title")) == (address, title)
    assert fresh.findtext(f".//{NEWS}publication_date") == shown.isoformat()
    assert (fresh.findtext(f".//{NEWS}name"), fresh.findtext(f".//{NEWS}language")) == ("河湾网", "zh-cn")
    assert address in body(reader, "/sitemap.txt").splitlines()


def test_a_correction_is_told_with_its_time(reader: Client, told: Article, chief: User) -> None:
    later = timezone.now() + timedelta(minutes=5)
    Article.objects.filter(pk=told.pk).update(updated_at=later)
    moment = timezone.localtime(later).isoformat(timespec="seconds")
    root = html.fromstring(body(reader, told.address))
    assert scripts(root)[1][0]["dateModified"] == metas(root)["article:modified_time"] == moment
    assert moment in body(reader, f"/sitemap-{told.pk // reading_feeds.SITEMAP_SIZE}.xml")
    assert moment in body(reader, "/feed/atom.xml")


def test_lists_and_home_can_be_shared(reader: Client, told: Article) -> None:
    for address, title in (("/", "河湾网"), ("/news/yaowen/", "本网资讯")):
        root = html.fromstring(body(reader, address))
        said = metas(root)
        assert (said["og:title"], said["og:url"], said["og:type"]) == (title, f"{HOST}{address}", "website")
        assert root.xpath("//link[@rel='canonical']/@href") == [said["og:url"]]
        assert len(root.xpath("//link[@type='application/rss+xml' or @type='application/atom+xml']")) >= 2


MACHINES = (
    "/feed/rss.xml",
    "/feed/atom.xml",
    "/feed/news/rss.xml",
    "/sitemap-{part}.xml",
    "/sitemap-news.xml",
    "/sitemap.txt",
)


def test_what_is_not_public_is_told_to_nobody(
    reader: Client, make_article: Make, chief: User, site: SiteIdentity
) -> None:
    shown = make_article("看得见")
    make_article("草稿", live=False)
    future = make_article("将来", live=False)
    put_out(future.pk, at=timezone.now() + timedelta(hours=1))
    withdrawn, retracted, binned, expired = (make_article(title) for title in ("下线", "撤稿", "进站", "过期"))
    machines = [address.format(part=shown.pk // reading_feeds.SITEMAP_SIZE) for address in MACHINES]
    everywhere = {address: body(reader, address) for address in machines}
    publication.unpublish(withdrawn.pk, by=chief, note="x")
    publication.retract(retracted.pk, by=chief, note="x")
    Article.objects.filter(pk=binned.pk).update(deleted_at=timezone.now())
    Article.objects.filter(pk=expired.pk).update(
        published_at=timezone.now() - timedelta(hours=2), expires_at=timezone.now() - timedelta(seconds=1)
    )
    for address in machines:
        said = body(reader, address)
        assert f"{HOST}{shown.address}" in said
        for gone in (withdrawn, retracted, binned, expired):
            assert gone.address in everywhere[address]
            assert gone.address not in said
        assert f"/{future.pk}.html" not in said


def test_news_are_those_of_two_days_without_advertisements(
    reader: Client, make_article: Make, site: SiteIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, old, paid = make_article("新的"), make_article("三天前的"), make_article("买来的", advertisement=True)
    Article.objects.filter(pk=old.pk).update(published_at=timezone.now() - timedelta(hours=49))
    said = body(reader, "/sitemap-news.xml")
    assert (new.address in said, old.address in said, paid.address in said) == (True, False, False)
    assert "<category>广告</category>" in body(reader, "/feed/rss.xml")
    monkeypatch.setattr(reading_feeds, "MOST_NEWS", 1)
    make_article("更新的")
    assert body(reader, "/sitemap-news.xml").count("<url>") == 1


def test_feeds_are_sent_again_only_when_something_changed(
    reader: Client, make_article: Make, site: SiteIdentity
) -> None:
    make_article("头一篇")
    for address in ("/feed/rss.xml", "/feed/news/atom.xml"):
        first = reader.get(address)
        again = reader.get(address, headers={"if-none-match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        make_article("又一篇")
        assert reader.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_robots_find_every_map(reader: Client, make_article: Make) -> None:
    make_article()
    lines = body(reader, "/robots.txt").splitlines()
    maps = [line.removeprefix(f"Sitemap: {HOST}") for line in lines if line.startswith("Sitemap: ")]
    assert maps == ["/sitemap.xml", "/sitemap-news.xml", "/sitemap.txt"]
    for address in maps:
        assert body(reader, address)
        assert reader.get(address).headers["Cache-Control"] == "no-cache"


def test_wide_gaps_between_numbers_cost_no_files(
    reader: Client, make_article: Make, yaowen: Channel, django_assert_num_queries: Any
) -> None:
    numbers = [make_article().pk, 46_000, 900_000_001, 2**60]
    now = timezone.now()
    fields = {"title": "旧站的稿", "channel": yaowen, "published_at": now, "first_published_at": now}
    Article.objects.bulk_create([Article(pk=number, **fields) for number in numbers[1:]])
    parts = {number // reading_feeds.SITEMAP_SIZE for number in numbers}
    with django_assert_num_queries(len(parts) + 1):  # a step in the index for each file, and one that finds no more
        said = body(reader, "/sitemap.xml")
    files = [loc.text or "" for loc in ElementTree.fromstring(said).iter(f"{MAP}loc")]
    assert len(files) == len(parts) + 1
    for file in files:
        assert "<url>" in body(reader, file.removeprefix(HOST))
    assert reader.get("/sitemap-2.xml").status_code == 404
    assert reader.get(f"/sitemap-{10**15 - 1}.xml").status_code == 404


@pytest.fixture
def many(yaowen: Channel) -> Callable[[int], None]:
    def make(count: int) -> None:
        now = timezone.now()
        save_channel(Channel(slug="life", name="民生"))
        rows = (
            Article(
                title=f"第{place}篇",
                channel=yaowen,
                published_at=now - timedelta(seconds=place // 3),  # three share each second
                first_published_at=now,
            )
            for place in range(count)
        )
        Article.objects.bulk_create(rows, batch_size=2000)

    return make


def taken(parts: Iterator[Any]) -> tuple[int, int]:
    """Read to the end without keeping anything; return how many rows and how much memory was added at most."""
    tracemalloc.start()
    try:
        next(parts)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        rows = 1 + sum(1 for _row in parts)
        return rows, tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("most", [3_000, pytest.param(50_000, marks=pytest.mark.long)])
def test_maps_are_sent_in_flat_memory(many: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(reading_feeds, "BATCH", 300)
    many(most + 10)
    part = Article.objects.order_by("pk").values_list("pk", flat=True)[0] // reading_feeds.SITEMAP_SIZE
    monkeypatch.setattr(reading_feeds, "MOST_ADDRESSES", most)
    addresses = [entry.address for entry in reading_feeds.newest_entries()]
    assert len(set(addresses)) == len(addresses) == most
    for entries in (reading_feeds.newest_entries, lambda: reading_feeds.article_entries(part)):
        rows, memory = taken(entries())
        assert rows >= min(most, 1_000)
        assert memory < 2_000_000, f"{rows} rows took {memory} bytes"
