"""Channel scopes: whoever answers for some channels neither puts a story before other channels' readers nor takes it away."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from news.admin.reviewer import Reviewer
from news.editorial import publication, review
from news.editorial.cases import Case
from news.editorial.channels import save_channel
from news.editorial.notices import reviewers
from news.editorial.people import check_shift
from news.enums import Level, Publication, ScopeAct, Verb
from news.errors import NotAllowed
from news.models import Article, Channel, ChannelScope, DutyShift
from tests.newsroom import draft, pass_all, person, rewrite, signed_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def sport(yaowen: Channel) -> Channel:
    """A channel beside 本网资讯."""
    return save_channel(Channel(slug="tiyu", name="体育", position=20))


@pytest.fixture
def narrow(sport: Channel) -> User:
    """A final reviewer who answers for 体育 alone."""
    user = person("final")
    ChannelScope.objects.create(person=user, act=ScopeAct.FINAL, channel=sport)
    return user


def refused(act: Callable[..., Any], *args: Any, **options: Any) -> str:
    """Do an act, check that the person's channels are why it was refused, and return the sentence."""
    with pytest.raises(NotAllowed) as error:
        act(*args, **options)
    assert error.value.code == "scope"
    return str(error.value)


def at_the_last_level(channel: Channel, by: User, **fields: Any) -> Article:
    article = draft(channel, by, **fields)
    review.submit(article.pk, by=by)
    return pass_all(article.pk, "first", "second")


def test_a_story_also_in_another_channel_is_signed_off_only_by_who_reaches_both(
    sport: Channel, yaowen: Channel, narrow: User, reporter: User
) -> None:
    article = at_the_last_level(sport, reporter, also_in=(yaowen.pk,))
    assert "本网资讯" in refused(review.sign_off, article.pk, by=narrow, publish=True)
    assert not Article.objects.live().exists()
    ChannelScope.objects.create(person=narrow, act=ScopeAct.FINAL, channel=yaowen)
    assert review.sign_off(article.pk, by=narrow, publish=True).publication() == Publication.LIVE


def test_the_lower_levels_and_writing_go_by_the_storys_own_channel(
    sport: Channel, yaowen: Channel, reporter: User
) -> None:
    first = person("first")
    for act in (ScopeAct.FIRST, ScopeAct.WRITE):
        ChannelScope.objects.create(person=first, act=act, channel=sport)
    article = draft(sport, reporter, also_in=(yaowen.pk,))
    rewrite(article, first, title="别人选的第二频道不碍事")
    review.submit(article.pk, by=reporter)
    second = draft(sport, reporter, also_in=(yaowen.pk,))
    review.submit(second.pk, by=reporter)
    assert review.pass_on(second.pk, by=first).level == Level.SECOND


@pytest.mark.parametrize("also", [False, True])
def test_nothing_of_another_channel_is_taken_off_or_deleted(
    also: bool, sport: Channel, yaowen: Channel, narrow: User, reporter: User
) -> None:
    """Whether 本网资讯 is the story's own channel or one that it is also in."""
    channel, places = (sport, (yaowen.pk,)) if also else (yaowen, ())
    article = draft(channel, reporter, also_in=places)
    review.submit(article.pk, by=reporter)
    pass_all(article.pk, "first", "second", "final2")
    refused(publication.publish, article.pk, by=narrow)
    publication.publish(article.pk, by=person("chief"))
    refused(publication.unpublish, article.pk, by=narrow, note="不归我管")
    refused(publication.retract, article.pk, by=narrow, note="不归我管")
    assert Article.objects.live().count() == 1
    publication.unpublish(article.pk, by=person("chief"), note="核实")
    refused(publication.restore, article.pk, by=narrow)
    refused(publication.delete, article.pk, by=narrow)
    publication.delete(article.pk, by=person("chief"))
    refused(publication.undelete, article.pk, by=narrow)


def test_one_of_the_own_channels_is_taken_off(sport: Channel, narrow: User, reporter: User) -> None:
    article = draft(sport, reporter)
    signed_off(article, reporter)
    publication.publish(article.pk, by=narrow)
    assert publication.unpublish(article.pk, by=narrow, note="有误").publication() == Publication.UNPUBLISHED
    assert publication.delete(article.pk, by=narrow).deleted_at


def test_moving_a_live_story_on_the_desk_is_no_way_to_take_it_from_its_readers(
    sport: Channel, yaowen: Channel, narrow: User, reporter: User
) -> None:
    article = draft(yaowen, reporter)
    review.submit(article.pk, by=reporter)
    pass_all(article.pk, "first", "second", "final2")
    publication.publish(article.pk, by=person("chief"))
    rewrite(article, reporter, channel=sport.pk)  # 本网资讯 has it still
    assert "本网资讯" in refused(publication.unpublish, article.pk, by=narrow, note="稿子在体育")
    review.submit(article.pk, by=reporter)
    pass_all(article.pk, "first", "second")
    assert "本网资讯" in refused(review.sign_off, article.pk, by=narrow)


def test_the_fast_lane_is_narrowed_too(sport: Channel, yaowen: Channel, reporter: User) -> None:
    chief = person("chief")
    ChannelScope.objects.create(person=chief, act=ScopeAct.FINAL, channel=sport)
    refused(review.fast_sign_off, draft(yaowen, reporter).pk, by=chief, note="很急", publish=True)
    refused(review.fast_sign_off, draft(sport, reporter, also_in=(yaowen.pk,)).pk, by=chief, note="很急", publish=True)
    review.fast_sign_off(draft(sport, reporter).pk, by=chief, note="很急", publish=True)
    assert [item.channel for item in Article.objects.live()] == [sport]


@pytest.mark.parametrize("also", [False, True])
def test_an_embargo_is_shortened_or_lifted_only_by_who_reaches_every_channel(
    also: bool, sport: Channel, yaowen: Channel, narrow: User, reporter: User
) -> None:
    """Whether 本网资讯 is the story's own channel or one that it is also in."""
    channel, places = (sport, (yaowen.pk,)) if also else (yaowen, ())
    article = draft(channel, reporter, also_in=places)
    until = timezone.now().replace(microsecond=0) + timedelta(hours=5)
    review.embargo(article.pk, by=reporter, until=until)
    assert "本网资讯" in refused(review.embargo, article.pk, by=narrow, until=None)
    refused(review.embargo, article.pk, by=narrow, until=until - timedelta(hours=1))
    assert Article.objects.get().embargo_until == until
    later = until + timedelta(hours=1)
    assert review.embargo(article.pk, by=narrow, until=later).embargo_until == later  # which takes nothing away
    ChannelScope.objects.create(person=narrow, act=ScopeAct.FINAL, channel=yaowen)
    assert review.embargo(article.pk, by=narrow, until=None).embargo_until is None


def test_a_shift_of_duty_is_for_the_whole_site(sport: Channel, yaowen: Channel, narrow: User, reporter: User) -> None:
    article = draft(yaowen, reporter)
    review.submit(article.pk, by=reporter)
    pass_all(article.pk, "first", "second", "final2")
    publication.publish(article.pk, by=person("chief"))
    now = timezone.now()
    shift = DutyShift.objects.create(
        person=narrow, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
    )
    assert publication.unpublish(article.pk, by=narrow, note="夜里核实").publication() == Publication.UNPUBLISHED
    refused(publication.delete, article.pk, by=narrow)  # which no shift brings
    chief = person("chief")
    ChannelScope.objects.create(person=chief, act=ScopeAct.FINAL, channel=sport)
    with pytest.raises(NotAllowed, match="整个网站"):  # a shift would widen whoever gives it
        check_shift(DutyShift(person=shift.person, starts_at=now, ends_at=now + timedelta(hours=2)), by=chief)


class _Asks:
    def __init__(self, user: User) -> None:
        self.user = User.objects.get(pk=user.pk)


def test_the_queue_and_the_notices_say_the_same_as_the_rules(
    sport: Channel, yaowen: Channel, narrow: User, reporter: User
) -> None:
    one = at_the_last_level(sport, reporter)
    two = at_the_last_level(sport, reporter, also_in=(yaowen.pk,))
    moved = draft(yaowen, reporter)
    review.submit(moved.pk, by=reporter)
    pass_all(moved.pk, "first", "second", "final2")
    publication.publish(moved.pk, by=person("chief"))
    rewrite(moved, reporter, channel=sport.pk)
    review.submit(moved.pk, by=reporter)
    pass_all(moved.pk, "first", "second")
    person("final2")
    for article in (one, two, moved):
        article = Article.objects.select_related("working_revision", "desk_channel").get(pk=article.pk)
        may = Case(article, narrow).may(Verb.SIGN_OFF)
        assert may == (article.pk == one.pk)
        listed = Reviewer(_Asks(narrow)).stories()  # type: ignore[arg-type]
        assert listed.filter(pk=article.pk).exists() == may
        asked = {user.username for user in reviewers(article)}
        assert ("final" in asked) == may
        assert "final2" in asked
