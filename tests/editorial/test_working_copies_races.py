"""Autosaves of one person that arrive together: the form in two tabs, a last request beside a timed one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection

from news.editorial.working_copies import keep
from news.models import Article, WorkingCopy

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def test_requests_at_once_make_one_copy(make_article: Callable[..., Article], chief: User) -> None:
    article = make_article(live=False)

    def type_on(number: int) -> None:
        try:
            keep(None if number % 2 else article.pk, by=chief, fields={"title": [str(number)]}, based_on=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(type_on, range(32)))
    assert WorkingCopy.objects.count() == 2
