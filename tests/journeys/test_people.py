"""People in a real browser: a new colleague's first minutes, a duty editor's phone, the pages for all."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from playwright.sync_api import BrowserContext, expect

from news.models import Article, Deputy, DutyShift
from tests.journeys.conftest import Site
from tests.journeys.test_desk import sign_in
from tests.journeys.test_reader import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]


def colleague(name: str, role: str) -> User:
    """Open an account."""
    user = User.objects.create_user(name, password=f"{name}-secret", last_name=name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def test_new_colleague_comes_in_by_the_link_without_script(served: Site, open_context: Open) -> None:
    colleague("manager", "site")
    page = open_context().new_page()
    sign_in(page, served.root, "manager")
    page.goto(f"{served.root}/admin/auth/user/add/")
    page.fill("#id_username", "heqinghe")
    page.fill("#id_last_name", "何")
    page.fill("#id_first_name", "青禾")
    page.get_by_label("记者", exact=True).check()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("button", name="复制")).to_be_visible()
    path = page.input_value("#d-link").partition("/admin/")[2]
    phone = open_context(390, java_script_enabled=False).new_page()
    phone.goto(f"{served.root}/admin/{path}")
    phone.fill("#id_new_password1", "Hewan-2026-neu")
    phone.fill("#id_new_password2", "Hewan-2026-neu")
    phone.get_by_role("button", name="设置密码并登录").click()
    phone.wait_for_url(f"{served.root}/admin/")
    expect(phone.locator("h1")).to_contain_text("何青禾")
    late = open_context().new_page()
    late.goto(f"{served.root}/admin/{path}")
    expect(late.get_by_role("alert")).to_contain_text("已经用过")


def test_duty_editor_takes_a_story_off_on_a_phone(served: Site, open_context: Open) -> None:
    now = timezone.now()
    duty = colleague("duty", "reporter")
    DutyShift.objects.create(person=duty, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    page = open_context(390).new_page()
    sign_in(page, served.root, "duty")
    page.goto(f"{served.root}/admin/news/article/{served.article.pk}/change/")
    page.get_by_label("更多操作").or_(page.locator(".d-bar summary")).first.click()
    page.get_by_role("button", name="下线").or_(page.get_by_role("link", name="下线")).first.click()
    page.locator("dialog[open] textarea, form.d-card textarea").first.fill("数字有误")
    page.locator("dialog[open] .d-btn-ink, form.d-card .d-btn-ink").first.click()
    expect(page.locator(".messagelist")).to_contain_text("已下线")
    assert Article.objects.get(pk=served.article.pk).publication() == "unpublished"


@pytest.mark.parametrize(("width", "scheme"), [pytest.param(1366, "light", marks=pytest.mark.long), (390, "dark")])
def test_axe_finds_nothing_on_the_pages_for_people(served: Site, open_context: Open, width: int, scheme: str) -> None:
    chief = User.objects.get(username="chief")
    User.objects.filter(pk=chief.pk).update(is_superuser=True)
    user, now, day = colleague("reporter8", "reporter"), timezone.now(), timezone.localdate()
    gone = colleague("gone8", "reporter")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    DutyShift.objects.create(person=user, starts_at=now, ends_at=now + timedelta(hours=9), note="夜班")
    Deputy.objects.create(person=user, level="final", starts_on=day, ends_on=day, lent_by=chief, reason="出差")
    page = open_context(width, scheme, bypass_csp=True).new_page()
    sign_in(page, served.root)
    account = f"auth/user/{user.pk}"
    faults = []
    for path in (
        "auth/user/", "auth/user/add/", f"{account}/change/", f"{account}/link/", f"{account}/scopes/",
        f"{account}/leave/", f"auth/user/{gone.pk}/left/", f"auth/user/{gone.pk}/link/", "news/deputy/",
        "news/deputy/add/", "news/dutyshift/", "news/dutyshift/add/", "news/deskrules/", "news/checkrule/",
        "welcome/x/y/",
    ):  # fmt: skip
        page.goto(f"{served.root}/admin/{path}")
        faults += [f"{path}: {line}" for line in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{path}: scrolls sideways at {width}")
    assert faults == []
