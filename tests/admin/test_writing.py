"""What the writing page's scripts ask for: who may, what is answered, what is refused."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

PASTE, TYPOGRAPHY = "/admin/news/article/paste/", "/admin/news/article/typography/"


def ask(client: Client, url: str, sent: Any) -> Any:
    return client.post(url, json.dumps(sent), content_type="application/json")


def test_pasted_html_comes_back_clean(desk: Client) -> None:
    html = "<p class=MsoNormal>　　字<o:p></o:p></p><img src='file:///C:/a.png'><img src='https://a.example/b.jpg'><video></video>"
    answer = ask(desk, PASTE, {"html": html}).json()
    assert answer == {
        "html": '<p>字</p><figure><img src="/media/pending/aHR0cHM6Ly9hLmV4YW1wbGUvYi5qcGc.svg" alt=""></figure>',
        "pictures": 1,
        "lost": 1,
        "players": 1,
    }


def test_pasted_plain_text_becomes_paragraphs(desk: Client) -> None:
    assert ask(desk, PASTE, {"text": "　　一\n\n二 <b>"}).json()["html"] == "<p>一</p><p>二 &lt;b&gt;</p>"


def test_pictures_of_this_site_stay(desk: Client) -> None:
    html = '<img src="https://news.example/media/images/ab/x.jpg">'
    cleaned = ask(desk, PASTE, {"html": html}).json()["html"]
    assert cleaned == '<figure><img src="/media/images/ab/x.jpg" alt=""></figure>'


def test_signs_are_set_and_the_change_is_shown(desk: Client) -> None:
    answer = ask(desk, TYPOGRAPHY, {"html": "<p>甲,乙</p>"}).json()
    assert answer == {"html": "<p>甲，乙</p>", "diff": "<p>甲<del>,</del><ins>，</ins>乙</p>"}
    assert ask(desk, TYPOGRAPHY, {"html": "<p>甲，乙</p>"}).json()["diff"] == ""


@pytest.mark.parametrize("url", [PASTE, TYPOGRAPHY])
def test_only_writers_may_ask(client: Client, reporter: User, url: str) -> None:
    assert ask(client, url, {"html": "字"}).status_code == 302
    client.force_login(User.objects.create_user("guest", is_staff=True))
    assert ask(client, url, {"html": "字"}).status_code == 403
    client.force_login(reporter)
    assert ask(client, url, {"html": "字"}).status_code == 200
    assert client.get(url).status_code == 405


@pytest.mark.parametrize("body", ["", "[", "[1]", '"x"', '{"html": 1}', "null"])
def test_anything_else_is_refused(desk: Client, body: str) -> None:
    for url in (PASTE, TYPOGRAPHY):
        answer = desk.post(url, body, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json()["message"]


def test_too_much_is_refused(desk: Client) -> None:
    assert ask(desk, PASTE, {"html": "<p>" + "x" * (6 * 2**20)}).status_code == 413


def test_asking_costs_no_query_beyond_the_login(desk: Client, django_assert_num_queries: Any) -> None:
    ask(desk, PASTE, {"html": "<p>字</p>"})
    for repeat in (1, 30):
        with django_assert_num_queries(3):  # session, user, rights
            ask(desk, PASTE, {"html": "<p>字</p>" * repeat})
