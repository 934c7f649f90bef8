"""/corrections/, the calendar of days and the styles of a channel's list."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone
from lxml import html

from news.editorial import publication
from news.enums import ListStyle
from news.models import Article, Channel, Listing
from news.reading.calendar import MONTH
from tests.conftest import signer

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


def page(reader: Client, address: str) -> html.HtmlElement:
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def corrected(make: Make, title: str, text: str = "时间应为周五。") -> Article:
    article = make(title)
    Article.objects.filter(pk=article.pk).update(correction=text, corrected_at=timezone.now() - timedelta(minutes=1))
    return article


def test_corrected_and_retracted_stories_stand_together_newest_first(
    reader: Client, site: Any, make_article: Make, chief: User, django_assert_num_queries: Any
) -> None:
    make_article("无误的一篇")
    first = corrected(make_article, "改过的一篇")
    back = make_article("撤回的一篇")
    publication.retract(back.pk, by=signer(), note="采访对象身份有误。")
    off = corrected(make_article, "改过又下线的")
    publication.unpublish(off.pk, by=signer(), note="核实。")
    root = page(reader, "/corrections/")
    rows = [" ".join(row.text_content().split()) for row in root.xpath("//main//article")]
    assert [row.split()[0][:2] for row in rows] == ["撤稿", "更正"]
    assert "撤回的一篇" in rows[0]
    assert "采访对象身份有误。" in rows[0]
    assert "时间应为周五。" in rows[1]
    assert root.xpath("//main//article//h2/a/@href") == [first.address]
    with django_assert_num_queries(3):  # chrome · corrected · retracted
        reader.get("/corrections/")


def test_corrections_are_paged_without_loss(
    reader: Client, site: Any, make_article: Make, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr("news.reading.corrections.SIZE", 2)
    monkeypatch.setattr("news.reading.corrections.LAST_NUMBER", 2)
    for n in range(7):
        corrected(make_article, f"第{n}篇")
    Article.objects.update(corrected_at=timezone.now())  # all in one moment: the number decides
    seen, address = [], "/corrections/"
    while address:
        with django_assert_num_queries(3) if seen else monkeypatch.context():
            root = page(reader, address)
        seen += [item.text_content() for item in root.xpath("//main//article//h2")]
        following = root.xpath("//nav[@class='pager']//a[@rel='next']/@href")
        address = following[0] if following else ""
    assert seen == [f"第{n}篇" for n in range(6, -1, -1)]
    for wrong in ("?page=0", "?page=9", "?page=11", "?before=x", "?before=99999999999999999-1-1"):
        assert reader.get(f"/corrections/{wrong}").status_code == 404, wrong
    assert reader.get("/corrections/?before=99999999999999999-1").status_code in {200, 404}
    assert reader.get("/corrections/?page=1").status_code == 301


def test_the_lists_of_corrections_are_walks_in_their_own_indexes(make_article: Make) -> None:
    corrected(make_article, "改过的一篇")
    rows = Article.objects.live().filter(corrected_at__isnull=False).order_by("-corrected_at", "-pk")[:21]
    if connection.vendor == "sqlite":
        assert "article_corrected" in rows.explain()


def test_the_calendar_links_the_days_that_have_stories(reader: Client, site: Any, make_article: Make) -> None:
    days = (
        datetime(2026, 9, 30, 4, tzinfo=UTC),
        datetime(2026, 10, 1, 4, tzinfo=UTC),
        datetime(2026, 10, 9, 4, tzinfo=UTC),
    )
    made = []
    for moment in (*days, datetime(2026, 11, 2, 4, tzinfo=UTC)):
        article = make_article(f"{moment:%m-%d}")
        Article.objects.filter(pk=article.pk).update(published_at=moment, first_published_at=moment)
        Listing.objects.filter(article=article).update(published_at=moment, day=moment.date())
        made.append(article)
    root = page(reader, "/news/2026-10-09/")
    calendar = root.xpath("//section[@class='cal']")[0]
    assert calendar.xpath(".//caption")[0].text_content() == "2026年10月"
    assert calendar.xpath(".//td/a/@href") == ["/news/2026-10-01/", "/news/2026-10-09/"]
    assert calendar.xpath(".//a[@aria-current='page']/@aria-label") == ["2026年10月9日"]
    assert calendar.xpath(".//p/a/@href") == ["/news/2026-09-30/", "/news/2026-11-02/"]
    cells = [cell.text_content() for cell in calendar.xpath(".//tbody/tr")[0]]
    assert cells == ["", "", "", "1", "2", "3", "4"]  # 1 October 2026 is a Thursday
    # nothing of the months beside it is read into the page
    bounds = {"channel": made[0].channel_id, "first": date(2026, 10, 1), "last": date(2026, 10, 31)}
    [(_earlier, _later, found)] = MONTH.tuples(now=timezone.now(), **bounds)
    assert [str(day) for (day,) in found] == ["2026-10-01", "2026-10-09"]
    channel = page(reader, "/news/").xpath("//section[@class='cal']//td/a/@href")
    assert channel == ["/news/2026-09-30/"] or channel == ["/news/2026-11-02/"]
    publication.unpublish(made[1].pk, by=signer(), note="核实。")
    calendar = page(reader, "/news/2026-10-09/").xpath("//section[@class='cal']")[0]
    assert calendar.xpath(".//td/a/@href") == ["/news/2026-10-09/"]


@pytest.mark.parametrize("style", ListStyle)
def test_each_style_of_a_channel_has_a_form_of_its_own(
    reader: Client, site: Any, make_article: Make, yaowen: Channel, style: ListStyle
) -> None:
    Channel.objects.filter(pk=yaowen.pk).update(list_style=style)
    for n in range(8):
        article = make_article(f"第{n}篇", kind="video", link="https://video.example/v")
        moment = timezone.now() - timedelta(minutes=n)
        Article.objects.filter(pk=article.pk).update(published_at=moment)
        Listing.objects.filter(article=article).update(published_at=moment)
    root = page(reader, "/news/yaowen/")
    forms = {
        ListStyle.TEXT: "//ul[@class='heads heads--first']/li",
        ListStyle.THUMBS: "//div[@class='ruled']/article",
        ListStyle.PICTURES: "//div[starts-with(@class, 'g g--')]/article[@class='story']",
        ListStyle.VIDEO: "//div[@class='films']/article",
    }
    many = {name: len(root.xpath(f"//main{path}")) for name, path in forms.items()}
    assert [name for name, count in many.items() if count] == [style]
    assert "视频" in root.xpath("//main")[0].text_content()
