"""The three reviews: the way through the levels, four eyes, returning, withholding, embargo, the fast lane."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.utils import timezone

from news.editorial import publication, review
from news.editorial.cases import passes_in_force
from news.editorial.channels import save_channel
from news.enums import Level, Publication, Review, Verdict
from news.errors import BadInput, NotAllowed, WrongState
from news.models import Article, Channel, ReviewRecord
from tests.newsroom import clock, draft, pass_all, person, rewrite, signed_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(reporter: User, yaowen: Channel) -> Article:
    """A draft of the reporter in a channel with three levels."""
    return draft(yaowen, reporter)


@pytest.fixture
def submitted(story: Article, reporter: User) -> Article:
    """The same, submitted."""
    return review.submit(story.pk, by=reporter)


def with_levels(channel: Channel, levels: int) -> Channel:
    channel.review_levels = levels
    return save_channel(channel)


def verbs(article: Article) -> list[str]:
    return list(article.records.order_by("pk").values_list("verb", flat=True))


def verdicts(article: Article) -> list[tuple[str, str, str]]:
    return list(article.reviews.order_by("pk").values_list("level", "verdict", "by_name"))


# the way through


def test_three_people_pass_and_readers_see_the_text_only_after_the_last(submitted: Article, reporter: User) -> None:
    assert (submitted.review, submitted.level) == (Review.SUBMITTED, Level.FIRST)
    assert review.pass_on(submitted.pk, by=person("first")).level == Level.SECOND
    assert review.pass_on(submitted.pk, by=person("second")).level == Level.FINAL
    assert not Article.objects.live().exists()
    done = review.sign_off(submitted.pk, by=person("final"), publish=True)
    assert (done.review, done.level, done.publication()) == (Review.SIGNED_OFF, "", Publication.LIVE)
    assert Article.objects.live().get().title == "城市书房夜间开放"
    assert verdicts(done) == [
        ("first", "pass", "周一初"),
        ("second", "pass", "吴二复"),
        ("final", "sign_off", "郑三终"),
    ]
    assert len({row.content_hash for row in passes_in_force(done)}) == 1
    assert verbs(done) == ["create", "submit", "pass", "pass", "sign_off", "publish"]


@pytest.mark.parametrize(
    ("levels", "way"), [(1, ["final"]), (2, ["first", "final"]), (3, ["first", "second", "final"])]
)
def test_a_channel_asks_for_one_two_or_three_levels(
    levels: int, way: list[str], yaowen: Channel, story: Article, reporter: User
) -> None:
    with_levels(yaowen, levels)
    assert review.submit(story.pk, by=reporter).level == way[0]
    assert pass_all(story.pk, *way).review == Review.SIGNED_OFF
    assert [level for level, *_ in verdicts(story)] == way


def test_the_also_in_channel_that_asks_for_most_decides(yaowen: Channel, reporter: User) -> None:
    short = with_levels(save_channel(Channel(slug="kuaixun", name="快讯")), 1)
    story = draft(short, reporter, also_in=(yaowen.pk,))
    assert review.submit(story.pk, by=reporter).level == Level.FIRST
    alone = draft(short, reporter)
    assert review.submit(alone.pk, by=reporter).level == Level.FINAL


def test_a_level_that_is_skipped_is_refused_with_what_is_due(
    submitted: Article, yaowen: Channel, story: Article
) -> None:
    with pytest.raises(WrongState) as refused:
        review.sign_off(submitted.pk, by=person("final"))
    assert refused.value.code == "not_last_level"
    with_levels(yaowen, 1)
    with pytest.raises(WrongState, match="sign_off") as refused:
        review.pass_on(submitted.pk, by=person("first"))
    assert refused.value.code == "last_level"


def test_a_channel_that_gains_levels_asks_for_them_too(yaowen: Channel, story: Article, reporter: User) -> None:
    with_levels(yaowen, 1)
    review.submit(story.pk, by=reporter)
    with_levels(yaowen, 3)
    with pytest.raises(WrongState):
        review.sign_off(story.pk, by=person("final"))


# four eyes


@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_reviews_their_own_text(yaowen: Channel, superuser: bool) -> None:
    author = person("root", superuser=True) if superuser else person("chief")
    story = draft(yaowen, author)
    review.submit(story.pk, by=author)
    for act in (review.pass_on, review.send_back, review.reject, review.fast_sign_off):
        with pytest.raises(NotAllowed) as refused:
            act(story.pk, by=author, note="自己的稿")  # type: ignore[operator]
        assert refused.value.code == "own"
    pass_all(story.pk, "first", "second")
    with pytest.raises(NotAllowed):
        review.sign_off(story.pk, by=author)
    assert verdicts(story) == [("first", "pass", "周一初"), ("second", "pass", "吴二复")]


@pytest.mark.parametrize("superuser", [False, True])
def test_one_person_holds_one_level(submitted: Article, superuser: bool) -> None:
    both = person("root", superuser=True) if superuser else person("chief")
    review.pass_on(submitted.pk, by=both)
    for act in (review.pass_on, review.send_back, review.reject, review.fast_sign_off):
        with pytest.raises(NotAllowed) as refused:
            act(submitted.pk, by=both, note="又是我")  # type: ignore[operator]
        assert refused.value.code == "two_levels"
    review.pass_on(submitted.pk, by=person("second"))
    with pytest.raises(NotAllowed) as refused:
        review.sign_off(submitted.pk, by=both)
    assert refused.value.code == "two_levels"


def test_everybody_who_wrote_in_the_text_is_an_author(story: Article, reporter: User) -> None:
    rewrite(story, person("first"), title="一审改了标题")
    rewrite(story, person("final"), title="终审也改了标题")
    rewrite(story, reporter, title="记者改了回来")
    review.submit(story.pk, by=reporter)
    with pytest.raises(NotAllowed):
        review.pass_on(story.pk, by=person("first"))
    pass_all(story.pk, "first2", "second")
    with pytest.raises(NotAllowed):
        review.sign_off(story.pk, by=person("final"))
    assert pass_all(story.pk, "final2").review == Review.SIGNED_OFF


def test_putting_an_old_version_back_makes_one_an_author(story: Article, reporter: User) -> None:
    rewrite(story, reporter, title="第二版")
    publication.restore_revision(story.pk, 1, by=person("first"))
    review.submit(story.pk, by=reporter)
    with pytest.raises(NotAllowed) as refused:
        review.pass_on(story.pk, by=person("first"))
    assert refused.value.code == "own"


def test_saving_what_is_there_already_makes_nobody_an_author(story: Article, reporter: User) -> None:
    rewrite(story, person("first"))
    review.submit(story.pk, by=reporter)
    assert review.pass_on(story.pk, by=person("first")).level == Level.SECOND


def test_the_author_of_the_last_text_may_review_what_others_made_of_it_since(story: Article, yaowen: Channel) -> None:
    first = person("first")
    mine = draft(yaowen, first)
    review.submit(mine.pk, by=first)
    pass_all(mine.pk, "first2", "second", "final")
    rewrite(mine, person("reporter2"), title="别人后来的更正")
    review.submit(mine.pk, by=person("reporter2"))
    assert review.pass_on(mine.pk, by=first).level == Level.SECOND


def test_a_sign_off_that_was_taken_back_makes_nobody_forget_who_wrote(yaowen: Channel) -> None:
    chief = person("chief")
    story = draft(yaowen, chief)
    signed_off(story, chief)
    review.send_back(story.pk, by=person("final"), note="数字还要核实")
    with pytest.raises(NotAllowed) as refused:
        review.fast_sign_off(story.pk, by=chief, note="我自己签")
    assert refused.value.code == "own"
    review.submit(story.pk, by=chief)
    with pytest.raises(NotAllowed):
        review.pass_on(story.pk, by=chief)


def test_nor_does_a_retraction(yaowen: Channel) -> None:
    chief = person("chief")
    story = draft(yaowen, chief)
    signed_off(story, chief)
    publication.publish(story.pk, by=chief)
    publication.retract(story.pk, by=chief, note="内容失实")
    publication.restore(story.pk, by=chief)
    with pytest.raises(NotAllowed) as refused:
        review.fast_sign_off(story.pk, by=chief, note="原样再发")
    assert refused.value.code == "own"
    assert review.fast_sign_off(story.pk, by=person("chief2"), note="核实无误").review == Review.SIGNED_OFF


# 审改


def test_a_reviewers_edit_counts_as_their_level_and_carries_the_passes_below(submitted: Article) -> None:
    first, second, number = person("first"), person("second"), submitted.pk
    before = Article.objects.get(pk=number).working_revision
    review.pass_on(number, by=first)
    after = rewrite(number, second, title="复审改过的标题")
    story = Article.objects.get(pk=number)
    assert (story.review, story.level, story.held_by, story.amending) == (
        Review.FIRST_PASSED, Level.SECOND, second, True,
    )  # fmt: skip
    review.pass_on(number, by=second)
    row = ReviewRecord.objects.get(level=Level.SECOND)
    assert (row.verdict, row.base, row.revision) == (Verdict.AMEND, before, after)
    assert before is not None
    assert (row.base_hash, row.content_hash) == (before.content_hash, after.content_hash)
    story = review.sign_off(number, by=person("final"), publish=True)
    assert (story.title, story.live_revision) == ("复审改过的标题", after)
    assert verbs(story) == ["create", "submit", "pass", "amend", "pass", "sign_off", "publish"]


def test_both_reviewers_may_edit_in_turn(submitted: Article) -> None:
    texts = [Article.objects.get(pk=submitted.pk).working_revision]
    for name in ("first", "second"):
        rewrite(submitted, person(name), title=f"{name}改的标题")
        texts.append(rewrite(submitted, person(name), summary=f"{name}写的摘要"))
        review.pass_on(submitted.pk, by=person(name))
    rows = ReviewRecord.objects.order_by("pk")
    assert [(row.verdict, row.base, row.revision) for row in rows] == [
        (Verdict.AMEND, texts[0], texts[1]),
        (Verdict.AMEND, texts[1], texts[2]),
    ]
    assert pass_all(submitted.pk, "final").review == Review.SIGNED_OFF


def test_an_edit_undone_before_the_pass_is_no_edit_of_the_text(submitted: Article) -> None:
    original = submitted.desk_title
    rewrite(submitted, person("first"), title="改了")
    rewrite(submitted, person("first"), title=original)
    review.pass_on(submitted.pk, by=person("first"))
    row = ReviewRecord.objects.get()
    assert (row.base, row.base_hash) == (None, row.content_hash)
    assert pass_all(submitted.pk, "second", "final").review == Review.SIGNED_OFF


@pytest.mark.parametrize("name", ["final", "chief"])
def test_whoever_signs_off_does_not_write(submitted: Article, name: str) -> None:
    pass_all(submitted.pk, "first", "second")
    with pytest.raises(WrongState) as refused:
        rewrite(submitted, person(name), title="终审改标题")
    assert refused.value.code == "final_writes"


def test_submitted_text_is_closed_to_its_author_and_to_the_other_levels(submitted: Article, reporter: User) -> None:
    with pytest.raises(WrongState) as refused:
        rewrite(submitted, reporter, title="再改一下")
    assert refused.value.code == "closed"
    with pytest.raises(WrongState) as refused:
        rewrite(submitted, person("second"), title="提前改")
    assert refused.value.code == "other_level"
    assert Article.objects.get().desk_title == "城市书房夜间开放"


def test_an_edit_while_reviewing_is_never_signed_off_by_the_same_person(submitted: Article) -> None:
    chief = person("chief")
    rewrite(submitted, chief, title="总编辑改的标题")
    with pytest.raises(NotAllowed) as refused:
        review.fast_sign_off(submitted.pk, by=chief, note="急")
    assert refused.value.code == "own"
    review.pass_on(submitted.pk, by=chief)
    pass_all(submitted.pk, "second")
    with pytest.raises(NotAllowed):
        review.sign_off(submitted.pk, by=chief)


def test_a_reviewer_does_not_move_the_story_out_of_its_levels(submitted: Article, yaowen: Channel) -> None:
    short = with_levels(save_channel(Channel(slug="kuaixun", name="快讯")), 1)
    with pytest.raises(BadInput) as refused:
        rewrite(submitted, person("first"), channel=short.pk)
    assert refused.value.code == "channel"


# going back


def test_returned_to_the_author_the_text_is_reviewed_from_the_start(submitted: Article, reporter: User) -> None:
    pass_all(submitted.pk, "first", "second")
    story = review.send_back(submitted.pk, by=person("final"), note="第三段数字请核实")
    assert (story.review, story.level, story.returned_at is not None) == (Review.DRAFT, "", True)
    rewrite(story, reporter, title="核实过的标题")
    story = review.submit(story.pk, by=reporter)
    assert (story.level, story.review_round, story.returned_at) == (Level.FIRST, 2, None)
    assert pass_all(story.pk, "first", "second", "final").review == Review.SIGNED_OFF


def test_returned_to_an_earlier_level_it_goes_on_from_there(submitted: Article) -> None:
    pass_all(submitted.pk, "first", "second")
    story = review.send_back(submitted.pk, by=person("final"), note="复审再看", to=Level.SECOND)
    assert (story.review, story.level) == (Review.FIRST_PASSED, Level.SECOND)
    assert pass_all(story.pk, "second2", "final").review == Review.SIGNED_OFF
    assert [row.verdict for row in passes_in_force(story)] == ["pass", "pass", "return", "pass", "sign_off"]


def test_returned_to_the_first_level_the_second_pass_is_void(submitted: Article) -> None:
    pass_all(submitted.pk, "first", "second")
    story = review.send_back(submitted.pk, by=person("final"), note="从头看", to=Level.FIRST)
    assert (story.review, story.level) == (Review.SUBMITTED, Level.FIRST)
    rewrite(story, person("first2"), title="初审改过")
    review.pass_on(story.pk, by=person("first2"))
    assert Article.objects.get().level == Level.SECOND
    assert pass_all(story.pk, "second", "final").review == Review.SIGNED_OFF


def test_it_goes_back_only_to_levels_that_lie_before(submitted: Article) -> None:
    for level in (Level.FIRST, Level.SECOND, Level.FINAL):
        with pytest.raises(BadInput) as refused:
            review.send_back(submitted.pk, by=person("first"), note="退", to=level)
        assert refused.value.code == "to"


def test_after_the_fast_lane_it_does_not_go_back_to_a_level_that_nobody_below_has_passed(story: Article) -> None:
    review.fast_sign_off(story.pk, by=person("chief"), note="突发")
    with pytest.raises(BadInput):
        review.send_back(story.pk, by=person("final"), note="请复审", to=Level.SECOND)
    assert review.send_back(story.pk, by=person("final"), note="请初审", to=Level.FIRST).level == Level.FIRST
    assert pass_all(story.pk, "first", "second", "final").review == Review.SIGNED_OFF


@pytest.mark.parametrize("act", [review.send_back, review.reject, review.fast_sign_off])
@pytest.mark.parametrize("note", ["", "   ", "\x00", "\n\t"])
def test_what_needs_a_reason_is_refused_without_one(submitted: Article, act: object, note: str) -> None:
    with pytest.raises(BadInput) as refused:
        act(submitted.pk, by=person("chief"), note=note)  # type: ignore[operator]
    assert refused.value.code == "note"
    assert Article.objects.get().review == Review.SUBMITTED


def test_rejected_it_goes_no_further_until_it_is_restored(submitted: Article, reporter: User) -> None:
    assert review.reject(submitted.pk, by=person("first"), note="不宜刊发").review == Review.REJECTED
    for act in (review.submit, review.withdraw):
        with pytest.raises(WrongState):
            act(submitted.pk, by=reporter)
    with pytest.raises(WrongState):
        rewrite(submitted, reporter, title="再试")
    with pytest.raises(NotAllowed):
        publication.restore(submitted.pk, by=reporter)
    assert publication.restore(submitted.pk, by=person("chief")).review == Review.DRAFT
    assert review.submit(submitted.pk, by=reporter).level == Level.FIRST


def test_the_author_takes_back_and_the_passes_are_void(submitted: Article, reporter: User) -> None:
    review.pass_on(submitted.pk, by=person("first"))
    with pytest.raises(NotAllowed) as refused:
        review.withdraw(submitted.pk, by=person("reporter2"))
    assert refused.value.code == "not_own"
    assert review.withdraw(submitted.pk, by=reporter).review == Review.DRAFT
    story = review.submit(submitted.pk, by=reporter)
    assert (story.level, story.review_round) == (Level.FIRST, 2)
    assert pass_all(story.pk, "first", "second", "final").review == Review.SIGNED_OFF


# the record


def test_a_review_record_is_never_changed_or_deleted(submitted: Article, closed_door: None) -> None:
    review.pass_on(submitted.pk, by=person("first"))
    row = ReviewRecord.objects.get()
    for act in (row.save, row.delete):
        with pytest.raises(TypeError):
            act()
    rows = ReviewRecord.objects.all()
    for values in ({"note": "改"}, {"by_name": "别人"}, {"content_hash": "0" * 64}, {"verdict": "fast"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**values)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(rows.db)  # type: ignore[attr-defined]
    assert ReviewRecord.objects.get().by_name == "周一初"


def test_a_verdict_says_who_by_name_when_at_which_level_of_which_text(submitted: Article) -> None:
    now = timezone.now().replace(microsecond=0) + timedelta(minutes=7)
    with clock(now):
        review.pass_on(submitted.pk, by=person("first"), note="  数字已核  ")
    row, text = ReviewRecord.objects.get(), Article.objects.get().working_revision
    assert text is not None
    assert (row.by_name, row.at, row.level, row.verdict, row.note, row.revision, row.content_hash, row.as_deputy) == (
        "周一初", now, "first", "pass", "数字已核", text, text.content_hash, False,
    )  # fmt: skip
