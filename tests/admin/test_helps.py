"""Copying a story, and what a text suggests for its fields: who may, what comes of it, what it costs."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from news.editorial import publication, review
from news.editorial.channels import save_channel
from news.editorial.people import set_scopes
from news.enums import Level, Review, ScopeAct, Verb
from news.errors import NotAllowed
from news.models import Article, Channel, Keyword, Record
from tests.admin.queue_setting import Newsroom, client_of, make_person, newsroom
from tests.conftest import put_out
from tests.newsroom import draft

__all__ = ["newsroom"]

KEYWORDS, SUMMARY = "/admin/news/article/suggest-keywords/", "/admin/news/article/suggest-summary/"


def ask(client: Client, url: str, sent: Any) -> Any:
    return client.post(url, json.dumps(sent), content_type="application/json")


def copy(client: Client, article: Article) -> Any:
    return client.post(f"/admin/news/article/{article.pk}/copy/", follow=True)


def test_a_copy_is_a_draft_of_its_own_with_the_same_text(
    client: Client, reporter: User, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(
        "城市书房夜间开放", keywords=("书房",), expires_at="2099-01-01T08:00:00+08:00", summary="摘要。"
    )
    publication.correct(article.pk, by=chief, note="“17家”应为“18家”。")
    before = Article.objects.values().get(pk=article.pk)
    client.force_login(reporter)
    page = copy(client, article)
    made = Article.objects.latest("pk")
    assert page.redirect_chain == [(f"/admin/news/article/{made.pk}/change/", 302)]
    assert f"第 {article.pk} 号" in page.content.decode() or f"No. {article.pk}" in page.content.decode()
    text = made.working_revision.snapshot
    assert (text.title, text.body, text.keywords, text.summary, text.channel) == (
        "城市书房夜间开放", "<p>正文第一段。</p>", ("书房",), "摘要。", article.channel_id,
    )  # fmt: skip
    assert (text.correction, text.expires_at) == ("", "")
    assert (made.author, made.review, made.published_at, made.title) == (reporter, Review.DRAFT, None, "")
    row = Record.objects.get(article=made)
    assert (row.verb, row.by) == (Verb.CREATE, reporter)
    assert str(article.pk) in row.note
    assert Article.objects.values().get(pk=article.pk) == before


def test_whose_words_were_not_signed_off_reviews_no_copy_of_them_either(newsroom: Newsroom) -> None:
    newsroom.first.groups.add(Group.objects.get(name="reporter"))
    mine = draft(newsroom.channel, newsroom.first, "自己写的稿", editors=("何青禾",))
    copy(client_of(newsroom.writer), mine)
    made = Article.objects.latest("pk")
    assert (made.pk != mine.pk, made.author) == (True, newsroom.writer)
    review.submit(made.pk, by=newsroom.writer)
    with pytest.raises(NotAllowed) as refused:
        review.pass_on(made.pk, by=newsroom.first)
    assert refused.value.code == "own"
    other = make_person("first", "周又初", "first2")
    assert review.pass_on(made.pk, by=other).level == Level.SECOND
    # what readers were shown was signed off: its writer may review what others make of it
    public = draft(newsroom.channel, newsroom.first, "签发过的稿", editors=("何青禾",))
    put_out(public.pk)
    copy(client_of(newsroom.writer), public)
    again = Article.objects.latest("pk")
    review.submit(again.pk, by=newsroom.writer)
    assert review.pass_on(again.pk, by=newsroom.first).level == Level.SECOND


def test_the_copy_is_offered_to_those_who_may_write(
    client: Client, reporter: User, make_article: Callable[..., Article]
) -> None:
    address = f"/admin/news/article/{make_article().pk}/change/"
    client.force_login(reporter)
    assert 'form="d-duplicate"' in client.get(address).content.decode()
    guest = User.objects.create_user("guest", is_staff=True)
    guest.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(guest)
    assert "d-duplicate" not in client.get(address).content.decode()


def test_only_writers_may_copy_and_only_by_post(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article()
    guest = User.objects.create_user("guest", is_staff=True)
    guest.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(guest)
    assert copy(client, article).status_code == 403
    assert Article.objects.count() == 1


def test_by_get_nothing_is_copied_and_what_is_not_there_is_not_found(desk: Client, make_article: Any) -> None:
    assert desk.get(f"/admin/news/article/{make_article().pk}/copy/").status_code == 405
    assert desk.post("/admin/news/article/999999/copy/").status_code == 404
    assert Article.objects.count() == 1


def test_no_copy_out_of_reach_nor_out_of_the_bin(
    client: Client, chief: User, reporter: User, make_article: Callable[..., Article]
) -> None:
    article = make_article()
    life = save_channel(Channel(slug="life", name="生活", position=20))
    set_scopes(reporter.pk, by=chief, scopes={ScopeAct.WRITE: [life.pk]})
    client.force_login(User.objects.get(pk=reporter.pk))
    assert "本网资讯" in copy(client, article).content.decode()
    binned = make_article("要删的稿", live=False, channel=life.pk)
    publication.delete(binned.pk, by=chief)
    copy(client, binned)
    assert Article.objects.count() == 2
    assert 'form="d-duplicate"' not in client.get(f"/admin/news/article/{binned.pk}/change/").content.decode()


@pytest.mark.parametrize("url", [KEYWORDS, SUMMARY])
def test_only_writers_may_ask(client: Client, reporter: User, url: str) -> None:
    assert ask(client, url, {"html": "字"}).status_code == 302
    client.force_login(User.objects.create_user("guest", is_staff=True))
    assert ask(client, url, {"html": "字"}).status_code == 403
    client.force_login(reporter)
    assert ask(client, url, {"html": "字"}).status_code == 200
    assert client.get(url).status_code == 405
    assert ask(client, url, ["字"]).status_code == 400


def test_the_lead_without_its_head(desk: Client) -> None:
    answer = ask(desk, SUMMARY, {"html": "<p>黄淮网讯（记者 沈知禾）水退了。</p>"}).json()
    assert answer == {"summary": "水退了。"}
    assert ask(desk, SUMMARY, {}).json() == {"summary": ""}


def test_keywords_of_the_house_first_and_one_query_for_any_number(
    desk: Client, make_article: Callable[..., Article], django_assert_num_queries: Any
) -> None:
    sent = {"title": "夜市", "html": "<p>公交加班，书房开着。书房有人。</p>", "have": "夜市，"}
    answers = []
    for rows in (1, 30):
        for place in range(rows):
            make_article(f"第{rows}批第{place}条旧闻的标题", keywords=("公交", f"词{rows}甲{place}"))
        with django_assert_num_queries(4):  # session, account, permissions, the keywords with their stories
            answers.append(ask(desk, KEYWORDS, sent).json()["names"])
    assert answers == [["公交", "书房"]] * 2
    assert Keyword.objects.count() == 32
