"""Clean-up of signs: Chinese ones as newspapers set them; addresses, numbers, English and code untouched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.text.typesetting import typeset, typeset_html


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("５Ｇ网络覆盖９８％的村庄", "5G网络覆盖98%的村庄"),
        ("甲,乙;丙:丁?戊!己", "甲，乙；丙：丁？戊！己"),
        ("雨停了.", "雨停了。"),
        ("雨停了.天亮了.", "雨停了。天亮了。"),
        ('他说:"水到了."', "他说：“水到了。”"),
        ("”方向反了“的引号", "“方向反了”的引号"),
        ("“没有转过来“也改", "“没有转过来”也改"),
        ("他把'大河'写成了'大何'", "他把‘大河’写成了‘大何’"),
        ("书房(含流动书车)共18家", "书房（含流动书车）共18家"),
        ("　　缩进靠样式", "缩进靠样式"),
        ("两个  空格， 多余 。", "两个 空格，多余。"),
        ("等等...还有。。。再说…", "等等……还有……再说……"),
        ("河湾--我的家乡", "河湾——我的家乡"),
        ("上午10：30开始，比分3：2", "上午10:30开始，比分3：2"),
        ("价格１２．５元", "价格12.5元"),
        ("记者 沈知禾 姓　陈", "记者 沈知禾 姓　陈"),
    ],
)
def test_signs_are_set(typed: str, set_: str) -> None:
    assert typeset(typed) == set_


@pytest.mark.parametrize(
    "text",
    [
        "网址https://www.hewan.example/a,b;c?d=1:2在此",
        "写信到tougao@hewan.example,或者来访"[:-5],
        "增长1,000.5吨，比分3:2，时间10:30，约1.2万人",
        'He said: "Hello, world." Then he left...',
        "使用README.md与a/b/c.txt",
        "代码`print('甲,乙')`不动",
        '55"电视',
        "版本v1.2-beta，型号A-100(B)",
        "2026-11-22 10:30",
        "“已经”对的‘引号’，不动——完……",
        "",
    ],
)
def test_what_is_right_or_foreign_stays(text: str) -> None:
    assert typeset(text) == text


def test_markup_stays_where_it_was() -> None:
    body = (
        '<p>他说:<strong>"水到了",</strong>然后走了.</p><figure><img src="/media/a,b.jpg" alt="甲,乙">'
        '<figcaption>河面,清晨</figcaption></figure><p>见<a href="https://a.example/,">说明</a>,谢谢<br>　　下一行,</p>'
        "<table><tbody><tr><td>1,000</td><td>甲,乙</td></tr></tbody></table>"
    )
    assert typeset_html(body) == (
        '<p>他说：<strong>“水到了”，</strong>然后走了。</p><figure><img src="/media/a,b.jpg" alt="甲,乙">'
        '<figcaption>河面，清晨</figcaption></figure><p>见<a href="https://a.example/,">说明</a>，谢谢<br>下一行，</p>'
        "<table><tbody><tr><td>1,000</td><td>甲，乙</td></tr></tbody></table>"
    )


def test_quotes_across_markup_find_each_other() -> None:
    assert typeset_html('<p>他说"<em>水</em>到了"。</p>') == "<p>他说“<em>水</em>到了”。</p>"


SIGNS = st.text(alphabet=st.sampled_from("甲乙A1 \u3000,.;:?!()\"'“”‘’…-—，。、：（）．５Ａ％/`\n"), max_size=30)


@settings(max_examples=1500, derandomize=True, deadline=None)
@given(SIGNS)
def test_setting_twice_changes_nothing(text: str) -> None:
    once = typeset(text)
    assert typeset(once) == once


@settings(max_examples=500, derandomize=True, deadline=None)
@given(st.lists(SIGNS, min_size=1, max_size=4))
def test_words_are_never_lost(parts: list[str]) -> None:
    markup = "<p>" + "<em>x</em>".join(part.replace("\n", "") for part in parts) + "</p>"
    before, after = (
        [sign for sign in text.translate({0xFF15: "5", 0xFF21: "A"}) if sign in "甲乙A15x"]
        for text in (markup, typeset_html(markup))
    )
    assert before == after
