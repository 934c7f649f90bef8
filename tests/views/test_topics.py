"""What readers get of a topic: its sections and timeline, only what is live, none twice, at five queries at most."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from lxml import html

from news.editorial import publication, topics
from news.editorial.publication import unpublish
from news.enums import AdPlace
from news.models import Ad, Article, SiteIdentity, Topic, TopicSection, TopicStory
from tests.conftest import signer

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
ADDRESS = "/topics/han-stones/"


@pytest.fixture
def topic(site: Any, chief: User) -> Topic:
    made = Topic(
        title="石头上的汉朝", slug="han-stones", kicker="走访", intro="从一张拓片出发。", opens_at=timezone.now()
    )
    return topics.save_topic(made, by=chief)


def page(reader: Client, address: str = ADDRESS) -> html.HtmlElement:
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def headlines(root: html.HtmlElement) -> list[str]:
    return ["".join(item.text_content().split()) for item in root.xpath("//main//section//h3 | //main//ul/li/a")]


def test_editors_let_topics_stand_in_the_navigation(reader: Client, topic: Topic, site: SiteIdentity) -> None:
    def entry(address: str) -> list[str | None]:
        return [
            link.get("aria-current")
            for link in page(reader, address).xpath("//nav[@class='nav']//a[@href='/topics/']")
        ]

    assert entry("/") == []
    SiteIdentity.objects.update(topics_in_nav=True)
    assert (entry("/about/"), entry("/topics/"), entry(ADDRESS)) == ([None], ["page"], ["true"])


def test_topics_carry_the_advertisement_of_every_page_but_not_in_a_preview(
    reader: Client, topic: Topic, desk: Client
) -> None:
    Ad.objects.create(place=AdPlace.MASTHEAD, title="书市开张", link="/advertise/", starts_at=timezone.now())
    for address in (ADDRESS, "/topics/"):
        assert page(reader, address).xpath("string(//aside[contains(@class, 'ad')])") == "广告书市开张", address
    assert "书市开张" not in desk.get(f"/admin/news/topic/{topic.pk}/preview/").content.decode()


def test_chosen_stories_stand_first_then_the_rule_brings_others_and_none_twice(
    reader: Client, make_article: Make, topic: Topic, chief: User
) -> None:
    made = [make_article(f"第{n}块石头") for n in range(6)]
    first = topics.add_section(topic.pk, "石上人间", by=chief)
    second = topics.add_section(topic.pk, "修石头的人", by=chief)
    topics.choose(topic.pk, first.pk, [made[1].pk, made[4].pk], by=chief)
    for section, many in ((first, 3), (second, 2)):
        section.channel, section.count = made[0].channel, many
        topics.change_section(section, by=chief)
    root = page(reader)
    assert headlines(root) == ["第1块石头", "第4块石头", "第5块石头", "第3块石头", "第2块石头"]
    data = json.loads(root.xpath("//script[@type='application/ld+json']")[0].text)
    listed = [item["url"] for item in data[0]["mainEntity"]["itemListElement"]]
    assert listed == [f"https://news.example{made[n].address}" for n in (1, 4, 5, 3, 2)]
    assert [step["name"] for step in data[1]["itemListElement"]] == ["首页", "专题"]
    assert root.xpath("//link[@rel='canonical']/@href") == [f"https://news.example{ADDRESS}"]
    assert root.xpath("//meta[@property='og:title']/@content") == ["石头上的汉朝"]
    # what leaves, leaves at the next request, and the rule fills the gap
    unpublish(made[4].pk, by=signer(), note="核实。")
    assert headlines(page(reader)) == ["第1块石头", "第5块石头", "第3块石头", "第2块石头", "第0块石头"]


def test_the_timeline_leads_to_stories_while_they_are_live(
    reader: Client, make_article: Make, topic: Topic, chief: User
) -> None:
    story = make_article("拓片室开放预约")
    topics.save_step(topic.pk, day=date(2026, 10, 26), line="走访启动", article_id=None, by=chief)
    topics.save_step(topic.pk, day=date(2026, 11, 14), line="拓片室开放", article_id=story.pk, by=chief)
    lines = page(reader).xpath("//ol[@class='line mt3']/li")
    assert [line.text_content() for line in lines] == ["2026年11月14日拓片室开放", "2026年10月26日走访启动"]
    assert lines[0].xpath("a/@href") == [story.address]
    unpublish(story.pk, by=signer(), note="核实。")
    lines = page(reader).xpath("//ol[@class='line mt3']/li")
    assert lines[0].text_content().endswith("拓片室开放")
    assert lines[0].xpath("a") == []


def test_a_draft_is_unknown_an_ended_one_stays_and_a_removed_one_is_gone(
    reader: Client, topic: Topic, chief: User
) -> None:
    draft = topics.save_topic(Topic(title="草稿", slug="draft"), by=chief)
    later = Topic(title="明天", slug="tomorrow", opens_at=timezone.now() + timedelta(days=1))
    topics.save_topic(later, by=chief)
    for slug in ("draft", "tomorrow", "none"):
        assert reader.get(f"/topics/{slug}/").status_code == 404, slug
    assert reader.get("/topics/HAN-stones").status_code == 301
    assert [a.text_content() for a in page(reader, "/topics/").xpath("//main//h2/a")] == ["石头上的汉朝"]
    topic.opens_at = timezone.now() - timedelta(days=9)
    topic.closes_at = timezone.now() - timedelta(days=1)
    topics.save_topic(topic, by=chief)
    assert "已结束" in page(reader).text_content()
    assert "往期专题" in page(reader, "/topics/").text_content()
    assert ADDRESS in reader.get("/sitemap-fronts.xml").getvalue().decode()
    assert topics.remove_topic(topic, by=chief) is True
    assert topics.remove_topic(draft, by=chief) is False
    answer = reader.get(ADDRESS)
    assert answer.status_code == 410
    assert "这个专题已经下线" in answer.content.decode()
    assert ADDRESS not in reader.get("/sitemap-fronts.xml").getvalue().decode()
    assert not Topic.objects.filter(pk=draft.pk).exists()


def test_a_topic_costs_the_same_however_much_stands_in_it(
    reader: Client, make_article: Make, topic: Topic, chief: User, django_assert_num_queries: Any
) -> None:
    made: list[Article] = []
    for count in (1, 25):
        while len(made) < count:
            made.append(make_article(f"第{len(made)}块石头"))
            if len(made) < 6:
                section = topics.add_section(topic.pk, f"第{len(made)}组", by=chief)
            topics.choose(topic.pk, section.pk, [made[-1].pk], by=chief)
            topics.save_step(topic.pk, day=date(2026, 11, 1), line="进展", article_id=made[-1].pk, by=chief)
        section.channel = made[0].channel
        topics.change_section(section, by=chief)
        reader.get("/news/")  # the chrome is read anew after a change
        with django_assert_num_queries(4):  # topic with its parts · what the rules bring · cards · chrome
            reader.get(ADDRESS)
        with django_assert_num_queries(2):  # topics · chrome
            reader.get("/topics/")


def test_an_article_names_the_topics_that_it_was_chosen_for(
    reader: Client, make_article: Make, topic: Topic, chief: User, django_assert_num_queries: Any
) -> None:
    story = make_article()
    section = topics.add_section(topic.pk, "石上人间", by=chief)
    reader.get(story.address)  # the chrome is read anew after a change
    with django_assert_num_queries(3):
        reader.get(story.address)
    topics.choose(topic.pk, section.pk, [story.pk], by=chief)
    with django_assert_num_queries(3):  # read in passing with the article
        root = html.fromstring(reader.get(story.address).content.decode())
    assert root.xpath("//div[@aria-label='所属专题']/a/@href") == [ADDRESS]
    Topic.objects.filter(pk=topic.pk).update(opens_at=None)
    assert "所属专题" not in reader.get(story.address).content.decode()


def test_the_database_keeps_what_a_topic_promises(make_article: Make, topic: Topic, chief: User) -> None:
    story = make_article()
    section = topics.add_section(topic.pk, "石上人间", by=chief)
    TopicStory.objects.create(topic=topic, section=section, article=story)
    now = timezone.now()
    for wrong in (
        lambda: TopicStory.objects.create(topic=topic, section=section, article=story),
        lambda: Topic.objects.create(title="", slug="a"),
        lambda: Topic.objects.create(title="甲", slug="A/b"),
        lambda: Topic.objects.create(title="甲", slug="2026-11-01"),
        lambda: Topic.objects.create(title="甲", slug="b", opens_at=now, closes_at=now),
        lambda: TopicSection.objects.create(topic=topic, heading="空", count=0),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
    publication.unpublish(story.pk, by=signer(), note="核实。")
    assert TopicStory.objects.count() == 1  # it comes back when the story does
