"""三审 in a real browser: one writes, three others pass, readers get it to the second; a correction waits its turn."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from news.enums import Level, Verdict
from news.models import Article, Channel, ReviewRecord, SiteIdentity
from tests.journeys.test_desk import save, sign_in, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]
NAMES = {"first": ("白", "露行"), "second": ("江", "载舟"), "final": ("宋", "墨池")}


@pytest.fixture
def reviewers(db: None) -> dict[str, User]:
    """One person for each level."""
    found = {}
    for role, (family, given) in NAMES.items():
        user = User.objects.create_user(
            role, password=f"{role}-secret", last_name=family, first_name=given, is_staff=True
        )
        user.groups.add(Group.objects.get(name=role))
        found[role] = user
    return found


def at_form(open_context: Open, root: str, name: str, number: int) -> Page:
    page = open_context().new_page()
    sign_in(page, root, name)
    page.goto(f"{root}/admin/news/article/{number}/change/")
    return page


def test_reporter_submits_three_pass_and_it_is_live_at_the_second(
    live_server: Any,
    settings: Any,
    open_context: Open,
    reporter: User,
    reviewers: dict[str, User],
    site: SiteIdentity,
    yaowen: Channel,
) -> None:
    settings.SITE_URL = root = live_server.url
    pen = open_context().new_page()
    sign_in(pen, root, "reporter")
    pen.goto(f"{root}/admin/news/article/add/")
    write(pen, "口袋公园今天开园", "上午九点，围挡拆了。")
    pen.select_option("#id_channel", str(yaowen.pk))
    pen.fill("#id_reporters", "沈知禾")
    pen.keyboard.press("Control+Enter")
    expect(pen.locator(".d-status")).to_contain_text("待初审")
    article = Article.objects.get()
    expect(pen.locator("#id_title")).to_be_disabled()  # submitted text is closed to its author

    # 初审 is 审改: the reviewer mends the headline while passing.
    first = at_form(open_context, root, "first", article.pk)
    first.fill("#id_title", "三处口袋公园今天开园")
    first.locator("#d-publish").click()
    expect(first.locator(".d-status")).to_contain_text("待复审")
    verdict = ReviewRecord.objects.get()
    assert (verdict.level, verdict.verdict, verdict.by_name) == (Level.FIRST, Verdict.AMEND, "白露行")
    assert verdict.base is not None
    assert verdict.base.snapshot.title == "口袋公园今天开园"
    # The same person has no second level.
    first.reload()
    expect(first.locator("#d-publish")).to_have_count(0)

    second = at_form(open_context, root, "second", article.pk)
    second.locator("#d-publish").click()
    expect(second.locator(".d-status")).to_contain_text("待终审")

    final = at_form(open_context, root, "final", article.pk)
    expect(final.locator("#id_title")).to_be_disabled()  # who signs off does not write
    final.locator(".d-bar summary").click()
    final.locator("[data-dialog=d-do-sign_off]").click()
    dialog = final.locator("#d-do-sign_off")
    due = (timezone.localtime() + timedelta(seconds=7)).replace(microsecond=0)
    dialog.get_by_label("定时发布", exact=True).check()
    dialog.locator("[name=at_sign_off]").fill(due.strftime("%Y-%m-%dT%H:%M:%S"))
    dialog.locator("[name=_do]").click()
    expect(final.locator(".d-status")).to_contain_text("定时")

    article = Article.objects.for_page().get()
    assert article.published_at == due
    reader = open_context().new_page()
    answers = []
    while timezone.now() < due + timedelta(seconds=2):
        before = timezone.now()
        status = reader.goto(root + article.address).status  # type: ignore[union-attr]
        answers.append((before, timezone.now(), status))
        time.sleep(0.1)
    assert [status for _before, after, status in answers if after < due] == [404] * sum(
        after < due for _before, after, _status in answers
    )
    public = [status for before, _after, status in answers if before >= due]
    assert public
    assert set(public) == {200}
    expect(reader.locator("h1")).to_have_text("三处口袋公园今天开园")

    # A correction leaves the page as it was until it is signed off.
    pen.goto(f"{root}/admin/news/article/{article.pk}/change/")
    pen.fill("#id_title", "三处口袋公园昨天开园")
    save(pen)
    pen.locator("#d-publish").click()
    expect(pen.locator(".d-status")).to_contain_text("待初审")
    for page in (first, second):
        page.goto(f"{root}/admin/news/article/{article.pk}/change/")
        reader.reload()
        expect(reader.locator("h1")).to_have_text("三处口袋公园今天开园")
        page.locator("#d-publish").click()
        expect(page.locator(".messagelist")).to_contain_text("已通过")
    final.goto(f"{root}/admin/news/article/{article.pk}/change/")
    final.locator("#d-publish").click()
    expect(final.locator(".messagelist")).to_contain_text("已签发")
    reader.reload()
    expect(reader.locator("h1")).to_have_text("三处口袋公园昨天开园")


def test_two_reviewers_press_at_once_and_one_is_told(
    live_server: Any, open_context: Open, reviewers: dict[str, User], make_article: Callable[..., Article], chief: User
) -> None:
    from news.editorial.review import submit  # noqa: PLC0415 - one test only

    other = User.objects.create_user(
        "other", password="other-secret", last_name="何", first_name="青禾", is_staff=True
    )
    other.groups.add(Group.objects.get(name="first"))
    article = make_article("同时打开的稿", live=False)
    submit(article.pk, by=chief)
    one = at_form(open_context, live_server.url, "first", article.pk)
    two = at_form(open_context, live_server.url, "other", article.pk)
    one.locator("#d-publish").click()
    expect(one.locator(".messagelist")).to_contain_text("已通过")
    two.fill("#id_title", "另一位审稿人改的标题")
    two.locator("#d-publish").click()
    expect(two.locator(".errorlist").first).to_contain_text("最近一步：白露行，通过")
    expect(two.locator("#id_title")).to_have_value("另一位审稿人改的标题")  # nothing typed is lost
    assert ReviewRecord.objects.count() == 1
