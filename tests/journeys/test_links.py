"""The link tool in a browser: a story of the site by title with the keyboard alone; an address that is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from news.models import Article
from tests.journeys.test_desk import Open
from tests.journeys.test_editor import html
from tests.journeys.test_paste import BODY, new_story
from tests.journeys.test_reader import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_story_is_linked_by_its_title_with_the_keyboard(
    live_server: Any, open_context: Open, make_article: Callable[..., Article]
) -> None:
    target = make_article("城市书房夜间开放")
    draft = make_article("河湾夜读", body="<p>见此前报道。</p>", live=False)
    page = new_story(live_server, open_context, f"{draft.pk}/change/", bypass_csp=True)  # axe is put in
    page.locator(BODY).focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="地址，或稿件标题、稿号")
    options = page.get_by_role("listbox", name="稿件与栏目").get_by_role("option")
    expect(field).to_be_focused()
    page.keyboard.type("夜间")
    expect(options).to_have_count(1)
    assert axe(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value(target.address)
    page.keyboard.press("Enter")
    expect(page.locator("dialog.d-ask")).to_have_count(0)
    expect(page.locator(BODY)).to_be_focused()
    assert html(page) == f'<p><a href="{target.address}">见此前报道。</a></p>'
    # What is written behind a link is no part of it.
    page.keyboard.press("Control+End")
    page.keyboard.type("另见")
    assert html(page) == f'<p><a href="{target.address}">见此前报道。</a>另见</p>'
    # Nothing chosen: the title becomes the words. An address that nobody could follow is refused in words.
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+k")
    field.fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="读者只能打开")).to_be_visible()
    field.fill("")
    expect(options.first).to_be_visible()
    options.filter(has_text="城市书房夜间开放").click()
    page.keyboard.press("Enter")
    expect(page.locator(f'{BODY} a[href="{target.address}"]')).to_have_count(2)
    assert html(page).endswith(f'<p><a href="{target.address}">城市书房夜间开放</a></p>')
