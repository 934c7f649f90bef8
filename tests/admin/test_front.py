"""The layout page of the desk: every act a POST, its rights, both versions of a conflict, the preview, pushing in."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from news.editorial import publication
from news.editorial.layouts import change_sheet, edit_card, sheet_of
from news.enums import BlockKind, FillBy
from news.models import Article, Channel, ChannelFront, FrontDraft, FrontLayout
from news.rules.layout import Layout, Placed, new_block
from news.rules.layout_edits import mark, move_card
from tests.newsroom import person

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
FRONT = "/admin/front/"
CARD = "/admin/front/block/news/card/a/"


@pytest.fixture
def stories(make_article: Make) -> list[Article]:
    return [make_article(f"第{n}篇") for n in range(3)]


@pytest.fixture
def draft(stories: list[Article], chief: User) -> FrontDraft:
    """Two blocks, two cards in the first."""
    cards = (Placed("a", stories[0].pk), Placed("b", stories[1].pk))
    blocks = (new_block("news", BlockKind.NEWS, heading="要闻", cards=cards), new_block("focus", BlockKind.FOCUS))
    change_sheet(lambda page: Layout(blocks), by=chief)
    return FrontDraft.objects.get()


def as_(name: str) -> Client:
    client = Client()
    client.force_login(person(name))
    return client


def do(client: Client, act: str, **more: Any) -> Any:
    return client.post(FRONT, {"do": act, "version": sheet_of(None).version, **more}, follow=True)


def order() -> list[list[str]]:
    return [[card.id for card in block.ordered] for block in sheet_of(None).layout.blocks]


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_the_page_shows_what_readers_get_and_what_the_rule_brought(desk: Client, draft: FrontDraft) -> None:
    page = desk.get(FRONT).content.decode()
    rows = re.findall(r'<li class="d-ccard( d-brought)?"', page)
    assert rows == ["", "", " d-brought"]
    assert "3 / 9" in page
    assert "0 / 5" in page


def test_every_act_is_a_button_that_works_without_a_script(
    desk: Client, draft: FrontDraft, stories: list[Article]
) -> None:
    answer = do(desk, "up:b")
    assert order() == [["b", "a"], []]
    assert "第 1 位" in said(answer)
    do(desk, "down:a")
    assert order() == [["b"], ["a"]]
    do(desk, "to:a:news")
    do(desk, "drop:a:news:0")
    assert order() == [["a", "b"], []]
    do(desk, "out:b")
    do(desk, f"add:{stories[2].pk}", into="news")
    do(desk, f"take:news:{stories[1].pk}")
    assert [card.article for _b, card in sheet_of(None).layout.cards()] == [stories[n].pk for n in (2, 0, 1)]
    do(desk, "bup:focus")
    do(desk, "badd", kind="notice")
    assert [block.kind for block in sheet_of(None).layout.blocks] == ["focus", "news", "notice"]
    do(desk, "bdrop:focus:2")
    do(desk, "bout:news")
    assert [block.kind for block in sheet_of(None).layout.blocks] == ["notice", "focus"]
    do(desk, "undo")
    assert [block.kind for block in sheet_of(None).layout.blocks] == ["news", "notice", "focus"]


@pytest.mark.parametrize(
    "act",
    [
        "",
        "up",
        "up:",
        "nothing:a",
        "drop:a:news:x",
        "add:x",
        "badd",
        "take:news:",
        "bdrop:news:x",
        "to:a:gone",
        "up:\x00",
    ],
)
def test_bad_acts_are_refused_in_words_and_change_nothing(desk: Client, draft: FrontDraft, act: str) -> None:
    answer = do(desk, act)
    assert answer.status_code == 200
    assert said(answer)
    assert order() == [["a", "b"], []]


def test_who_may_look_change_and_launch(draft: FrontDraft, stories: list[Article]) -> None:
    reporter, final, chief = as_("reporter"), as_("final"), as_("chief")
    assert reporter.get(FRONT).status_code == 200
    assert "d-grip" not in reporter.get(FRONT).content.decode()
    assert reporter.post(FRONT, {"do": "out:a"}).status_code == 403
    assert reporter.post(CARD, {"title": "x"}).status_code == 403
    assert reporter.get(f"{FRONT}push/?a={stories[0].pk}").status_code == 403
    assert do(final, "up:b").status_code == 200
    launch = {"version": sheet_of(None).version}
    assert "权限" in final.post(f"{FRONT}launch/", launch).content.decode()
    assert not FrontLayout.objects.exists()
    chief.post(f"{FRONT}launch/", launch)
    assert FrontLayout.objects.count() == 1
    for name in ("launch/", "history/", ""):
        final.post(FRONT + name, {"do": f"back:{FrontLayout.objects.get().pk}"})
    assert FrontLayout.objects.count() == 1
    nobody = Client()
    for path in ("", "history/", "preview/", "preview/page/", "push/", "block/news/"):
        assert nobody.get(FRONT + path).status_code == 302
    outsider = Client()
    outsider.force_login(User.objects.create_user("plain", is_staff=True))
    for path in ("", "history/", "preview/", "preview/page/", "push/", "block/news/"):
        assert outsider.get(FRONT + path).status_code == 403, path


def test_a_card_gets_its_words_times_and_pin(desk: Client, draft: FrontDraft) -> None:
    sent = {
        "title": "自拟",
        "starts_at": "2026-12-01T08:00",
        "ends_at": "2026-12-01T18:30:15",
        "pinned": "on",
        "crop_x": 30,
        "crop_y": 50,
    }
    desk.post(CARD, {**sent, "seen": mark(draft.layout.blocks[0].cards[0]), "version": draft.version})
    card = sheet_of(None).layout.find("a")
    assert card is not None
    assert (card[1].title, card[1].pinned, card[1].crop) == ("自拟", True, (30, 50))
    assert (card[1].starts_at, card[1].ends_at) == ("2026-12-01T08:00:00+08:00", "2026-12-01T18:30:15+08:00")
    assert 'value="2026-12-01T18:30:15"' in desk.get(CARD).content.decode()


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(desk: Client, draft: FrontDraft) -> None:
    sent = {"title": "打过的字", "starts_at": "2026-12-02T08:00", "ends_at": "2026-12-01T08:00", "picture": "99"}
    answer = desk.post(CARD, {**sent, "seen": "", "version": draft.version})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "没有编号为 99 的图片" in page
    assert "打过的字" in page
    answer = desk.post(CARD, {**sent, "picture": "", "seen": "", "version": draft.version})
    assert "结束时间早于开始时间" in answer.content.decode()
    assert sheet_of(None).version == draft.version


def test_the_second_editor_sees_both_versions_of_a_card(desk: Client, draft: FrontDraft) -> None:
    old = draft.layout.blocks[0].cards[0]
    edit_card(replace(old, title="他的标题"), seen=mark(old), by=person("final"))
    sent = {"title": "我的标题", "seen": mark(old), "version": draft.version}
    answer = desk.post(CARD, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "他的标题" in page
    assert page.count("我的标题") >= 2  # beside theirs, and still in the form
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    desk.post(CARD, {**sent, "seen": seen[1]})
    found = sheet_of(None).layout.find("a")
    assert found is not None
    assert found[1].title == "我的标题"


def test_a_launch_of_a_draft_that_changed_shows_what_is_new(desk: Client, draft: FrontDraft) -> None:
    page = desk.get(FRONT).content.decode()
    seen = page[page.index('id="d-seen">') + 12 :].split("</textarea>")[0].replace("&quot;", '"')
    change_sheet(lambda layout: move_card(layout, "b", -1), by=person("final"))
    answer = desk.post(f"{FRONT}launch/", {"version": draft.version, "seen": seen, "note": "早班"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "移动：要闻 · 第" in page
    assert 'value="早班"' in page
    assert not FrontLayout.objects.exists()
    assert desk.post(f"{FRONT}launch/", {"version": draft.version, "seen": "[1]"}).status_code == 409


def test_the_preview_is_byte_for_byte_what_readers_get_after_the_launch(
    desk: Client, reader: Client, draft: FrontDraft
) -> None:
    reader.get("/")
    preview = desk.get(f"{FRONT}preview/page/")
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
    desk.post(f"{FRONT}launch/", {"version": draft.version})
    assert reader.get("/").content == preview.content
    for device in ("desktop", "phone"):
        assert f"d-look-{device}" in desk.get(f"{FRONT}preview/?device={device}").content.decode()


def test_the_preview_shows_another_moment(
    desk: Client, draft: FrontDraft, stories: list[Article], chief: User
) -> None:
    start = timezone.localtime() + timedelta(days=1)
    card = Placed("later", stories[2].pk, title="明天才有", starts_at=start.isoformat())
    block = new_block("picks", BlockKind.PICKS, fill=FillBy.NONE, cards=(card,))
    change_sheet(lambda page: Layout((*page.blocks, block)), by=chief)
    at = (start + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")
    assert "明天才有" not in desk.get(f"{FRONT}preview/page/").content.decode()
    assert "明天才有" in desk.get(f"{FRONT}preview/page/?at={at}").content.decode()
    assert desk.get(f"{FRONT}preview/page/?at=bald&launch=x").status_code == 200
    assert desk.get(f"{FRONT}preview/page/?launch=999").status_code == 404


def test_launching_at_a_time_cancelling_and_going_back(desk: Client, draft: FrontDraft) -> None:
    assert (
        "请选择上线的日期" in desk.post(f"{FRONT}launch/", {"version": draft.version, "timed": "1"}).content.decode()
    )
    at = (timezone.localtime() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S")
    desk.post(f"{FRONT}launch/", {"version": draft.version, "timed": "1", "at": at})
    ahead = FrontLayout.objects.get()
    assert "取消上线" in desk.get(FRONT).content.decode()
    desk.post(f"{FRONT}history/", {"do": f"cancel:{ahead.pk}"})
    ahead.refresh_from_db()
    assert ahead.cancelled_at
    desk.post(f"{FRONT}launch/", {"version": draft.version})
    do(desk, "out:a")
    desk.post(f"{FRONT}launch/", {"version": sheet_of(None).version})
    first = FrontLayout.objects.order_by("pk")[1]
    page = desk.get(f"{FRONT}history/").content.decode()
    assert "回到这一版" in page
    desk.post(f"{FRONT}history/", {"do": f"back:{first.pk}"})
    assert FrontLayout.objects.in_force()[0].layout == first.layout
    desk.post(f"{FRONT}history/", {"do": f"take:{ahead.pk}", "version": sheet_of(None).version})
    assert sheet_of(None).layout == ahead.layout
    assert desk.post(f"{FRONT}history/", {"do": "back:x"}).status_code == 404


def test_a_withdrawn_story_is_named_on_the_page(
    desk: Client, draft: FrontDraft, stories: list[Article], chief: User
) -> None:
    publication.unpublish(stories[0].pk, by=chief, note="有误。")
    page = desk.get(FRONT).content.decode()
    assert "1 张卡片的稿件已不公开" in page
    assert "已下线" in page
    inbox = desk.get(reverse("admin:desk_inbox")).content.decode()
    assert "推荐卡片已自动撤下" in inbox
    assert "首页草稿 · 要闻" in inbox


def test_a_story_is_pushed_from_the_list_and_from_its_form(
    desk: Client, draft: FrontDraft, stories: list[Article], reader: Client
) -> None:
    listing = reverse("admin:news_article_changelist")
    ticked = {"action": "recommend_selected", "index": "0", "_selected_action": [stories[2].pk, stories[1].pk]}
    answer = desk.post(listing, ticked, follow=True)
    assert answer.redirect_chain[-1][0] == f"{FRONT}push/?a={stories[2].pk}&a={stories[1].pk}"
    sent = {"a": [stories[2].pk, stories[1].pk], "to": "home:news", "at": "1"}
    assert "草稿" in said(desk.post(f"{FRONT}push/", sent, follow=True))
    assert [card.article for _b, card in sheet_of(None).layout.cards()] == [stories[n].pk for n in (2, 1, 0)]
    form = desk.get(reverse("admin:news_article_change", args=[stories[0].pk])).content.decode()
    assert f"{FRONT}push/?a={stories[0].pk}" in form
    assert "请选择版块" in desk.post(f"{FRONT}push/", {"a": stories[0].pk, "to": "home:"}).content.decode()
    desk.post(f"{FRONT}launch/", {"version": sheet_of(None).version})
    desk.post(f"{FRONT}push/", {"a": stories[0].pk, "to": "home:news", "at": "1", "live": "1", "title": "推上来"})
    assert "第0篇" in reader.get("/").content.decode()  # its card kept its own words when it was moved
    assert FrontLayout.objects.in_force()[0].layout.blocks[0].ordered[0].article == stories[0].pk


def test_a_channels_front_is_laid_out_on_the_same_page_and_is_live(
    desk: Client, yaowen: Channel, stories: list[Article], reader: Client
) -> None:
    place = f"{FRONT}channel/{yaowen.pk}/"
    assert "改动即时上线" in desk.get(place).content.decode()
    desk.post(place, {"do": "badd", "kind": "picks", "version": 0})
    block = ChannelFront.objects.get().layout.blocks[0]
    desk.post(place, {"do": f"add:{stories[0].pk}", "into": block.id, "version": 1})
    page = reader.get("/news/yaowen/").content.decode()
    assert page.index(stories[0].title) < page.index(stories[2].title)
    assert desk.get(f"{place}preview/page/").status_code == 200
    assert desk.get(f"{place}block/{block.id}/").status_code == 200
    assert desk.get(f"{FRONT}channel/999/").status_code == 404
    final = as_("final")
    assert final.post(place, {"do": f"bout:{block.id}", "version": 2}).status_code == 403


def test_settings_of_a_block(desk: Client, draft: FrontDraft, make_article: Make, yaowen: Channel) -> None:
    make_article("夜市", keywords=("夜市",))
    url = f"{FRONT}block/news/"
    sent = {"heading": "夜市", "style": "thumbs", "count": 4, "fill": "keyword", "keyword": "夜市", "span": "day"}
    desk.post(url, {**sent, "seen": mark(draft.layout.blocks[0]), "version": draft.version})
    block = sheet_of(None).layout.blocks[0]
    assert (block.heading, block.style, block.count, block.fill) == ("夜市", "thumbs", 4, FillBy.KEYWORD)
    for wrong, words in (
        ({"keyword": "没有的词"}, "还没有稿件用这个关键词"),
        ({"count": 99}, "20"),
        ({"fill": "branch"}, "请选择从哪个频道补位"),
    ):
        answer = desk.post(url, {**sent, **wrong, "seen": mark(block), "version": 0})
        assert words in answer.content.decode(), wrong
    assert sheet_of(None).layout.blocks[0] == block


def test_a_line_with_an_address_is_added_to_a_banner(desk: Client, draft: FrontDraft) -> None:
    do(desk, "badd", kind="banner")
    block = sheet_of(None).layout.blocks[-1]
    url = f"{FRONT}block/{block.id}/card/new/"
    assert "请填以" in desk.post(url, {"title": "专题", "address": "javascript:1", "version": 0}).content.decode()
    desk.post(url, {"title": "石头上的汉朝", "address": "/topics/han/", "version": 0})
    found = sheet_of(None).layout.blocks[-1].cards[0]
    assert (found.title, found.address) == ("石头上的汉朝", "/topics/han/")


def test_the_page_costs_the_same_with_three_cards_and_with_thirty(
    desk: Client, chief: User, make_article: Make, django_assert_max_num_queries: Any
) -> None:
    made: list[Article] = []
    for count in (3, 30):
        while len(made) < count:
            made.append(make_article(f"第{len(made)}篇"))
        cards = tuple(Placed(f"c{n}", story.pk) for n, story in enumerate(made))
        layout = Layout((new_block("news", BlockKind.NEWS, cards=cards),))
        change_sheet(lambda page, layout=layout: layout, by=chief)  # type: ignore[misc]
        desk.get(FRONT)
        # session, person, rights, head · channels · draft · numbers, stories · side list · in force (twice) · ahead
        # · channels' fronts
        with django_assert_max_num_queries(14):
            assert desk.get(FRONT).status_code == 200
