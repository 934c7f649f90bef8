"""Searching by keyboard: from the masthead to a story, with hints where there is script, and without any."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site
from tests.journeys.test_reader import Open

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_masthead_to_a_story_by_keyboard(served: Site, open_context: Open) -> None:
    for script in (True, False):
        page = open_context(1366, java_script_enabled=script).new_page()
        page.goto(served.root + "/")
        page.focus("#q-top")
        page.keyboard.type("书房")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=*")
        expect(page.locator("#q")).to_have_value("书房")
        expect(page.locator("main mark").first).to_be_visible()
        page.get_by_role("link", name="最新").click()
        page.wait_for_url("**sort=new*")
        page.locator(".story__t a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**.html")


def test_phone_has_a_link_to_the_form_and_hints(served: Site, open_context: Open) -> None:
    page = open_context(390).new_page()
    page.goto(served.root + "/")
    page.locator(".masthead__find").click()
    page.wait_for_url("**/search/")
    with page.expect_response("**/search/suggest/**") as answer:
        page.locator("#q").press_sequentially("城市", delay=20)
    assert answer.value.ok
    expect(page.locator("#q-hints option").first).to_be_attached()
