"""Keywords as editors type them."""

import pytest

from news.text.keywords import join_keywords, keyword_key, keyword_slug, split_keywords


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("黄淮，学院,新闻", ["黄淮", "学院", "新闻"]),
        ("夜市、公交;社区；养老", ["夜市", "公交", "社区", "养老"]),
        ("Web 开发，web  开发，ＷＥＢ 开发", ["Web 开发"]),
        (" ，、, ", []),
        ("５Ｇ", ["5G"]),
        ("一\n二", ["一", "二"]),
    ],
)
def test_splitting(typed: str, names: list[str]) -> None:
    assert split_keywords(typed) == names
    assert split_keywords(join_keywords(names)) == names


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("黄淮学院", "黄淮学院"),
        ("ＡＩ", "ai"),
        ("A/B 测试", "a-b-测试"),
        ("100%", "100"),
        ("C#", "c"),
        ("\\?#", ""),
        ("..", ""),
    ],
)
def test_slug_rule(name: str, slug: str) -> None:
    assert keyword_slug(name) == slug


def test_case_and_width_make_one_keyword() -> None:
    assert keyword_key("ＡＩ") == keyword_key("ai") == keyword_key("Ai")
