"""How many queries a page takes, the same with one story and with thirty."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from news.models import Article

pytestmark = pytest.mark.django_db

BUDGETS = {
    # identity, licences, footer, channels · layout · one UNION ALL of numbers, cards, links
    "/": 8,
    # channels · list · identity, licences, footer
    "/news/": 5,
    # keyword · list · identity, licences, footer, channels
    "/keywords/夜市/": 6,
    # channels · day's list · identity, licences, footer · earlier day, later day
    "day": 7,
    # article · channels, identity, licences, footer · keywords · disclaimers · older, newer · related
    "article": 10,
    # identity, licences, footer, channels · page · keyword numbers, keywords · newest
    "/sitemap/": 8,
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
        with django_assert_num_queries(BUDGETS[address]):
            assert reader.get(asked).status_code == 200
