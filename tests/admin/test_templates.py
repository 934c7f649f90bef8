"""Story templates: kept from a story, for oneself or the house, started from in one press, seen by no reader."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from news.models import Article, AuditEntry, StoryTemplate
from news.rules.frames import filled, frame_of
from news.rules.snapshot import Credit, Snapshot
from tests.newsroom import person

pytestmark = pytest.mark.django_db
ADD, LIST = "admin:news_article_add", "admin:news_storytemplate_changelist"
BODY = "<h2>天气</h2><p>{星期}，晴。</p>"


def keep(client: Client, article: Article, name: str, **more: str) -> int:
    return client.post(reverse("admin:news_article_template", args=[article.pk]), {"name": name, **more}).status_code


def start(client: Client, template: StoryTemplate):  # type: ignore[no-untyped-def]
    return client.get(reverse(ADD), {"template": template.pk})


def test_a_frame_leaves_out_what_belongs_to_one_publication_and_takes_the_days_date() -> None:
    text = Snapshot(
        title="河湾天气 {月}月{日}日",
        body=BODY,
        correction="更正",
        expires_at="2027-01-01T00:00:00+08:00",
        original_url="https://a.example/",
        series=3,
        series_place=7,
        keywords=("天气",),
        byline=(Credit("reporter", "沈知禾", 4),),
    )
    frame = frame_of(text)
    assert (frame.correction, frame.expires_at, frame.original_url, frame.series_place) == ("", "", "", None)
    assert (frame.series, frame.keywords, frame.byline) == (3, ("天气",), text.byline)
    dated = filled(frame, date(2026, 11, 30))
    assert (dated.title, dated.body) == ("河湾天气 11月30日", "<h2>天气</h2><p>星期一，晴。</p>")
    assert filled(Snapshot(title="{日期}{年}{你好}"), date(2026, 1, 2)).title == "2026年1月2日2026{你好}"


def test_a_story_starts_from_a_template_without_making_anything(
    pen: Client, make_article: Callable, typed: Callable
) -> None:
    article = make_article("河湾天气", live=False, body=BODY, keywords=("天气",), source="河湾气象台")
    assert keep(pen, article, "天气") == 302
    template = StoryTemplate.objects.get()
    page = pen.get(reverse(ADD)).content.decode()
    assert f'href="{reverse(ADD)}?template={template.pk}"' in page
    before = Article.objects.count()
    answer = start(pen, template)
    form = answer.context["form"]
    assert (form["title"].value(), form["keywords"].value(), form["source"].value()) == (
        "河湾天气",
        "天气",
        "河湾气象台",
    )
    assert "星期" in form["body"].value()
    assert "{星期}" not in form["body"].value()
    assert Article.objects.count() == before
    pen.post(f"{reverse(ADD)}?template={template.pk}", typed(title="河湾天气 今日"))
    made = Article.objects.order_by("pk").last()
    assert (made.pk != article.pk, made.desk_title, made.publication(), made.review) == (
        True,
        "河湾天气 今日",
        "never",
        "draft",
    )


def test_the_same_name_takes_the_new_frame(pen: Client, make_article: Callable) -> None:
    keep(pen, make_article("甲", live=False), "天气")
    keep(pen, make_article("乙", live=False), " 天气 ")
    assert StoryTemplate.objects.get().snapshot.title == "乙"
    acts = list(AuditEntry.objects.filter(thing="news.storytemplate").order_by("pk").values_list("act", flat=True))
    assert acts == ["added", "changed"]


def test_a_template_of_ones_own_is_nobody_elses(
    pen: Client, desk: Client, root: Client, make_article: Callable
) -> None:
    keep(pen, make_article("甲", live=False), "我的")
    mine = StoryTemplate.objects.get()
    for other in (desk, root):
        assert "我的" not in other.get(reverse(ADD)).content.decode().split("<form")[0]
        answer = start(other, mine)
        assert answer.status_code == 200
        assert answer.context["form"]["title"].value() == ""
        assert "已经没有这个模板" in answer.content.decode()
        change = reverse("admin:news_storytemplate_change", args=[mine.pk])
        assert other.get(change).status_code == 302  # not there for them
        other.post(reverse("admin:news_storytemplate_delete", args=[mine.pk]), {"post": "yes"})
    assert StoryTemplate.objects.filter(pk=mine.pk).exists()
    assert "我的" in pen.get(reverse(LIST)).content.decode()
    pen.post(reverse("admin:news_storytemplate_delete", args=[mine.pk]), {"post": "yes"})
    assert not StoryTemplate.objects.exists()


def test_the_houses_templates_are_made_by_chief_or_site_manager_and_used_by_all(
    pen: Client, desk: Client, make_article: Callable
) -> None:
    article = make_article("讣告", live=False)
    assert keep(pen, article, "讣告", house="1") == 400
    assert not StoryTemplate.objects.exists()
    assert keep(desk, article, "讣告", house="1") == 302
    house = StoryTemplate.objects.get()
    assert house.owner is None
    assert start(pen, house).context["form"]["title"].value() == "讣告"
    pen.post(reverse("admin:news_storytemplate_delete", args=[house.pk]), {"post": "yes"})
    pen.post(reverse("admin:news_storytemplate_change", args=[house.pk]), {"name": "改名"})
    house.refresh_from_db()
    assert house.name == "讣告"


@pytest.mark.parametrize("name", ["", "　 ", "长" * 61])
def test_a_template_needs_a_name(pen: Client, make_article: Callable, name: str) -> None:
    assert keep(pen, make_article(live=False), name) == 400
    assert not StoryTemplate.objects.exists()


@pytest.mark.parametrize("asked", ["0", "999", "x", "9" * 30, "-1"])
def test_a_template_that_is_not_there_is_said_and_the_page_is_empty(pen: Client, asked: str, yaowen: object) -> None:
    answer = pen.get(reverse(ADD), {"template": asked})
    assert answer.status_code == 200
    assert answer.context["form"]["title"].value() == ""
    assert "已经没有这个模板" in answer.content.decode()


def test_an_auditor_neither_keeps_nor_sees_templates(client: Client, make_article: Callable) -> None:
    article = make_article(live=False)
    auditor: User = person("auditor")
    client.force_login(auditor)
    assert keep(client, article, "天气") == 403
    assert client.get(reverse(LIST)).status_code == 403


def test_an_empty_list_says_how_a_template_is_made(pen: Client, make_article: Callable) -> None:
    page = pen.get(reverse(LIST)).content.decode()
    assert "还没有模板" in page
    assert f'href="{reverse("admin:news_article_changelist")}"' in page
    assert "没有符合" in pen.get(reverse(LIST), {"q": "不存在"}).content.decode()
    keep(pen, make_article("甲", live=False), "天气")
    assert "还没有模板" not in pen.get(reverse(LIST)).content.decode()
