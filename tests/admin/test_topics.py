"""Topics on the desk: who may, every act of the contents page, two people at once, the audit."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from news.editorial import topics
from news.errors import Conflict, NotAllowed
from news.models import Article, AuditEntry, Topic, TopicStory
from tests.newsroom import person

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


@pytest.fixture
def topic(site: Any, chief: User) -> Topic:
    return topics.save_topic(Topic(title="石头上的汉朝", slug="han-stones"), by=chief)


def act(desk: Client, topic: Topic, do: str, **fields: Any) -> str:
    """Press a button of the contents page; returns what is said."""
    answer = desk.post(f"/admin/news/topic/{topic.pk}/contents/", {"do": do, **fields}, follow=True)
    assert answer.status_code == 200
    return " ".join(str(message) for message in answer.context["messages"])


def order(topic: Topic) -> list[tuple[str, list[str]]]:
    return [(row.heading, [item.article.title for item in row.stories.all()]) for row in topic.sections.all()]


def test_an_editor_puts_a_topic_together(desk: Client, make_article: Make, topic: Topic) -> None:
    made = [make_article(f"第{n}块") for n in range(3)]
    act(desk, topic, "badd", heading="甲")
    act(desk, topic, "badd", heading="乙")
    first, second = topic.sections.all()
    for story in made:
        act(desk, topic, f"add:{story.pk}", into=str(first.pk))
    assert order(topic) == [("甲", ["第0块", "第1块", "第2块"]), ("乙", [])]
    rows = {row.article.title: row.pk for row in TopicStory.objects.select_related("article")}
    act(desk, topic, f"up:{rows['第2块']}")
    assert order(topic)[0][1] == ["第0块", "第2块", "第1块"]
    act(desk, topic, f"drop:{rows['第1块']}:{first.pk}:0")
    assert order(topic)[0][1] == ["第1块", "第0块", "第2块"]
    act(desk, topic, f"to:{rows['第0块']}:{second.pk}")
    act(desk, topic, f"bdrop:{second.pk}:0")
    assert order(topic) == [("乙", ["第0块"]), ("甲", ["第1块", "第2块"])]
    act(desk, topic, f"bdown:{second.pk}")
    act(desk, topic, f"out:{rows['第2块']}")
    assert order(topic) == [("甲", ["第1块"]), ("乙", ["第0块"])]
    act(desk, topic, "sadd", day="2026-11-14", line="拓片室开放", story=str(made[0].pk))
    step = topic.steps.get()
    assert (str(step.day), step.line, step.article_id) == ("2026-11-14", "拓片室开放", made[0].pk)
    desk.post(f"/admin/news/topic/{topic.pk}/contents/step/{step.pk}/", {"day": "2026-11-15", "line": "改期"})
    assert str(topic.steps.get().day) == "2026-11-15"
    url = f"/admin/news/topic/{topic.pk}/contents/section/{first.pk}/"
    fields = {"heading": "甲", "style": "pictures", "count": "8", "channel": str(made[0].channel_id), "word": ""}
    assert desk.post(url, fields).status_code == 302
    first.refresh_from_db()
    assert (first.style, first.count, first.channel_id) == ("pictures", 8, made[0].channel_id)
    act(desk, topic, f"bout:{second.pk}")
    assert [heading for heading, _stories in order(topic)] == ["甲"]
    assert AuditEntry.objects.filter(thing="news.topic", thing_id=str(topic.pk)).count() == 15
    preview = desk.get(f"/admin/news/topic/{topic.pk}/preview/").content.decode()
    assert "第1块" in preview
    assert 'content="noindex"' in preview


def test_stories_are_put_into_a_topic_from_the_list_of_articles(
    desk: Client, make_article: Make, topic: Topic, chief: User
) -> None:
    section = topics.add_section(topic.pk, "甲", by=chief)
    made = [make_article(f"第{n}块") for n in range(2)]
    answer = desk.post(
        "/admin/news/article/", {"action": "topic_selected", "_selected_action": [str(item.pk) for item in made]}
    )
    assert answer.url.startswith("/admin/news/topic/push/?a=")
    assert "石头上的汉朝" in desk.get(answer.url).content.decode()
    sent = {"a": [str(item.pk) for item in made], "to": str(section.pk)}
    assert desk.post("/admin/news/topic/push/", sent).status_code == 302
    assert TopicStory.objects.filter(section=section).count() == 2
    assert desk.post("/admin/news/topic/push/", {**sent, "to": "0"}).status_code == 400


def test_bad_input_is_told_and_nothing_typed_is_lost(desk: Client, topic: Topic) -> None:
    assert "40" in act(desk, topic, "badd", heading=" ")
    said = act(desk, topic, "sadd", day="gestern", line="写好的一行")
    assert "写好的一行" in said
    for do in ("", "up:x", "up:1", "add:1", "fly:1", "bdrop:9", "out:99999999999999999999"):
        assert act(desk, topic, do), do
    answer = desk.post("/admin/news/topic/add/", {"title": "新", "slug": "2026-11-01", "position": "0"})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["slug"]
    assert desk.get("/admin/news/topic/999/contents/").status_code == 404
    answer = desk.get(f"/admin/news/topic/{topic.pk}/contents/section/999/")
    assert answer.status_code == 302


def test_who_may(client: Client, topic: Topic, chief: User) -> None:
    contents = f"/admin/news/topic/{topic.pk}/contents/"
    client.force_login(person("reporter"))
    assert client.get(contents).status_code == 200
    assert client.post(contents, {"do": "badd", "heading": "甲"}).status_code == 403
    assert client.get("/admin/news/topic/push/?a=1").status_code == 403
    first = person("first")
    topics.add_section(topic.pk, "甲", by=first)  # a draft
    topic.opens_at = timezone.now()
    with pytest.raises(NotAllowed):
        topics.save_topic(topic, by=first)
    topics.save_topic(topic, by=person("final"))
    with pytest.raises(NotAllowed):
        topics.add_section(topic.pk, "乙", by=first)
    client.force_login(first)
    assert client.post(contents, {"do": "badd", "heading": "丙"}).status_code == 403
    assert [row.heading for row in topic.sections.all()] == ["甲"]


def test_what_somebody_else_took_out_meanwhile_is_told(topic: Topic, chief: User) -> None:
    section = topics.add_section(topic.pk, "甲", by=chief)
    topics.remove_section(topic.pk, section.pk, by=chief)
    with pytest.raises(Conflict):
        topics.move_section(topic.pk, section.pk, step=1, by=chief)
    with pytest.raises(Conflict):
        topics.change_section(section, by=chief)


def test_the_head_of_a_topic_is_kept_and_its_address_once_public_stays(desk: Client, topic: Topic) -> None:
    url = f"/admin/news/topic/{topic.pk}/change/"
    fields = {
        "title": "石上汉朝",
        "slug": "stones",
        "position": "5",
        "opens_at_0": "2026-01-01",
        "opens_at_1": "08:00:00",
        "closes_at_0": "",
        "closes_at_1": "",
    }
    assert desk.post(url, fields).status_code == 302
    topic.refresh_from_db()
    assert (topic.title, topic.slug, topic.position) == ("石上汉朝", "stones", 5)
    assert topic.was_public()
    desk.post(url, {**fields, "slug": "other", "opens_at_0": "", "opens_at_1": ""})
    topic.refresh_from_db()
    assert topic.slug == "stones"
    assert topic.opens_at is not None
    assert desk.post(f"/admin/news/topic/{topic.pk}/delete/", {"post": "yes"}).status_code == 302
    topic.refresh_from_db()
    assert topic.removed_at is not None
    entry = AuditEntry.objects.filter(thing="news.topic", act="deleted").get()
    assert entry.thing_name == "石上汉朝"
