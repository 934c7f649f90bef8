"""Kind, cover crops and a template in a browser; a Word file dropped on a story that is there."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, Route, expect

from news.editorial.pictures import add_picture
from news.models import Article, Channel, Image, SiteIdentity, StoryTemplate
from tests.conftest import put_out
from tests.importing.documents import docx, para
from tests.journeys.test_desk import Open, save
from tests.journeys.test_paste import BODY, new_story, paste
from tests.journeys.test_reader import axe
from tests.newsroom import draft
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DROP = """data => {
    const carried = new DataTransfer();
    const type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    carried.items.add(new File([new Uint8Array(data)], "改稿.docx", { type }));
    const target = document.querySelector(".ProseMirror[contenteditable=true]");
    target.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


def in_library(by: User, n: int) -> Image:
    data = picture(1200, 800, color=(60 * n, 90, 60))
    image = add_picture(io.BytesIO(data), len(data), by=by, alt=f"第{n}张图片")[0]
    Image.objects.filter(pk=image.pk).update(focus_x=100, focus_y=0)
    return image


def test_a_gallery_with_a_cover_from_its_text_becomes_a_template(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel, site: SiteIdentity
) -> None:
    one, two = in_library(chief, 1), in_library(chief, 2)
    page = new_story(live_server, open_context, bypass_csp=True, width=390)
    link, crops = page.locator("#id_link"), page.locator("#d-cover svg")
    expect(link).to_be_hidden()
    page.get_by_role("radio", name="链接稿").check()
    expect(link).to_be_visible()  # by style sheet
    page.get_by_role("radio", name="组图").check()
    expect(link).to_be_hidden()
    page.fill("#id_title", "河湾天气 {月}月{日}日")
    figures = "".join(f'<figure><img src="{item.file.url}" alt="云"></figure>' for item in (one, two))
    paste(page, figures)
    expect(page.locator(f"{BODY} figure")).to_have_count(2)
    expect(crops.first).to_be_visible()  # what the server will take, with the part each place shows
    expect(page.locator("#d-cover-said")).to_contain_text("保存时自动成为封面")
    assert crops.evaluate_all("all => all.map(svg => svg.getAttribute('viewBox'))") == [
        "0 0 1200 675",
        "0 0 1200 750",
        "400 0 800 800",
    ]
    page.locator("#d-also-n").click()
    find = page.get_by_placeholder("查找频道")
    expect(find if find.count() else page.locator("#d-also-list")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_label("不用封面").check()
    expect(crops.first).to_be_hidden()
    page.get_by_role("button", name="用正文第一张图").click()
    expect(crops.first).to_be_visible()
    expect(page.get_by_label("不用封面")).not_to_be_checked()
    page.select_option("#id_channel", str(yaowen.pk))
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    save(page)
    article = Article.objects.get()
    assert article.working_revision.snapshot.cover == one.pk  # type: ignore[union-attr]
    expect(page.locator("#d-cover svg image").first).to_have_attribute("width", "1200")

    page.locator(".d-bar .d-menu summary").click()
    page.get_by_role("link", name="存为模板").click()
    page.fill("#id_name", "天气")
    page.get_by_role("button", name="存为模板").click()
    expect(page.get_by_text("已存为模板“天气”。")).to_be_visible()
    page.goto(f"{live_server.url}/admin/news/article/add/")
    page.get_by_role("link", name="天气").click()
    expect(page.locator("#id_title")).to_have_value(
        "河湾天气 "
        + page.evaluate(
            "new Intl.DateTimeFormat('zh-CN', {month: 'long', day: 'numeric', timeZone: 'Asia/Shanghai'}).format(new Date())"
        )
    )
    expect(page.get_by_role("radio", name="组图")).to_be_checked()
    expect(page.locator(f"{BODY} figure")).to_have_count(2)
    assert StoryTemplate.objects.count() == Article.objects.count() == 1

    put_out(article.pk)
    page.goto(f"{live_server.url}/news/yaowen/")
    expect(page.locator(".story .tag, .heads .tag").first).to_have_text("组图")


def test_a_word_file_is_dropped_on_a_story_and_taken_back(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel, tmp_path: Path
) -> None:
    article = draft(yaowen, chief)
    page = new_story(live_server, open_context, f"{article.pk}/change/", bypass_csp=True)
    page.locator(BODY).click()
    page.keyboard.press("Control+End")
    page.keyboard.type("刚打的一句。")
    page.evaluate(DROP, list(docx(para("新标题", style="Title"), para("文件里的正文。"))))
    dialog = page.get_by_role("dialog", name="把 Word 文件放进这篇稿件")
    expect(dialog).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Enter")  # the focus is on “replace”
    expect(page.locator(BODY)).to_have_text("文件里的正文。", timeout=15_000)
    expect(page.locator("#id_title")).to_have_value("城市书房夜间开放")
    expect(page.locator("#d-restore")).to_be_hidden()  # nothing is offered back: the server has it
    page.get_by_text("撤销", exact=True).click()
    expect(page.locator(BODY)).to_have_text("正文第一段。刚打的一句。")
    bodies = [row.snapshot.body for row in article.revisions.order_by("number")]
    assert bodies == [
        "<p>正文第一段。</p>",
        "<p>正文第一段。刚打的一句。</p>",
        "<p>文件里的正文。</p>",
        "<p>正文第一段。刚打的一句。</p>",
    ]


def test_cancelling_the_word_file_leaves_the_form_as_it_was_typed(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    article = draft(yaowen, chief)
    page = new_story(live_server, open_context, f"{article.pk}/change/")
    page.fill("#id_title", "打了一半的标题")
    page.evaluate("window.samePage = true")
    page.evaluate(DROP, list(docx(para("文件里的正文。"))))
    dialog = page.get_by_role("dialog", name="把 Word 文件放进这篇稿件")
    page.keyboard.press("Control+Enter")  # nor is the button behind the dialog pressed
    expect(dialog).to_be_visible()
    dialog.get_by_text("取消").click()
    expect(dialog).to_be_hidden()
    page.wait_for_timeout(500)  # a navigation would have begun
    assert page.evaluate("window.samePage") is True
    expect(page.locator("#id_title")).to_have_value("打了一半的标题")
    expect(page.locator("#d-restore")).to_be_hidden()
    assert article.revisions.count() == 1


def word_file_on_its_way(live_server: Any, open_context: Open, article: Article) -> tuple[Page, Route]:
    """Type a headline, put a Word file in, and hold what the server is asked."""
    page = new_story(live_server, open_context, f"{article.pk}/change/")
    held: list[Route] = []
    page.route("**/document/", lambda route: held.append(route))
    page.fill("#id_title", "打了一半的标题")
    page.evaluate(DROP, list(docx(para("文件里的正文。"))))
    with page.expect_request("**/document/"):
        page.get_by_role("dialog", name="把 Word 文件放进这篇稿件").get_by_role("button", name="替换正文").click()
    page.wait_for_timeout(100)
    return page, held.pop()


def test_while_a_word_file_is_read_nothing_can_be_typed_that_the_answer_would_overwrite(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page, asked = word_file_on_its_way(live_server, open_context, draft(yaowen, chief))
    dialog = page.get_by_role("dialog", name="把 Word 文件放进这篇稿件")
    expect(dialog.get_by_role("status")).to_have_text("正在读入文档……")
    for _press in range(3):  # Chromium closes at the second one, whatever a script says
        page.keyboard.press("Escape")
        page.wait_for_timeout(100)
    page.keyboard.press("Control+s")
    page.keyboard.type("以为在写标题")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text("取消")).to_be_hidden()
    expect(dialog.get_by_role("status")).to_have_text("正在读入文档……")
    assert page.evaluate("document.querySelector('#d-docx').matches(':modal')")
    asked.fulfill(json={"location": "#on-its-way"})
    page.wait_for_url("**#on-its-way")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()  # what is typed on the way to the next page would be kept nowhere


def test_what_comes_into_the_form_while_a_word_file_is_read_is_offered_back(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page, asked = word_file_on_its_way(live_server, open_context, draft(yaowen, chief))
    page.evaluate("document.querySelector('#id_summary').value = '迟到的图片说明'")
    asked.continue_()
    expect(page.locator(BODY)).to_have_text("文件里的正文。")
    page.locator("#d-restore .d-btn-ink").click()
    expect(page.locator("#id_summary")).to_have_value("迟到的图片说明")


def test_a_word_file_that_is_refused_gives_the_dialog_back(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    article = draft(yaowen, chief)
    page = new_story(live_server, open_context, f"{article.pk}/change/")
    page.evaluate(DROP, list(b"no document"))
    dialog = page.get_by_role("dialog", name="把 Word 文件放进这篇稿件")
    assert page.evaluate("new FormData(document.querySelector('#article_form')).has('at_embargo')"), "what an act asks"
    with page.expect_request("**/document/") as sent:
        dialog.get_by_role("button", name="替换正文").click()
    names = set(re.findall(rb'name="(\w+)"', sent.value.post_data_buffer or b""))
    assert {b"title", b"based_on", b"_page", b"mode", b"csrfmiddlewaretoken"} <= names
    assert not [name for name in names if re.match(rb"(at|note|level|when|to|urgent|override)(_|$)", name)]
    expect(dialog.get_by_role("status")).to_contain_text("docx")
    expect(dialog.get_by_role("button", name="替换正文")).to_be_enabled()
    expect(dialog.get_by_text("取消")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.fill("#id_title", "接着写")
    save(page)
    assert [row.snapshot.title for row in article.revisions.order_by("number")] == ["城市书房夜间开放", "接着写"]
