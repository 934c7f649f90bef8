"""Helps of the writing page in a browser: keywords by the keyboard, the lead as summary, a story copied."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from news.models import Article, Channel, Keyword
from tests.journeys.test_desk import Open, save
from tests.journeys.test_paste import BODY, new_story, paste
from tests.journeys.test_reader import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SLOW_PASTE = """() => {
  const real = window.fetch;
  window.fetch = async (address, options) => {
    if (/\\/paste\\/$/.test(address)) await new Promise((done) => setTimeout(done, 700));
    return real(address, options);
  };
}"""

SLOW_ANSWERS = SLOW_PASTE.replace("paste", "suggest-.*")


def test_keywords_and_summary_are_suggested_and_the_story_is_copied(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    Keyword.objects.named(["夜读", "淮海"])
    page = new_story(live_server, open_context, bypass_csp=True)  # axe is put in
    summary, keywords = page.locator("#id_summary"), page.locator("#id_keywords")
    page.get_by_role("button", name="用导语").click()
    expect(page.get_by_text("正文还没有导语。")).to_be_visible()
    page.fill("#id_title", "城市书房夜间开放")
    page.evaluate(SLOW_PASTE)  # the lead is asked for while the pasted text is on its way
    paste(page, "<p>黄淮网讯（记者 白知秋）城市书房昨晚开放。读者夜读到零点，屋里坐满了老人和孩子，灯一直亮着。</p>")
    summary.fill("自己写的摘要")
    page.get_by_role("button", name="用导语").click()
    expect(summary).to_have_value("城市书房昨晚开放。读者夜读到零点，屋里坐满了老人和孩子，灯一直亮着。")
    summary.press("Control+z")
    expect(summary).to_have_value("自己写的摘要")
    page.get_by_role("button", name="用导语").click()

    keywords.fill("公益")
    page.get_by_role("button", name="建议关键词").press("Enter")
    first = page.get_by_role("button", name="添加“夜读”")  # the house's own stands first
    expect(first).to_be_focused()
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(keywords).to_have_value("公益，夜读，")
    second = page.get_by_role("button", name="添加“城市书房”")
    expect(second).to_be_focused()
    page.keyboard.press("Space")
    expect(keywords).to_have_value("公益，夜读，城市书房，")
    expect(first).to_have_count(0)
    page.select_option("#id_channel", str(yaowen.pk))
    save(page)
    article = Article.objects.get()
    text = article.working_revision.snapshot
    assert text.keywords == ("公益", "夜读", "城市书房")
    assert text.summary.startswith("城市书房昨晚开放。")

    page.locator(".d-bar .d-menu summary").click()
    page.get_by_role("button", name="复制为新稿").click()
    page.wait_for_url(lambda url: f"/{article.pk}/" not in url)
    expect(page.locator("#id_title")).to_have_value("城市书房夜间开放")
    expect(page.get_by_text(f"复制自第 {article.pk} 号稿件")).to_be_visible()
    assert Article.objects.count() == 2


def test_an_answer_that_comes_late_takes_the_cursor_from_nobody(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    Keyword.objects.named(["夜读"])
    page = new_story(live_server, open_context)
    summary, keywords, text = page.locator("#id_summary"), page.locator("#id_keywords"), page.locator(BODY)
    paste(page, "<p>城市书房昨晚开放。读者夜读到零点，屋里坐满了老人和孩子，灯一直亮着。</p>")
    page.evaluate(SLOW_ANSWERS)
    page.get_by_role("button", name="用导语").click()
    keywords.click()
    keywords.press_sequentially("公益，夜读，老人，孩子，零点，", delay=80)  # the lead comes in the middle
    expect(summary).to_have_value("城市书房昨晚开放。读者夜读到零点，屋里坐满了老人和孩子，灯一直亮着。")
    expect(keywords).to_have_value("公益，夜读，老人，孩子，零点，")
    expect(keywords).to_be_focused()

    summary.fill("自己写的摘要")
    page.get_by_role("button", name="用导语").click()
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("屋外下着雨，门口停满了自行车。", delay=80)
    expect(summary).to_have_value("城市书房昨晚开放。读者夜读到零点，屋里坐满了老人和孩子，灯一直亮着。")
    expect(text).to_contain_text("灯一直亮着。屋外下着雨，门口停满了自行车。")

    keywords.fill("")
    page.get_by_role("button", name="建议关键词").click()
    page.locator("#id_title").click()
    page.keyboard.type("城市书房夜间开放到零点", delay=80)
    expect(page.get_by_role("group", name="建议的关键词")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("城市书房夜间开放到零点")
