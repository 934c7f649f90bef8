"""阅读统计: its pages, who sees them, the export, and what they cost."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from news.editorial import hits
from news.enums import BylineRole
from news.models import Article, AuditEntry
from news.rules.snapshot import Credit
from tests.newsroom import person

pytestmark = pytest.mark.django_db
PAGE = "/admin/statistics/"
Make = Callable[..., Article]


def read(article: Article, times: int, *, days: int = 0) -> None:
    """Count reads of an article at this hour, ``days`` ago."""
    now = timezone.now()
    hits.add_reads({(article.pk, hits.hour_of(now) - 24 * days): times}, now=now)


def test_the_page_draws_its_charts_and_says_them(desk: Client, make_article: Make) -> None:
    article = make_article("甲")
    read(article, 5)
    read(article, 1234, days=2)
    page = desk.get(PAGE, {"period": "week"}).content.decode()
    charts = [ElementTree.fromstring(part.split("</svg>")[0] + "</svg>") for part in _svgs(page, "d-chart")]
    assert len(charts) == 2
    days = charts[0]
    assert len(days.findall("rect")) == 7
    assert days.findtext("title") == "每日阅读"
    assert "1239" in (days.findtext("desc") or "")
    heights = [float(bar.get("height", "0")) for bar in days.findall("rect")]
    assert max(heights) == heights[4]
    assert f"<td>{1234}</td>" in page
    assert "style=" not in page[page.index('id="content"') :]


def _svgs(page: str, name: str) -> list[str]:
    return [f'<svg class="{name}"{part}' for part in page.split(f'<svg class="{name}"')[1:]]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "x", "to": "2026-11-01"}, "请填写起止两天"),
        ({"from": "2026-11-01"}, "请填写起止两天"),
        ({"from": "2020-01-01", "to": "2026-11-01"}, "一次最多"),
        ({"from": "2999-01-01", "to": "2999-01-02"}, "这些天还没有到"),
        ({"from": "0001-01-01", "to": "0001-01-02"}, "不再保留"),
    ],
)
def test_a_time_that_cannot_be_answered_is_said(desk: Client, query: dict[str, str], said: str) -> None:
    answer = desk.get(PAGE, query)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert desk.post(f"{PAGE}export/", query).status_code == 400


def test_turned_round_days_are_put_right(desk: Client, make_article: Make) -> None:
    read(make_article("甲"), 5)
    today = timezone.localdate()
    answer = desk.get(PAGE, {"from": f"{today}", "to": f"{today - timedelta(days=3)}"})
    assert answer.status_code == 200
    assert ">甲</a>" in answer.content.decode()


def test_the_export_has_every_table_and_is_noted(desk: Client, make_article: Make) -> None:
    article = make_article("甲", byline=(Credit(BylineRole.REPORTER, "=cmd()"),))
    read(article, 5)
    answer = desk.post(f"{PAGE}export/", {"period": "week"})
    text = b"".join(answer).decode()  # type: ignore[arg-type]
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [f"{timezone.localdate()}", "5"] in rows
    assert [row[:3] + row[4:] for row in rows if row[:1] == ["甲"]] == [["甲", str(article.pk), "本网资讯", "5", "5"]]
    assert ["　本网资讯", "5"] in rows
    assert ["'=cmd()", "5"] in rows
    assert AuditEntry.objects.filter(act="exported", thing_name__startswith="阅读统计").count() == 1


def test_who_may_see_the_figures(client: Client, make_article: Make) -> None:
    article = make_article("甲")
    read(article, 51)
    for name, status in (("reporter", 403), ("auditor", 200), ("final", 200), ("site", 200)):
        client.force_login(person(name))
        assert client.get(PAGE).status_code == status
        assert client.post(f"{PAGE}export/", {"period": "week"}).status_code == status
        listed = client.get("/admin/news/article/").content.decode()
        form = client.get(f"/admin/news/article/{article.pk}/change/").content.decode()
        assert ('class="field-read">51</td>' in listed) is (status == 200)
        assert ("读过 51 次" in form) is (status == 200)
        assert ("阅读统计" in listed) is (status == 200)
    client.logout()
    assert client.get(PAGE).status_code == 302


def test_one_story_by_day_and_hour(
    desk: Client, make_article: Make, reporter: User, django_assert_num_queries: Any
) -> None:
    article, draft = make_article("甲"), make_article("乙", live=False)
    Article.objects.filter(pk=article.pk).update(first_published_at=timezone.now() - timedelta(days=4))
    read(article, 5)
    read(article, 70, days=1)
    read(article, 600, days=3)
    url = f"{PAGE}{article.pk}/"
    desk.get(url)
    with django_assert_num_queries(8):  # session, person, two for rights, site name · story, days, hours
        page = desk.get(url).content.decode()
    assert [f'<dd class="d-big">{n}</dd>' in page for n in (675, 5)] == [True, True]
    days, hours = (ElementTree.fromstring(part.split("</svg>")[0] + "</svg>") for part in _svgs(page, "d-chart"))
    assert [bar.findtext("title", "").split()[1] for bar in days.findall("rect")] == ["0", "600", "0", "70", "5"]
    assert [bar.findtext("title", "").split()[1] for bar in hours.findall("rect")][-25::24] == ["70", "5"]
    for number, status in ((draft.pk, 404), (10**18, 404), (10**19, 404)):
        assert desk.get(f"{PAGE}{number}/").status_code == status
    desk.force_login(reporter)
    assert desk.get(url).status_code == 403


def test_the_page_costs_the_same_for_one_story_and_thirty(
    desk: Client, make_article: Make, django_assert_num_queries: Any
) -> None:
    made: list[Article] = []
    for count in (1, 30):
        while len(made) < count:
            byline = (Credit(BylineRole.REPORTER, f"记者{len(made)}"),)
            made.append(make_article(f"第{len(made)}篇", byline=byline, source=f"来源{len(made)}"))
            read(made[-1], 3)
            read(made[-1], 2, days=1)
        desk.get(PAGE)
        # session, person, two for rights, site name · days, headings, hours before, numbers, stories, channels
        with django_assert_num_queries(11):
            assert desk.get(PAGE).status_code == 200
        first, last = timezone.localdate() - timedelta(days=5), timezone.localdate()
        # … without the hours before, with the candidates of each day
        with django_assert_num_queries(11):
            assert desk.get(PAGE, {"from": f"{first}", "to": f"{last}"}).status_code == 200
