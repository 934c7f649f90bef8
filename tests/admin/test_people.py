"""Accounts, channels, leaving, deputies, the roster and the desk's rules, as people see them at the desk."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from news.editorial.articles import create_article
from news.editorial.holding import hold
from news.editorial.working_copies import keep
from news.enums import Level
from news.models import (
    Article,
    AuditEntry,
    Channel,
    ChannelScope,
    CheckRule,
    Deputy,
    DeskRules,
    DutyShift,
    WorkingCopy,
)
from news.rules.findings import ADJUSTABLE
from news.rules.snapshot import Snapshot

pytestmark = pytest.mark.django_db
USERS = "/admin/auth/user/"


def make_person(name: str, *roles: str) -> User:
    """Open an account with roles."""
    user = User.objects.create_user(name, password="Alt-geheim-77", is_staff=True, last_name=name)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@pytest.fixture
def manager(db: None) -> Client:
    """A client signed in as a site manager."""
    client = Client()
    client.force_login(make_person("站点", "site"))
    return client


def role(name: str) -> int:
    """Return a role's number."""
    return Group.objects.get(name=name).pk


def link_in(page: str) -> str:
    """Return the path of the one-time link that a page shows."""
    found = re.search(r'id="d-link"[^>]*value="https://news\.example(/admin/welcome/[^"]+)"', page)
    assert found, page
    return found[1]


def new_account(manager: Client, name: str = "heqinghe", *roles: str) -> str:
    """Open an account and return the page with its link."""
    data = {"username": name, "last_name": "何", "first_name": "青禾", "groups": [role(item) for item in roles]}
    return manager.post(f"{USERS}add/", data, follow=True).content.decode()


# One-time links


def test_an_account_is_opened_without_a_password_and_its_owner_chooses_one(manager: Client) -> None:
    page = manager.get(f"{USERS}add/").content.decode()
    assert "password" not in re.sub(r'href="[^"]*"', "", page)
    page = new_account(manager, "heqinghe", "reporter", "final")
    path = link_in(page)
    assert "data:image/png;base64," in page
    user = User.objects.get(username="heqinghe")
    assert (user.is_staff, user.has_usable_password(), user.groups.count()) == (True, False, 2)
    # Shown once.
    assert "/admin/welcome/" not in manager.get(f"{USERS}{user.pk}/link/").content.decode()
    owner = Client()
    answer = owner.get(path)
    assert "何青禾，你好" in answer.content.decode()
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    weak = owner.post(path, {"new_password1": "1234567", "new_password2": "1234567"}).content.decode()
    assert "8 个字符" in weak
    chosen = {"new_password1": "Hewan-2026-neu", "new_password2": "Hewan-2026-neu"}
    assert owner.post(path, chosen).url == "/admin/"
    assert "何青禾" in owner.get("/admin/").content.decode()
    for client in (owner, Client()):
        used = client.get(path)
        assert used.status_code == 410
        assert "请找站点管理员重新生成一个" in used.content.decode()
    assert Client().post(path, {"new_password1": "Andres-2026-x", "new_password2": "Andres-2026-x"}).status_code == 410
    assert User.objects.get(pk=user.pk).check_password("Hewan-2026-neu")


def test_a_reset_throws_out_whoever_is_signed_in(manager: Client) -> None:
    user = make_person("reporter9", "reporter")
    client = Client()
    client.force_login(user)
    assert manager.get(f"{USERS}{user.pk}/link/").status_code == 200
    assert client.get("/admin/").status_code == 200  # looking changes nothing
    page = manager.post(f"{USERS}{user.pk}/link/", follow=True).content.decode()
    assert client.get("/admin/").status_code == 302
    assert Client().get(link_in(page)).status_code == 200
    assert AuditEntry.objects.filter(act="link_made", thing_id=str(user.pk)).exists()


@pytest.mark.parametrize("path", ["x/y", "MQ/abc-def", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk/c-1", "%00/x", "é/ü"])
def test_a_forged_link_is_told_so(path: str) -> None:
    assert Client().get(f"/admin/welcome/{path}/").status_code in {400, 410}


def test_an_address_with_a_known_login_is_refused_at_the_field(manager: Client) -> None:
    new_account(manager)
    page = manager.post(f"{USERS}add/", {"username": "heqinghe"}).content.decode()
    assert "errorlist" in page
    assert User.objects.filter(username="heqinghe").count() == 1


def test_the_password_page_of_the_stock_admin_leads_to_the_link(manager: Client) -> None:
    user = make_person("reporter9", "reporter")
    data = {"password1": "Neu-2026-xx", "password2": "Neu-2026-xx", "usable_password": "true"}
    answer = manager.post(f"{USERS}{user.pk}/password/", data)
    assert answer.url == f"{USERS}{user.pk}/link/"
    assert User.objects.get(pk=user.pk).check_password("Alt-geheim-77")


# Who may


def test_site_manager_cannot_give_or_touch_what_decides_alone(manager: Client, chief: User, root: Client) -> None:
    page = manager.get(f"{USERS}add/").content.decode()
    assert "终审" in page
    assert f'value="{role("chief")}"' not in page
    new_account(manager, "neu", "chief")
    assert not User.objects.filter(username="neu").exists()
    assert manager.get(f"{USERS}{chief.pk}/change/").status_code == 200  # may look
    for page_name in ("link", "leave"):
        assert manager.get(f"{USERS}{chief.pk}/{page_name}/").status_code == 403
        assert manager.post(f"{USERS}{chief.pk}/{page_name}/").status_code == 403
    manager.post(f"{USERS}{chief.pk}/change/", {"username": "chief", "groups": [role("reporter")]})
    assert list(chief.groups.values_list("name", flat=True)) == ["chief"]
    root.post(f"{USERS}add/", {"username": "neu", "groups": [role("chief")]})
    assert User.objects.get(username="neu").groups.get().name == "chief"


def test_roles_are_changed_by_others_only(manager: Client) -> None:
    own = User.objects.get(username="站点")
    data = {"username": "站点", "last_name": "新", "groups": [role("final"), role("site")], "is_superuser": "on"}
    manager.post(f"{USERS}{own.pk}/change/", data)
    own.refresh_from_db()
    assert (own.last_name, own.is_superuser) == ("新", False)
    assert [group.name for group in own.groups.all()] == ["site"]
    user = make_person("reporter9", "reporter")
    data = {"username": "reporter9", "groups": [role("first")], "is_superuser": "on", "is_active": ""}
    manager.post(f"{USERS}{user.pk}/change/", data)
    user.refresh_from_db()
    assert (user.groups.get().name, user.is_superuser, user.is_active) == ("first", False, True)
    entry = AuditEntry.objects.filter(act="changed", thing_id=str(user.pk)).get()
    assert entry.changes == {"角色": ["记者", "初审"]}


@pytest.mark.parametrize("page", ["link", "scopes", "leave", "left"])
def test_pages_beside_an_account_take_their_permission(page: str) -> None:
    user = make_person("reporter9", "reporter")
    nobody = Client()
    nobody.force_login(User.objects.create_user("nobody", is_staff=True))
    for send in (nobody.get, nobody.post):
        assert send(f"{USERS}{user.pk}/{page}/").status_code == 403
    assert Client().get(f"{USERS}{user.pk}/{page}/").status_code == 302


def test_odd_numbers_are_not_found(root: Client) -> None:
    for page in ("link", "scopes", "leave", "left"):
        for odd in ("abc", "9" * 18, "9" * 30, "0"):
            assert root.get(f"{USERS}{odd}/{page}/").status_code == 404


# Leaving


def test_leaving_shows_what_hangs_on_a_person_and_what_became_of_it(
    manager: Client, yaowen: Channel, client: Client
) -> None:
    leaver, heir = make_person("甲", "reporter"), make_person("乙", "reporter")
    text = Snapshot(title="写到一半的稿", body="<p>一。</p>", channel=yaowen.pk)
    article = create_article(snapshot=text, by=leaver)
    hold(article.pk, by=leaver)
    fields = {
        "title": ["没存的标题"],
        "body": ["<p>没存的话</p>"],
        "channel": [str(yaowen.pk)],
        "origin": ["original"],
    }
    keep(article.pk, by=leaver, fields=fields, based_on=article.working_revision_id)
    keep(None, by=leaver, fields={"title": ["没有编号的稿"], "body": ["<p>很重要</p>"]}, based_on=None)
    keep(None, by=heir, fields={"title": ["乙自己的"]}, based_on=None)
    address = f"{USERS}{leaver.pk}/leave/"
    page = manager.get(address).content.decode()
    assert "1 篇认领的稿件" in page
    assert "写到一半的稿" in page
    assert User.objects.get(pk=leaver.pk).is_active
    page = manager.post(address, {"successor": heir.pk}, follow=True).content.decode()
    assert "账号已停用" in page
    assert "由 乙 接手" in page
    article.refresh_from_db()
    assert article.held_by == heir
    newest = article.revisions.order_by("-number").first()
    assert newest is not None
    assert (newest.snapshot.title, newest.author) == ("没存的标题", leaver)
    assert manager.get(address).url == f"{USERS}{leaver.pk}/left/"
    client.force_login(heir)
    page = client.get(f"{USERS}{leaver.pk}/left/").content.decode()
    assert "没有编号的稿" in page
    assert "很重要" in page
    # Opened again it needs a new link.
    page = manager.post(f"{USERS}{leaver.pk}/link/", follow=True).content.decode()
    assert Client().get(link_in(page)).status_code == 200
    assert User.objects.get(pk=leaver.pk).is_active


def test_a_refused_leaving_says_why(manager: Client) -> None:
    leaver = make_person("甲", "reporter")
    page = manager.post(f"{USERS}{leaver.pk}/leave/", {"successor": leaver.pk}, follow=True).content.decode()
    assert "请选一位账号启用" in page
    own = User.objects.get(username="站点")
    page = manager.post(f"{USERS}{own.pk}/leave/", follow=True).content.decode()
    assert "不能停用自己的账号" in page
    assert User.objects.filter(is_active=False).count() == 0


# Channels of a person


def test_channels_are_chosen_for_each_act(desk: Client, yaowen: Channel) -> None:
    user = make_person("甲", "reporter")
    address = f"{USERS}{user.pk}/scopes/"
    page = desk.get(address).content.decode()
    assert page.count('value="all" checked') == 4
    data = {"write_reach": "some", "write": [yaowen.pk], "first_reach": "all", "first": [yaowen.pk]}
    assert "即时生效" in desk.post(address, data, follow=True).content.decode()
    assert list(ChannelScope.objects.values_list("act", "channel__path")) == [("write", "news/yaowen")]
    page = desk.post(address, {"write_reach": "some"}).content.decode()
    assert "至少选一个频道" in page
    assert ChannelScope.objects.count() == 1
    reader_of = Client()
    reader_of.force_login(make_person("审计", "auditor"))
    assert "<fieldset" in reader_of.get(address).content.decode()
    assert reader_of.post(address, data).status_code == 403


# Deputies


def lending(person: User, **changes: Any) -> dict[str, Any]:
    """Return what the form posts."""
    today = timezone.localdate()
    return {
        "person": person.pk,
        "level": "first",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=2)).isoformat(),
        "reason": "出差",
        **changes,
    }


def test_a_deputy_is_named_and_ended(desk: Client, manager: Client) -> None:
    user = make_person("甲", "reporter")
    page = desk.post("/admin/news/deputy/add/", lending(user, reason=""), follow=True).content.decode()
    assert "errorlist" in page
    page = desk.post("/admin/news/deputy/add/", lending(user, level="final"), follow=True).content.decode()
    assert "可以终审" in page
    assert "生效中" in page
    loan = Deputy.objects.get()
    assert loan.lent_by is not None
    end = f"/admin/news/deputy/{loan.pk}/end/"
    assert f'formaction="{end}"' in page
    assert desk.get(end).status_code == 405
    assert manager.post(end).status_code == 403
    assert "不再代行这一审级" in desk.post(end, follow=True).content.decode()
    assert "已经结束" in desk.post(end, follow=True).content.decode()
    assert "提前结束" in desk.get("/admin/news/deputy/").content.decode()
    assert desk.post(f"/admin/news/deputy/{loan.pk}/change/", lending(user)).status_code == 403
    assert desk.post(f"/admin/news/deputy/{loan.pk}/delete/", {"post": "yes"}).status_code == 403
    assert manager.get("/admin/news/deputy/").status_code == 200
    assert manager.get("/admin/news/deputy/add/").status_code == 403


def test_a_refused_loan_stands_at_its_field(desk: Client) -> None:
    user = make_person("甲", "final")
    page = desk.post("/admin/news/deputy/add/", lending(user, level="final")).content.decode()
    assert "本来就有这一审级" in page
    assert not Deputy.objects.exists()


# Roster


def test_the_roster_is_kept_by_the_week_and_named_on_the_dashboard(desk: Client, pen: Client) -> None:
    user = make_person("甲", "reporter")
    now = timezone.localtime()
    data = {
        "person": user.pk,
        "starts_at": (now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "note": "夜班",
    }
    page = desk.post("/admin/news/dutyshift/add/", data, follow=True).content.decode()
    assert "甲 已排入值班表" in page
    page = desk.get("/admin/news/dutyshift/").content.decode()
    assert re.search(r"现在值班：<b>甲</b>", page)
    assert "夜班" in page
    assert re.search(r"值班编辑 甲", pen.get("/admin/").content.decode())
    assert "formaction" not in (seen := pen.get("/admin/news/dutyshift/").content.decode())
    assert "甲" in seen
    assert pen.get("/admin/news/dutyshift/add/").status_code == 403
    shift = DutyShift.objects.get()
    assert pen.post(f"/admin/news/dutyshift/{shift.pk}/end/").status_code == 403
    assert "已从值班表撤下" in desk.post(f"/admin/news/dutyshift/{shift.pk}/end/", follow=True).content.decode()
    assert "现在无人值班" in desk.get("/admin/news/dutyshift/").content.decode()
    for odd in ("abc", "0001-01-01", "9999-12-31", "2026-02-31"):
        assert desk.get(f"/admin/news/dutyshift/?week={odd}").status_code == 200


def test_a_duty_editor_unpublishes_from_the_story(pen: Client, reporter: User, make_article: Callable) -> None:
    article = make_article()
    act = f"/admin/news/article/{article.pk}/act/unpublish/"
    pen.post(act, {"note": "有误"})
    assert Article.objects.get(pk=article.pk).publication() == "live"
    now = timezone.now()
    DutyShift.objects.create(person=reporter, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    assert "下线" in pen.get(f"/admin/news/article/{article.pk}/change/").content.decode()
    pen.post(act, {"note_unpublish": "有误", "note": "有误"})
    assert Article.objects.get(pk=article.pk).publication() == "unpublished"


# The desk's own rules


def test_review_times_are_one_form(desk: Client, pen: Client) -> None:
    address = "/admin/news/deskrules/"
    assert 'value="120"' in desk.get(address).content.decode()
    times = {"due_first": "30", "due_second": "40", "due_final": "50", "due_urgent": "0"}
    page = desk.post(address, times).content.decode()
    assert "请填 1 到" in page
    assert 'value="30"' in page  # what was typed is shown again
    assert not DeskRules.objects.exists()
    desk.post(address, {**times, "due_urgent": "5"})
    rules = DeskRules.objects.get()
    assert (rules.minutes(Level.FIRST, urgent=False), rules.minutes(Level.FINAL, urgent=True)) == (30, 5)
    assert AuditEntry.objects.get(act="changed", thing="news.deskrules").changes
    assert pen.get(address).status_code == 403
    assert pen.post(address, times).status_code == 403


def test_weights_of_checks_are_one_form(desk: Client, pen: Client, make_article: Callable) -> None:
    address = "/admin/news/checkrule/"
    page = desk.get(address).content.decode()
    assert "默认（提示）" in page
    assert page.count("<select") == len(ADJUSTABLE)
    desk.post(address, {"no_editor": "block", "no_source": "nonsense", "blocked_title": "hint"})
    assert list(CheckRule.objects.values_list("check_id", "level")) == [("no_editor", "block")]
    assert AuditEntry.objects.get(act="changed").changes == {"缺责任编辑": ["默认（提示）", "拦截"]}
    article = make_article("没有责编的稿", live=False)
    page = desk.get(f"/admin/news/article/{article.pk}/change/").content.decode()
    assert "d-c-block" in page
    desk.post(address, {"no_editor": ""})
    assert not CheckRule.objects.exists()
    assert pen.get(address).status_code == 403
    assert pen.post(address, {"no_editor": "block"}).status_code == 403


# Budgets


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_cost_the_same_with_many_people(
    root: Client, chief: User, yaowen: Channel, rows: int, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now()
    people = [make_person(f"人{n}", "reporter", "first") for n in range(rows)]
    for person in people:
        day = timezone.localdate()
        Deputy.objects.create(person=person, level="final", starts_on=day, ends_on=day, lent_by=chief, reason="出差")
        DutyShift.objects.create(person=person, starts_at=now, ends_at=now + timedelta(hours=2))
        for act in ("write", "first"):
            ChannelScope.objects.create(person=person, act=act, channel=yaowen)
    for address, most in (
        # session, person, site name and notices, powers; then the people, their roles, the roles of the filter
        (USERS, 8),
        ("/admin/news/deputy/", 6),  # … the rows with both people
        ("/admin/news/dutyshift/", 6),  # … the rows with the person
        (f"{USERS}{people[0].pk}/scopes/", 9),  # … the person, the scopes, the tree, the person's rights
        # … the person, two for rank, held, drafts, copies, loans, shifts, the successors
        (f"{USERS}{people[0].pk}/leave/", 14),
        ("/admin/news/deskrules/", 6),
        ("/admin/news/checkrule/", 6),
    ):
        with django_assert_max_num_queries(most):
            assert root.get(address).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_leaving_page_costs_the_same_with_many_stories(
    manager: Client, yaowen: Channel, rows: int, django_assert_max_num_queries: Any
) -> None:
    leaver = make_person("甲", "reporter")
    for n in range(rows):
        text = Snapshot(title=f"稿{n}", body="<p>一。</p>", channel=yaowen.pk)
        article = create_article(snapshot=text, by=leaver)
        Article.objects.filter(pk=article.pk).update(held_by=leaver, held_at=timezone.now())
        WorkingCopy.objects.create(article=article, person=leaver, data={}, saved_at=timezone.now())
    with django_assert_max_num_queries(16):
        assert manager.get(f"{USERS}{leaver.pk}/leave/").status_code == 200
    # session, person, powers, the account, its roles, two for rank, the manager's own, site name, the roles to give
    with django_assert_max_num_queries(12):
        assert manager.get(f"{USERS}{leaver.pk}/change/").status_code == 200
