"""On a telephone a line of a list is a card: each value stands beside the name of its column."""

import pytest
from django.contrib.admin import site
from django.test import Client
from django.utils.safestring import SafeString
from lxml import html

from news.models import Channel
from news.templatetags.desk import named

pytestmark = pytest.mark.django_db


def test_values_are_named_and_nothing_of_a_line_is_lost() -> None:
    cells = [
        SafeString('<td class="action-checkbox"><input type="checkbox"></td>'),
        SafeString('<th class="field-name"><a href="1/">名</a></th>'),
        SafeString('<td class="field-order">20</td>'),
        SafeString('<td><input type="hidden" name="id" value="1"></td>'),
    ]
    headers = [{"text": SafeString("<input>")}, {"text": "name"}, {"text": 'the "order" & more'}]
    found = named(cells, headers)
    assert found == [
        cells[0],
        cells[1],
        '<td data-label="The &quot;order&quot; &amp; more" class="field-order">20</td>',
        cells[3],
    ]
    assert all(isinstance(cell, SafeString) for cell in found)


def test_no_list_is_sorted_by_its_head() -> None:
    """The table's head has no links for that: a list reads along its index."""
    single = {"DeskRules", "CheckRule", "SiteIdentity"}  # pages of their own, without a list
    assert {model.__name__ for model, desk in site._registry.items() if desk.sortable_by != ()} == single


def test_the_names_are_those_of_the_tables_head(desk: Client, yaowen: Channel) -> None:
    page = html.fromstring(desk.get("/admin/news/channel/").content.decode())
    head = [cell.text_content().strip() for cell in page.cssselect("#result_list thead .text")]
    lines = page.cssselect("#result_list.d-cards tbody tr")
    assert len(lines) == 2
    for line in lines:
        assert [cell.get("data-label") for cell in line.cssselect("td")] == head[1:]
