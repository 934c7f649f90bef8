"""A layout as a value: filled without doubles, changed without loss, checked in words, set into bands."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from news.enums import BlockKind, CardState, FillBy
from news.rules.layout import Block, Layout, Placed, bands, default_layout, new_block
from news.rules.layout_checks import problems, read_layout, tidy_card
from news.rules.layout_edits import (
    Missing,
    add_card,
    differences,
    drop_card,
    mark,
    move_block,
    move_card,
    put_card,
    remove_block,
    set_block,
    set_card,
)
from news.rules.layout_fill import Candidate, fill

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
NEWS = new_block("news", BlockKind.NEWS, count=3)
FOCUS = new_block("focus", BlockKind.FOCUS, count=2)


def story(number: int, *, picture: bool = True) -> Candidate:
    return Candidate(number, picture)


def shown(
    layout: Layout, live: list[Candidate], pools: dict[str, list[Candidate]], now: datetime = NOW
) -> dict[str, list[int | None]]:
    filled = fill(layout, now, {item.number: item for item in live}, pools)
    return {key: [item.number for item in places] for key, places in filled.blocks.items()}


def test_chosen_cards_come_first_then_the_rule_and_nothing_stands_twice() -> None:
    focus = replace(FOCUS, cards=(Placed("a", 5),))
    news = replace(NEWS, cards=(Placed("b", 3),))
    pool = [story(number) for number in (9, 8, 5, 3, 2)]
    found = shown(Layout((focus, news)), [story(5), story(3)], {"focus": pool, "news": pool})
    # 3 is chosen further down, so the block above does not take it by its rule
    assert found == {"focus": [5, 9], "news": [3, 8, 2]}


def test_of_two_chosen_cards_of_one_story_the_first_in_reading_order_stands() -> None:
    layout = Layout((replace(FOCUS, cards=(Placed("a", 5),)), replace(NEWS, cards=(Placed("b", 5), Placed("c", 6)))))
    filled = fill(layout, NOW, {5: story(5), 6: story(6)}, {})
    assert [item.number for item in filled.blocks["news"]] == [6]
    assert filled.states["b"] == CardState.DOUBLE


def test_a_card_is_shown_between_its_two_seconds() -> None:
    start, end = NOW, NOW + timedelta(hours=1)
    layout = Layout((replace(NEWS, cards=(Placed("a", 5, starts_at=start.isoformat(), ends_at=end.isoformat()),)),))
    second = timedelta(seconds=1)
    moments = [start - second, start, end - second, end]
    assert [shown(layout, [story(5)], {}, moment)["news"] for moment in moments] == [[], [5], [5], []]


def test_a_story_that_is_not_public_leaves_its_place_to_the_next() -> None:
    layout = Layout((replace(NEWS, count=2, cards=(Placed("a", 5), Placed("b", 6))),))
    filled = fill(layout, NOW, {6: story(6)}, {"news": [story(7)]})
    assert [item.number for item in filled.blocks["news"]] == [6, 7]
    assert filled.states == {"a": CardState.GONE, "b": CardState.SHOWN}


def test_pictures_are_needed_where_the_block_is_made_of_them() -> None:
    layout = Layout((replace(FOCUS, cards=(Placed("a", 5), Placed("b", 6, picture=1))),))
    bare = [story(5, picture=False), story(6, picture=False)]
    filled = fill(layout, NOW, {item.number: item for item in bare}, {"focus": [story(7, picture=False), story(8)]})
    assert [item.number for item in filled.blocks["focus"]] == [6, 8]
    assert filled.states["a"] == CardState.NO_PICTURE


def test_pinned_cards_stand_first_and_what_is_pushed_in_goes_below_them() -> None:
    layout = Layout((replace(NEWS, cards=(Placed("a", 1), Placed("pin", 2, pinned=True))),))
    layout = add_card(layout, "news", Placed("new", 3))
    assert [card.id for card in layout.blocks[0].ordered] == ["pin", "new", "a"]
    assert shown(layout, [story(n) for n in (1, 2, 3)], {})["news"] == [2, 3, 1]


def test_no_page_has_a_story_twice_whatever_is_chosen() -> None:
    rng = random.Random(7)
    for _turn in range(300):
        blocks = []
        for place in range(rng.randint(1, 6)):
            kind = rng.choice([BlockKind.LEAD, BlockKind.FOCUS, BlockKind.NEWS, BlockKind.CHANNEL, BlockKind.STRIP])
            cards = tuple(
                Placed(f"c{place}-{n}", rng.randint(1, 30), pinned=rng.random() < 0.2)
                for n in range(rng.randint(0, 4))
            )
            blocks.append(new_block(f"b{place}", kind, count=rng.randint(1, 8), cards=cards))
        pool = [story(n, picture=rng.random() < 0.6) for n in rng.sample(range(1, 31), 25)]
        live = [story(n, picture=rng.random() < 0.6) for n in rng.sample(range(1, 31), 20)]
        found = shown(Layout(tuple(blocks)), live, {block.id: pool for block in blocks})
        everything = [number for numbers in found.values() for number in numbers]
        assert len(everything) == len(set(everything))
        assert all(len(found[block.id]) <= block.count for block in blocks)


def test_a_layout_survives_its_json_and_refuses_a_later_schema() -> None:
    card = Placed("a", 5, title="自拟标题", crop=(30, 65), starts_at=NOW.isoformat(), pinned=True)
    layout = Layout((replace(FOCUS, cards=(card,)), new_block("links", BlockKind.LINKS)))
    assert Layout.from_json(layout.as_json()) == layout
    with pytest.raises(ValueError, match="newer"):
        Layout.from_json({"schema": 99, "blocks": []})
    for bad in (None, [], {"schema": 1, "blocks": [{}]}, {"schema": 1, "blocks": [1]}, {"schema": 1, "blocks": 3}):
        with pytest.raises(ValueError, match=r"."):
            read_layout(bad)


def test_cards_move_within_and_between_blocks() -> None:
    layout = Layout((replace(NEWS, cards=(Placed("a", 1), Placed("b", 2))), replace(FOCUS, cards=(Placed("c", 3),))))
    order = lambda page: [[card.id for card in block.ordered] for block in page.blocks]  # noqa: E731
    assert order(move_card(layout, "b", -1)) == [["b", "a"], ["c"]]
    assert order(move_card(layout, "b", 1)) == [["a"], ["b", "c"]]
    assert order(move_card(layout, "a", -1)) == order(layout)
    assert order(drop_card(layout, "a", "focus", 1)) == [["b"], ["c", "a"]]
    assert order(put_card(layout, "c", "news")) == [["a", "b", "c"], []]
    assert order(move_block(layout, "news", by=1)) == [["c"], ["a", "b"]]
    with pytest.raises(Missing):
        move_card(remove_block(layout, "news"), "a", 1)


def test_a_story_never_moves_into_a_block_of_addresses_by_arrows() -> None:
    links = new_block("links", BlockKind.LINKS)
    layout = Layout((replace(NEWS, cards=(Placed("a", 1),)), links, FOCUS))
    assert [len(block.cards) for block in move_card(layout, "a", 1).blocks] == [0, 0, 1]
    line = Layout((NEWS, replace(links, cards=(Placed("x", address="/about/", title="关于"),))))
    assert move_card(line, "x", -1) == line


def test_settings_of_a_block_keep_its_cards_and_its_mark_ignores_them() -> None:
    layout = Layout((replace(NEWS, cards=(Placed("a", 1),)),))
    changed = set_block(layout, replace(NEWS, heading=" 要闻 ", count=5))
    assert (changed.blocks[0].heading, len(changed.blocks[0].cards)) == ("要闻", 1)
    assert mark(layout.blocks[0]) == mark(NEWS) != mark(changed.blocks[0])


def test_differences_name_what_was_added_moved_changed_and_taken_out() -> None:
    old = Layout((replace(NEWS, cards=(Placed("a", 1), Placed("b", 2), Placed("c", 3))), FOCUS))
    new = set_card(put_card(move_block(old, "focus", by=-1), "b", "focus"), Placed("c", 3, title="新"))
    new = add_card(new, "news", Placed("d", 4))
    assert differences(old, old) == []
    assert set(differences(old, new)) == {
        ("moved", "news", ""),
        ("moved", "focus", "b"),
        ("changed", "news", "c"),
        ("added", "news", "d"),
    }


@pytest.mark.parametrize(
    ("block", "field"),
    [
        (replace(NEWS, count=0), "count"),
        (replace(NEWS, count=99), "count"),
        (replace(NEWS, style="plain"), "style"),
        (replace(NEWS, fill=FillBy.FRIENDS), "fill"),
        (replace(NEWS, fill=FillBy.BRANCH), "channel"),
        (replace(NEWS, fill=FillBy.KEYWORD), "keyword"),
        (replace(NEWS, heading="长" * 31), "heading"),
        (replace(NEWS, cards=(Placed("a", address="/x/", title="x"),)), "article"),
        (replace(NEWS, cards=(Placed("a", 1, title="长" * 121),)), "title"),
        (replace(NEWS, cards=(Placed("a", 1, crop=(33, 50)),)), "crop_x"),
        (replace(NEWS, cards=(Placed("a", 1, starts_at="2026-11-22T06:00:00"),)), "starts_at"),
        (replace(NEWS, cards=(Placed("a", 1, ends_at="bald"),)), "ends_at"),
        (replace(NEWS, cards=(Placed("a", 1, ends_at="9999-01-01T00:00:00+00:00"),)), "ends_at"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(block: Block, field: str) -> None:
    assert [item.field for item in problems(Layout((block,)))] == [field]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example/", "/\\evil.example", "ftp://x/", "https://u@x/", "x", "/a b"]
)
def test_an_address_leads_to_a_page(address: str) -> None:
    banner = new_block("banner", BlockKind.BANNER, cards=(Placed("a", address=address, title="专题"),))
    assert [item.field for item in problems(Layout((banner,)))] == ["address"]


@pytest.mark.parametrize(
    "address", ["/topics/x/", "https://example.org", "https://example.org/a?b=c#d", "/keywords/夜市/"]
)
def test_an_address_of_a_page_is_taken(address: str) -> None:
    banner = new_block("banner", BlockKind.BANNER, cards=(Placed("a", address=address, title="专题"),))
    assert problems(Layout((banner,))) == []


def test_a_page_has_one_lead_and_no_number_twice() -> None:
    assert problems(Layout((new_block("a", BlockKind.LEAD), new_block("b", BlockKind.LEAD))))
    assert problems(Layout((NEWS, NEWS)))
    ends_first = Placed("a", 1, starts_at=NOW.isoformat(), ends_at=NOW.isoformat())
    assert [item.field for item in problems(Layout((replace(NEWS, cards=(ends_first,)),)))] == ["ends_at"]


def test_the_usual_page_is_legal_and_tidying_keeps_a_card_on_the_steps() -> None:
    assert problems(default_layout([(1, "徐州"), (2, "县区")])) == []
    assert tidy_card(Placed("a", 1, title=" 两 \n 行 ", crop=(33, 98), address="/x/")) == Placed(
        "a", 1, title="两 行", crop=(35, 100)
    )


def test_blocks_are_set_into_bands_without_a_hole() -> None:
    lead, links = new_block("lead", BlockKind.LEAD), new_block("links", BlockKind.LINKS)
    column = [new_block(f"c{n}", BlockKind.PICKS) for n in range(5)]

    def forms(*blocks: Block) -> list[tuple[str, int]]:
        return [(band.form, len(band.blocks)) for band in bands(blocks, lambda block: block.whole)]

    assert forms(lead, FOCUS, NEWS, links) == [("whole", 1), ("pair", 2), ("whole", 1)]
    assert forms(*column[:4]) == [("two", 2), ("two", 2)]
    assert forms(*column) == [("three", 3), ("two", 2)]
    assert forms(FOCUS, links) == [("whole", 1), ("whole", 1)]
    assert forms(replace(column[0], style="views"), column[1]) == [("whole", 1), ("whole", 1)]
