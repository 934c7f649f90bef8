"""How many queries a page takes, the same with one story and with thirty."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from news.models import Article

pytestmark = pytest.mark.django_db

# The chrome is one query: whether what the process keeps is still in force.
BUDGETS = {
    # chrome · layout · one UNION ALL of numbers, cards
    "/": 4,
    # chrome · list · the month's days · most read
    "/news/": 4,
    # chrome · keyword · list
    "/keywords/夜市/": 3,
    # chrome · day's list · the days before and after, and those of the month
    "day": 3,
    # article with keywords and the numbers of its neighbours · chrome · cards of neighbours and related · most read
    "article": 4,
    # chrome · page · keyword numbers, keywords · newest
    "/sitemap/": 5,
}


@pytest.mark.parametrize("address", BUDGETS)
def test_query_budget_does_not_grow(
    reader: Client,
    make_article: Callable[..., Article],
    site: Any,
    django_assert_num_queries: Any,
    address: str,
) -> None:
    made = [make_article("头一篇", keywords=("夜市", "美食"), source="淮海晚讯")]
    for count in (1, 30):
        while len(made) < count + 1:
            made.append(make_article(f"第{len(made)}篇", keywords=("夜市", "美食"), source="淮海晚讯"))
        middle = made[len(made) // 2]
        asked = {"article": middle.address, "day": f"/news/{middle.day}/"}.get(address, address)
        reader.get("/about/")  # settings have changed: the next page reads them
        with django_assert_num_queries(BUDGETS[address]):
            assert reader.get(asked).status_code == 200
