"""A reader writes, the desk answers, the reader learns of it; in a browser."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Page, expect

from news.enums import LetterState
from news.models import Letter
from tests.journeys.conftest import Site
from tests.journeys.test_reader import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]


def wait_like_a_person(page: Page) -> None:
    """Stay on the page for as long as nobody types faster."""
    page.wait_for_timeout(3100)


def test_a_letter_from_the_article_to_the_answer(served: Site, open_context: Open, chief: User) -> None:
    reader = open_context(390, bypass_csp=True).new_page()
    reader.goto(served.root + served.article.address)
    reader.get_by_role("link", name="本文有误？申请更正").click()
    expect(reader.get_by_text(served.article.title).last).to_be_visible()
    reader.get_by_label("您的姓名").fill("田小满")
    reader.get_by_role("button", name="提交更正申请").click()
    problem = reader.locator("#problem")
    expect(problem).to_be_focused()
    assert axe(reader) == []
    assert reader.get_by_label("您的姓名").input_value() == "田小满"
    problem.get_by_role("link", name="哪里有误").click()
    reader.get_by_label("哪里有误，应当怎样").fill("“17家”应为“18家”。")
    reader.get_by_label("我同意本网").check()
    wait_like_a_person(reader)
    reader.get_by_role("button", name="提交更正申请").click()
    expect(reader.get_by_role("heading", name="申请更正：已收到")).to_be_visible()
    assert axe(reader) == []
    number, code = reader.locator("#number").inner_text(), reader.locator("#code").inner_text()
    assert Letter.objects.get(number=number).state == LetterState.NEW

    desk = open_context().new_page()
    desk.goto(f"{served.root}/admin/login/?next=/admin/")
    desk.get_by_label("账号").or_(desk.locator("#id_username")).first.fill("chief")
    desk.locator("#id_password").fill("chief-secret")
    desk.keyboard.press("Enter")
    desk.get_by_role("link", name=re.compile(number)).first.click()
    desk.get_by_role("button", name="更正这篇文章").click()
    expect(desk).to_have_url(re.compile("/act/correct/"))
    desk.goto(f"{served.root}/admin/news/letter/{Letter.objects.get(number=number).pk}/change/")
    desk.get_by_label("状态").select_option("answered")
    desk.get_by_label("公开答复").fill("已核实，更正会写在原文里。")
    desk.get_by_role("button", name="保存", exact=True).first.click()

    reader.get_by_role("link", name="查询进展").first.click()
    reader.get_by_label("编号").fill(number.lower())
    reader.get_by_label("查询码").fill(code)
    reader.get_by_role("button", name="查询").click()
    expect(reader.get_by_role("heading", name="已答复")).to_be_visible()
    expect(reader.get_by_text("已核实，更正会写在原文里。")).to_be_visible()
    assert "田小满" not in reader.content()
    assert axe(reader) == []


def test_a_program_is_held_and_a_claim_without_script_comes_through(served: Site, open_context: Open) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{served.root}/contact/rights/")
    for name in ("subject", "url", "body", "evidence", "wanted", "name", "contact", "address"):
        page.locator(f"#id_{name}").fill("https://example.org/1.html" if name == "url" else "甲乙丙丁")
    page.locator("#id_truthful").check()
    page.locator("#id_consent").check()
    wait_like_a_person(page)
    page.get_by_role("button", name="提交侵权通知").click()
    expect(page.get_by_role("heading", name="侵权通知：已收到")).to_be_visible()
    page.goto(f"{served.root}/contact/complaint/")
    for name in ("subject", "body", "website"):
        page.locator(f"#id_{name}").fill("买药", force=True)
    page.locator("#id_consent").check()
    wait_like_a_person(page)
    page.get_by_role("button", name="提交投诉举报").click()
    expect(page.get_by_role("heading", name="投诉举报：已收到")).to_be_visible()
    states = dict(Letter.objects.values_list("kind", "state"))
    assert states == {"rights": LetterState.NEW, "complaint": LetterState.SUSPECT}
