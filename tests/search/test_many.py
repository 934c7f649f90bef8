"""The relevance test over 20,000 stories, and a word that more of them have than are weighed. Both databases."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from news.editorial.channels import save_channel
from news.models import Article, Channel
from news.search import finding
from news.search.asking import read
from news.search.finding import find
from news.search.words import forget
from tests.search.corpus import DOCS, EXPECTED, load

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_top_three_stand_over_twenty_thousand_and_common_words_stay_bounded(
    yaowen: Channel, django_assert_num_queries: Any
) -> None:
    forget()
    opinion = save_channel(Channel(slug="opinion", name="时评", position=20))
    channels = {"news": Channel.objects.get(path="news"), "yaowen": yaowen, "opinion": opinion}
    now = timezone.now()
    named = load(channels, now, 20_100)
    assert Article.objects.live().count() == 20_100 + len(DOCS)
    wrong = {}
    for question, expected in EXPECTED:
        got = [named[number] for number in find(read(question)).numbers]
        if tuple(got[:3][: max(len(expected), 1)]) != expected:
            wrong[question] = (expected, got[:5])
    assert wrong == {}

    newest = Article.objects.live().filter(title__contains="第").newest().values_list("pk", flat=True)
    weighed = set(newest[: finding.WEIGHED])
    for page in (1, 2, 10):
        with django_assert_num_queries(1):
            found = find(read("第"), page=page)
        assert len(found.numbers) == finding.PAGE_SIZE
        assert set(found.numbers) <= weighed
        start = (page - 1) * finding.PAGE_SIZE
        assert list(find(read("第"), page=page, by_time=True).numbers) == list(newest[start : start + 20])
    old = find(read("第"), finding.Narrowed(until=now - timedelta(days=300)))
    assert len(old.numbers) == finding.PAGE_SIZE
