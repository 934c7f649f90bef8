"""What changed between two Chinese texts is marked by the word, and the marks lose and invent nothing."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from news.text.diff import (
    MAX_CHARACTERS,
    diff_html,
    diff_text,
    fold,
    label,
    marked_names,
    marked_text,
    side,
    split,
)
from news.text.sanitise import sanitise

LONG = "<p>二期工程东起云溪大桥，西至老船闸，全长3.8公里，新增步道、骑行道各一条，改建驿站6处，总投资1.3亿元。</p>"


def without(markup: str, tag: str) -> str:
    """Return the words of a diff without those in ``tag``, and without white space."""
    root = html.fragment_fromstring(markup, create_parent="div")
    for element in list(root.iter(tag)):
        element.drop_tree()
    return "".join(root.text_content().split())


def words_of(markup: str) -> str:
    return without(markup or "<p></p>", "x")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "<p>项目总投资1.3亿元，去年9月开工。</p>",
            "<p>项目总投资1.26亿元，去年9月开工。</p>",
            "<p>项目总投资<del>1.3</del><ins>1.26</ins>亿元，去年9月开工。</p>",
        ),
        (
            "<p>市民在公园跑步。</p>",
            "<p>市民在公园跑步。</p><p>夜里不扰民。</p>",
            "<p>市民在公园跑步。</p><p><ins>夜里不扰民。</ins></p>",
        ),
        (
            '<p>详见<a href="/a/">公告</a>。</p>',
            '<p>详见<a href="/b/">公告</a>。</p>',
            '<p>详见<del><a href="/a/">公告</a></del><ins><a href="/b/">公告</a></ins>。</p>',
        ),
        (
            "<p>今晚停水。</p>",
            "<p><strong>今晚</strong>停水。</p>",
            "<p><del>今晚</del><ins><strong>今晚</strong></ins>停水。</p>",
        ),
        (
            '<figure><img src="/media/1.jpg" alt="桥"><figcaption>大桥。</figcaption></figure>',
            '<figure><img src="/media/2.jpg" alt="桥"><figcaption>大桥。</figcaption></figure>',
            '<figure><del><img src="/media/1.jpg" alt="桥"></del><ins><img src="/media/2.jpg" alt="桥"></ins>'
            "<figcaption>大桥。</figcaption></figure>",
        ),
        (
            "<table><tbody><tr><td>一</td><td>二</td></tr></tbody></table>",
            "<table><tbody><tr><td>一</td><td>三</td></tr><tr><td>四</td><td>五</td></tr></tbody></table>",
            "<table><tbody><tr><td>一</td><td><del>二</del><ins>三</ins></td></tr>"
            "<tr><td><ins>四</ins></td><td><ins>五</ins></td></tr></tbody></table>",
        ),
        (
            "<ul><li>甲区</li><li>丙区</li></ul>",
            "<ul><li>甲区</li><li>乙区</li><li>丙区</li></ul>",
            "<ul><li>甲区</li><li><ins>乙区</ins></li><li>丙区</li></ul>",
        ),
        ("<p>上。</p><hr><p>下。</p>", "<p>上。</p><p>下。</p>", "<p>上。</p><del><hr></del><p>下。</p>"),
        ("", "<p>新稿。</p>", "<p><ins>新稿。</ins></p>"),
        ("<p>旧稿。</p>", "", "<p><del>旧稿。</del></p>"),
    ],
)
def test_exactly_what_changed_is_marked(old: str, new: str, expected: str) -> None:
    assert diff_html(old, new) == expected


def test_one_changed_word_in_a_long_paragraph_marks_that_word_only() -> None:
    found = diff_html(LONG, LONG.replace("改建驿站", "改造驿站"))
    assert re.findall(r"<del>(.*?)</del><ins>(.*?)</ins>", found) == [("改建", "改造")]
    assert found.count("<ins>") == 1


def test_a_paragraph_moved_apart_from_an_edit_does_not_hide_the_edit() -> None:
    old = LONG + "<p>公园管理方表示，运行首月将每周公布一次意见清单。</p>"
    new = "<p>昨天上午，天气晴好。</p>" + LONG.replace("6处", "7处") + "<p>欢迎来电。</p>"
    found = diff_html(old, new)
    assert "<del>6</del><ins>7</ins>" in found
    assert "<p><ins>昨天上午，天气晴好。</ins></p>" in found
    assert "<del>公园管理方表示，运行首月将每周公布一次意见清单。</del>" in found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("投资1.3亿元", "投资1.26亿元", [("eq", "投资"), ("del", "1.3"), ("ins", "1.26"), ("eq", "亿元")]),
        ("涨了3.8%左右", "涨了3.9%左右", [("eq", "涨了"), ("del", "3.8%"), ("ins", "3.9%"), ("eq", "左右")]),
        ("接入Wi-Fi网", "接入WiFi网", [("eq", "接入"), ("del", "Wi-Fi"), ("ins", "WiFi"), ("eq", "网")]),
        ("", "新题", [("ins", "新题")]),
        ("旧题", "", [("del", "旧题")]),
        ("同题", "同题", [("eq", "同题")]),
        ("", "", []),
    ],
)
def test_a_number_or_latin_word_is_marked_whole(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert diff_text(old, new) == expected


def test_names_are_marked_whole_and_text_is_escaped() -> None:
    assert marked_names(["何青禾"], ["何青禾", "陈<b>"]) == (
        '<span class="d-item">何青禾</span><span class="d-item"><ins>陈&lt;b&gt;</ins></span>'
    )
    assert marked_text(diff_text("甲<script>", "甲")) == "甲<del>&lt;script&gt;</del>"


PHRASES = st.sampled_from(
    "云溪河 湿地公园 二期 工程 ， 。 、 “ ” 的 了 在 市民 2026年 3.8% 1,000 Wi-Fi 南北两岸 步行贯通 &amp; &lt;p&gt; 　 \ue000 🙂 𠮷".split(
        " "
    )
)
LINES = st.lists(PHRASES, max_size=9).map("".join)
INLINE = st.one_of(
    LINES,
    LINES.map(lambda text: f"<strong>{text}</strong>"),
    LINES.map(lambda text: f'<a href="/x/">{text}</a>'),
    LINES.map(lambda text: f'<span class="credit">{text}</span>'),
    st.sampled_from(["<br>", '<img src="/media/1.jpg" alt="图">', '<img src="/media/2.jpg" alt="图">']),
)
RUNS = st.lists(INLINE, max_size=4).map("".join)
CELLS = st.lists(RUNS.map(lambda text: f"<td>{text}</td>"), max_size=3).map("".join)
BLOCKS = st.one_of(
    RUNS.map(lambda text: f"<p>{text}</p>"),
    RUNS.map(lambda text: f"<h2>{text}</h2>"),
    RUNS.map(lambda text: f"<blockquote><p>{text}</p></blockquote>"),
    RUNS.map(lambda text: f'<figure><img src="/media/1.jpg"><figcaption>{text}</figcaption></figure>'),
    st.lists(RUNS.map(lambda text: f"<li>{text}</li>"), max_size=3).map(lambda items: f"<ul>{''.join(items)}</ul>"),
    st.lists(CELLS.map(lambda text: f"<tr>{text}</tr>"), max_size=3).map(
        lambda rows: f"<table>{''.join(rows)}</table>"
    ),
    st.sampled_from(["<hr>", "<script>alert(1)</script>", "<p onclick=x>甲</p>", "字", "</p><img src=x onerror=y>"]),
)
BODIES = st.lists(BLOCKS, max_size=6).map("".join)


@settings(derandomize=True, max_examples=250, deadline=None)
@given(BODIES, BODIES)
def test_without_the_marks_both_texts_are_there_again(old: str, new: str) -> None:
    found = diff_html(old, new)
    assert without(found or "<p></p>", "ins") == words_of(sanitise(old))
    assert without(found or "<p></p>", "del") == words_of(sanitise(new))


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(BLOCKS, max_size=8), BLOCKS, st.integers(0, 8), st.integers(0, 2))
def test_an_edited_body_gives_both_texts_too(blocks: list[str], put: str, at: int, taken: int) -> None:
    old, new = "".join(blocks), "".join([*blocks[:at], put, *blocks[at + taken :]])
    found = diff_html(old, new)
    assert without(found or "<p></p>", "ins") == words_of(sanitise(old))
    assert without(found or "<p></p>", "del") == words_of(sanitise(new))


@settings(derandomize=True, max_examples=80, deadline=None)
@given(BODIES)
def test_the_same_text_twice_has_no_marks(body: str) -> None:
    assert diff_html(body, body) == sanitise(body)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(BODIES, BODIES)
def test_nothing_unsafe_comes_out(old: str, new: str) -> None:
    found = diff_html(old, new)
    shown = label(fold(found, lambda n: f"未改动 {n} 段 <b>"), inserted="新增：<i>", deleted="删除：")
    for markup in (found, shown, side(found or "<p></p>", "del"), side(found or "<p></p>", "ins")):
        assert not re.search(r"<(script|i|b)\b|onerror|onclick|src=\"?x", markup)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(LINES, LINES)
def test_a_line_gives_both_texts_and_its_parts_alternate(old: str, new: str) -> None:
    parts = diff_text(old, new)
    assert "".join(text for op, text in parts if op != "ins") == old
    assert "".join(text for op, text in parts if op != "del") == new
    assert all(a[0] != b[0] for a, b in pairwise(parts))
    assert "".join(split(old)) == old


def test_unchanged_runs_of_three_are_folded_and_two_are_not() -> None:
    same = "".join(f"<p>第{number}段没有变。</p>" for number in range(3))
    found = fold(
        diff_html(same + "<p>旧</p><p>尾一</p><p>尾二</p>", same + "<p>新</p><p>尾一</p><p>尾二</p>"),
        "未改动 {} 段".format,
    )
    assert found.startswith(f"<details><summary>未改动 3 段</summary>{same}</details>")
    assert found.count("<details>") == 1
    assert found.endswith("<p>尾一</p><p>尾二</p>")


def test_marks_are_spoken_and_a_picture_says_it_to_the_eye_too() -> None:
    found = label('<p><del>旧</del><ins><img src="/media/1.jpg"></ins></p>', inserted="新增：", deleted="删除：")
    assert found == (
        '<p><del><span class="visually-hidden">删除：</span>旧</del>'
        '<ins><span class="d-what">新增</span><img src="/media/1.jpg"></ins></p>'
    )


def test_each_side_of_a_diff_stands_alone_with_its_own_words_marked() -> None:
    found = diff_html(
        "<p>今晚停水。</p><ul><li>甲</li></ul>", "<p>今晚停电。</p><ul><li>甲</li><li>乙</li></ul><p>完。</p>"
    )
    assert side(found, "del") == "<p>今晚<mark>停水</mark>。</p><ul><li>甲</li></ul>"
    assert (
        side(found, "ins")
        == "<p>今晚<mark>停电</mark>。</p><ul><li>甲</li><li><mark>乙</mark></li></ul><p><mark>完。</mark></p>"
    )


@pytest.mark.parametrize("paragraph", [1, 110, 30_000])
def test_a_very_long_body_is_still_compared_word_by_word(paragraph: int) -> None:
    text = "云溪河湿地公园二期工程正式向市民开放，南北两岸首次实现步行贯通。"
    old = (text * 2000)[: MAX_CHARACTERS - 10]
    bodies = [
        "".join(f"<p>{body[at : at + paragraph]}</p>" for at in range(0, min(len(body), 8000 * paragraph), paragraph))
        for body in (old, old.replace("市民", "居民").replace("。", "！", 700))
    ]
    found = diff_html(*bodies)  # what it costs: diff_long_ms of the bench
    assert without(found, "ins") == words_of(bodies[0])
    assert without(found, "del") == words_of(bodies[1])


def test_above_the_bound_whole_paragraphs_are_marked() -> None:
    same = "<p>没有变的一段。</p>" * 10_000
    found = diff_html(same + "<p>今晚停水。</p>", same + "<p>今晚停电。</p>")
    assert found.endswith("<p><del>今晚停水。</del></p><p><ins>今晚停电。</ins></p>")


def test_what_the_editor_adds_by_itself_is_no_change() -> None:
    typed = (
        "<table><thead><tr><th>线路</th><th></th></tr></thead><tbody><tr><td>1路</td><td>06:00</td></tr></tbody></table>"
        "<ul><li>步行<ul><li>北岸</li></ul></li></ul><blockquote>原话。</blockquote>"
    )
    edited = (
        '<table><tbody><tr><th colspan="1"><p>线路</p></th><th><p></p></th></tr>'
        '<tr><td rowspan="1"><p>1路</p></td><td><p>06:30</p></td></tr></tbody></table>'
        "<ul><li><p>步行</p><ul><li><p>北岸</p></li></ul></li></ul><blockquote><p>原话。</p></blockquote>"
    )
    found = diff_html(typed, edited)
    assert re.findall(r"<(ins|del)>(.*?)</\1>", found) == [("del", "06:00"), ("ins", "06:30")]
    assert found.count("<tr>") == 2
