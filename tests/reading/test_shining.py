"""Highlighting: in the reader's own spelling, never inside a word of letters, never markup of the text."""

import pytest

from news.reading.shining import quotation, shining, words_of
from news.search.asking import read
from news.text.folding import folded, folded_with_places, simplified

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "question", "shown"),
    [
        ("ＡＩ与AI，不是Thailand", "ai", "<mark>ＡＩ</mark>与<mark>AI</mark>，不是Thailand"),
        ("知識產權在此", "知识产权", "<mark>知識產權</mark>在此"),
        ("５Ｇ基站", "5G", "<mark>５Ｇ</mark>基站"),
        ("18℃……以下", "18 以下", "<mark>18</mark>℃……<mark>以下</mark>"),
        ("<script>夜市</script>", "夜市", "&lt;script&gt;<mark>夜市</mark>&lt;/script&gt;"),
        ("夜市夜市", "夜市", "<mark>夜市夜市</mark>"),
        ("A&B夜市", "夜市", "A&amp;B<mark>夜市</mark>"),
        ("什么也没有", "夜市", "什么也没有"),
    ],
)
def test_words_shine(text: str, question: str, shown: str) -> None:
    assert shining(text, read(question).shown) == shown


def test_quotation_is_taken_around_the_words() -> None:
    text = "开头的话说了很多。" * 30 + "这里说到云龙湖的书房。" + "后面还有很多话。" * 30
    said = quotation(text, read("云龙湖 书房").shown)
    assert "这里说到<mark>云龙湖</mark>的<mark>书房</mark>。" in said
    assert said.startswith("……")
    assert said.endswith("……")
    assert len(said) < 160


def test_words_of_markup() -> None:
    assert words_of("<p>一&lt;二</p><p>三&nbsp;四</p>") == "一<二 三 四"


def test_places_lead_back_to_the_text() -> None:
    text = "…ﬁ℃①Ａ知識"
    line, back = folded_with_places(text)
    assert line == folded(text)
    assert [text[place] for place in back] == list("………ﬁﬁ℃℃①Ａ知識")


def test_simplified_leaves_simplified_texts_alone() -> None:
    assert simplified("乾隆年间的著名书法") == "乾隆年间的著名书法"
    assert simplified("瞭解知識產權的特徵") == "了解知识产权的特征"
