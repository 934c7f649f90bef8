"""Laying out the front page: two at once, launches, the way back, pushing in, and who is told of what is gone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from news.editorial import publication
from news.editorial.launches import cancel_launch, go_back, launch, push, take_into_draft
from news.editorial.layouts import change_sheet, edit_block, edit_card, sheet_of, undo
from news.editorial.placements import look_for_expired
from news.enums import BlockKind, FillBy, NoticeKind
from news.errors import BadInput, Conflict, NotAllowed, WrongState
from news.models import Article, AuditEntry, Channel, DutyShift, FrontDraft, FrontLayout, Notice
from news.rules.layout import Layout, Placed, new_block
from news.rules.layout_edits import add_block, add_card, mark, move_card, remove_card, set_card
from tests.newsroom import clock, person

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
NEWS = new_block("news", BlockKind.NEWS, heading="要闻")


@pytest.fixture
def stories(make_article: Make) -> list[Article]:
    return [make_article(f"第{n}篇") for n in range(3)]


@pytest.fixture
def draft(stories: list[Article], chief: User) -> FrontDraft:
    """A draft with one block of two cards."""
    cards = (Placed("a", stories[0].pk), Placed("b", stories[1].pk))
    change_sheet(lambda page: Layout((replace(NEWS, cards=cards),)), by=chief)
    return FrontDraft.objects.get()


def order() -> list[str]:
    return [card.id for _block, card in sheet_of(None).layout.cards()]


def test_two_editors_at_once_lose_nothing(draft: FrontDraft, chief: User) -> None:
    final = person("final")
    moved = change_sheet(lambda page: move_card(page, "b", -1), by=final, version=draft.version)
    assert moved.beside == ""
    card = replace(draft.layout.blocks[0].cards[0], title="改过的标题")
    done = edit_card(card, seen=mark(draft.layout.blocks[0].cards[0]), by=chief, version=draft.version)
    assert done.beside == "郑三终"
    assert [(item.id, item.title) for _block, item in done.sheet.layout.cards()] == [("b", ""), ("a", "改过的标题")]


def test_who_wrote_on_the_same_card_second_is_told_and_the_first_text_stands(draft: FrontDraft, chief: User) -> None:
    old = draft.layout.blocks[0].cards[0]
    edit_card(replace(old, title="他的标题"), seen=mark(old), by=person("final"), version=draft.version)
    with pytest.raises(Conflict):
        edit_card(replace(old, title="我的标题"), seen=mark(old), by=chief, version=draft.version)
    newest = sheet_of(None).layout.blocks[0].cards[0]
    assert newest.title == "他的标题"
    edit_card(replace(old, title="我的标题"), seen=mark(newest), by=chief)
    assert sheet_of(None).layout.blocks[0].cards[0].title == "我的标题"


def test_settings_and_cards_of_one_block_do_not_stand_in_each_others_way(draft: FrontDraft, chief: User) -> None:
    block = draft.layout.blocks[0]
    change_sheet(lambda page: remove_card(page, "a"), by=person("final"), version=draft.version)
    edit_block(replace(block, heading="今日要闻"), seen=mark(block), by=chief, version=draft.version)
    found = sheet_of(None).layout.blocks[0]
    assert (found.heading, [card.id for card in found.cards]) == ("今日要闻", ["b"])


def test_a_change_of_what_is_gone_is_refused_in_words(draft: FrontDraft, chief: User) -> None:
    change_sheet(lambda page: remove_card(page, "a"), by=person("final"), version=draft.version)
    with pytest.raises(Conflict, match="郑三终"):
        change_sheet(lambda page: move_card(page, "a", 1), by=chief, version=draft.version)


def test_the_last_change_can_be_taken_back_until_somebody_changes_more(draft: FrontDraft, chief: User) -> None:
    done = change_sheet(lambda page: Layout(), by=chief)
    undo(by=chief, version=done.sheet.version)
    assert order() == ["a", "b"]
    with pytest.raises(Conflict):
        undo(by=chief, version=done.sheet.version)


def test_a_draft_is_never_what_readers_get_before_it_is_launched(
    draft: FrontDraft, chief: User, reader: Client
) -> None:
    assert "要闻" not in reader.get("/").content.decode()
    launch(by=chief, version=draft.version)
    assert "要闻" in reader.get("/").content.decode()


def test_whoever_launches_must_have_seen_the_newest_draft(draft: FrontDraft, chief: User) -> None:
    change_sheet(lambda page: remove_card(page, "a"), by=person("final"))
    with pytest.raises(Conflict, match="郑三终"):
        launch(by=chief, version=draft.version)
    assert not FrontLayout.objects.exists()


def test_a_launch_at_a_time_holds_from_that_second_and_may_be_cancelled_before(
    draft: FrontDraft, chief: User, reader: Client
) -> None:
    at = (timezone.now() + timedelta(hours=3)).replace(microsecond=0)
    row = launch(by=chief, version=draft.version, at=at)
    for moment, there in ((at - timedelta(seconds=1), False), (at, True)):
        with clock(moment):
            assert ("要闻" in reader.get("/").content.decode()) is there
    with clock(at), pytest.raises(WrongState):
        cancel_launch(row.pk, by=chief)
    cancel_launch(row.pk, by=chief)
    with clock(at):
        assert "要闻" not in reader.get("/").content.decode()
    with pytest.raises(BadInput):
        launch(by=chief, version=draft.version, at=timezone.now() - timedelta(seconds=1))
    assert list(AuditEntry.objects.order_by("pk").values_list("act", flat=True)) == ["launched", "launch_cancelled"]


def test_going_back_is_a_new_launch_and_takes_an_unchanged_draft_along(draft: FrontDraft, chief: User) -> None:
    first = launch(by=chief, version=draft.version)
    change_sheet(lambda page: remove_card(page, "a"), by=chief)
    launch(by=chief, version=sheet_of(None).version)
    back = go_back(first.pk, by=chief)
    assert (back.back_to, back.layout) == (first, first.layout)
    assert FrontLayout.objects.count() == 3
    assert FrontLayout.objects.in_force().first() == back
    assert order() == ["a", "b"]


def test_going_back_leaves_a_draft_with_changes_of_its_own(draft: FrontDraft, chief: User) -> None:
    first = launch(by=chief, version=draft.version)
    change_sheet(lambda page: remove_card(page, "a"), by=chief)
    go_back(first.pk, by=chief)
    assert order() == ["b"]
    take_into_draft(first.pk, by=chief, version=sheet_of(None).version)
    assert order() == ["a", "b"]


def test_launching_takes_a_permission_which_duty_lends(draft: FrontDraft) -> None:
    final, reporter = person("final"), person("reporter")
    with pytest.raises(NotAllowed):
        launch(by=final, version=draft.version)
    with pytest.raises(NotAllowed):
        change_sheet(lambda page: Layout(), by=reporter)
    now = timezone.now()
    for who in (final, reporter):
        DutyShift.objects.create(person=who, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    change_sheet(lambda page: set_card(page, replace(draft.layout.blocks[0].cards[0], title="值班改")), by=reporter)
    assert launch(by=final, version=sheet_of(None).version).by_name == "郑三终"


def test_a_channels_front_is_live_at_once_and_takes_the_same_permission(
    yaowen: Channel, chief: User, stories: list[Article]
) -> None:
    block = replace(NEWS, fill=FillBy.NONE, cards=(Placed("a", stories[0].pk),))
    with pytest.raises(NotAllowed):
        change_sheet(lambda page: add_block(page, block), by=person("final"), channel=yaowen)
    change_sheet(lambda page: add_block(page, block), by=chief, channel=yaowen)
    entry = AuditEntry.objects.get()
    assert (entry.area, entry.act, entry.thing_name) == ("channel", "laid_out", "本网资讯")


def test_nothing_that_is_wrong_gets_into_the_draft(draft: FrontDraft, chief: User) -> None:
    bad = Placed("x", address="javascript:alert(1)", title="x")
    with pytest.raises(BadInput):
        change_sheet(lambda page: add_card(page, "news", bad), by=chief)
    assert sheet_of(None).version == draft.version


def test_a_story_is_pushed_into_the_draft_at_its_place(draft: FrontDraft, chief: User, stories: list[Article]) -> None:
    push([stories[2].pk], "news", by=person("final"), at=1, title="推荐的标题")
    block = sheet_of(None).layout.blocks[0]
    assert [card.article for card in block.ordered] == [stories[0].pk, stories[2].pk, stories[1].pk]
    assert block.ordered[1].title == "推荐的标题"
    push([stories[1].pk], "news", by=chief)  # what has a card already is moved, not doubled
    assert [card.article for _b, card in sheet_of(None).layout.cards()] == [
        stories[1].pk,
        stories[0].pk,
        stories[2].pk,
    ]


def test_a_story_pushed_live_goes_out_alone_without_a_half_done_draft(
    draft: FrontDraft, chief: User, stories: list[Article]
) -> None:
    launch(by=chief, version=draft.version)
    change_sheet(lambda page: remove_card(page, "a"), by=chief)  # half done
    with pytest.raises(NotAllowed):
        push([stories[2].pk], "news", by=person("final"), live=True)
    push([stories[2].pk], "news", by=chief, live=True)
    in_force = FrontLayout.objects.in_force().get(pk=FrontLayout.objects.in_force()[0].pk)
    articles = [card.article for _b, card in in_force.layout.cards()]
    assert articles == [stories[2].pk, stories[0].pk, stories[1].pk]
    assert [card.article for _b, card in sheet_of(None).layout.cards()] == [stories[2].pk, stories[1].pk]


@pytest.mark.parametrize("act", ["unpublish", "retract"])
def test_the_desk_is_told_of_a_card_whose_story_was_withdrawn(
    draft: FrontDraft, chief: User, stories: list[Article], act: str
) -> None:
    final = person("final")
    change_sheet(lambda page: move_card(page, "b", -1), by=final)
    launch(by=chief, version=sheet_of(None).version)
    getattr(publication, act)(stories[0].pk, by=chief, note="有误。")
    told = Notice.objects.filter(kind=NoticeKind.OFF_FRONT).order_by("person__username")
    assert [item.person.username for item in told] == ["chief", "final"]
    assert {(item.title, item.note) for item in told} == {("第0篇", "首页 · 要闻、首页草稿 · 要闻")}
    publication_of_another = Notice.objects.filter(kind=NoticeKind.OFF_FRONT, article=stories[2])
    publication.unpublish(stories[2].pk, by=chief, note="有误。")
    assert not publication_of_another.exists()


def test_the_desk_is_told_once_of_a_card_whose_story_has_ended(
    draft: FrontDraft, chief: User, stories: list[Article]
) -> None:
    launch(by=chief, version=draft.version)
    assert look_for_expired() == 0
    Article.objects.filter(pk=stories[0].pk).update(expires_at=timezone.now())
    assert [look_for_expired(), look_for_expired()] == [1, 0]
    notice: Any = Notice.objects.get(kind=NoticeKind.OFF_FRONT)
    assert (notice.person, notice.actor_name) == (chief, "")
