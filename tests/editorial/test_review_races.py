"""Two people pressing at once: one wins, the other is told what happened, and nothing is half written.

On PostgreSQL they really run at once. SQLite lets one writer in at a time; there the same presses come one after the
other, in both orders, each from a screen that the other has made old.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from news.editorial import publication, review
from news.editorial.holding import hold
from news.enums import Level, Publication, Review
from news.errors import Refused
from news.models import Article, Channel, Record, ReviewRecord, Revision
from tests.newsroom import draft, pass_all, person, rewrite, signed_off

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], object]
TURNS = range(4)


@pytest.fixture(autouse=True)
def _roles(transactional_db: None) -> None:
    """The flush of an earlier test took the groups away."""
    from news.editorial.roles import sync_roles  # noqa: PLC0415 - needs the database

    sync_roles()


def both(turn: int, acts: Sequence[Act]) -> list[Exception | None]:
    """Press both at once (SQLite: one after the other, the order by turn); return what each was told."""
    told: list[Exception | None] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def press(place: int) -> None:
        try:
            if connection.vendor == "postgresql":
                start.wait(timeout=20)
            acts[place]()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            told[place] = error
        finally:
            if connection.vendor == "postgresql":
                connection.close()

    if connection.vendor != "postgresql":
        for place in range(len(acts)) if turn % 2 else reversed(range(len(acts))):
            press(place)
        return told
    threads = [threading.Thread(target=press, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told


def one_won(told: list[Exception | None]) -> tuple[int, Refused]:
    """Return who won and what the other was told."""
    refused = [error for error in told if error is not None]
    assert len(refused) == 1, told
    assert isinstance(refused[0], Refused), refused[0]
    return told.index(None), refused[0]


@pytest.fixture
def submitted(reporter: User, yaowen: Channel) -> Callable[[], int]:
    """Return a function that submits a new story and returns its number."""

    def make() -> int:
        story = draft(yaowen, reporter)
        return review.submit(story.pk, by=reporter).pk

    return make


def test_two_first_reviewers_pass(submitted: Callable[[], int]) -> None:
    people = [person("first"), person("first2")]
    for turn in TURNS:
        number = submitted()
        winner, refused = one_won(
            both(turn, [lambda by=by, n=number: review.pass_on(n, by=by) for by in people])  # type: ignore[misc]
        )
        assert people[winner].last_name + people[winner].first_name in str(refused)
        assert Article.objects.get(pk=number).level == Level.SECOND
        assert ReviewRecord.objects.filter(article=number).count() == 1
        assert Record.objects.filter(article=number, verb="pass").count() == 1


def test_two_who_hold_every_level_pass_the_one_that_they_saw(submitted: Callable[[], int]) -> None:
    people = [person("chief"), person("chief2")]
    for turn in TURNS:
        number = submitted()
        acts = [lambda by=by, n=number: review.pass_on(n, by=by, level=Level.FIRST) for by in people]  # type: ignore[misc]
        _winner, refused = one_won(both(turn, acts))
        assert refused.code == "moved"
        assert Article.objects.get(pk=number).level == Level.SECOND


def test_two_who_sign_off(submitted: Callable[[], int]) -> None:
    people = [person("final"), person("final2")]
    for turn in TURNS:
        number = submitted()
        pass_all(number, "first", "second")
        acts = [lambda by=by, n=number: review.sign_off(n, by=by, publish=True) for by in people]  # type: ignore[misc]
        winner, refused = one_won(both(turn, acts))
        assert people[winner].first_name in str(refused)
        assert Article.objects.get(pk=number).publication() == Publication.LIVE
        assert ReviewRecord.objects.filter(article=number, level=Level.FINAL).count() == 1
        assert Record.objects.filter(article=number, verb="publish").count() == 1


def test_a_pass_while_the_author_takes_back(submitted: Callable[[], int], reporter: User) -> None:
    for turn in TURNS:
        number = submitted()
        acts: list[Act] = [
            lambda n=number: review.pass_on(n, by=person("first")),  # type: ignore[misc]
            lambda n=number: review.withdraw(n, by=reporter),  # type: ignore[misc]
        ]
        told = both(turn, acts)
        article = Article.objects.get(pk=number)
        assert told[1] is None  # an author may take back at every level
        assert (article.review, article.level) == (Review.DRAFT, "")
        if told[0] is not None:
            assert isinstance(told[0], Refused)
            assert "知禾" in str(told[0])
            assert not ReviewRecord.objects.filter(article=number).exists()


def test_a_sign_off_while_somebody_edits_never_signs_what_was_not_seen(submitted: Callable[[], int]) -> None:
    """The second reviewer saves an edit while the chief signs the text on the screen off in the fast lane."""
    for turn in TURNS:
        number = submitted()
        review.pass_on(number, by=person("first"))
        seen = Article.objects.get(pk=number).working_revision
        assert seen is not None
        acts: list[Act] = [
            lambda n=number, s=seen.pk: review.fast_sign_off(  # type: ignore[misc]
                n, by=person("chief"), note="突发", publish=True, based_on=s
            ),
            lambda n=number: rewrite(n, person("second"), title="复审改过的标题"),  # type: ignore[misc]
        ]
        told = both(turn, acts)
        article = Article.objects.get(pk=number)
        if told[0] is None:
            assert (article.live_revision_id, article.title) == (seen.pk, seen.snapshot.title)
        else:
            assert isinstance(told[0], Refused)
            assert article.publication() == Publication.NEVER
        signs = ReviewRecord.objects.filter(article=number, verdict="fast")
        assert [row.content_hash for row in signs] == ([seen.content_hash] if told[0] is None else [])


def test_two_edits_under_review(submitted: Callable[[], int]) -> None:
    for turn in TURNS:
        number = submitted()
        people = [person("first"), person("first2")]
        acts = [lambda by=by, n=number: rewrite(n, by, title=f"{by.username}改") for by in people]  # type: ignore[misc]
        winner, refused = one_won(both(turn, acts))
        article = Article.objects.get(pk=number)
        assert (article.held_by, article.desk_title) == (people[winner], f"{people[winner].username}改")
        assert people[winner].first_name in str(refused)
        assert Revision.objects.filter(article=number).count() == 2


def test_publishing_twice(submitted: Callable[[], int]) -> None:
    for turn in TURNS:
        number = submitted()
        pass_all(number, "first", "second", "final")
        people = [person("final"), person("chief")]
        acts = [lambda by=by, n=number: publication.publish(n, by=by) for by in people]  # type: ignore[misc]
        winner, refused = one_won(both(turn, acts))
        assert people[winner].first_name in str(refused)
        assert Record.objects.filter(article=number, verb="publish").count() == 1
        assert Article.objects.get(pk=number).listings.count() == 2


def test_two_who_take_the_same_story(submitted: Callable[[], int]) -> None:
    people = [person("first"), person("first2")]
    for turn in TURNS:
        number = submitted()
        acts = [lambda by=by, n=number: hold(n, by=by) for by in people]  # type: ignore[misc]
        winner, refused = one_won(both(turn, acts))
        assert refused.code == "held"
        assert people[winner].first_name in str(refused)
        assert Article.objects.get(pk=number).held_by == people[winner]


def test_submitting_twice_begins_one_review(reporter: User, yaowen: Channel) -> None:
    for turn in TURNS:
        number = draft(yaowen, reporter).pk
        one_won(both(turn, [lambda n=number: review.submit(n, by=reporter)] * 2))  # type: ignore[misc]
        article = Article.objects.get(pk=number)
        assert (article.review_round, article.level) == (1, Level.FIRST)
        assert Record.objects.filter(article=number, verb="submit").count() == 1


def test_withholding_and_publishing(reporter: User, yaowen: Channel) -> None:
    for turn in TURNS:
        story = signed_off(draft(yaowen, reporter), reporter)
        acts: list[Act] = [
            lambda n=story.pk: publication.publish(n, by=person("final")),  # type: ignore[misc]
            lambda n=story.pk: review.withhold(n, by=person("chief"), note="等通知"),  # type: ignore[misc]
        ]
        winner, _refused = one_won(both(turn, acts))
        article: Any = Article.objects.get(pk=story.pk)
        assert article.publication() == (Publication.LIVE if winner == 0 else Publication.NEVER)
        assert article.review == (Review.SIGNED_OFF if winner == 0 else Review.WITHHELD)
        assert article.listings.exists() == (winner == 0)
