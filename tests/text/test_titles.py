"""How alike two headlines are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.editorial.checking import ALIKE
from news.text.titles import title_key, title_likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("城市书房夜间开放", "城市书房，夜间开放！"),
        ("城市书房夜间开放", " 城市书房 夜间开放 "),
        ("ＡＢＣ大桥通车", "abc大桥通车"),
        ("“早市”搬迁", "《早市》搬迁"),
    ],
)
def test_punctuation_width_and_case_do_not_tell_headlines_apart(one: str, other: str) -> None:
    assert title_likeness(one, other) == 1.0


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("城市书房夜间开放至零点", "城市书房夜间开放到零点", True),
        ("河湾市城市书房夜间开放", "城市书房夜间开放", True),
        ("城市书房夜间开放", "早市搬到河边", False),
        ("城市书房夜间开放", "夜间书房", False),
        ("滨河路封闭施工", "滨河路恢复通行", False),
    ],
)
def test_a_few_other_words_still_make_the_same_story(one: str, other: str, alike: bool) -> None:
    assert (title_likeness(one, other) >= ALIKE) is alike


@pytest.mark.parametrize(
    ("one", "other"),
    [("民生周报第3期", "民生周报第4期"), ("11月22日天气", "11月23日天气"), ("民生周报第３期", "民生周报第4期")],
)
def test_stories_of_a_series_are_not_the_same_story(one: str, other: str) -> None:
    assert title_likeness(one, other) == 0.0


def test_a_number_in_full_width_is_the_same_number() -> None:
    assert title_likeness("民生周报第３期", "民生周报第3期") == 1.0


@pytest.mark.parametrize(("one", "other"), [("", ""), ("", "标题"), ("！？", "标题"), ("早", "市"), ("早", "早市")])
def test_too_little_to_compare(one: str, other: str) -> None:
    assert title_likeness(one, other) == 0.0


@given(one=st.text(max_size=60), other=st.text(max_size=60))
def test_likeness_is_a_measure(one: str, other: str) -> None:
    likeness = title_likeness(one, other)
    assert 0.0 <= likeness <= 1.0
    assert likeness == title_likeness(other, one)
    assert title_likeness(one, one) == (1.0 if title_key(one) else 0.0)
