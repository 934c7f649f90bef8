"""Who may act where and when, and what becomes of everything when somebody leaves."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone

from news.editorial.access import powers_of
from news.editorial.accounts import choose_password, holder_of, make_link, reopen, save_account
from news.editorial.articles import create_article, save_revision
from news.editorial.holding import hold
from news.editorial.leaving import leave, unsaved_texts
from news.editorial.people import end_loan, end_shift, lend, put_on_duty, set_scopes
from news.editorial.publication import unpublish
from news.editorial.review import fast_sign_off, pass_on, sign_off, submit
from news.editorial.roles import sync_roles
from news.editorial.working_copies import keep
from news.enums import Level, Review, ScopeAct
from news.errors import BadInput, NotAllowed, Refused, WrongState
from news.models import Article, AuditEntry, Channel, ChannelScope, Deputy, DutyShift, Notice, Record, WorkingCopy
from news.rules.roles import GUARDED, ROLES
from news.rules.snapshot import Snapshot

pytestmark = pytest.mark.django_db
Person = Callable[..., User]


@pytest.fixture
def person(db: None) -> Person:
    """Return a function that opens an account with roles."""

    def make(name: str, *roles: str) -> User:
        user = User.objects.create_user(name, password="Alt-geheim-77", is_staff=True, last_name=name)
        user.groups.set(Group.objects.filter(name__in=roles))
        return user

    return make


@pytest.fixture
def manager(person: Person) -> User:
    """A site manager."""
    return person("站点", "site")


def story(by: User, channel: Channel, title: str = "城市书房夜间开放", **fields: Any) -> Article:
    """Begin a story."""
    text = Snapshot(title=title, body="<p>正文第一段。</p>", channel=channel.pk, **fields)
    return create_article(snapshot=text, by=by)


def today(days: int = 0) -> date:
    """Return today, or a day near it."""
    return timezone.localdate() + timedelta(days=days)


def loan(person: User, level: Level = Level.FIRST, first: int = 0, last: int = 3, reason: str = "出差") -> Deputy:
    """Return a deputyship that is not written yet."""
    return Deputy(person=person, level=level, starts_on=today(first), ends_on=today(last), reason=reason)


def shift(person: User, first: float = -1, last: float = 5) -> DutyShift:
    """Return a shift of duty, in hours from now."""
    now = timezone.now()
    return DutyShift(person=person, starts_at=now + timedelta(hours=first), ends_at=now + timedelta(hours=last))


# Accounts


def test_site_manager_opens_an_account_that_only_its_owner_can_enter(manager: User) -> None:
    roles = list(Group.objects.filter(name__in=["reporter", "final"]))
    user = save_account(User(username="new", last_name="何", first_name="青禾"), by=manager, roles=roles)
    assert not user.has_usable_password()
    link = make_link(user.pk, by=manager)
    assert holder_of(link.uid, link.token) == user
    choose_password(link.uid, link.token, password="Hewan-2026-neu")
    assert User.objects.get(pk=user.pk).check_password("Hewan-2026-neu")
    with pytest.raises(WrongState):
        choose_password(link.uid, link.token, password="Ein-andres-2026")
    entry = AuditEntry.objects.get(act="added")
    assert (entry.by, entry.thing_id) == (manager, str(user.pk))
    assert "new" in str(entry.changes)


def test_newer_link_an_old_link_and_a_closed_account_end_a_link(
    manager: User, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = person("甲", "reporter")
    first = make_link(user.pk, by=manager)
    second = make_link(user.pk, by=manager)
    with pytest.raises(WrongState):
        holder_of(first.uid, first.token)
    assert holder_of(second.uid, second.token) == user
    for uid, token in (("", ""), (second.uid, "x"), ("!!", second.token), ("OTk5OTk5OTk5OTk5", second.token)):
        with pytest.raises(WrongState):
            holder_of(uid, token)
    leave(user.pk, by=manager)
    with pytest.raises(WrongState):
        holder_of(second.uid, second.token)
    third = reopen(user.pk, by=manager)
    with pytest.raises(WrongState):
        holder_of(second.uid, second.token)
    import django.contrib.auth.tokens as tokens  # noqa: PLC0415 - its clock is set forward

    generator = tokens.PasswordResetTokenGenerator
    late = timezone.localtime().replace(tzinfo=None) + timedelta(days=3, seconds=5)
    monkeypatch.setattr(generator, "_now", lambda self: late)
    with pytest.raises(WrongState):
        holder_of(third.uid, third.token)


def test_weak_password_is_refused_and_the_link_goes_on(manager: User, person: Person) -> None:
    user = person("甲", "reporter")
    link = make_link(user.pk, by=manager)
    for weak in ("kurz-1", "12345678", "password"):
        with pytest.raises(BadInput):
            choose_password(link.uid, link.token, password=weak)
    assert holder_of(link.uid, link.token) == user


def test_reset_ends_password_and_sessions_at_once(manager: User, person: Person) -> None:
    user = person("甲", "reporter")
    client = Client()
    client.force_login(user)
    assert client.get("/admin/").status_code == 200
    make_link(user.pk, by=manager)
    assert client.get("/admin/").status_code == 302
    assert not User.objects.get(pk=user.pk).check_password("Alt-geheim-77")


@pytest.mark.parametrize("role", [name for name, rights in ROLES.items() if not set(rights) & GUARDED])
def test_site_manager_gives_every_role_that_does_not_decide_alone(manager: User, role: str) -> None:
    user = save_account(User(username="neu"), by=manager, roles=[Group.objects.get(name=role)])
    assert [group.name for group in user.groups.all()] == [role]


def test_guarded_roles_and_accounts_are_above_the_site_manager(manager: User, chief: User, person: Person) -> None:
    chiefs = Group.objects.get(name="chief")
    with pytest.raises(NotAllowed) as refused:
        save_account(User(username="neu"), by=manager, roles=[chiefs])
    assert refused.value.code == "groups"
    own = Group.objects.create(name="夜班")
    own.permissions.add(Permission.objects.get(codename="fast_article"))
    with pytest.raises(NotAllowed):
        save_account(User(username="neu"), by=manager, roles=[own])
    reporter = person("甲", "reporter")
    reporter.user_permissions.add(Permission.objects.get(codename="fast_article"))
    root = User.objects.create_superuser("root", password="x")
    for above in (chief, root, reporter):
        for act in (make_link, leave):
            with pytest.raises(NotAllowed):
                act(above.pk, by=manager)
        with pytest.raises(NotAllowed):
            save_account(above, by=manager, roles=[])
    assert User.objects.filter(is_active=True).count() == 4
    # A closed account has no rights in force; whoever opens it must be above it all the same.
    leave(chief.pk, by=root)
    with pytest.raises(NotAllowed):
        reopen(chief.pk, by=manager)


def test_nobody_raises_himself(manager: User) -> None:
    with pytest.raises(NotAllowed) as refused:
        save_account(manager, by=manager, roles=Group.objects.filter(name__in=["site", "final"]))
    assert refused.value.code == "groups"
    manager.is_superuser = True
    with pytest.raises(NotAllowed):
        save_account(manager, by=User.objects.get(pk=manager.pk), roles=Group.objects.filter(name="site"))
    manager = User.objects.get(pk=manager.pk)
    for act in (make_link, leave):
        with pytest.raises(NotAllowed) as refused:
            act(manager.pk, by=manager)
        assert refused.value.code == "self"
    scopes = {ScopeAct.WRITE: None}
    with pytest.raises(NotAllowed):
        set_scopes(manager.pk, by=manager, scopes=scopes)
    with pytest.raises(NotAllowed):
        put_on_duty(shift(manager), by=manager)
    with pytest.raises(NotAllowed):
        lend(loan(manager, Level.FINAL), by=manager)


def test_last_superuser_stays() -> None:
    root = User.objects.create_superuser("root", password="x")
    other = User.objects.create_superuser("other", password="x")
    leave(other.pk, by=root)
    root.is_superuser = False
    with pytest.raises(BadInput):
        save_account(root, by=User.objects.get(pk=root.pk), roles=[])
    assert User.objects.get(pk=root.pk).is_superuser


def test_without_the_permission_nothing_is_done(reporter: User, person: Person) -> None:
    user = person("甲", "reporter")
    for act in (
        lambda: save_account(User(username="neu"), by=reporter, roles=[]),
        lambda: make_link(user.pk, by=reporter),
        lambda: leave(user.pk, by=reporter),
        lambda: reopen(user.pk, by=reporter),
        lambda: set_scopes(user.pk, by=reporter, scopes={}),
        lambda: lend(loan(user), by=reporter),
        lambda: end_loan(1, by=reporter),
        lambda: put_on_duty(shift(user), by=reporter),
        lambda: end_shift(1, by=reporter),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not AuditEntry.objects.exists()


# Leaving


def test_leaving_hands_everything_over(manager: User, person: Person, chief: User, yaowen: Channel) -> None:
    leaver, heir = person("甲", "reporter", "first"), person("乙", "reporter", "first")
    author = person("丙", "reporter")
    draft, typed = story(leaver, yaowen, "草稿"), story(leaver, yaowen, "在写")
    waiting = story(author, yaowen, "待审")
    submit(waiting.pk, by=author)
    hold(waiting.pk, by=leaver)
    keep(typed.pk, by=leaver, fields={"title": ["写到一半"]}, based_on=typed.working_revision_id)
    lend(loan(leaver, Level.FINAL), by=chief)
    put_on_duty(shift(leaver), by=chief)
    put_on_duty(shift(leaver, 20, 30), by=chief)
    left = leave(leaver.pk, by=manager, successor_id=heir.pk)
    assert sorted(left.given) == sorted(f"#{item.pk} {item}" for item in (draft, typed, waiting))
    assert set(Article.objects.values_list("held_by__username", flat=True)) == {"乙"}
    assert Notice.objects.filter(person=heir, kind="handed_over").count() == 3
    assert WorkingCopy.objects.get().person == heir
    leaver = User.objects.get(pk=leaver.pk)
    assert powers_of(leaver).all == frozenset()
    assert not leaver.is_active
    assert Deputy.objects.get().ended_at is not None
    assert [row.ends_at <= timezone.now() for row in DutyShift.objects.all()] == [True]
    assert set(Record.objects.filter(verb="hand_over").values_list("by__username", flat=True)) == {"站点"}
    entry = AuditEntry.objects.get(act="closed")
    assert entry.note == "乙"
    assert [sides for what, sides in entry.changes.items() if what.endswith(f"#{draft.pk} 草稿")] == [["甲", "乙"]]
    assert draft.revisions.get().author == leaver  # the record keeps the name


def test_unfinished_amendment_of_a_leaver_voids_the_passes(manager: User, person: Person, yaowen: Channel) -> None:
    author, first = person("甲", "reporter"), person("乙", "first")
    second, other = person("丙", "second"), person("丁", "second")
    article = story(author, yaowen)
    submit(article.pk, by=author)
    pass_on(article.pk, by=first)
    save_revision(article.pk, Snapshot(title="改过", body="<p>改。</p>", channel=yaowen.pk), by=second)
    leave(second.pk, by=manager, successor_id=other.pk)
    article.refresh_from_db()
    # The successor is a second reviewer; the story begins anew with the first review, and waits for nobody's hand.
    assert (article.review, article.level, article.held_by) == (Review.SUBMITTED, Level.FIRST, None)


def test_successor_out_of_scope_leaves_the_story_free(
    manager: User, person: Person, chief: User, yaowen: Channel
) -> None:
    leaver, heir = person("甲", "reporter"), person("乙", "reporter")
    other = Channel.objects.create(slug="life", path="life", name="民生")
    article = story(leaver, yaowen)
    hold(article.pk, by=leaver)
    set_scopes(heir.pk, by=chief, scopes={ScopeAct.WRITE: [other.pk]})
    left = leave(leaver.pk, by=manager, successor_id=heir.pk)
    assert (left.given, left.freed) == ([], [f"#{article.pk} {article}"])
    article.refresh_from_db()
    assert article.held_by is None


def test_unsaved_text_is_saved_under_its_writer_where_it_can_be_read(
    manager: User, person: Person, yaowen: Channel
) -> None:
    leaver, author = person("甲", "reporter"), person("乙", "reporter")
    mine, closed = story(leaver, yaowen, "开着"), story(leaver, yaowen, "送审了")
    for article in (mine, closed):
        keep(article.pk, by=leaver, fields={"title": ["新题"]}, based_on=article.working_revision_id)
    keep(None, by=leaver, fields={"title": ["没有编号"]}, based_on=None)
    keep(None, by=author, fields={"title": ["接手人自己的"]}, based_on=None)
    submit(closed.pk, by=leaver)

    def read(copy: WorkingCopy) -> Snapshot:
        return Snapshot(title=copy.data["title"][0], body="<p>正文第一段。</p>", channel=yaowen.pk)

    left = leave(leaver.pk, by=manager, successor_id=author.pk, read=read)
    newest = mine.revisions.order_by("-number").first()
    assert newest is not None
    assert (newest.snapshot.title, newest.author) == ("新题", leaver)
    assert [len(found) for found in (left.saved, left.moved, left.kept)] == [1, 1, 1]
    assert [copy.data["title"] for copy in unsaved_texts(leaver)] == [["没有编号"]]


def test_text_that_was_saved_since_is_no_unsaved_text(manager: User, person: Person, yaowen: Channel) -> None:
    leaver = person("甲", "reporter")
    article = story(leaver, yaowen)
    keep(article.pk, by=leaver, fields={"title": ["旧"]}, based_on=article.working_revision_id)
    save_revision(article.pk, Snapshot(title="新", body="<p>一。</p>", channel=yaowen.pk), by=leaver)
    left = leave(leaver.pk, by=manager)
    assert (left.saved, left.moved, left.kept) == ([], [], [])


def test_leaving_refuses_an_unusable_successor_and_changes_nothing(manager: User, person: Person) -> None:
    leaver, gone = person("甲", "reporter"), person("乙", "reporter")
    leave(gone.pk, by=manager)
    for successor in (leaver.pk, gone.pk, 987654):
        with pytest.raises(BadInput):
            leave(leaver.pk, by=manager, successor_id=successor)
    assert User.objects.get(pk=leaver.pk).is_active
    with pytest.raises(WrongState):
        leave(gone.pk, by=manager)


# Scopes


def test_scope_narrows_at_once_and_keeps_only_the_tops(chief: User, person: Person, yaowen: Channel) -> None:
    user = person("甲", "reporter", "first")
    life = Channel.objects.create(slug="life", path="life", name="民生")
    news = yaowen.parent
    assert news is not None
    set_scopes(user.pk, by=chief, scopes={ScopeAct.WRITE: [life.pk], ScopeAct.FIRST: [news.pk, yaowen.pk]})
    assert set(ChannelScope.objects.values_list("act", "channel__path")) == {("write", "life"), ("first", "news")}
    with pytest.raises(NotAllowed):
        story(user, yaowen)
    story(user, life)
    set_scopes(user.pk, by=chief, scopes={ScopeAct.WRITE: None})
    story(user, yaowen)
    assert set(ChannelScope.objects.values_list("act", flat=True)) == {"first"}
    with pytest.raises(BadInput):
        set_scopes(user.pk, by=chief, scopes={ScopeAct.FIRST: []})
    entry = AuditEntry.objects.filter(act="scoped").order_by("pk").last()
    assert entry is not None
    assert [before for before, _after in entry.changes.values()] == ["民生"]


# Deputies


def test_deputy_reviews_for_the_days_that_were_lent(chief: User, person: Person, yaowen: Channel) -> None:
    author, deputy = person("甲", "reporter"), person("乙", "reporter")
    article = story(author, yaowen)
    submit(article.pk, by=author)
    with pytest.raises(NotAllowed):
        pass_on(article.pk, by=deputy)
    tomorrow = lend(loan(deputy, first=1, last=2), by=chief)
    with pytest.raises(NotAllowed):
        pass_on(article.pk, by=deputy)
    lend(loan(deputy), by=chief)  # overlapping is allowed
    pass_on(article.pk, by=deputy)
    assert article.reviews.get().as_deputy
    end_loan(tomorrow.pk, by=chief)
    with pytest.raises(WrongState):
        end_loan(tomorrow.pk, by=chief)
    assert Deputy.objects.filter(ended_at=None).count() == 1


def test_deputy_signs_neither_own_text_nor_what_they_passed(chief: User, person: Person, yaowen: Channel) -> None:
    author, deputy, second = person("甲", "reporter"), person("乙", "reporter"), person("丙", "second")
    for level in (Level.FIRST, Level.FINAL):
        lend(loan(deputy, level), by=chief)
    own = story(deputy, yaowen, "自己的稿")
    submit(own.pk, by=deputy)
    with pytest.raises(NotAllowed) as refused:
        pass_on(own.pk, by=deputy)
    assert refused.value.code == "own"
    other = story(author, yaowen, "别人的稿")
    submit(other.pk, by=author)
    pass_on(other.pk, by=deputy)
    pass_on(other.pk, by=second)
    with pytest.raises(NotAllowed) as refused:
        sign_off(other.pk, by=deputy)
    assert refused.value.code == "two_levels"


def test_loan_is_refused_where_it_makes_no_sense(chief: User, person: Person) -> None:
    user, final, closed = person("甲", "reporter"), person("乙", "final"), person("丙", "reporter")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    closed.refresh_from_db()
    for wrong, code in (
        (loan(user, first=-1), "starts_on"),
        (loan(user, first=2, last=1), "ends_on"),
        (loan(user, last=400), "ends_on"),
        (loan(user, reason=" "), "reason"),
        (loan(final, Level.FINAL), "person"),
        (loan(chief), "person"),
        (loan(closed), "person"),
    ):
        with pytest.raises(Refused) as refused:
            lend(wrong, by=chief)
        assert refused.value.code == code
    assert not Deputy.objects.exists()


def test_nobody_lends_what_he_has_not(person: Person, chief: User, yaowen: Channel) -> None:
    user, lender = person("甲", "reporter"), person("乙", "first")
    lender.user_permissions.add(Permission.objects.get(codename="add_deputy"))
    lender = User.objects.get(pk=lender.pk)
    with pytest.raises(NotAllowed) as refused:
        lend(loan(user, Level.FINAL), by=lender)
    assert refused.value.code == "level"
    ChannelScope.objects.create(person=lender, act="first", channel=yaowen)
    with pytest.raises(NotAllowed):
        lend(loan(user, Level.FIRST), by=lender)
    # A level that was lent is not lent on.
    lend(loan(lender, Level.SECOND), by=chief)
    with pytest.raises(NotAllowed):
        lend(loan(user, Level.SECOND), by=lender)


# Duty


def test_duty_editor_unpublishes_and_uses_the_fast_lane_for_the_shift(
    chief: User, person: Person, make_article: Callable[..., Article], yaowen: Channel
) -> None:
    duty, author = person("甲", "reporter"), person("乙", "reporter")
    live, urgent = make_article(), story(author, yaowen, "突发")
    with pytest.raises(NotAllowed):
        unpublish(live.pk, by=duty, note="有误")
    row = put_on_duty(shift(duty), by=chief)
    unpublish(live.pk, by=duty, note="有误")
    fast_sign_off(urgent.pk, by=duty, note="突发")
    own = story(duty, yaowen, "自己的突发")
    with pytest.raises(NotAllowed):
        fast_sign_off(own.pk, by=duty, note="突发", publish=True)
    end_shift(row.pk, by=chief)
    with pytest.raises(NotAllowed):
        fast_sign_off(story(author, yaowen, "又一条").pk, by=duty, note="突发")
    with pytest.raises(WrongState):
        end_shift(row.pk, by=chief)
    assert DutyShift.objects.get().ends_at <= timezone.now()  # it stays on the roster as it was


def test_coming_shift_is_taken_off_and_an_odd_one_refused(chief: User, person: Person) -> None:
    user = person("甲", "reporter")
    coming = put_on_duty(shift(user, 5, 9), by=chief)
    end_shift(coming.pk, by=chief)
    assert not DutyShift.objects.exists()
    for odd in (shift(user, 3, 2), shift(user, -5, -1), shift(user, 1, 24 * 40)):
        with pytest.raises(BadInput):
            put_on_duty(odd, by=chief)


# Roles


def test_roles_are_made_again_exactly_and_others_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def rights(name: str) -> set[str]:
        rows = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
        return {f"{app}.{code}" for app, code in rows}

    own = Group.objects.create(name="夜班")
    own.permissions.add(Permission.objects.get(codename="withdraw_article"))
    sync_roles()
    before = {name: rights(name) for name in ROLES}
    assert before == {name: set(wanted) for name, wanted in ROLES.items()}
    sync_roles()
    assert {name: rights(name) for name in ROLES} == before
    smaller = tuple(right for right in ROLES["reporter"] if right != "news.add_image")
    monkeypatch.setitem(ROLES, "reporter", smaller)
    sync_roles()
    assert rights("reporter") == set(smaller)
    assert rights("夜班") == {"news.withdraw_article"}


def test_roles_of_a_newsroom() -> None:
    assert not GUARDED & set(ROLES["site"])
    assert GUARDED - {"auth.add_group", "auth.change_group", "auth.delete_group"} <= set(ROLES["chief"])
    assert all(right.partition(".")[2].startswith("view_") for right in ROLES["auditor"])
