"""Holding a story: claiming, giving up, handing over, and what becomes of an unfinished 审改."""

import pytest
from django.contrib.auth.models import User

from news.editorial import publication, review
from news.editorial.holding import hand_over, hold, let_go
from news.enums import Level, Review
from news.errors import BadInput, Conflict, NotAllowed, WrongState
from news.models import Article, Channel, Revision
from tests.newsroom import draft, pass_all, person, rewrite, signed_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(reporter: User, yaowen: Channel) -> Article:
    """A draft of the reporter."""
    return draft(yaowen, reporter)


@pytest.fixture
def submitted(story: Article, reporter: User) -> Article:
    """The same, waiting for the first review."""
    return review.submit(story.pk, by=reporter)


def test_while_one_holds_it_nobody_else_writes_or_submits(story: Article, reporter: User) -> None:
    hold(story.pk, by=reporter)
    other = person("reporter2")
    for act in (lambda: rewrite(story, other, title="x"), lambda: review.submit(story.pk, by=other)):
        with pytest.raises(Conflict, match="沈知禾") as refused:
            act()
        assert refused.value.code == "held"
    assert rewrite(story, reporter, title="自己可以改").number == 2


def test_a_claimed_story_is_judged_by_the_one_who_claimed_it(submitted: Article) -> None:
    hold(submitted.pk, by=person("first"))
    other = person("first2")
    for act in (hold, review.pass_on, review.send_back, review.reject):
        options = {} if act in (hold, review.pass_on) else {"note": "x"}
        with pytest.raises(Conflict, match="周一初"):
            act(submitted.pk, by=other, **options)  # type: ignore[operator]
    passed = review.pass_on(submitted.pk, by=person("first"))
    assert (passed.level, passed.held_by, passed.held_at) == (Level.SECOND, None, None)


def test_holding_twice_is_no_error_and_keeps_the_time(submitted: Article) -> None:
    before = hold(submitted.pk, by=person("first")).held_at
    assert hold(submitted.pk, by=person("first")).held_at == before


def test_only_whoever_may_go_on_with_it_takes_it(submitted: Article, reporter: User) -> None:
    for name in ("second", "final", "auditor", "reporter2"):
        with pytest.raises((NotAllowed, WrongState)):
            hold(submitted.pk, by=person(name))
    with pytest.raises((NotAllowed, WrongState)):
        hold(submitted.pk, by=reporter)
    assert Article.objects.get().held_by is None


def test_the_author_takes_back_a_story_that_was_claimed(submitted: Article, reporter: User) -> None:
    hold(submitted.pk, by=person("first"))
    story = review.withdraw(submitted.pk, by=reporter)
    assert (story.review, story.held_by) == (Review.DRAFT, None)


def test_given_up_it_is_free_for_others(submitted: Article) -> None:
    hold(submitted.pk, by=person("first"))
    let_go(submitted.pk, by=person("first"))
    assert Article.objects.get().review_round == 1
    assert review.pass_on(submitted.pk, by=person("first2")).level == Level.SECOND


def test_the_chief_releases_what_anybody_holds_and_others_do_not(submitted: Article) -> None:
    hold(submitted.pk, by=person("first"))
    with pytest.raises(NotAllowed):
        let_go(submitted.pk, by=person("first2"))
    let_go(submitted.pk, by=person("chief"))
    with pytest.raises(WrongState) as refused:
        let_go(submitted.pk, by=person("chief"))
    assert refused.value.code == "free"


def test_an_unfinished_edit_that_is_given_up_voids_the_passes(submitted: Article) -> None:
    review.pass_on(submitted.pk, by=person("first"))
    rewrite(submitted, person("second"), title="复审改到一半")
    let_go(submitted.pk, by=person("second"))
    story = Article.objects.get()
    assert (story.review, story.level, story.review_round, story.amending, story.held_by) == (
        Review.SUBMITTED, Level.FIRST, 2, False, None,
    )  # fmt: skip
    assert pass_all(story.pk, "first", "second2", "final").review == Review.SIGNED_OFF


def test_it_is_handed_over_to_somebody_who_may_go_on(submitted: Article) -> None:
    first, other = person("first"), person("first2")
    hold(submitted.pk, by=first)
    for name in ("second", "auditor"):
        with pytest.raises(NotAllowed) as refused:
            hand_over(submitted.pk, by=first, to=person(name))
        assert refused.value.code == "to"
    with pytest.raises(BadInput):
        hand_over(submitted.pk, by=first, to=first)
    assert Article.objects.get().held_by == first
    assert hand_over(submitted.pk, by=first, to=other).held_by == other
    record = Article.objects.get().records.order_by("-pk")[0]
    assert (record.verb, record.by_name, record.note) == ("hand_over", "周一初", "周又初")
    assert review.pass_on(submitted.pk, by=other).level == Level.SECOND


def test_a_draft_is_handed_over_between_writers(story: Article, reporter: User) -> None:
    hold(story.pk, by=reporter)
    hand_over(story.pk, by=person("chief"), to=person("reporter2"))
    with pytest.raises(Conflict, match="林晚"):
        rewrite(story, reporter, title="x")


def test_nothing_is_handed_over_to_an_account_that_is_closed(story: Article, reporter: User) -> None:
    gone = person("reporter2")
    gone.is_active = False
    gone.save()
    hold(story.pk, by=reporter)
    with pytest.raises(NotAllowed):
        hand_over(story.pk, by=reporter, to=gone)


def test_an_unfinished_edit_is_not_handed_to_somebody_who_cannot_begin_anew(submitted: Article) -> None:
    """With the passes void the story waits for the first review: a second reviewer would hold it in vain."""
    review.pass_on(submitted.pk, by=person("first"))
    rewrite(submitted, person("second"), title="复审改到一半")
    with pytest.raises(NotAllowed):
        hand_over(submitted.pk, by=person("second"), to=person("second2"))
    story = Article.objects.get()
    assert (story.held_by, story.amending, story.level) == (person("second"), True, Level.SECOND)  # as it was
    hand_over(submitted.pk, by=person("second"), to=person("first"))
    story = Article.objects.get()
    assert (story.held_by, story.amending, story.level) == (person("first"), False, Level.FIRST)


def test_the_fast_lane_ends_somebody_elses_unfinished_edit(submitted: Article) -> None:
    review.pass_on(submitted.pk, by=person("first"))
    edited = rewrite(submitted, person("second"), title="复审改到一半")
    story = review.fast_sign_off(submitted.pk, by=person("chief"), note="突发", publish=True)
    assert (story.held_by, story.amending, story.review) == (None, False, Review.SIGNED_OFF)
    assert story.live_revision == edited
    assert story.reviews.get(verdict="fast").content_hash == edited.content_hash


def test_a_story_in_the_bin_or_rejected_is_not_taken(submitted: Article, reporter: User) -> None:
    review.reject(submitted.pk, by=person("first"), note="不用")
    with pytest.raises(WrongState):
        hold(submitted.pk, by=reporter)
    publication.delete(submitted.pk, by=person("chief"))
    with pytest.raises(WrongState):
        hold(submitted.pk, by=reporter)


def test_a_live_story_is_held_for_its_correction(story: Article, reporter: User) -> None:
    signed_off(story, reporter)
    publication.publish(story.pk, by=person("final"))
    hold(story.pk, by=person("reporter2"))
    with pytest.raises(Conflict):
        publication.correct(story.pk, by=reporter, note="更正一处数字。")
    assert Revision.objects.count() == 1
    assert publication.unpublish(story.pk, by=person("final"), note="先下线").withdrawal == "unpublished"
