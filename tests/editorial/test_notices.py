"""Who is told of what: recipients, kinds, mails and groups as rows of the same transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from news.distribution.messages import sentence
from news.editorial import outbox, publication, review
from news.editorial.articles import create_article, save_revision
from news.editorial.channels import save_channel
from news.editorial.holding import hand_over, hold
from news.editorial.notices import chiefs, mark_all_read, mark_read, reviewers
from news.editorial.outbox import look_for_out, look_for_overdue, remove_old
from news.enums import Level, NoticeKind, ScopeAct
from news.models import Article, Channel, ChannelScope, Delivery, Deputy, DeskProfile, Notice, Robot
from news.rules.snapshot import Snapshot
from tests.newsroom import clock

pytestmark = pytest.mark.django_db
Person = Callable[..., User]


@pytest.fixture
def person(db: None) -> Person:
    """Return a function that opens an account with roles."""

    def make(name: str, *roles: str, **fields: Any) -> User:
        user = User.objects.create_user(name, last_name=name, is_staff=True, **fields)
        user.groups.set(Group.objects.filter(name__in=roles))
        return user

    return make


@pytest.fixture
def draft(reporter: User, yaowen: Channel) -> Article:
    """A story that a reporter has written."""
    return create_article(
        snapshot=Snapshot(title="城市书房夜间开放", body="<p>正文。</p>", channel=yaowen.pk, editors=("何青禾",)),
        by=reporter,
    )


def told(kind: NoticeKind | None = None) -> set[str]:
    """Logins of those with an unread notice (of a kind)."""
    rows = Notice.objects.unread()
    return set((rows.filter(kind=kind) if kind else rows).values_list("person__username", flat=True))


def robot(**fields: Any) -> Robot:
    url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678-aaaa-bbbb"
    return Robot.objects.create(**{"name": "要闻群", "kind": "wecom", "url": url, "kinds": list(NoticeKind), **fields})


def test_submitting_tells_who_may_do_the_first_review_and_nobody_else(
    person: Person, draft: Article, reporter: User
) -> None:
    person("first", "first")
    person("second", "second")
    person("gone", "first", is_active=False)
    person("other", "reporter")
    review.submit(draft.pk, by=reporter, note="请先看数字")
    assert told() == {"first"}
    notice = Notice.objects.get()
    assert (notice.title, notice.actor_name, notice.note) == ("城市书房夜间开放", "沈知禾", "请先看数字")
    assert (notice.kind, notice.level) == (NoticeKind.SUBMITTED, Level.FIRST)


def test_each_pass_tells_the_next_level_and_the_writers_and_settles_what_was_asked(
    person: Person, draft: Article, reporter: User
) -> None:
    first, second = person("first", "first"), person("second", "second")
    person("colleague", "first")
    review.submit(draft.pk, by=reporter)
    review.pass_on(draft.pk, by=first)
    assert told(NoticeKind.SUBMITTED) == {"second"}  # the colleague's and the reviewer's own are settled
    assert told(NoticeKind.PASSED) == {"reporter"}
    review.send_back(draft.pk, by=second, note="缺来源")
    assert told(NoticeKind.SUBMITTED) == set()
    assert told(NoticeKind.RETURNED) == {"reporter", "first"}
    assert sentence(Notice.objects.filter(kind=NoticeKind.RETURNED).first())  # type: ignore[arg-type]


def test_scope_loan_and_part_decide_who_is_asked(
    person: Person, draft: Article, reporter: User, yaowen: Channel
) -> None:
    elsewhere = save_channel(Channel(slug="sport", name="体育"))
    here, there, loan, over, writer = (
        person(name, "reporter") for name in ("here", "there", "loan", "over", "writer")
    )
    for scoped, channel in ((here, yaowen.parent), (there, elsewhere)):
        scoped.groups.set([Group.objects.get(name="first")])
        ChannelScope.objects.create(person=scoped, act=ScopeAct.FIRST, channel=channel)
    today = timezone.localdate()
    for deputy, until in ((loan, today), (over, today - timedelta(days=1))):
        Deputy.objects.create(
            person=deputy, level=Level.FIRST, starts_on=today - timedelta(days=2), ends_on=until, reason="休假"
        )
    writer.groups.add(Group.objects.get(name="first"))
    current = Article.objects.get(pk=draft.pk).working_revision
    assert current is not None
    save_revision(draft.pk, Snapshot(**{**current.snapshot.__dict__, "summary": "改"}), by=writer)
    review.submit(draft.pk, by=reporter)
    assert told() == {"here", "loan"}


def test_who_passed_a_level_is_not_asked_for_another(person: Person, draft: Article, reporter: User) -> None:
    both, second = person("both", "first", "second"), person("second", "second")
    review.submit(draft.pk, by=reporter)
    review.pass_on(draft.pk, by=both)
    assert told(NoticeKind.SUBMITTED) == {second.username}


def test_where_nobody_can_review_the_chiefs_hear_of_it(
    person: Person, draft: Article, reporter: User, chief: User
) -> None:
    chief.groups.set([])  # nobody may do the first review …
    head = person("head", "chief")
    ChannelScope.objects.create(
        person=head, act=ScopeAct.FIRST, channel=save_channel(Channel(slug="sport", name="体育"))
    )
    review.submit(draft.pk, by=reporter)
    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (head, NoticeKind.NOBODY)
    assert sentence(notice) == "无人可做初审，请安排代班"


def test_superuser_without_a_role_is_asked_only_where_there_is_nobody_else(
    person: Person, draft: Article, reporter: User
) -> None:
    User.objects.create_superuser("root1", password="x")
    dressed = User.objects.create_superuser("root2", password="x")
    dressed.groups.set([Group.objects.get(name="reporter")])
    review.submit(draft.pk, by=reporter)
    assert told() == {"root1"}
    review.withdraw(draft.pk, by=reporter)
    Notice.objects.all().delete()
    person("first", "first")
    review.submit(draft.pk, by=reporter)
    assert told() == {"first"}


def test_publication_tells_author_and_writers_of_this_text_only(
    person: Person, draft: Article, reporter: User, chief: User
) -> None:
    old = person("old", "reporter")
    current = Article.objects.get(pk=draft.pk).working_revision
    assert current is not None
    save_revision(draft.pk, Snapshot(**{**current.snapshot.__dict__, "summary": "初稿"}), by=old)
    review.fast_sign_off(draft.pk, by=chief, note="急", publish=True)
    assert told(NoticeKind.PUBLISHED) == {"reporter", "old"}
    Notice.objects.all().delete()
    new = person("new", "reporter")
    publication.correct(draft.pk, by=new, note="更正：时间应为周五。")
    review.fast_sign_off(draft.pk, by=chief, note="急")
    assert told(NoticeKind.PUBLISHED) == {"reporter", "new"}


def test_schedule_and_withdrawal_say_when_and_why(draft: Article, chief: User) -> None:
    at = timezone.now() + timedelta(days=1)
    review.fast_sign_off(draft.pk, by=chief, note="急", at=at)
    when = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    assert sentence(Notice.objects.get()) == f"顾青简已安排 {when} 定时发布"
    publication.unpublish(draft.pk, by=chief, note="数字有误")
    last = Notice.objects.first()
    assert (sentence(last), last.note) == ("顾青简已下线", "数字有误")


def test_handing_over_tells_the_person_and_no_group(person: Person, draft: Article, reporter: User) -> None:
    robot()
    other = person("other", "reporter")
    hold(draft.pk, by=reporter)
    hand_over(draft.pk, by=reporter, to=other)
    assert told(NoticeKind.HANDED_OVER) == {"other"}
    assert not Delivery.objects.exists()


def test_refused_act_leaves_no_notice_and_no_message(person: Person, draft: Article, reporter: User) -> None:
    person("first", "first")
    robot()
    with transaction.atomic():
        review.submit(draft.pk, by=reporter)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()


def test_mail_goes_to_those_who_want_it_and_only_with_a_mail_server(
    person: Person, draft: Article, reporter: User, settings: Any
) -> None:
    keen = person("keen", "first", email="keen@hewan.example")
    for who in (keen, person("nowhere", "first")):
        DeskProfile.objects.create(person=who, mail_notices=True)
    person("quiet", "first", email="quiet@hewan.example")
    review.submit(draft.pk, by=reporter)
    assert not Delivery.objects.exists()
    review.withdraw(draft.pk, by=reporter)
    settings.MAIL_ON = True
    review.submit(draft.pk, by=reporter)
    assert [row.person for row in Delivery.objects.all()] == [keen]


def test_group_is_told_once_of_what_it_wants_in_its_branch(
    person: Person, draft: Article, reporter: User, yaowen: Channel
) -> None:
    for name in ("one", "two", "three"):
        person(name, "first")
    wanted = [robot(name="全部"), robot(name="本频道", channel=yaowen.parent)]
    robot(name="别处", channel=save_channel(Channel(slug="sport", name="体育")))
    robot(name="只要超时", kinds=["overdue"])
    robot(name="停用", active=False)
    review.submit(draft.pk, by=reporter)
    assert {row.robot for row in Delivery.objects.all()} == set(wanted)
    assert Notice.objects.count() == 3
    assert {row.channel_name for row in Delivery.objects.all()} == {"本网资讯"}


def test_overdue_is_told_once_for_each_level(person: Person, draft: Article, reporter: User, chief: User) -> None:
    first = person("first", "first")
    person("second", "second")
    review.submit(draft.pk, by=reporter)
    later = timezone.now() + timedelta(hours=3)
    assert look_for_overdue() == 0
    assert look_for_overdue(later) == 1
    assert look_for_overdue(later) == 0
    assert told(NoticeKind.OVERDUE) == {"first", "chief"}
    review.set_urgent(draft.pk, by=reporter, urgent=True)
    assert look_for_overdue(later) == 0
    review.pass_on(draft.pk, by=first)
    assert told(NoticeKind.OVERDUE) == set()
    assert look_for_overdue(later) == 1
    assert told(NoticeKind.OVERDUE) == {"second", "chief"}


def test_finding_reviewers_costs_three_queries_however_many_they_are(
    person: Person, draft: Article, reporter: User, django_assert_num_queries: Any
) -> None:
    for size in (1, 30):
        for number in range(User.objects.filter(groups__name="first").count(), size):
            person(f"first{number}", "first", "second")
        Notice.objects.all().delete()
        review.submit(draft.pk, by=reporter)
        story = Article.objects.select_related("working_revision", "desk_channel").get(pk=draft.pk)
        with django_assert_num_queries(3):  # writers and passes, channels, people with their wishes
            assert len(reviewers(story)) == size
        assert Notice.objects.count() == size
        review.withdraw(draft.pk, by=reporter)


def test_never_more_than_fifty_are_told(person: Person, draft: Article, reporter: User) -> None:
    first = Group.objects.get(name="first")
    first.user_set.set(User.objects.bulk_create(User(username=f"f{n}", password="x") for n in range(70)))  # type: ignore[attr-defined]
    review.submit(draft.pk, by=reporter)
    assert Notice.objects.count() == 50


def test_chiefs_are_the_chiefs_else_those_who_may_do_everything(person: Person, db: None) -> None:
    root = User.objects.create_superuser("root1", password="x")
    assert chiefs() == [root]
    head = person("head", "chief")
    assert chiefs() == [head]


def test_a_person_reads_only_their_own_and_only_what_they_were_shown(
    person: Person, draft: Article, reporter: User
) -> None:
    one, two = person("one", "first"), person("two", "first")
    review.submit(draft.pk, by=reporter)
    mine = Notice.objects.get(person=one)
    assert mark_read(mine.pk, by=two) is None
    assert told() == {"one", "two"}
    late = Notice.objects.create(person=one, kind="passed", article=draft, title="后来的")
    assert mark_all_read(by=one, up_to=mine.pk) == 1
    assert list(Notice.objects.of(one.pk).unread()) == [late]
    assert told() == {"one", "two"}


def test_tidying_keeps_what_somebody_may_still_look_for(person: Person, draft: Article) -> None:
    one, now = person("one", "first"), timezone.now()

    def notice(days: int, read: bool) -> int:
        row = Notice.objects.create(person=one, kind="passed", article=draft, title="旧")
        at = now - timedelta(days=days)
        Notice.objects.filter(pk=row.pk).update(created_at=at, read_at=at if read else None)
        return row.pk

    kept = {notice(89, True), notice(170, False)}
    notice(91, True)
    notice(181, False)
    assert remove_old() == 2
    assert set(Notice.objects.values_list("pk", flat=True)) == kept


def test_going_live_by_the_clock_is_told_once_and_not_before(
    person: Person, draft: Article, reporter: User, chief: User
) -> None:
    now = timezone.now().replace(microsecond=0)
    robot(kinds=[NoticeKind.PUBLISHED])
    review.fast_sign_off(draft.pk, by=chief, note="急稿", at=now + timedelta(minutes=5))
    assert look_for_out() == 0
    assert told(NoticeKind.PUBLISHED) == set()
    later = now + timedelta(minutes=5)
    assert Article.objects.live(later).count() == 1  # readers do not wait for it
    with clock(later):
        assert look_for_out() == 1
        assert look_for_out() == 0
    assert told(NoticeKind.PUBLISHED) == {"reporter", "chief"}
    notice = Notice.objects.filter(kind=NoticeKind.PUBLISHED).first()
    assert notice is not None
    assert sentence(notice) == f"已按时发布（{timezone.localtime(later):%Y-%m-%d %H:%M}）"
    assert Delivery.objects.filter(kind=NoticeKind.PUBLISHED).count() == 1


def test_a_round_that_dies_half_way_tells_later_and_once(
    draft: Article, reporter: User, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.now() + timedelta(minutes=5)
    review.fast_sign_off(draft.pk, by=chief, note="急稿", at=later)
    with clock(later), monkeypatch.context() as broken:
        broken.setattr(outbox, "tell_out", lambda article: (_ for _ in ()).throw(OSError("power cut")))
        with pytest.raises(OSError, match="power cut"):
            look_for_out()
    assert told(NoticeKind.PUBLISHED) == set()
    with clock(later):
        assert look_for_out() == 1
    assert Notice.objects.filter(kind=NoticeKind.PUBLISHED, person=reporter).count() == 1


def test_a_schedule_that_was_cancelled_moved_or_overtaken_is_not_told_of(
    draft: Article, reporter: User, chief: User
) -> None:
    now = timezone.now().replace(microsecond=0)
    soon, late = now + timedelta(minutes=5), now + timedelta(minutes=50)
    review.fast_sign_off(draft.pk, by=chief, note="急稿", at=soon)
    publication.publish(draft.pk, by=chief, at=late)
    with clock(soon):
        assert look_for_out() == 0
    publication.unpublish(draft.pk, by=chief, note="先不发")
    with clock(late):
        assert look_for_out() == 0
    publication.publish(draft.pk, by=chief, at=late)
    publication.publish(draft.pk, by=chief)  # at once after all: told with the act
    before = Notice.objects.filter(kind=NoticeKind.PUBLISHED).count()
    with clock(late):
        assert look_for_out() == 0
    assert Notice.objects.filter(kind=NoticeKind.PUBLISHED).count() == before
    publication.unpublish(draft.pk, by=chief, note="核实")
    publication.publish(draft.pk, by=chief, at=late)
    with clock(late):  # taken off before the worker woke: no news
        publication.unpublish(draft.pk, by=chief, note="又有误")
        assert look_for_out() == 0
    assert Article.objects.get(pk=draft.pk).goes_out_at is None


def test_going_live_leaves_what_asks_for_a_review_unread(
    person: Person, draft: Article, reporter: User, chief: User
) -> None:
    person("first", "first")
    later = timezone.now() + timedelta(minutes=5)
    review.fast_sign_off(draft.pk, by=chief, note="急稿", at=later)
    text = Article.objects.select_related("working_revision").get(pk=draft.pk).working_revision
    assert text is not None
    save_revision(draft.pk, replace(text.snapshot, body="<p>补充一段。</p>"), by=reporter)
    review.submit(draft.pk, by=reporter)
    asked = told(NoticeKind.SUBMITTED)
    assert asked
    with clock(later):
        assert look_for_out() == 1
    assert told(NoticeKind.SUBMITTED) == asked
