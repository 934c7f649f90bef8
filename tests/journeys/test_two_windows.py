"""One person, several windows: what is typed in each is found again, whoever saves, closes or logs in."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from news.editorial import review
from news.models import Article, Channel, WorkingCopy
from tests.journeys.test_autosave import BODY, autosaved, kill_pages, the_copy
from tests.journeys.test_desk import Open, save, sign_in, sign_in_by_form
from tests.newsroom import draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADD = "/admin/news/article/add/"


@pytest.fixture
def desk(live_server: Any, open_context: Open, chief: User) -> BrowserContext:
    """A browser in which the chief is logged in."""
    context = open_context()
    sign_in(context.new_page(), live_server.url)
    return context


@pytest.fixture
def form(live_server: Any, make_article: Callable[..., Article]) -> str:
    """The address of a draft's form."""
    return f"{live_server.url}/admin/news/article/{make_article(live=False).pk}/change/"


def type_in(*windows: tuple[Page, str]) -> None:
    """Type a summary in one window after the other, each until it is on the server."""
    for page, words in windows:
        page.bring_to_front()
        page.fill("#id_summary", words)
        autosaved(page)


def window(context: BrowserContext, address: str, summary: str = "") -> Page:
    page = context.new_page()
    page.goto(address)
    expect(page.locator(BODY)).to_be_visible()
    page.wait_for_timeout(300)
    if summary:
        page.fill("#id_summary", summary)
        autosaved(page)
    return page


def offered(page: Page) -> list[str]:
    """Put back what is offered, one after the other, and return the summaries; what it replaces is offered in turn."""
    found: list[str] = []
    expect(page.locator("#d-restore")).to_be_visible()
    while page.locator("#d-restore").is_visible():
        page.locator("#d-restore .d-btn-ink").click()
        if (words := page.input_value("#id_summary")) in found:
            break
        found.append(words)
    return found


@pytest.mark.parametrize("end", ["closed", "killed"])
@pytest.mark.parametrize("what", ["two new stories", "one story"])
def test_what_was_typed_in_two_windows_is_offered_from_both(
    live_server: Any, browser: Browser, desk: BrowserContext, form: str, what: str, end: str
) -> None:
    address = live_server.url + ADD if what == "two new stories" else form
    one, other = window(desk, address), window(desk, address)
    type_in((one, "第一个窗口写的"), (other, "第二个窗口写的"))
    assert the_copy()["summary"] == ["第二个窗口写的"]  # the server has one, and has said whose it wrote over
    expect(one.locator("#d-saved")).to_have_text("有未保存的修改")  # where it had said that it was autosaved
    if end == "killed":
        kill_pages(browser)
    else:
        one.close()
        other.close()
    assert set(offered(window(desk, address))) == {"第一个窗口写的", "第二个窗口写的"}


def test_saving_in_one_window_leaves_the_words_of_the_other(desk: BrowserContext, form: str) -> None:
    one, other = window(desk, form), window(desk, form)
    type_in((one, "没有保存就关掉的"), (other, "存下的"))
    save(other)
    one.close()
    again = window(desk, form)
    assert again.input_value("#id_summary") == "存下的"
    expect(again.locator("#d-restore")).to_contain_text("此后有人保存过新版")
    assert offered(again) == ["没有保存就关掉的"]
    # put back and saved, nothing of either is offered once more
    again.keyboard.press("Control+s")
    again.locator("[name=_mine]").click()
    expect(again.locator("#d-saved")).to_contain_text("已保存")
    again.close()
    last = window(desk, form)
    assert last.input_value("#id_summary") == "没有保存就关掉的"
    expect(last.locator("#d-restore")).to_be_hidden()
    assert not WorkingCopy.objects.exists()


def test_what_is_offered_from_a_second_window_stays_offered_until_it_is_answered(
    desk: BrowserContext, form: str
) -> None:
    one, other = window(desk, form), window(desk, form)
    type_in((one, "第一个窗口写的"), (other, "第二个窗口写的"))
    one.on("dialog", lambda dialog: dialog.accept())
    one.close(run_before_unload=True)  # sends its words again; the other window is closed before it hears of that
    one.wait_for_event("close")
    other.close()
    page = window(desk, form)
    expect(page.locator("#d-restore")).to_be_visible()
    page.fill("#id_summary", "没有理会，另写的")
    save(page)
    assert {"第一个窗口写的", "第二个窗口写的"} <= set(offered(page))


def test_what_was_thrown_away_while_typing_does_not_come_back(desk: BrowserContext, form: str) -> None:
    window(desk, form, "不要了的").close()
    page = window(desk, form)
    expect(page.locator("#d-restore")).to_be_visible()

    def slowly(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    page.route("**/autosave/*", slowly)
    page.locator("#id_summary").press_sequentially("新写的")
    page.locator("#d-restore .d-btn").first.click()  # leaving the field sends what was typed, over what was offered
    autosaved(page)
    page.unroute("**/autosave/*")
    save(page)
    page.wait_for_timeout(500)
    expect(page.locator("#d-restore")).to_be_hidden()
    page.goto(form)
    page.wait_for_timeout(1000)
    expect(page.locator("#d-restore")).to_be_hidden()


def test_what_is_typed_while_a_save_is_on_its_way_is_offered_on_the_next_page(
    live_server: Any, open_context: Open, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    page = open_context().new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/news/article/{article.pk}/change/")
    expect(page.locator(BODY)).to_be_visible()
    page.wait_for_timeout(300)
    held: list[Route] = []
    page.route("**/change/", lambda route: held.append(route), times=1)
    page.fill("#id_summary", "按下保存时的")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(300)
    assert [route.request.method for route in held] == ["POST"]
    page.keyboard.type("，又写了半句")
    page.keyboard.press("Control+s")  # once more, as nothing seems to happen
    page.wait_for_timeout(300)
    held[0].continue_()
    expect(page.locator("#d-saved")).to_contain_text("已保存")
    assert Article.objects.get(pk=article.pk).working_revision.snapshot.summary == "按下保存时的"  # type: ignore[union-attr]
    assert offered(page) == ["按下保存时的，又写了半句"]


@pytest.mark.long
def test_a_save_that_takes_longer_than_patience_leaves_no_copy_of_what_it_saved(
    live_server: Any, desk: BrowserContext
) -> None:
    page = window(desk, live_server.url + ADD)
    held: list[Route] = []
    page.route("**/add/", lambda route: held.append(route), times=1)
    page.fill("#id_title", "存得很慢的新稿")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(9000)  # the script waits eight seconds for the next page, then autosaves again
    held[0].continue_()
    expect(page.locator("#d-saved")).to_contain_text("已保存")
    page.wait_for_timeout(2000)
    assert Article.objects.get().desk_title == "存得很慢的新稿"
    assert not WorkingCopy.objects.exists()
    expect(window(desk, live_server.url + ADD).locator("#d-restore")).to_be_hidden()


def test_a_page_of_one_person_is_not_saved_by_the_login_of_another(
    live_server: Any, open_context: Open, chief: User, reporter: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    context = open_context()
    page = context.new_page()
    sign_in(page, live_server.url, "reporter")
    page.goto(f"{live_server.url}/admin/news/article/{article.pk}/change/")
    expect(page.locator(BODY)).to_be_visible()
    page.fill("#id_summary", "记者写的")
    autosaved(page)
    Session.objects.all().delete()
    other = context.new_page()
    sign_in_by_form(other, live_server.url, "chief")
    page.bring_to_front()
    page.keyboard.press("Control+s")
    expect(page.locator(".errorlist.nonfield")).to_contain_text("没有保存，也没有执行")
    assert page.input_value("#id_summary") == "记者写的"
    assert article.revisions.count() == 1
    page.fill("#id_summary", "记者写的，接着写")
    expect(page.locator("#d-saved")).to_contain_text("已存在本机")
    assert {copy.person for copy in WorkingCopy.objects.all()} == {reporter}  # nothing of it became the chief's
    Session.objects.all().delete()
    sign_in_by_form(other, live_server.url, "reporter")
    page.bring_to_front()
    save(page)
    newest = article.revisions.latest("pk")
    assert (newest.author, newest.snapshot.summary) == (reporter, "记者写的，接着写")


def test_a_reason_that_was_written_in_a_dialog_is_not_put_back_with_the_text(
    live_server: Any, open_context: Open, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article("转载的稿", live=False, origin="reprint")
    context = open_context()
    page = context.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/news/article/{article.pk}/change/")
    expect(page.locator(BODY)).to_be_visible()
    page.evaluate("document.getElementById('d-override-submit').value = '电话核实过，放行。'")
    page.fill("#id_summary", "还没保存的摘要")
    autosaved(page)
    assert not [name for name in the_copy() if re.match("override|note|when|at_|to_|urgent", name)]
    page.close()
    page = window(context, f"{live_server.url}/admin/news/article/{article.pk}/change/")
    assert offered(page) == ["还没保存的摘要"]
    assert page.input_value("#d-override-submit") == ""


def test_what_is_typed_after_a_save_was_refused_because_the_story_is_closed_stays_in_the_browser(
    live_server: Any, open_context: Open, chief: User, reporter: User, yaowen: Channel
) -> None:
    article = draft(yaowen, reporter, editors=("何青禾",))
    context = open_context()
    page = context.new_page()
    sign_in(page, live_server.url, "reporter")
    page.goto(f"{live_server.url}/admin/news/article/{article.pk}/change/")
    expect(page.locator(BODY)).to_be_visible()
    page.wait_for_timeout(300)
    review.submit(article.pk, by=chief)
    page.fill("#id_summary", "交了以后才想起的")
    page.keyboard.press("Control+s")
    expect(page.locator("#d-saved")).to_contain_text("本机")
    page.fill("#id_summary", "交了以后才想起的一句")
    page.wait_for_timeout(1500)
    page.close()
    review.withdraw(article.pk, by=reporter)
    page = window(context, f"{live_server.url}/admin/news/article/{article.pk}/change/")
    assert offered(page) == ["交了以后才想起的一句"]
