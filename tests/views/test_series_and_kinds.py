"""What readers see of a story's kind, its labels and its series."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from news.editorial import publication
from news.models import Article, Image, Series
from news.text.addresses import is_channel_path
from tests.conftest import signer

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
TARGET = "https://elsewhere.example/long?a=1&b=2"


@pytest.fixture
def series(site: Any) -> Series:
    return Series.objects.create(name="河湾人家", slug="hewan-renjia", description="一条河边的十户人家。")


@pytest.fixture
def cover(db: None) -> Image:
    return Image.objects.create(
        file="2026/11/weir.jpg", width=1600, height=900, size=9, alt="开闸", content_hash="c", formats=["webp", "jpg"]
    )


def page(reader: Client, address: str) -> html.HtmlElement:
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def words(element: html.HtmlElement) -> str:
    return "".join(element.text_content().split())


def data_of(root: html.HtmlElement) -> dict[str, Any]:
    """Return what schema.org's reader is told of the story; a block for another reader stands beside it."""
    blocks = [json.loads(script.text) for script in root.xpath("//script[@type='application/ld+json']")]
    [[story, _trail]] = [block for block in blocks if isinstance(block, list)]
    return story


def test_a_link_out_has_a_short_page_and_leads_away_only_by_a_link(reader: Client, make_article: Make) -> None:
    article = make_article(kind="link", link=TARGET, body="", summary="别处的一篇长文，值得一读。")
    root = page(reader, article.address)  # 200, no redirect to anywhere
    links = [link for link in root.iter("a") if link.get("href") == TARGET]
    assert [(link.get("rel"), link.text_content()) for link in links] == [
        ("external noopener", "阅读原文（elsewhere.example）")
    ]
    assert "别处的一篇长文，值得一读。" in words(root)
    assert data_of(root)["isBasedOn"] == TARGET
    listed = page(reader, "/news/yaowen/")
    card = next(link for link in listed.iter("a") if link.get("href") == TARGET)
    assert card.get("rel") == "external noopener"
    assert "外链" in words(listed)
    feed = reader.get("/feed/rss.xml").content.decode()
    assert f"<link>https://news.example{article.address}</link>" in feed
    assert "elsewhere" not in feed.split("<item>")[1].split("<description>")[0]


def test_a_video_elsewhere_is_linked_below_its_text(reader: Client, make_article: Make) -> None:
    article = make_article(kind="video", link="https://video.example/v/1")
    link = next(a for a in page(reader, article.address).iter("a") if a.get("href") == "https://video.example/v/1")
    assert link.text_content() == "观看视频（video.example）"


def test_machines_are_told_what_video_it_is(reader: Client, make_article: Make, cover: Image) -> None:
    film = {"kind": "video", "link": "https://video.example/v/1", "seconds": 192}
    root = page(reader, make_article(**film, cover=cover.pk, summary="三分钟。").address)
    told = json.loads(root.xpath("//script[@type='application/ld+json']")[1].text)
    video = next(item for item in told if item["@type"] == "VideoObject")
    assert (video["name"], video["description"], video["duration"]) == ("城市书房夜间开放", "三分钟。", "PT3M12S")
    assert video["url"] == "https://video.example/v/1"
    assert video["thumbnailUrl"][0].startswith("https://news.example/media/")
    assert video["uploadDate"] == told[0]["datePublished"]
    plain = page(reader, make_article("一篇文字", cover=cover.pk).address)
    assert "VideoObject" not in plain.xpath("string(//head)")


def test_a_text_story_does_not_lead_to_an_address_left_in_it(reader: Client, make_article: Make) -> None:
    article = make_article(kind="story", link=TARGET)
    assert TARGET not in reader.get(article.address).content.decode()


def test_an_advertisement_says_so_and_what_may_affect_minors_says_it_first(reader: Client, make_article: Make) -> None:
    root = page(reader, make_article(advertisement=True, minors=True).address)
    story = words(root.xpath("//article[@class='art']")[0])
    assert story.startswith("提示本文含有可能影响未成年人身心健康的内容")
    assert "广告" in story.split("城市书房夜间开放")[0]
    assert data_of(root)["@type"] == "AdvertiserContentArticle"
    plain = page(reader, make_article("另一篇").address)
    assert "广告" not in words(plain.xpath("//header")[-1])
    assert data_of(plain)["@type"] == "NewsArticle"


def test_a_story_shows_its_series_in_order(reader: Client, make_article: Make, series: Series) -> None:
    made = [make_article(f"第{n}户", series=series.pk) for n in range(1, 4)]
    root = page(reader, made[1].address)
    part = root.xpath("//nav[@class='parts']")[0]
    assert [item.text_content() for item in part.iter("li")] == ["第1户", "第2户", "第3户"]
    assert [link.get("href") for link in part.xpath(".//p/a")] == [made[0].address, made[2].address]
    assert data_of(root)["isPartOf"]["url"] == "https://news.example/series/hewan-renjia/"
    assert data_of(root)["position"] == 2
    publication.unpublish(made[0].pk, by=signer(), note="核实。")
    part = page(reader, made[1].address).xpath("//nav[@class='parts']")[0]
    assert [item.text_content() for item in part.iter("li")] == ["第2户", "第3户"]


def test_a_series_page_lists_its_stories_from_the_first_on(reader: Client, make_article: Make, series: Series) -> None:
    assert reader.get("/series/hewan-renjia/").status_code == 404  # nothing signed off in it yet
    two = make_article("第二户", series=series.pk, series_place=2)
    make_article("第一户", series=series.pk, series_place=1)
    make_article("未签发", series=series.pk, live=False)
    root = page(reader, "/series/hewan-renjia/")
    assert [words(item) for item in root.xpath("//article//h2")] == ["第一户", "第二户"]
    assert "一条河边的十户人家。" in words(root)
    assert reader.get("/series/hewan-renjia").status_code == 301
    assert reader.get("/series/HEWAN-renjia/").status_code == 301
    for missing in ("/series/", "/series/none/", "/series/hewan-renjia/?page=2", "/series/hewan-renjia/?page=x"):
        assert reader.get(missing).status_code == 404, missing
    publication.unpublish(two.pk, by=signer(), note="核实。")
    assert "第二户" not in words(page(reader, "/series/hewan-renjia/"))


def test_a_long_series_is_read_to_its_end(
    reader: Client, make_article: Make, series: Series, monkeypatch: Any
) -> None:
    monkeypatch.setattr("news.reading.series.SIZE", 2)
    monkeypatch.setattr("news.reading.series.LAST_NUMBER", 2)
    for n in range(1, 8):
        make_article(f"第{n}户", series=series.pk)
    seen, address = [], "/series/hewan-renjia/"
    while address:
        root = page(reader, address)
        seen += [words(item) for item in root.xpath("//article//h2")]
        following = root.xpath("//nav[@class='pager']//a[@rel='next']/@href")
        address = following[0] if following else ""
    assert seen == [f"第{n}户" for n in range(1, 8)]


def test_the_pages_of_a_series_cost_the_same_however_long_it_is(
    reader: Client, make_article: Make, series: Series, django_assert_num_queries: Any
) -> None:
    made = [make_article("头一篇", keywords=("夜市",)), make_article("第0户", keywords=("夜市",), series=series.pk)]
    for count in (1, 20):
        while len(made) < count + 2:
            made.append(make_article(f"第{len(made)}户", keywords=("夜市",), series=series.pk))
        reader.get("/news/")  # the chrome is read anew after a change
        with django_assert_num_queries(
            4
        ):  # as an article in none: its numbers come with the article, its cards with the others
            reader.get(made[len(made) // 2].address)
        with django_assert_num_queries(3):  # chrome · series · its stories
            reader.get("/series/hewan-renjia/")


def test_a_channel_may_not_be_called_series() -> None:
    assert not is_channel_path("series")
    assert not is_channel_path("series/hewan")
