"""Nothing typed is lost: tabs that die, servers that do not answer, two people at one story."""

import os
import re
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, Route, expect

from news.editorial import review
from news.editorial.articles import save_revision
from news.models import Article, Channel, WorkingCopy
from news.rules.snapshot import Snapshot
from tests.admin.test_signers import member
from tests.journeys.test_desk import Open, save, sign_in, sign_in_by_form, write
from tests.newsroom import draft, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = ".ProseMirror[contenteditable=true]"
WITHIN = 5.0  # seconds from the last key to the server


def new_desk(open_context: Open, root: str, path: str, name: str = "chief", **options: Any) -> Page:
    """Sign in with a browser that has never been here, and open a form."""
    page = open_context(**options).new_page()
    sign_in(page, root, name)
    page.goto(f"{root}/admin/news/article/{path}")
    expect(page.locator(BODY)).to_be_visible()
    page.wait_for_timeout(300)
    return page


def autosaved(page: Page) -> None:
    expect(page.locator("#d-saved")).to_have_text(re.compile(r"^已自动保存 \d\d:\d\d:\d\d$"), timeout=WITHIN * 1000)


def kill_pages(browser: Browser) -> None:
    """End every page's process at once, as a crash does: no pagehide, no last request."""
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    for process in processes:
        if process["type"] == "renderer":
            os.kill(process["id"], signal.SIGKILL)


def the_copy() -> dict[str, list[str]]:
    return WorkingCopy.objects.get().data


def test_a_closed_tab_is_offered_back_on_another_machine(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = new_desk(open_context, live_server.url, "add/")
    write(page, "没有保存的新稿", "一整段话，然后窗口没了。")
    page.select_option("#id_channel", str(yaowen.pk))
    autosaved(page)
    page.close()
    assert not Article.objects.exists()
    page = new_desk(open_context, live_server.url, "add/")
    expect(page.locator("#d-restore")).to_have_text(re.compile(r"上次写到 \d\d:\d\d，还没有保存。.*丢弃.*恢复"))
    page.locator("#d-restore .d-btn-ink").click()
    expect(page.locator("#id_title")).to_have_value("没有保存的新稿")
    expect(page.locator(BODY)).to_have_text("一整段话，然后窗口没了。")
    expect(page.locator("#id_channel")).to_have_value(str(yaowen.pk))
    save(page)
    expect(page.locator("#d-restore")).to_be_hidden()
    assert Article.objects.get().desk_title == "没有保存的新稿"
    assert not WorkingCopy.objects.exists()


def test_a_crash_while_typing_loses_less_than_five_seconds(
    live_server: Any, browser: Browser, open_context: Open, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    page = new_desk(open_context, live_server.url, f"{article.pk}/change/")
    page.locator(BODY).click()
    typed: list[float] = []
    until = time.monotonic() + 11
    while time.monotonic() < until:
        page.keyboard.type("字")
        typed.append(time.monotonic())
        page.wait_for_timeout(100)
    died = time.monotonic()
    kill_pages(browser)
    kept = the_copy()["body"][0].count("字")
    lost = died - typed[kept - 1]
    print(f"typed {len(typed)}, kept {kept}, lost {lost:.1f} s")
    assert lost < WITHIN
    page = new_desk(open_context, live_server.url, f"{article.pk}/change/")
    page.locator("#d-restore .d-btn-ink").click()
    expect(page.locator(BODY)).to_contain_text("字" * kept)


@pytest.mark.parametrize("old_browser", [False, True], ids=["fetch", "beacon"])
def test_leaving_within_a_second_of_the_last_key_loses_nothing(
    live_server: Any, open_context: Open, chief: User, make_article: Callable[..., Article], old_browser: bool
) -> None:
    article = make_article(live=False)
    page = new_desk(open_context, live_server.url, f"{article.pk}/change/")
    if old_browser:
        page.evaluate("delete Request.prototype.keepalive")
    page.fill("#id_summary", "最后一句")
    page.on("dialog", lambda dialog: dialog.accept())
    page.close(run_before_unload=True)
    for _try in range(50):
        if WorkingCopy.objects.filter(data__summary=["最后一句"]).exists():
            break
        time.sleep(0.1)
    assert the_copy()["summary"] == ["最后一句"]


def test_a_text_longer_than_a_last_request_may_be_is_autosaved(
    live_server: Any, open_context: Open, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    page = new_desk(open_context, live_server.url, f"{article.pk}/change/")
    page.evaluate("deskEditor.commands.setContent(`<p>${'长'.repeat(60000)}</p>`, {emitUpdate: true})")
    autosaved(page)
    assert the_copy()["body"][0].count("长") == 60_000


def test_without_the_server_the_browser_keeps_it_and_sends_it_later(
    live_server: Any, open_context: Open, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    page = new_desk(open_context, live_server.url, f"{article.pk}/change/")
    page.route("**/autosave/", lambda route: route.abort())
    page.fill("#id_title", "断网时写的标题")
    expect(page.locator("#d-saved")).to_have_text("离线，已存在本机")
    assert "断网时写的标题" in page.evaluate("Object.values(localStorage).join()")
    assert not WorkingCopy.objects.exists()
    again = page.context.new_page()
    again.goto(page.url)
    expect(again.locator("#d-restore")).to_contain_text("还没有保存")
    again.close()
    page.unroute("**/autosave/")
    expect(page.locator("#d-saved")).to_contain_text("已自动保存", timeout=8000)
    assert the_copy()["title"] == ["断网时写的标题"]


def test_what_the_server_never_got_is_offered_before_its_older_copy_on_a_slow_line_too(
    live_server: Any, browser: Browser, open_context: Open, chief: User
) -> None:
    def slowly(route: Route) -> None:
        time.sleep(3)
        route.continue_()

    context = open_context()
    context.route("**/desk/draft.js", slowly, times=1)  # what the script takes for the server's time is late by this
    page = context.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/news/article/add/")
    page.fill("#id_title", "先自动保存了标题")
    page.locator(BODY).click()
    autosaved(page)
    context.route("**/autosave/*", lambda route: route.abort())
    page.keyboard.type("断线以后写的一段。")
    expect(page.locator("#d-saved")).to_have_text("离线，已存在本机")
    kill_pages(browser)
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/news/article/add/")
    page.locator("#d-restore .d-btn-ink").click()
    expect(page.locator(BODY)).to_have_text("断线以后写的一段。")
    expect(page.locator("#id_title")).to_have_value("先自动保存了标题")
    assert "断线" not in str(the_copy())


def test_words_typed_before_the_scripts_have_come_are_kept_without_another_key(
    live_server: Any, open_context: Open, chief: User
) -> None:
    page = open_context().new_page()
    sign_in(page, live_server.url)
    waiting: list[Route] = []
    page.route("**/desk/draft.js", lambda route: waiting.append(route))
    page.goto(f"{live_server.url}/admin/news/article/add/", wait_until="commit")
    page.locator("#id_title").press_sequentially("脚本还没到")
    assert len(waiting) == 1
    waiting[0].continue_()
    autosaved(page)
    assert the_copy()["title"] == ["脚本还没到"]


def test_an_expired_login_is_said_and_the_next_login_sends_what_was_kept(
    live_server: Any, open_context: Open, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    page = new_desk(open_context, live_server.url, f"{article.pk}/change/")
    Session.objects.all().delete()
    page.fill("#id_title", "登录过期时写的")
    expect(page.locator("#d-saved")).to_have_text("登录已过期，已存在本机，重新登录后可找回")
    assert not WorkingCopy.objects.exists()
    other = page.context.new_page()
    sign_in_by_form(other, live_server.url)
    page.bring_to_front()
    page.locator("#id_title").press_sequentially("字")
    autosaved(page)
    save(page)
    article.refresh_from_db()
    assert article.desk_title == "登录过期时写的字"


def test_two_editors_see_each_other_and_hear_of_a_new_version(
    live_server: Any, open_context: Open, chief: User, reporter: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    path = f"{article.pk}/change/"
    one = new_desk(open_context, live_server.url, path)
    two = new_desk(open_context, live_server.url, path, "reporter", width=390)
    expect(one.locator("#d-others")).to_be_hidden()
    one.fill("#id_title", "甲在改")
    autosaved(one)
    two.fill("#id_summary", "乙在写")
    expect(two.locator("#d-others")).to_have_text("顾青简也在编辑", timeout=WITHIN * 1000)
    one.fill("#id_title", "甲还在改")
    expect(one.locator("#d-others")).to_have_text("沈知禾也在编辑", timeout=WITHIN * 1000)
    expect(two.locator("#d-newer")).to_be_hidden()
    save_revision(article.pk, Snapshot(title="甲存了"), by=chief, based_on=article.working_revision_id)
    two.locator("#id_summary").press_sequentially("字")
    expect(two.locator("#d-newer")).to_have_text("顾青简刚保存了新版，保存时会请你对照。", timeout=WITHIN * 1000)
    assert two.evaluate("document.documentElement.scrollWidth") <= 390
    two.keyboard.press("Control+s")
    expect(two.locator("section.d-conflict")).to_contain_text("甲存了")
    expect(two.locator("#id_summary")).to_have_value("乙在写字")
    assert WorkingCopy.objects.filter(person=reporter).exists()


def test_an_unanswered_offer_is_put_aside_not_written_over(
    live_server: Any, open_context: Open, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    path = f"{article.pk}/change/"
    page = new_desk(open_context, live_server.url, path)
    page.fill("#id_title", "昨天写的")
    autosaved(page)
    page.close()
    page = new_desk(open_context, live_server.url, path)
    expect(page.locator("#d-restore")).to_be_visible()
    page.fill("#id_summary", "没理会横幅，接着写")
    autosaved(page)
    expect(page.locator("#d-restore")).to_be_visible()
    save(page)
    article.refresh_from_db()
    assert article.working_revision is not None
    assert article.working_revision.snapshot.summary == "没理会横幅，接着写"
    expect(page.locator("#d-restore")).to_contain_text("此后有人保存过新版")
    page.locator("#d-restore .d-btn-ink").click()
    expect(page.locator("#id_title")).to_have_value("昨天写的")
    expect(page.locator("#d-newer")).to_contain_text("保存时会请你对照", timeout=WITHIN * 1000)


def test_thrown_away_is_gone_everywhere(
    live_server: Any, open_context: Open, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    path = f"{article.pk}/change/"
    page = new_desk(open_context, live_server.url, path)
    page.fill("#id_title", "不要的")
    autosaved(page)
    page.goto(f"{live_server.url}/admin/")
    page.goto(f"{live_server.url}/admin/news/article/{path}")
    page.locator("#d-restore button", has_text="丢弃").click()
    expect(page.locator("#d-restore")).to_be_hidden()
    page.wait_for_timeout(300)
    assert not WorkingCopy.objects.exists()
    page.reload()
    page.wait_for_timeout(600)
    expect(page.locator("#d-restore")).to_be_hidden()
    expect(page.locator("#id_title")).to_have_value(article.desk_title)


def test_a_composition_is_not_disturbed(
    live_server: Any, open_context: Open, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    page = new_desk(open_context, live_server.url, f"{article.pk}/change/")
    page.locator("#id_summary").click()
    keys = page.context.new_cdp_session(page)
    for stage in ("y", "ye", "ye sh", "ye shi"):
        keys.send("Input.imeSetComposition", {"text": stage, "selectionStart": len(stage), "selectionEnd": len(stage)})
        page.wait_for_timeout(1600)  # longer than the pause after which the server is sent to
    autosaved(page)
    keys.send("Input.insertText", {"text": "夜市"})
    expect(page.locator("#id_summary")).to_have_value("夜市")
    expect(page.locator("#id_summary")).to_be_focused()


def test_what_is_put_back_does_not_bring_back_the_level_that_it_was_typed_at(
    live_server: Any, open_context: Open, chief: User, reporter: User, yaowen: Channel
) -> None:
    """The form says which level its reader saw; a copy from before a colleague's pass would get the press refused."""
    article = draft(yaowen, reporter)
    review.submit(article.pk, by=reporter)
    page = new_desk(open_context, live_server.url, f"{article.pk}/change/")
    expect(page.locator("[name=level_pass]")).to_have_value("first")
    page.fill("#id_summary", "总编顺手写的摘要")
    autosaved(page)
    assert not [name for name in the_copy() if name.startswith("level_")]
    page.close()
    review.pass_on(article.pk, by=person("first"))
    copy = WorkingCopy.objects.get()
    copy.data["level_pass"] = ["first"]  # as a page of an older script would have sent it
    copy.save()
    page = new_desk(open_context, live_server.url, f"{article.pk}/change/")
    page.locator("#d-restore .d-btn-ink").click()
    expect(page.locator("#id_summary")).to_have_value("总编顺手写的摘要")
    expect(page.locator("[name=level_pass]")).to_have_value("second")
    page.locator("#d-publish").click()
    expect(page.locator(".messagelist")).to_contain_text("已通过")
    assert Article.objects.get(pk=article.pk).level == "final"


def test_who_the_names_are_in_the_register_comes_back_for_each_of_them(
    live_server: Any, open_context: Open, chief: User, make_article: Callable[..., Article]
) -> None:
    two = [member("沈知禾", f"HHW-{n}") for n in (1, 2)]
    other = member("白知秋", "HHW-3")
    article = make_article(live=False)
    page = new_desk(open_context, live_server.url, f"{article.pk}/change/")
    page.fill("#id_reporters", "沈知禾 小雁")
    page.fill("#id_photographers", "秋")
    chosen = {"沈知禾": f"{two[1].pk}:沈知禾", "小雁": "", "秋": f"{other.pk}:秋"}
    expect(page.locator("#d-signer-rows select")).to_have_count(3)
    page.locator("#d-signers").evaluate("box => { box.open = true; }")
    for name, value in chosen.items():
        page.get_by_label(name, exact=True).select_option(value)
    autosaved(page)
    page.close()
    page = new_desk(open_context, live_server.url, f"{article.pk}/change/")
    page.locator("#d-restore .d-btn-ink").click()
    for name, value in chosen.items():
        expect(page.get_by_label(name, exact=True)).to_have_value(value)
    save(page)
    signed = {row.name: row.staff for row in article.revisions.latest("pk").snapshot.byline}
    assert signed["沈知禾"] == two[1].pk
    assert signed["秋"] == other.pk
    assert signed["小雁"] is None
