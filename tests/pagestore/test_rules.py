"""Every table that a reader's page is made of has a rule that drops the page, and the database keeps the rule."""

import re
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models.purge_rules import RULES
from news.models.purging import installed, trigger_names
from news.pagestore.wrapper import PageStore
from tests.newsroom import clock
from tests.pagestore.asking import ask
from tests.pagestore.newspaper import FIXED, NOON, begin, happen

pytestmark = [pytest.mark.django_db]

# Read while a page is made, and yet no reason to drop it; each with what drops it instead, or why nothing has to.
WITHOUT_RULE = {
    "news_revision": "the words of a published text never change; which one is live is a column of the article",
    "news_hittotal": "read by the worker, which writes news_hotentry",
    "auth_user": "no page names an account; bylines are part of a text",
    "news_generation": "numbers that say whether a process holds the newest settings; their own tables have rules",
    "news_houseword": "words for searching; no stored page is searched",
    "news_purgeline": "the log itself",
    "news_purgepause": "the log itself",
}
FROM = re.compile(r'(?:FROM|JOIN)\s+"?(news_\w+|auth_\w+|taggit_\w+|django_\w+)"?', re.IGNORECASE)


def test_every_trigger_is_there_after_all_migrations() -> None:
    wanted = trigger_names(connection.vendor)
    assert installed(connection) == wanted
    assert len(wanted) >= 2 * len(RULES)


def test_every_rule_names_a_table_and_columns_of_it() -> None:
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    for rule in RULES:
        assert rule.table in tables, rule.table
        columns = {field.column for field in tables[rule.table]._meta.local_concrete_fields}
        assert set(rule.ignored.split()) < columns, (rule.table, set(rule.ignored.split()) - columns)


def test_every_table_that_a_kept_page_reads_has_a_rule(new_store: Callable[[], PageStore], site: Any) -> None:
    """A new table fails here until it has a rule, or a reason in ``WITHOUT_RULE``."""
    ruled = {rule.table for rule in RULES}
    read: dict[str, str] = {}
    with clock(NOON):
        paper = begin(NOON)
    draw = Random(4)
    for _turn in range(40):
        paper.now += timedelta(seconds=1)
        with clock(paper.now):
            happen(paper, draw)
    with clock(paper.now):
        paper.remember()
        store = new_store()
        for address in (*FIXED, *paper.addresses):
            with CaptureQueriesContext(connection) as asked:
                ask(store, address)
            if not store.has(f"http://localhost{address}"):
                continue
            for query in asked.captured_queries:
                if not query["sql"].lstrip().upper().startswith(("INSERT", "UPDATE")):
                    for table in FROM.findall(query["sql"]):
                        read.setdefault(table, address)
    assert {"news_article", "news_listing", "news_channel"} <= set(read)
    forgotten = {table: address for table, address in read.items() if table not in ruled and table not in WITHOUT_RULE}
    assert not forgotten
