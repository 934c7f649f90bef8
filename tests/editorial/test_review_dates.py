"""What comes with the reviews: withholding, embargo, schedule, correction, the fast lane, deputies, scope, due times."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from news.editorial import publication, review
from news.editorial.channels import save_channel
from news.editorial.holding import hold
from news.enums import Level, Publication, Review, Verb, Verdict, Withdrawal
from news.errors import BadInput, Conflict, NotAllowed, WrongState
from news.models import Article, Channel, ChannelScope, Deputy, DeskRules, DutyShift, Record, ReviewRecord
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


def verbs(article: Article) -> list[str]:
    return list(article.records.order_by("pk").values_list("verb", flat=True))


# withheld, embargo, schedule


def test_withheld_it_stays_off_until_it_is_released(story: Article, reporter: User) -> None:
    final = person("final")
    signed_off(story, reporter)
    review.withhold(story.pk, by=final, note="等通知")
    with pytest.raises(WrongState):
        publication.publish(story.pk, by=final)
    review.release(story.pk, by=final)
    assert publication.publish(story.pk, by=final).publication() == Publication.LIVE


def test_withholding_cancels_the_schedule(story: Article, reporter: User) -> None:
    signed_off(story, reporter)
    due = timezone.now() + timedelta(hours=2)
    publication.publish(story.pk, by=person("final"), at=due)
    review.withhold(story.pk, by=person("final"), note="等通知")
    later = due + timedelta(minutes=1)
    assert not Article.objects.live(later).exists()
    story.refresh_from_db()
    assert (story.published_at, story.publication(later), story.address) == (None, Publication.NEVER, "")


def test_a_withheld_text_is_not_put_back_by_restoring(story: Article, reporter: User) -> None:
    final = person("final")
    signed_off(story, reporter)
    publication.publish(story.pk, by=final)
    publication.unpublish(story.pk, by=final, note="有疑问")
    review.withhold(story.pk, by=final, note="等核实")
    with pytest.raises(WrongState):
        publication.restore(story.pk, by=final)
    review.release(story.pk, by=final)
    assert publication.restore(story.pk, by=final).publication() == Publication.LIVE


def test_an_embargo_stands_until_its_second(submitted: Article, reporter: User) -> None:
    end = timezone.now().replace(microsecond=0) + timedelta(hours=3)
    review.embargo(submitted.pk, by=reporter, until=end)
    pass_all(submitted.pk, "first", "second")
    final = person("final")
    with pytest.raises(BadInput) as refused:
        review.sign_off(submitted.pk, by=final, publish=True)
    assert refused.value.code == "embargo"
    assert Article.objects.get().review == Review.SECOND_PASSED  # the whole act is undone
    assert not ReviewRecord.objects.filter(level=Level.FINAL).exists()
    with pytest.raises(BadInput):
        review.sign_off(submitted.pk, by=final, at=end - timedelta(seconds=1))
    story = review.sign_off(submitted.pk, by=final, at=end)
    assert not Article.objects.live(end - timedelta(seconds=1)).exists()
    assert Article.objects.live(end).get() == story


def test_an_embargo_outlives_a_schedule_that_is_cancelled(story: Article, reporter: User) -> None:
    final, end = person("final"), timezone.now().replace(microsecond=0) + timedelta(hours=3)
    review.embargo(story.pk, by=reporter, until=end)
    signed_off(story, reporter)
    publication.publish(story.pk, by=final, at=end)
    with pytest.raises(BadInput):
        publication.publish(story.pk, by=final)
    publication.unpublish(story.pk, by=final, note="时间要改")
    with pytest.raises(BadInput):
        publication.publish(story.pk, by=final, at=end - timedelta(minutes=1))


def test_nor_is_it_passed_by_putting_the_story_back(story: Article, reporter: User) -> None:
    final, end = person("final"), timezone.now().replace(microsecond=0) + timedelta(hours=3)
    signed_off(story, reporter)
    publication.publish(story.pk, by=final)
    publication.unpublish(story.pk, by=final, note="早了")
    review.embargo(story.pk, by=final, until=end)
    with pytest.raises(BadInput) as refused:
        publication.restore(story.pk, by=final)
    assert refused.value.code == "embargo"
    with clock(end):
        assert publication.restore(story.pk, by=final).publication() == Publication.LIVE


def test_only_whoever_publishes_shortens_or_lifts_an_embargo(story: Article, reporter: User) -> None:
    end = timezone.now().replace(microsecond=0) + timedelta(hours=3)
    review.embargo(story.pk, by=reporter, until=end)
    review.embargo(story.pk, by=reporter, until=end + timedelta(hours=1))
    for until in (end, None):
        with pytest.raises(WrongState) as refused:
            review.embargo(story.pk, by=reporter, until=until)
        assert refused.value.code == "embargo"
        assert review.embargo(story.pk, by=person("final"), until=until).embargo_until == until
        review.embargo(story.pk, by=reporter, until=end + timedelta(hours=1))


def test_an_embargo_lies_ahead_and_in_a_year_that_makes_sense(story: Article, reporter: User) -> None:
    now = timezone.now()
    for until in (now - timedelta(seconds=1), now.replace(year=9999, month=12, day=31)):
        with pytest.raises(BadInput):
            review.embargo(story.pk, by=reporter, until=until)


def test_a_scheduled_story_that_is_edited_goes_out_with_the_text_that_was_signed_off(
    story: Article, reporter: User
) -> None:
    signed_off(story, reporter)
    due = timezone.now().replace(microsecond=0) + timedelta(hours=2)
    publication.publish(story.pk, by=person("final"), at=due)
    rewrite(story, reporter, title="改到一半的标题")
    assert Article.objects.get().publication() == Publication.SCHEDULED
    assert [item.title for item in Article.objects.live(due)] == ["城市书房夜间开放"]
    review.submit(story.pk, by=reporter)
    pass_all(story.pk, "first", "second")
    review.sign_off(story.pk, by=person("final"))  # in time: the schedule stands, the text is the new one
    assert not Article.objects.live(due - timedelta(seconds=1)).exists()
    live = Article.objects.live(due).get()
    assert (live.title, live.published_at) == ("改到一半的标题", due)


def test_signed_off_after_its_time_the_new_text_takes_its_place_at_once(story: Article, reporter: User) -> None:
    signed_off(story, reporter)
    due = timezone.now().replace(microsecond=0) + timedelta(hours=2)
    publication.publish(story.pk, by=person("final"), at=due)
    rewrite(story, reporter, title="迟到的标题")
    review.submit(story.pk, by=reporter)
    pass_all(story.pk, "first", "second")
    with clock(due + timedelta(minutes=5)):
        assert Article.objects.live().get().title == "城市书房夜间开放"
        review.sign_off(story.pk, by=person("final"))
        live = Article.objects.live().get()
        assert (live.title, live.published_at) == ("迟到的标题", due)


def test_a_correction_changes_the_page_at_the_sign_off_and_not_before(story: Article, reporter: User) -> None:
    final = person("final")
    signed_off(story, reporter)
    publication.publish(story.pk, by=final)
    publication.correct(story.pk, by=reporter, note="第一段中的数字有误，现予更正。")
    review.submit(story.pk, by=reporter)
    pass_all(story.pk, "first", "second")
    before = Article.objects.live().get()
    assert (before.correction, before.corrected_at) == ("", None)
    with pytest.raises(BadInput) as refused:
        review.sign_off(story.pk, by=final, at=timezone.now() + timedelta(hours=1))
    assert refused.value.code == "at"
    review.sign_off(story.pk, by=final)
    after = Article.objects.live().get()
    assert after.correction == "第一段中的数字有误，现予更正。"
    assert after.published_at == before.published_at
    assert verbs(story)[-6:] == ["correct", "submit", "pass", "pass", "sign_off", "publish"]


def test_a_newer_text_that_is_signed_off_is_not_hidden_behind_the_old_one(story: Article, reporter: User) -> None:
    final = person("final")
    signed_off(story, reporter)
    publication.publish(story.pk, by=final)
    publication.unpublish(story.pk, by=final, note="要改")
    rewrite(story, reporter, title="改好的标题")
    signed_off(story, reporter)
    with pytest.raises(WrongState):
        publication.restore(story.pk, by=final)
    publication.publish(story.pk, by=final)
    live = Article.objects.live().get()
    assert (live.title, live.withdrawal) == ("改好的标题", Withdrawal.NONE)


# the fast lane


def test_one_other_person_signs_off_in_the_fast_lane_with_a_reason(story: Article) -> None:
    chief = person("chief")
    done = review.fast_sign_off(story.pk, by=chief, note="突发：桥面临时封闭", publish=True)
    assert done.publication() == Publication.LIVE
    row = ReviewRecord.objects.get()
    assert (row.level, row.verdict, row.by, row.note) == (Level.FINAL, Verdict.FAST, chief, "突发：桥面临时封闭")
    assert verbs(story) == ["create", "fast", "publish"]
    assert Record.objects.get(verb=Verb.FAST).note == "突发：桥面临时封闭"


def test_the_duty_editor_uses_the_fast_lane_for_the_time_of_the_shift(submitted: Article) -> None:
    night, now = person("reporter2"), timezone.now().replace(microsecond=0)
    with pytest.raises(NotAllowed):
        review.fast_sign_off(submitted.pk, by=night, note="夜间突发")
    DutyShift.objects.create(person=night, starts_at=now, ends_at=now + timedelta(hours=8))
    with clock(now + timedelta(hours=8)), pytest.raises(NotAllowed):
        review.fast_sign_off(submitted.pk, by=night, note="夜间突发")
    assert review.fast_sign_off(submitted.pk, by=night, note="夜间突发").review == Review.SIGNED_OFF


def test_a_duty_editor_swaps_the_text_of_a_scheduled_story_and_keeps_its_time(story: Article, reporter: User) -> None:
    night, now = person("reporter2"), timezone.now().replace(microsecond=0)
    signed_off(story, reporter)
    publication.publish(story.pk, by=person("final"), at=now + timedelta(hours=2))
    rewrite(story, reporter, title="改正了的标题")
    DutyShift.objects.create(person=night, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8))
    review.fast_sign_off(story.pk, by=night, note="发前改错")
    assert Article.objects.live(now + timedelta(hours=2)).get().title == "改正了的标题"


# who, where, when


def test_a_deputy_holds_the_level_for_the_days_lent(submitted: Article, chief: User) -> None:
    stand_in, today = person("reporter2"), timezone.localdate()
    with pytest.raises(NotAllowed):
        review.pass_on(submitted.pk, by=stand_in)
    Deputy.objects.create(
        person=stand_in, level=Level.FIRST, starts_on=today, ends_on=today + timedelta(days=1), lent_by=chief
    )
    with clock(timezone.now() + timedelta(days=2)), pytest.raises(NotAllowed):
        review.pass_on(submitted.pk, by=stand_in)
    review.pass_on(submitted.pk, by=stand_in)
    assert ReviewRecord.objects.get().as_deputy
    Deputy.objects.create(person=stand_in, level=Level.SECOND, starts_on=today, ends_on=today, lent_by=chief)
    with pytest.raises(NotAllowed) as refused:  # promise 2 holds for deputies as well
        review.pass_on(submitted.pk, by=stand_in)
    assert refused.value.code == "two_levels"


def test_a_deputy_does_not_pass_their_own_text(submitted: Article, reporter: User, chief: User) -> None:
    today = timezone.localdate()
    Deputy.objects.create(person=reporter, level=Level.FIRST, starts_on=today, ends_on=today, lent_by=chief)
    with pytest.raises(NotAllowed) as refused:
        review.pass_on(submitted.pk, by=reporter)
    assert refused.value.code == "own"


def test_a_reviewer_reaches_only_the_channels_given(submitted: Article, yaowen: Channel) -> None:
    first, sport = person("first"), save_channel(Channel(slug="tiyu", name="体育"))
    ChannelScope.objects.create(person=first, act="first", channel=sport)
    with pytest.raises(NotAllowed, match="本网资讯") as refused:
        review.pass_on(submitted.pk, by=first)
    assert refused.value.code == "scope"
    ChannelScope.objects.create(person=first, act="first", channel=yaowen.parent)
    assert review.pass_on(submitted.pk, by=first).level == Level.SECOND


def test_an_account_that_was_deactivated_does_nothing(submitted: Article) -> None:
    gone = person("first")
    gone.is_active = False
    with pytest.raises(NotAllowed):
        review.pass_on(submitted.pk, by=gone)


def test_an_urgent_story_is_due_sooner_and_again_at_each_level(story: Article, reporter: User) -> None:
    DeskRules.objects.create(pk=1, due_first=120, due_second=90, due_final=60, due_urgent=20)
    start = timezone.now()
    with clock(start):
        review.submit(story.pk, by=reporter)
        assert Article.objects.get().due_at == start + timedelta(minutes=120)
        review.set_urgent(story.pk, by=reporter, urgent=True)
        assert Article.objects.get().due_at == start + timedelta(minutes=20)
        review.set_urgent(story.pk, by=reporter, urgent=False)
    with clock(start + timedelta(minutes=30)):
        review.pass_on(story.pk, by=person("first"))
        assert Article.objects.get().due_at == start + timedelta(minutes=120)
    assert [item.pk for item in Article.objects.waiting()] == [story.pk]


def test_the_time_at_the_desk_runs_from_the_arrival_or_from_the_claim(submitted: Article) -> None:
    start = Article.objects.get().waiting_since
    assert start is not None
    with clock(start + timedelta(minutes=3)):
        review.pass_on(submitted.pk, by=person("first"))
    with clock(start + timedelta(minutes=30)):
        hold(submitted.pk, by=person("second"))
    with clock(start + timedelta(minutes=35)):
        review.pass_on(submitted.pk, by=person("second"))
    assert list(ReviewRecord.objects.order_by("pk").values_list("seconds_at_desk", flat=True)) == [180, 300]


# told what happened


def test_whoever_comes_second_is_told_who_was_faster(submitted: Article) -> None:
    review.pass_on(submitted.pk, by=person("first"))
    with pytest.raises(WrongState, match="周一初") as refused:
        review.pass_on(submitted.pk, by=person("first2"))
    assert refused.value.code == "other_level"


def test_a_press_for_one_level_does_not_count_for_the_next(submitted: Article) -> None:
    review.pass_on(submitted.pk, by=person("first"), level=Level.FIRST)
    with pytest.raises(Conflict, match="周一初"):
        review.pass_on(submitted.pk, by=person("chief"), level=Level.FIRST)
    assert Article.objects.get().level == Level.SECOND


def test_a_verdict_on_a_text_that_is_not_the_newest_is_refused(submitted: Article) -> None:
    seen = submitted.working_revision_id
    rewrite(submitted, person("first"), title="又改")
    review.pass_on(submitted.pk, by=person("first"))
    for act in (review.pass_on, review.send_back, review.reject):
        with pytest.raises(Conflict):
            act(submitted.pk, by=person("second"), note="x", based_on=seen)  # type: ignore[operator]


# what is written down


def test_a_note_keeps_its_first_five_hundred_signs(submitted: Article) -> None:
    review.send_back(submitted.pk, by=person("first"), note="核\x00实" * 300)
    assert ReviewRecord.objects.get().note == ("核实" * 300)[:500]
    assert Record.objects.get(verb="return").note == ("核实" * 300)[:500]


@pytest.mark.parametrize(
    "act", [review.submit, review.pass_on, review.sign_off, review.withdraw, review.withhold, review.release]
)
def test_a_story_that_does_not_exist(act: object, chief: User) -> None:
    with pytest.raises(BadInput) as refused:
        act(10**9, by=chief)  # type: ignore[operator]
    assert refused.value.code == "missing"


@pytest.mark.parametrize(("minutes", "state"), [(0, Publication.LIVE), (90, Publication.SCHEDULED)])
def test_the_fast_lane_of_a_scheduled_story_goes_by_the_time_that_is_chosen(
    story: Article, reporter: User, minutes: int, state: Publication
) -> None:
    now = timezone.now().replace(microsecond=0)
    planned, chosen = now + timedelta(hours=20), now + timedelta(minutes=minutes)
    signed_off(story, reporter)
    publication.publish(story.pk, by=person("final"), at=planned)
    rewrite(story, reporter, title="提前发布")
    with clock(now):
        when = {"at": chosen} if minutes else {"publish": True}
        done = review.fast_sign_off(story.pk, by=person("chief"), note="事情有变", **when)
        assert (done.publication(), done.published_at, done.title) == (state, chosen, "提前发布")
        rewrite(story, reporter, title="只改一字")
        again = review.fast_sign_off(story.pk, by=person("chief2", "chief"), note="没有说时间")
        assert again.published_at == chosen
