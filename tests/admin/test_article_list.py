"""The article list: budget, filters, search, several at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from news.editorial.review import fast_sign_off
from news.enums import Publication
from news.models import Article
from tests.conftest import signer

pytestmark = pytest.mark.django_db
LIST = "/admin/news/article/"


def test_the_list_costs_the_same_at_one_and_thirty_rows(
    desk: Client, make_article: Callable, django_assert_num_queries: Any
) -> None:
    made = 0
    for rows in (1, 30):
        while made < rows:
            make_article(f"稿件{made}", live=bool(made % 2))
            made += 1
        desk.get(LIST)
        # session, person, two for rights, site name, channels (filter), people (filter), the rows
        with django_assert_num_queries(8):
            desk.get(LIST)


def test_the_list_never_counts_articles(desk: Client, make_article: Callable, django_assert_num_queries: Any) -> None:
    make_article()
    with django_assert_num_queries(8) as seen:
        desk.get(LIST)
    assert not [
        query["sql"] for query in seen.captured_queries if "COUNT(" in query["sql"] and "news_article" in query["sql"]
    ]


def test_there_is_a_next_page_without_a_count(desk: Client, make_article: Callable, settings: Any) -> None:
    for number in range(51):
        make_article(f"稿件{number}", live=False)
    first, second = desk.get(LIST), desk.get(LIST, {"p": 2})
    assert 'rel="next"' in first.content.decode()
    assert 'rel="next"' not in second.content.decode()
    assert "稿件0<" in second.content.decode()


def test_far_down_the_rows_are_in_the_same_order(desk: Client, make_article: Callable, monkeypatch: Any) -> None:
    monkeypatch.setattr("news.admin.paging.NEAR", 0)
    monkeypatch.setattr("news.admin.articles.ArticleAdmin.list_per_page", 2)
    made = [make_article(f"稿件{number}", live=False).pk for number in range(5)][::-1]
    for query in ({}, {"mine": "1"}, {"state": "draft"}, {"begun": "today"}):
        shown = [
            [row.pk for row in desk.get(LIST, {**query, "p": page}).context["cl"].result_list] for page in (1, 2, 3)
        ]
        assert shown == [made[:2], made[2:4], made[4:]], query


def test_each_state_has_its_filter_and_the_bin_is_hidden(desk: Client, make_article: Callable) -> None:
    make_article("在线的稿件")
    make_article("写着的稿件", live=False)
    gone = make_article("扔掉的稿件", live=False)
    desk.post(reverse("admin:news_article_act", args=[gone.pk, "delete"]))

    def shown(**query: str) -> set[str]:
        page = desk.get(LIST, query).content.decode()
        return {title for title in ("在线的稿件", "写着的稿件", "扔掉的稿件") if title in page}

    assert shown() == {"在线的稿件", "写着的稿件"}
    assert shown(state="live") == {"在线的稿件"}
    assert shown(state="draft") == {"写着的稿件"}
    assert shown(state="deleted") == {"扔掉的稿件"}


def test_a_channel_filter_takes_the_branch(desk: Client, make_article: Callable, yaowen: Any) -> None:
    make_article("栏目里的稿件")
    assert "栏目里的稿件" in desk.get(LIST, {"channel": yaowen.parent_id}).content.decode()


def test_a_number_finds_its_article_and_words_find_headlines(desk: Client, make_article: Callable) -> None:
    one, two = make_article("滨河夜市"), make_article("城市书房")
    page = desk.get(LIST, {"q": str(one.pk)}).content.decode()
    assert one.title in page
    assert two.title not in page
    assert two.title in desk.get(LIST, {"q": "书房"}).content.decode()


def test_a_bulk_publication_names_each_refusal(desk: Client, make_article: Callable) -> None:
    good, bad = make_article("能发的稿件", live=False), make_article("没有签发的稿件", live=False)
    fast_sign_off(good.pk, by=signer(), note="急稿")
    answer = desk.post(
        LIST, {"action": "publish_selected", "_selected_action": [good.pk, bad.pk], "index": "0"}, follow=True
    ).content.decode()
    assert Article.objects.get(pk=good.pk).publication() == Publication.LIVE
    assert Article.objects.get(pk=bad.pk).publication() == Publication.NEVER
    assert "《没有签发的稿件》：这一稿还没有签发，请先送审。" in answer
    assert "发布：1 篇" in answer


def test_a_bulk_withdrawal_asks_for_the_reason(desk: Client, make_article: Callable) -> None:
    article = make_article()
    data = {"action": "unpublish_selected", "_selected_action": [article.pk], "index": "0"}
    assert "原因（内部）" in desk.post(LIST, data).content.decode()
    assert Article.objects.get(pk=article.pk).publication() == Publication.LIVE
    desk.post(LIST, {**data, "note": "核实数字"})
    assert Article.objects.get(pk=article.pk).publication() == Publication.UNPUBLISHED


def test_a_reporter_may_submit_several_and_publish_none(pen: Client, make_article: Callable) -> None:
    article = make_article(live=False)
    page = pen.get(LIST).content.decode()
    assert "submit_selected" in page
    assert '"publish_selected"' not in page
    pen.post(LIST, {"action": "publish_selected", "_selected_action": [article.pk], "index": "0"})
    assert Article.objects.get(pk=article.pk).publication() == Publication.NEVER
