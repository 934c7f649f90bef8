"""The link dialog's look-up: own stories by title or number, channels, and an address that is looked at."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from news.editorial import publication
from news.models import Article, Channel
from tests.conftest import put_out

URL = "/admin/news/article/links/"


def test_stories_are_found_by_words_and_by_number_with_their_state(
    desk: Client, chief: User, make_article: Callable[..., Article]
) -> None:
    live = make_article("城市书房夜间开放")
    draft = make_article("城市书房再添十八家", live=False)
    later = make_article("书房城市联盟成立", live=False)
    put_out(later.pk, at=timezone.now() + timedelta(days=1))
    gone = make_article("城市书房停办")
    publication.unpublish(gone.pk, by=chief, note="旧闻。")
    found = {row["title"]: row for row in desk.get(URL, {"q": "城市 书房"}).json()["stories"]}
    assert set(found) == {"城市书房夜间开放", "城市书房再添十八家", "书房城市联盟成立"}
    assert (found["城市书房夜间开放"]["url"], found["城市书房夜间开放"]["state"]) == (live.address, "")
    assert found["城市书房再添十八家"]["state"] == "尚未公开"
    assert found["书房城市联盟成立"]["state"].startswith("尚未公开，定于 ")
    assert found["书房城市联盟成立"]["url"] == Article.objects.for_page().get(pk=later.pk).address
    by_number = desk.get(URL, {"q": f"No. {draft.pk}"}).json()["stories"]
    assert [row["title"] for row in by_number] == ["城市书房再添十八家"]
    assert desk.get(URL, {"q": "9" * 18}).json()["stories"] == []


def test_the_address_of_a_draft_leads_to_it_once_it_is_out(
    desk: Client, reader: Client, make_article: Callable[..., Article]
) -> None:
    draft = make_article("城市书房再添十八家", live=False)
    [row] = desk.get(URL, {"q": "再添十八家"}).json()["stories"]
    assert reader.get(row["url"]).status_code == 404
    put_out(draft.pk)
    Article.objects.filter(pk=draft.pk).update(first_published_at=timezone.now() - timedelta(days=40))
    answer = reader.get(row["url"])
    assert (answer.status_code, answer["Location"]) == (301, Article.objects.for_page().get(pk=draft.pk).address)


def test_a_story_is_found_by_any_part_of_its_headline_and_by_nothing_else(
    desk: Client, make_article: Callable[..., Article]
) -> None:
    old = make_article("古黄河治沙十年", keywords=("河治",), body="<p>城墙下的树。</p>")
    make_article("另一篇")
    for part in ("古黄河", "治沙", "河治沙", "年"):
        assert [row["url"] for row in desk.get(URL, {"q": part}).json()["stories"]] == [old.address], part
    for part in ("城墙", "沙治", "古十", "…"):
        assert desk.get(URL, {"q": part}).json()["stories"] == [], part


def test_channels_are_offered_and_an_address_is_looked_at(desk: Client, yaowen: Channel) -> None:
    assert [row["url"] for row in desk.get(URL, {"q": "本网"}).json()["channels"]] == ["/news/yaowen/"]
    assert desk.get(URL, {"check": "www.example.cn"}).json() == {"address": "https://www.example.cn", "problem": ""}
    assert desk.get(URL, {"check": "https://news.example/news/"}).json()["address"] == "/news/"
    assert desk.get(URL, {"check": "javascript:alert(1)"}).json()["problem"].startswith("读者只能打开")


def test_cost_is_two_queries_at_any_size(
    desk: Client, make_article: Callable[..., Article], django_assert_num_queries: Any
) -> None:
    for more in (1, 30):
        for place in range(more):
            make_article(f"第{more}-{place}条书房新闻")
        with django_assert_num_queries(5):  # session, account, powers, stories, channels
            desk.get(URL, {"q": "书房"})


def test_who_may_not_see_stories_is_refused(client: Client, db: None) -> None:
    nobody = User.objects.create_user("nobody", password="x", is_staff=True)
    client.force_login(nobody)
    assert client.get(URL, {"q": "书"}).status_code == 403
    assert client.post(URL).status_code == 405
