"""Excerpts, counts, telephone numbers, headline phrases."""

from hypothesis import given
from hypothesis import strategies as st

from news.text.excerpt import count_characters, excerpt, first_paragraphs, plain_text
from news.text.segment import phrases
from news.text.typography import one_line, police_code, telephone_uri


def test_excerpt_ends_at_a_sentence() -> None:
    assert excerpt("甲" * 50 + "。" + "乙" * 80, 90) == "甲" * 50 + "。"
    assert excerpt("甲" * 100, 90) == "甲" * 89 + "…"
    assert excerpt("短。") == "短。"


def test_counting_is_the_chinese_way() -> None:
    assert count_characters("5G时代，AI来了 v2.0") == 8  # 5G 时 代 ， AI 来 了 v2.0


def test_plain_text_keeps_blocks_apart() -> None:
    assert plain_text("<p>甲<br>乙</p><ul><li>丙</li></ul>") == "甲\n乙\n丙"
    assert first_paragraphs("<figure><figcaption>图</figcaption></figure><p>文。</p>") == "文。"


def test_numbers_become_addresses() -> None:
    assert telephone_uri("0516-8575 2568") == "tel:051685752568"
    assert telephone_uri("+86 516 1") == "tel:+865161"
    assert telephone_uri("待定") == ""
    assert police_code("苏公网安备 32031102000168号") == "32031102000168"
    assert police_code("苏公网安备 123号") == ""


def test_titles_become_one_line() -> None:
    assert one_line(" 甲\n乙\u200b ") == "甲 乙"


@given(st.text(alphabet="故黄河慢行步道，。“”的了5G a", max_size=40))
def test_phrases_join_to_the_headline(text: str) -> None:
    assert "".join(phrases(text)) == text


def test_no_line_begins_with_a_closing_sign() -> None:
    assert all(part[0] not in "，。：”" for part in phrases("测温到户：“暖不暖”，让温度计说话。"))
