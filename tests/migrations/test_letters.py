"""Letters took over from reports: forwards, backwards and forwards again, with rows of both kinds."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from news.models import append_only, generation

BEFORE, AFTER = [("news", "0021_front_pages")], [("news", "0024_no_reports")]


def migrate(target: list[tuple[str, str]]) -> Any:
    """Go there and return the models as they were then."""
    call_command("migrate", *target[0], verbosity=0)  # not the executor alone: triggers go before it and come after it
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.mark.django_db(transaction=True)
def test_reports_become_letters_and_come_back() -> None:
    try:
        apps = migrate(BEFORE)
        reports = apps.get_model("news", "ReaderReport").objects
        facts: dict[str, Any] = {"claimed_name": "某人", "claimed_card": "X-1", "contact": "reader@mail.example"}
        reports.create(number="20261101-AAAA", occasion="采访收费", details="自称记者。", status="new", **facts)
        reports.create(
            number="20261101-BBBB", occasion="拉广告", details="电话里说的。", status="done", answer="已核实。"
        )

        apps = migrate(AFTER)
        letters = apps.get_model("news", "Letter").objects
        assert list(letters.order_by("number").values_list("number", "kind", "state", "subject", "answer")) == [
            ("20261101-AAAA", "impostor", "new", "采访收费", ""),
            ("20261101-BBBB", "impostor", "answered", "拉广告", "已核实。"),
        ]
        first = letters.get(number="20261101-AAAA")
        assert (first.facts, first.contact) == (
            {"claimed_name": "某人", "claimed_card": "X-1"},
            "reader@mail.example",
        )
        assert first.due_at is not None
        letters.create(number="20261102-CCCC", kind="story", subject="投稿", body="来稿。", digest="d", state="new")

        apps = migrate(BEFORE)
        reports = apps.get_model("news", "ReaderReport").objects
        assert list(reports.order_by("number").values_list("number", "status", "details", "claimed_name")) == [
            ("20261101-AAAA", "new", "自称记者。", "某人"),
            ("20261101-BBBB", "done", "电话里说的。", ""),
        ]
        letters = migrate(AFTER).get_model("news", "Letter").objects
        assert letters.filter(kind="impostor").count() == 2
    finally:
        call_command("migrate", verbosity=0)
    assert append_only.installed(connection) == append_only.trigger_names()
    assert generation.installed(connection) == generation.trigger_names(connection.vendor)
