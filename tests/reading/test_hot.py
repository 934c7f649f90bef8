"""点击排行: most read first, and never what may not be promoted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from news.editorial import hits, hot, publication
from news.enums import HotPeriod
from news.models import Article, HotEntry
from news.reading.hot import most_read

Make = Callable[..., Article]


@pytest.fixture
def ranked(make_article: Make) -> list[Article]:
    """Thirteen stories, the first read most."""
    made = [make_article(f"第{place}名的稿") for place in range(1, 14)]
    now = timezone.now()
    hits.add_reads({(row.pk, hits.hour_of(now)): 100 - place for place, row in enumerate(made)}, now=now)
    hot.rebuild()
    return made


def titles(period: HotPeriod = HotPeriod.DAY, limit: int = 10) -> list[str]:
    return [card.title for card in most_read(period, limit)]


def test_the_most_read_stand_in_order(ranked: list[Article]) -> None:
    assert titles() == [f"第{place}名的稿" for place in range(1, 11)]
    assert titles(limit=2) == ["第1名的稿", "第2名的稿"]


def test_periods_rank_for_themselves(ranked: list[Article], make_article: Make) -> None:
    old = make_article("上周的热点")
    now = timezone.now()  # not before it is live
    hits.add_reads({(old.pk, hits.hour_of(now) - 24 * 8): 500}, now=now)
    hits.add_reads({(ranked[4].pk, hits.hour_of(now) - 24 * 2): 300}, now=now)
    hot.rebuild()
    assert titles()[0] == "第1名的稿"
    assert titles(HotPeriod.WEEK)[:2] == ["第5名的稿", "第1名的稿"]
    assert titles(HotPeriod.MONTH)[:2] == ["上周的热点", "第5名的稿"]


@pytest.mark.parametrize("act", [publication.unpublish, publication.retract])
def test_a_withdrawn_story_leaves_at_once_and_the_next_moves_up(
    ranked: list[Article], chief: User, act: Callable[..., object]
) -> None:
    act(ranked[0].pk, by=chief, note="有误。")
    assert not HotEntry.objects.filter(article=ranked[0]).exists()
    assert titles() == [f"第{place}名的稿" for place in range(2, 12)]


def test_an_expired_story_leaves_to_the_second(ranked: list[Article]) -> None:
    Article.objects.filter(pk=ranked[1].pk).update(expires_at=timezone.now())
    assert "第2名的稿" not in titles()
    assert len(titles()) == 10


@pytest.mark.parametrize("label", ["minors", "ad"])
def test_what_may_not_be_promoted_is_never_listed(ranked: list[Article], label: str) -> None:
    Article.objects.filter(pk=ranked[0].pk).update(labels=[label])
    assert titles() == [f"第{place}名的稿" for place in range(2, 12)]  # marked since the list was stored
    hot.rebuild()
    assert not HotEntry.objects.filter(article=ranked[0]).exists()
    Article.objects.filter(pk=ranked[1].pk).update(labels=["ai"])
    assert titles()[0] == "第2名的稿"


def test_the_list_is_what_was_stored(ranked: list[Article]) -> None:
    now = timezone.now()
    hits.add_reads({(ranked[12].pk, hits.hour_of(now)): 1000}, now=now)
    assert titles()[0] == "第1名的稿"
    hot.rebuild()
    assert titles()[0] == "第13名的稿"


def test_nobody_is_read_any_more(ranked: list[Article]) -> None:
    later = timezone.now() + timedelta(days=40)
    hot.roll(later)
    hot.rebuild(later)
    assert [titles(period) for period in HotPeriod] == [[], [], []]


def test_rail_and_page_show_it(ranked: list[Article], reader: Client, site: Any) -> None:
    for address in (ranked[5].address, "/news/"):
        page = reader.get(address).content.decode()
        rank = page[page.index('<ol class="rank">') :]
        assert rank.index("第1名的稿") < rank.index("第2名的稿") < rank.index("第10名的稿")
        assert "第11名的稿" not in rank[: rank.index("</ol>")]
    for address in ("/hot/", "/hot/week/", "/hot/month/"):
        answer = reader.get(address)
        page = answer.content.decode()
        assert page.index("第1名的稿") < page.index("第13名的稿")
        assert f'<a href="{address}" aria-current="page">' in page


def test_without_readers_there_is_no_empty_box(make_article: Make, reader: Client, site: Any) -> None:
    article = make_article()
    assert "点击排行" not in reader.get(article.address).content.decode()
    assert "最近24小时还没有排行" in reader.get("/hot/").content.decode()


def test_the_budget_of_the_page_does_not_grow(
    make_article: Make, reader: Client, site: Any, django_assert_num_queries: Any
) -> None:
    now, made = timezone.now(), []
    for count in (1, 30):
        made += [make_article(f"第{place}篇") for place in range(len(made), count)]
        hits.add_reads({(row.pk, hits.hour_of(now)): 1 for row in made}, now=now)
        hot.rebuild()
        reader.get("/about/")
        with django_assert_num_queries(2):  # chrome · list
            assert reader.get("/hot/").status_code == 200
