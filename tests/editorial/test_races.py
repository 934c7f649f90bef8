"""Several people pressing at once, on PostgreSQL, where they really run at once."""

import threading
from collections.abc import Callable, Sequence

import pytest
from django.contrib.auth.models import User
from django.db import connection

from news.editorial import publication
from news.editorial.review import fast_sign_off
from news.errors import Refused
from news.models import Article, Keyword, Record
from tests.conftest import put_out, signer

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]
Make = Callable[..., Article]


def at_once(acts: Sequence[Callable[[], object]]) -> list[Exception]:
    """Start all acts together, each on a connection of its own; return what they raised."""
    raised: list[Exception] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return raised


def test_sign_offs_that_share_new_keywords_all_succeed(make_article: Make, chief: User) -> None:
    signer()
    for turn in range(5):
        names = [f"甲{turn}", f"乙{turn}", f"c{turn}/1", f"c{turn}-1", f"C{turn} 1"]
        drafts = [
            make_article(f"第{turn}轮第{place}篇", live=False, keywords=tuple(names if place % 2 else reversed(names)))
            for place in range(4)
        ]
        raised = at_once([lambda draft=draft: put_out(draft.pk) for draft in drafts])  # type: ignore[misc]
        assert raised == []
        assert Keyword.objects.filter(name__in=names).count() == 5
        for draft in drafts:
            assert draft.keywordings.count() == 5


def test_two_who_publish_the_same_text_at_once_one_is_told(make_article: Make, chief: User) -> None:
    draft = make_article(live=False)
    fast_sign_off(draft.pk, by=signer(), note="急稿")
    raised = at_once([lambda: publication.publish(draft.pk, by=chief)] * 2)
    assert len(raised) == 1
    assert isinstance(raised[0], Refused)
    assert Record.objects.filter(article=draft, verb="publish").count() == 1
    assert draft.listings.count() == 2


def test_publish_and_unpublish_at_once_leave_rows_that_fit_the_state(make_article: Make, chief: User) -> None:
    for _turn in range(5):
        article = make_article("争着点的稿")
        at_once(
            [
                lambda pk=article.pk: publication.unpublish(pk, by=chief, note="x"),  # type: ignore[misc]
                lambda pk=article.pk: publication.retract(pk, by=chief, note="y"),  # type: ignore[misc]
            ]
        )
        article.refresh_from_db()
        assert article.withdrawal in {"unpublished", "retracted"}
        assert not article.listings.exists()
