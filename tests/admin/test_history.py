"""The history of an article: its versions, who did what, and what differs between any two of them."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from lxml import html

from news.editorial.articles import save_revision
from news.models import Article
from news.rules.snapshot import Snapshot
from tests.admin.conftest import change_url
from tests.conftest import put_out

pytestmark = pytest.mark.django_db
QUERIES = 14
PARAGRAPHS = [f"<p>第{number}处驿站已经建成。</p>" for number in range(1, 9)]


@pytest.fixture
def rewrite(chief: User) -> Callable[..., Article]:
    """Return a function that saves a new version of an article."""

    def save(article: Article, *, by: User | None = None, **changes: Any) -> Article:
        article = Article.objects.select_related("working_revision").get(pk=article.pk)
        assert article.working_revision is not None
        text: Snapshot = replace(article.working_revision.snapshot, **changes)
        save_revision(article.pk, text, by=by or chief, based_on=article.working_revision_id)
        return article

    return save


def history(client: Client, article: Article, **query: Any) -> html.HtmlElement:
    """Return the page; what only a screen reader says is left out."""
    response = client.get(reverse("admin:news_article_history", args=[article.pk]), query)
    assert response.status_code == 200
    page = html.fromstring(response.content.decode())
    for element in page.find_class("visually-hidden"):
        element.drop_tree()
    return page


def heading(page: html.HtmlElement) -> str:
    return " ".join(page.get_element_by_id("compared").findtext(".//h2").split())


def fields(page: html.HtmlElement) -> dict[str, str]:
    """Return label → difference as HTML without its frame."""
    return {
        row.findtext("h3"): re.sub(r"^<div[^>]*>|</div>\s*$", "", html.tostring(row[1], encoding="unicode").strip())
        for row in page.find_class("d-drow")
    }


def numbers(page: html.HtmlElement) -> list[str]:
    return [box.get("value") for box in page.xpath("//input[@name='new']")]


def test_the_live_version_is_compared_with_the_working_one(
    desk: Client, make_article: Callable, rewrite: Callable
) -> None:
    article = make_article("城市书房夜间开放")
    rewrite(article, kicker="本地")
    rewrite(article, title="城市书房全天开放")
    page = history(desk, article)
    assert heading(page) == "第 1 版 → 第 3 版"
    assert fields(page) == {"引题": "<ins>本地</ins>", "标题": "城市书房<del>夜间</del><ins>全天</ins>开放"}
    texts = [" ".join(" ".join(item.itertext()).split()) for item in page.find_class("d-revs")[0]]
    assert "当前稿" in texts[0]
    assert "网站上" in texts[2]
    assert not any("网站上" in text or "当前稿" in text for text in texts[1:2])


def test_without_a_live_version_the_last_two_are_compared(
    desk: Client, make_article: Callable, rewrite: Callable
) -> None:
    article = make_article("第一稿", live=False)
    assert "只有一版。" in history(desk, article).get_element_by_id("compared").text_content()
    rewrite(article, title="第二稿")
    rewrite(article, title="第三稿")
    assert heading(history(desk, article)) == "第 2 版 → 第 3 版"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"old": "1", "new": "3"}, "第 1 版 → 第 3 版"),
        ({"old": "3", "new": "1"}, "第 1 版 → 第 3 版"),
        ({"new": "2"}, "第 1 版 → 第 2 版"),
        ({"old": "2"}, "第 2 版 → 第 4 版"),
    ],
)
def test_any_two_versions_are_compared_by_address(
    desk: Client, make_article: Callable, rewrite: Callable, query: dict[str, str], expected: str
) -> None:
    article = make_article("第一稿", live=False)
    for title in ("第二稿", "第三稿", "第四稿"):
        rewrite(article, title=title)
    assert heading(history(desk, article, **query)) == expected


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"old": "9", "new": "2"}, "这篇稿件没有第 9 版。"),
        ({"old": "x"}, "“x”不是版本号。"),
        ({"new": "-1"}, "“-1”不是版本号。"),
        ({"old": "1", "new": "9" * 30}, f"“{'9' * 20}”不是版本号。"),
        ({"old": "²"}, "“²”不是版本号。"),
        ({"old": "2", "new": "2"}, "请选两个不同的版本来对比。"),
        ({"old": "2"}, "请选两个不同的版本来对比。"),
        ({"new": "<script>"}, "“<script>”不是版本号。"),
    ],
)
def test_wrong_numbers_are_answered_in_chinese_with_the_usual_comparison(
    desk: Client, make_article: Callable, rewrite: Callable, query: dict[str, str], message: str
) -> None:
    article = make_article("第一稿", live=False)
    rewrite(article, title="第二稿")
    page = history(desk, article, **query)
    assert page.find_class("errornote")[0].text_content() == f"{message} 下面是默认的对比。"
    assert heading(page) == "第 1 版 → 第 2 版"


def test_the_body_marks_words_and_folds_what_did_not_change(
    desk: Client, make_article: Callable, rewrite: Callable
) -> None:
    article = make_article(body="".join(PARAGRAPHS), live=False)
    rewrite(article, body="".join(PARAGRAPHS).replace("第5处驿站已经", "第5处书房已经"))
    body = fields(history(desk, article))["正文"]
    assert body == (
        f"<details><summary>未改动 4 段</summary>{''.join(PARAGRAPHS[:4])}</details>"
        "<p>第5处<del>驿站</del><ins>书房</ins>已经建成。</p>"
        f"<details><summary>未改动 3 段</summary>{''.join(PARAGRAPHS[5:])}</details>"
    )


def test_marks_are_read_aloud(desk: Client, make_article: Callable, rewrite: Callable) -> None:
    article = make_article("夜市试营业", live=False)
    rewrite(article, title="夜市开业", keywords=("夜市",))
    page = desk.get(reverse("admin:news_article_history", args=[article.pk])).content.decode()
    assert '<ins><span class="visually-hidden">新增：</span>夜市</ins>' in page
    assert '<del><span class="visually-hidden">删除：</span>试营业</del>' in page


def test_a_change_of_layout_alone_is_said(desk: Client, make_article: Callable, rewrite: Callable) -> None:
    table = "<table><tbody><tr><td>甲</td></tr></tbody></table>"
    article = make_article(body=table, live=False)
    rewrite(article, body=table.replace("<td>", '<td colspan="2">'))
    assert "文字相同，只是排版不同。" in history(desk, article).get_element_by_id("compared").text_content()


def test_each_version_says_who_made_it_how_long_it_is_and_what_was_done(
    desk: Client, make_article: Callable, rewrite: Callable, chief: User, reporter: User
) -> None:
    article = make_article(body="<p>云溪河公园2026年开放。</p>", live=False)
    rewrite(article, by=reporter, body="<p>开放了。</p>")
    put_out(article.pk, at=Article.objects.get(pk=article.pk).created_at.replace(year=2099))
    lines = [" ".join(" ".join(item.itertext()).split()) for item in history(desk, article).find_class("d-revs")[0]]
    assert re.match(
        r"旧 新 第 2 版 编辑 当前稿 沈知禾 \d{4}-\d\d-\d\d [\d:]{8} 4 字 · 编辑部 · [0-9a-f]{8} 定时发布 签",
        lines[0],
    )
    assert re.search(r"2099-\d\d-\d\d \d\d:\d\d 快速签发 签 \S+ \S+ 测试所需。 本版改动$", lines[0])
    assert "第 1 版 新建 顾青简" in lines[1]
    assert "10 字" in lines[1]


def test_an_untouched_import_says_so(desk: Client, make_article: Callable) -> None:
    article = make_article()
    bare = Article.objects.create(title="导入的旧稿", channel=article.channel)
    assert "稿件是导入的，在这里还没有改过。" in history(desk, bare).text_content()


def test_a_long_history_is_paged_and_costs_the_same(
    desk: Client, make_article: Callable, rewrite: Callable, django_assert_num_queries: Any
) -> None:
    article = make_article("第0稿", live=False)
    url = reverse("admin:news_article_history", args=[article.pk])
    rewrite(article, title="第1稿")
    desk.get(url)
    # session, user, rights, queue, sidebar, article, the two versions and which is before, versions, records, count,
    # channels, notices, verdicts
    with django_assert_num_queries(QUERIES):
        desk.get(url)
    for number in range(2, 56):
        rewrite(article, title=f"第{number}稿")
    with django_assert_num_queries(QUERIES):
        desk.get(url)
    page = history(desk, article)
    assert numbers(page) == [str(number) for number in range(56, 6, -1)]
    assert "56 版" in page.text_content()
    older = page.xpath("//a[text()='更早的版本']")[0].get("href")
    assert older == "?before=7&old=55&new=56"
    page = history(desk, article, before="7", old="55", new="56")
    assert numbers(page) == ["6", "5", "4", "3", "2", "1"]
    assert heading(page) == "第 55 版 → 第 56 版"
    assert page.xpath("//a[text()='最新版本']")
    assert not page.xpath("//a[text()='更早的版本']")
    assert "没有更早的版本。" in history(desk, article, before="1").text_content()
    assert numbers(history(desk, article, before="x"))[0] == "56"


def test_only_writers_are_offered_to_restore(desk: Client, make_article: Callable, rewrite: Callable) -> None:
    article = make_article("第一稿", live=False)
    rewrite(article, title="第二稿")
    assert "恢复第 1 版" in history(desk, article).text_content()
    desk.post(reverse("admin:news_article_restore", args=[article.pk]), {"number": "1"})
    assert Article.objects.get(pk=article.pk).desk_title == "第一稿"
    looker = User.objects.create_user("looker", password="x", is_staff=True)
    client = Client()
    client.force_login(looker)
    assert client.get(reverse("admin:news_article_history", args=[article.pk])).status_code == 403


def test_a_conflict_marks_both_sides_alike(
    desk: Client, make_article: Callable, rewrite: Callable, typed: Callable, reporter: User
) -> None:
    article = make_article("夜市周五开业", body="".join(PARAGRAPHS), live=False)
    mine = typed(article, title="夜市周六开业", body="".join(PARAGRAPHS).replace("第5处驿站", "第5处书房"))
    rewrite(article, by=reporter, title="夜市周日开业")
    response = desk.post(change_url(article), mine | {"_continue": "1"})
    assert response.status_code == 409
    page = html.fromstring(response.content.decode())
    banner = page.xpath("//section[@class='d-conflict']")[0]
    for element in banner.find_class("visually-hidden"):
        assert element.text_content() == "不同："
        element.drop_tree()
    sides = [html.tostring(item, encoding="unicode") for item in banner.find_class("d-diff")]
    assert "夜市<mark>周六</mark>开业" in sides[0]
    assert "夜市<mark>周日</mark>开业" in sides[1]
    assert "<p>第5处<mark>书房</mark>已经建成。</p>" in "".join(sides)
    assert "<p>第5处<mark>驿站</mark>已经建成。</p>" in "".join(sides)
    assert "未改动 4 段" in "".join(sides)
    assert not re.search(r"<(ins|del)\b", "".join(sides))
