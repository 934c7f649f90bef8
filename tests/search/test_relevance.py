"""What stands at the top, the same on both databases: this file runs on SQLite and on PostgreSQL."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from news.editorial.channels import save_channel
from news.models import Article, Channel, HouseWord
from news.search import finding
from news.search.asking import read
from news.search.finding import Narrowed, find
from news.search.index import facet
from news.search.words import forget
from tests.newsroom import clock
from tests.search.corpus import DOCS, EXPECTED, load

pytestmark = pytest.mark.django_db
FILLER = 300


@pytest.fixture
def named(yaowen: Channel) -> dict[int, str]:
    """The corpus; number → name."""
    forget()
    opinion = save_channel(Channel(slug="opinion", name="时评", position=20))
    channels = {"news": Channel.objects.get(path="news"), "yaowen": yaowen, "opinion": opinion}
    return load(channels, timezone.now(), FILLER)


def names(named: dict[int, str], question: str, *filters: Any, **more: Any) -> list[str]:
    return [named[number] for number in find(read(question), *filters, **more).numbers]


def test_forty_questions_and_more_have_the_expected_top_three(named: dict[int, str]) -> None:
    assert len(EXPECTED) >= 40
    wrong = {}
    for question, expected in EXPECTED:
        got = names(named, question)
        if tuple(got[:3][: max(len(expected), 1)]) != expected:
            wrong[question] = (expected, got[:5])
    assert wrong == {}


def test_each_question_finds_the_same_set_by_time_and_by_weight(named: dict[int, str]) -> None:
    for question, _expected in EXPECTED:
        by_time = names(named, question, by_time=True)
        assert sorted(by_time) == sorted(names(named, question)), question
        days = {doc.name: doc.days for doc in DOCS}
        assert by_time == sorted(by_time, key=lambda name: days[name]), question


def test_set_is_that_of_the_words_in_the_text(named: dict[int, str]) -> None:
    """An oracle without any index: every word of two signs that the question names stands in the text, or not."""
    for word in ("知识产权", "会议", "夜市", "地铁", "供暖", "小麦", "大运河", "民生实事"):
        texts = {doc.name: f"{doc.title} {doc.body} {' '.join(doc.also)}" for doc in DOCS}
        traditional = {"ip-trad"} if word == "知识产权" else set()
        expected = {name for name, text in texts.items() if re.search(word, text)} | traditional
        assert set(names(named, word)) == expected, word


def test_filters_narrow(named: dict[int, str]) -> None:
    news = Channel.objects.get(path="news")
    yaowen, opinion = Channel.objects.get(path="news/yaowen"), Channel.objects.get(path="opinion")

    def only(question: str, *facets: tuple[str, ...]) -> list[str]:
        return names(named, question, Narrowed(facets=facets))

    assert only("口袋公园", (facet("c", opinion.pk),)) == ["park-opinion"]
    assert only("会议", (facet("c", news.pk), facet("c", yaowen.pk)))[:1] == ["meeting-now"]
    assert only("会议", (facet("c", yaowen.pk),)) == ["meeting-now"]
    assert only("大运河", (facet("k", "gallery"),)) == ["photo"]
    assert only("书房", (facet("r", "沈知禾"),)) == ["lake"]
    assert only("大桥", (facet("s", "淮海晚讯"),)) == ["bridge"]
    assert only("大桥", (facet("s", "别处"),)) == []
    now = timezone.now()
    week = Narrowed(since=now - timedelta(days=10))
    before = Narrowed(until=now - timedelta(days=100))
    assert names(named, "供暖", week) == ["heat"]
    assert names(named, "供暖", before) == names(named, "供暖", before, by_time=True) == ["heat-old"]


def test_pages_follow_without_gap_and_end_at_the_tenth(named: dict[int, str]) -> None:
    for by_time in (False, True):
        seen: list[int] = []
        for page in range(1, 11):
            found = find(read("第 -老年"), page=page, by_time=by_time)
            seen += found.numbers
        assert len(seen) == len(set(seen)) == 200
        assert found.more
        assert find(read("第 -老年"), page=11, by_time=by_time).numbers == ()
        assert find(read("夜市"), page=2, by_time=by_time).numbers == ()


def test_common_words_are_weighed_among_the_newest_only(
    named: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit made small: the newest four hits are weighed, and by time all are there."""
    monkeypatch.setattr(finding, "WEIGHED", 4)
    everything = find(read("河道"), by_time=True).numbers
    assert len(everything) == 20
    assert sorted(find(read("河道")).numbers) == sorted(everything[:4])
    assert names(named, "夜市") == ["night", "night-rain"]


def test_house_words_are_found_before_and_after_the_run(named: dict[int, str]) -> None:
    before = [names(named, question) for question in ("百姓大舞台", "大舞台", "云龙湖")]
    for word in ("百姓大舞台", "云龙湖"):
        HouseWord.objects.create(word=word, key=word, kind="place")
    forget()
    assert [names(named, question) for question in ("百姓大舞台", "大舞台", "云龙湖")] == before
    article = Article.objects.get(pk=next(number for number, name in named.items() if name == "square"))
    from news.search.index import show_live  # noqa: PLC0415 - indexed with the words of now

    show_live(article, ["汉文化"], ())
    assert names(named, "百姓大舞台") == names(named, "大舞台") == names(named, "舞台") == ["square"]
    HouseWord.objects.all().delete()
    forget()
    assert names(named, "百姓大舞台") == ["square"], "found when the word is gone again"


def test_expiry_is_looked_at_when_asked(named: dict[int, str]) -> None:
    number = next(number for number, name in named.items() if name == "night")
    Article.objects.filter(pk=number).update(expires_at=timezone.now() + timedelta(hours=1))
    assert names(named, "夜市") == ["night", "night-rain"]
    with clock(timezone.now() + timedelta(hours=2)):
        assert names(named, "夜市") == names(named, "夜市", by_time=True) == ["night-rain"]


@pytest.mark.parametrize(
    "question",
    ["", " ", "-", "--", "*", '"', '""', '"未完', "“未完", "-“未完", "夜市*", "夜市 AND", "NOT 夜市", "a OR b", "NEAR(夜市 小吃)", "title:夜市", "夜市)", "((夜市", "夜'市", "夜\\市", "夜:市", "夜|市", "&", "!夜市", "夜 <-> 市", "😀", "夜市😀", "\ue000c1", "\ue001夜", "夜\x00市", "夜" * 1000, "夜 " * 500, "-夜市", "﷽", "\ud800", "％ _", "%s", "夜%市", "．．", "①②", "ﬀ ŉ"],
)  # fmt: skip
def test_nothing_typed_is_syntax(named: dict[int, str], question: str) -> None:
    for by_time in (False, True):
        found = find(read(question), by_time=by_time)
        assert len(found.numbers) <= 20
    numbers = finding.desk_numbers(read(question, desk=True)) if not read(question, desk=True).empty else None
    if numbers is not None:
        assert Article.objects.filter(pk__in=numbers).count() <= 4000
