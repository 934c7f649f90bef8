"""A prepared query answers as the queryset that it was made from, whatever its gaps are filled with."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.enums import BlockKind, FillBy, Kind
from news.models import Article
from news.models.prepared import MOMENT, NUMBERS, Prepared
from news.reading.article import PAGE_ROWS, _page_rows
from news.reading.calendar import month_page_part
from news.reading.cards import FEW, numbered
from news.reading.front import filled_front
from news.rules.layout import Block, Layout

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


def test_the_values_of_this_time_are_asked_for(make_article: Make, django_assert_num_queries: Any) -> None:
    made = [make_article(f"第{place}篇", keywords=("夜市",), source="淮海晚讯") for place in range(3)]
    now = timezone.now()
    for article in made:
        with django_assert_num_queries(1):
            [row] = PAGE_ROWS.rows(now=now, number=article.pk)
        [plain] = _page_rows(now=now, number=article.pk)
        assert vars(row).keys() == vars(plain).keys()
        assert {name: value for name, value in vars(row).items() if name != "_state"} == {
            name: value for name, value in vars(plain).items() if name != "_state"
        }
        assert (row.channel.path, row.source.name) == ("news/yaowen", "淮海晚讯")
    [early] = PAGE_ROWS.rows(now=now - timedelta(days=1), number=made[1].pk)
    assert (early.older, early.newer) == (None, None)
    assert PAGE_ROWS.rows(now=now, number=0) == []


def test_cards_by_number_are_only_live_ones(make_article: Make) -> None:
    made = [make_article(f"第{place}篇") for place in range(FEW + 2)]
    numbers = [article.pk for article in made]
    Article.objects.filter(pk=numbers[1]).update(expires_at=timezone.now(), published_at=timezone.now() - timedelta(1))
    assert {item.pk for item in numbered(numbers[:3])} == {numbers[0], numbers[2]}
    assert {item.pk for item in numbered(numbers)} == {number for number in numbers if number != numbers[1]}


def test_a_gap_that_the_query_does_not_have_is_refused() -> None:
    wrong = Prepared(lambda now, number: Article.objects.live(now), now=MOMENT, number=NUMBERS[0])
    with pytest.raises(ValueError, match="does not stand"):
        wrong.rows(now=timezone.now(), number=1)


def test_what_never_changes_stands_in_the_words() -> None:
    """SQLite plans anew at each execution where a parameter could decide for a partial index."""
    asked = Prepared(
        lambda now, number: Article.objects.live(now).filter(pk=number, kind=Kind.GALLERY, title="甲'乙 %s", author=2),
        now=MOMENT,
        number=NUMBERS[0],
    )
    with CaptureQueriesContext(connection) as seen:
        assert asked.rows(now=timezone.now(), number=1) == []
    [words] = asked._made.values()
    constants = [param for param in words.params if isinstance(param, str | int)]
    assert constants == ["甲'乙 %s"]  # what would have to be quoted is left to the database
    assert "'gallery'" in words.sql
    assert '"author_id" = 2' in words.sql
    assert "\"withdrawal\" = ''" in words.sql
    assert len(seen) == 1
    assert all(type(param) is not int for param in PAGE_ROWS._words(connection).params)


def test_rows_can_be_tuples_with_values_as_python_has_them(make_article: Make) -> None:
    made = make_article("一篇")
    asked = Prepared(
        lambda number: Article.objects.filter(pk=number).values_list("published_at", "byline", "withdrawal"),
        number=NUMBERS[0],
    )
    assert [tuple(row) for row in asked.tuples(number=made.pk)] == [(made.published_at, made.byline, "")]
    with pytest.raises(ValueError, match="tuples"):
        asked.rows(number=made.pk)


def test_a_row_is_a_model_like_any_other(make_article: Make) -> None:
    made = make_article("一篇")
    [row] = numbered([made.pk])
    assert row == made
    assert row._state.adding is False
    assert row.get_deferred_fields() >= {"body"}
    assert row.body == made.body
    assert row.cover is None
    row.title = "改过"
    row.save(update_fields=["title"])
    assert Article.objects.get(pk=made.pk).title == "改过"


def test_days_are_filled_in(make_article: Make, site: Any) -> None:
    made = make_article("一篇")
    month = month_page_part(made.channel, made.day)
    assert [day.date for week in month.weeks for day in week if day and day.address] == [made.day]
    later = month_page_part(made.channel, made.day + timedelta(days=62))
    assert not [day for week in later.weeks for day in week if day and day.address]
    assert str(made.day) in later.earlier


def test_a_layout_that_was_put_into_words_is_asked_for_every_moment(make_article: Make) -> None:
    made, now = make_article("一篇"), timezone.now()
    layout = Layout((Block("a", BlockKind.PICKS, count=3, fill=FillBy.NEWEST),))
    assert filled_front(layout, now).numbers == {made.pk}
    assert filled_front(layout, now - timedelta(days=400)).numbers == set()
    Article.objects.filter(pk=made.pk).update(expires_at=now + timedelta(minutes=1))
    assert filled_front(layout, now).numbers == {made.pk}
    assert filled_front(layout, now + timedelta(minutes=2)).numbers == set()
