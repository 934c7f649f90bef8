"""What a text suggests: keywords of the house first, then its own; the lead's whole sentences without its head."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.text.excerpt import count_characters
from news.text.keywords import MAX_NAME, keyword_key
from news.text.suggest import House, counted, suggest_keywords, suggest_summary

TITLE = "全市城市书房建设推进会召开明年再添十八家"
BODY = (
    "<p>黄淮网讯（记者 白知秋 通讯员 孟听澜）12月20日上午，全市城市书房建设推进会在河湾区召开，明年再添城市书房18家。"
    "会议通报了5G基站进社区的进展。</p><p>城市书房由读者自己管理，夜读的人多了。沈知禾说，她每天来夜读。</p>"
    "<p>沈知禾是老读者。5G信号也好了。</p>"
)


def names(title: str, body: str, house: dict[str, int] | None = None, have: tuple[str, ...] = ()) -> list[str]:
    known = {keyword_key(name): House(name, n) for name, n in (house or {}).items()}
    return suggest_keywords(counted(title, body), known, have)


def test_words_that_tell_of_the_story_are_found_and_people_by_their_whole_name() -> None:
    assert names(TITLE, BODY) == ["城市书房", "沈知禾", "5G", "读者"]


def test_those_who_wrote_it_are_no_keywords() -> None:
    found = counted(TITLE, BODY)
    assert not {"白知秋", "知秋", "孟听澜", "通讯员", "记者"} & set(found.terms)


def test_keywords_of_the_house_come_first_as_the_house_writes_them() -> None:
    assert names(TITLE, BODY, {"５Ｇ": 9, "夜读": 0, "淮海经济区": 3})[:2] == ["夜读", "５Ｇ"]


def test_among_equally_frequent_ones_the_rarer_keyword_is_first() -> None:
    body = "<p>夜市开了。公交加了班次。</p>"
    assert names("", body, {"夜市": 400, "公交": 2}) == ["公交", "夜市"]
    assert names("", body, {"夜市": 2, "公交": 400}) == ["夜市", "公交"]


def test_a_keyword_of_several_words_is_found_and_its_part_left_out() -> None:
    body = "<p>淮海经济区协同发展会议召开。</p>"
    assert names("", body, {"淮海经济区": 1, "经济区": 1, "淮海": 5}) == ["淮海经济区"]
    assert names("", body + "<p>淮海大地，丰收。淮海，安澜。</p>", {"淮海经济区": 1, "淮海": 5}) == [
        "淮海",
        "淮海经济区",
    ]


def test_a_keyword_with_a_blank_is_found() -> None:
    assert names("", "<p>学校开了Web 开发课。</p>", {"Web 开发": 1}) == ["Web 开发"]


def test_no_keyword_across_a_sign() -> None:
    assert names("", "<p>城市、书房。</p>", {"城市书房": 1}) == []


def test_what_is_there_already_is_not_offered_again() -> None:
    assert names(TITLE, BODY, {"5G": 9}, have=("5g", "城市书房")) == ["沈知禾", "读者"]


def test_at_most_eight() -> None:
    house = dict.fromkeys("夜市 公交 河湾 书房 读者 信号 社区 基站 城市 进展".split(), 1)
    assert len(names(TITLE, BODY + "<p>夜市，公交，河湾，书房，读者。</p>", house)) == 8


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("", "", []),
        ("", "<p></p>", []),
        ("", "<p>。，！</p>", []),
        ("夜市", "", ["夜市"]),
        ("", "<p>夜市。</p>", []),  # said once in passing
        ("记者在现场", "<p>2026年11月22日</p>", []),
    ],
)
def test_short_texts(title: str, body: str, expected: list[str]) -> None:
    assert names(title, body) == expected


@given(st.text(max_size=60), st.text(alphabet="城市书房5G沈知禾，。“”（）记者讯网 <>p/ab", max_size=200))
def test_whatever_is_typed_gives_usable_keywords_and_a_summary_that_fits(title: str, body: str) -> None:
    found = names(title, body)
    assert len({keyword_key(name) for name in found}) == len(found) <= 8
    assert all(2 <= len(name) <= MAX_NAME for name in found)
    assert count_characters(suggest_summary(body)) <= 90


def test_the_first_sentences_of_the_lead() -> None:
    assert suggest_summary(BODY) == (
        "12月20日上午，全市城市书房建设推进会在河湾区召开，明年再添城市书房18家。会议通报了5G基站进社区的进展。"
    )


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("新华社北京12月20日电（记者 李明）国务院日前印发意见。", "国务院日前印发意见。"),
        ("中新网徐州12月20日电 (记者 李明)下雨。", "下雨。"),
        ("本报讯 昨天下雨。", "昨天下雨。"),
        ("【黄淮网讯】昨天下雨。", "昨天下雨。"),
        ("黄淮网讯12月20日，下雨。", "12月20日，下雨。"),
        ("黄淮网12月20日讯（记者 李明）下雨。", "下雨。"),
        ("黄淮网（沈知禾）12月20日上午，会议召开。", "12月20日上午，会议召开。"),
        ("黄淮网（记者 沈知禾 通讯员 孟听澜）会议召开。", "会议召开。"),
        ("（记者 李明）昨天下雨。", "昨天下雨。"),
        ("本报记者 李明 报道：昨天下雨。", "昨天下雨。"),
        # these only look like a head
        ("记者 沈知禾 在现场看到，水退了。", "记者 沈知禾 在现场看到，水退了。"),
        ("来电显示的号码（尾号 12）是假的。", "来电显示的号码（尾号 12）是假的。"),
        ("通讯（一）写得好。", "通讯（一）写得好。"),
        ("停水停电（附地址）通知发布。", "停水停电（附地址）通知发布。"),
        ("市供电网（含农网）检修。", "市供电网（含农网）检修。"),
        ("好消息（速看）来了。", "好消息（速看）来了。"),
    ],
)
def test_head_and_byline_are_taken_off(lead: str, expected: str) -> None:
    assert suggest_summary(f"<p>　　{lead}</p>") == expected


def test_only_whole_sentences_and_no_cut_inside_a_quotation() -> None:
    first, quoted = "甲" * 40 + "。", "他说：“" + "乙" * 30 + "。" + "丙" * 30 + "。”"
    assert suggest_summary(f"<p>{first}{quoted}</p>") == first
    assert suggest_summary("<p>“水到了田头。”她说。</p>") == "“水到了田头。”她说。"


def test_a_sentence_that_is_too_long_is_visibly_unfinished() -> None:
    assert suggest_summary(f"<p>{'甲' * 50}，{'乙' * 30}，{'丙' * 30}。</p>") == "甲" * 50 + "，" + "乙" * 30 + "……"
    assert suggest_summary(f"<p>{'甲' * 120}。</p>") == ""


def test_a_short_lead_takes_the_next_paragraph_along_and_what_is_no_sentence_is_passed_over() -> None:
    body = "<p>记者 沈知禾</p><figure><img src='/media/a.jpg'></figure><p>下雨了。</p><p>水退了。</p>"
    assert suggest_summary(body) == "下雨了。水退了。"
    assert suggest_summary("<p>一行字</p><blockquote><p>引文。</p></blockquote>") == ""
    assert suggest_summary("") == ""
