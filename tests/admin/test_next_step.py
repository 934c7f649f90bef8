"""What stands in front is what is due next, and what was done says to which story and how far it went."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from news.editorial import review
from news.models import Article, Channel
from tests.admin.queue_setting import QUEUE, Newsroom, client_of, newsroom, press, token

pytestmark = pytest.mark.django_db
__all__ = ["newsroom"]


def form(client: Client, article: Article) -> str:
    return client.get(f"/admin/news/article/{article.pk}/change/").content.decode()


def main_act(page: str) -> str:
    found = re.search(r'name="_do" value="(\w+)" id="d-publish"', page)
    return found.group(1) if found else ""


def test_a_signed_off_story_is_published_and_a_withheld_one_released_with_the_first_button(newsroom: Newsroom) -> None:
    article = newsroom.story("等发布的稿", level="final")
    review.sign_off(article.pk, by=newsroom.final)
    client = client_of(newsroom.final)
    assert main_act(form(client, article)) == "publish"
    review.withhold(article.pk, by=newsroom.final, note="等发布会结束")
    assert main_act(form(client, article)) == "release"
    assert main_act(form(client_of(newsroom.writer), article)) == "submit"


def test_a_scheduled_story_is_not_sent_out_early_by_the_first_button(newsroom: Newsroom) -> None:
    article = newsroom.story("定时的稿", level="final")
    client = client_of(newsroom.final)
    press(client, article, "sign_off", when_sign_off="at", at_sign_off="2099-01-01T08:00")
    article = Article.objects.get(pk=article.pk)
    assert article.publication() == "scheduled"
    assert main_act(form(client, article)) == "submit"


def test_what_was_done_names_the_story_when_the_next_one_is_on_the_screen(newsroom: Newsroom) -> None:
    article = newsroom.story("刚通过的稿")
    newsroom.story("下一篇")
    client = client_of(newsroom.first)
    response = press(client, article, "pass")
    assert "《刚通过的稿》：已通过" in client.get(response.headers["Location"]).content.decode()


def test_the_batch_button_says_that_it_publishes(newsroom: Newsroom, chief: User) -> None:
    for level in ("first", "second", "final"):
        newsroom.story(f"{level}的稿", level=level)
    for person, label in (
        (newsroom.first, "批量通过"),
        (newsroom.final, "批量签发并发布"),
        (chief, "批量通过或签发"),
    ):
        assert f">{label}</button>" in client_of(person).get(QUEUE).content.decode()


def test_the_batch_tells_how_many_went_before_readers(newsroom: Newsroom, chief: User) -> None:
    stories = [newsroom.story(f"{level}的稿", level=level) for level in ("first", "final")]
    client = client_of(chief)
    response = client.post(QUEUE, {"do": "batch_pass", "sure": "1", "pick": [token(row) for row in stories]})
    shown = client.get(response.headers["Location"]).content.decode()
    assert "已通过 2 篇" in shown
    assert "其中 1 篇已签发" in shown


def test_a_closed_text_does_not_send_to_fields_that_cannot_be_filled(newsroom: Newsroom) -> None:
    article = newsroom.story("送审的稿")
    page = form(client_of(newsroom.writer), article)
    assert "缺" in page or "没有" in page
    assert "去填写" not in page
    assert "可以发布" not in page


def test_lists_without_rows_say_so_and_forms_speak_chinese(desk: Client, yaowen: Channel) -> None:
    assert "还没有内容。" in desk.get("/admin/news/robot/").content.decode()
    assert "没有符合条件的内容。" in desk.get("/admin/news/keyword/?q=没有这个词").content.decode()
    assert "<h1>添加群机器人</h1>" in desk.get("/admin/news/robot/add/").content.decode()


def test_a_first_level_channel_inherits_from_nobody(desk: Client, yaowen: Channel) -> None:
    page = desk.get("/admin/news/channel/").content.decode()
    assert "3 审（默认）" in page
    assert "3 审（随上级）" in page
