"""Records, revisions and versions of disclaimers only grow: in code and in the database itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from news.editorial.disclaimers import save_disclaimer
from news.enums import DisclaimerUse
from news.models import (
    Article,
    AuditEntry,
    BreakingLine,
    CheckOverride,
    Disclaimer,
    DisclaimerVersion,
    FrontLayout,
    OldWords,
    Record,
    ReviewRecord,
    Revision,
)
from news.models.append_only import PEOPLE, TABLES, install, installed, maintenance, trigger_names
from tests.conftest import signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(make_article: Callable[..., Article], closed_door: None) -> dict[Any, Any]:
    """One row in each table, with a change that somebody might try."""
    article = make_article()
    save_disclaimer(Disclaimer(use=DisclaimerUse.NOTICE, label="声明", text="文"), by=signer())
    revision = Revision.objects.filter(article=article).first()
    CheckOverride.objects.create(
        article=article, revision=revision, checks=["no_origin"], by_name="顾青简", reason="急"
    )
    AuditEntry.objects.create(area="setting", act="changed", by_name="顾青简")
    OldWords.objects.create(revision=revision, person=signer())
    now = timezone.now()
    BreakingLine.objects.create(text="大桥封闭", starts_at=now, ends_at=now + timedelta(hours=2), by_name="顾青简")
    FrontLayout.objects.create(data={"schema": 1, "blocks": []}, live_from=now, by_name="顾青简")
    return {
        Record: (Record.objects.filter(article=article), {"note": "改"}),
        Revision: (Revision.objects.filter(article=article), {"data": {}}),
        DisclaimerVersion: (DisclaimerVersion.objects.all(), {"text": "改"}),
        ReviewRecord: (ReviewRecord.objects.filter(article=article), {"note": "改"}),
        CheckOverride: (CheckOverride.objects.filter(article=article), {"reason": "改"}),
        AuditEntry: (AuditEntry.objects.all(), {"note": "改"}),
        FrontLayout: (FrontLayout.objects.all(), {"data": {}}),
        BreakingLine: (BreakingLine.objects.all(), {"text": "改"}),
        OldWords: (OldWords.objects.all(), {"level": "final"}),
    }


def test_every_trigger_is_there_after_all_migrations() -> None:
    assert installed(connection) == trigger_names()
    tables = (
        Record,
        Revision,
        OldWords,
        DisclaimerVersion,
        ReviewRecord,
        CheckOverride,
        AuditEntry,
        FrontLayout,
        BreakingLine,
    )
    assert {model._meta.db_table for model in tables} == set(TABLES)
    accounts = {
        model._meta.db_table: [field.column for field in model._meta.fields if field.related_model is User]
        for model in tables
    }
    assert accounts == {table: [column] for table, column in PEOPLE.items()}


def test_neither_update_nor_delete_gets_past_the_database(rows: dict[Any, Any]) -> None:
    for chosen, change in rows.values():
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            chosen.update(**change)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            chosen._raw_delete(chosen.db)


def test_what_one_person_did_is_never_put_down_to_another(rows: dict[Any, Any]) -> None:
    other = User.objects.create_user("somebody-else")
    for chosen, _change in rows.values():
        column = PEOPLE[chosen.model._meta.db_table]
        for before in ("somebody", "nobody"):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                chosen.update(**{column: other.pk})
            if before == "somebody":
                chosen.update(**{column: F(column)})  # which changes nothing
                chosen.update(**{column: None})
        assert not chosen.exclude(**{column: None}).exists()


def test_a_deleted_account_leaves_the_name_in_the_record(rows: dict[Any, Any], chief: User) -> None:
    names = list(Record.objects.values_list("by_name", flat=True))
    Article.objects.update(author=None, last_editor=None)
    chief.delete()
    signer().delete()
    assert list(Record.objects.values_list("by_name", flat=True)) == names
    assert not Record.objects.exclude(by=None).exists()


def test_maintenance_opens_the_door_and_shuts_it(rows: dict[Any, Any]) -> None:
    records, _change = rows[Record]
    with maintenance("retention"):
        records._raw_delete(records.db)
    assert not records.exists()
    revisions, _change = rows[Revision]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        revisions._raw_delete(revisions.db)


@pytest.mark.django_db(transaction=True)
def test_triggers_come_back_with_the_next_migrate() -> None:
    with connection.cursor() as cursor:
        on = " ON news_record" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER news_record_no_update{on}")
    assert installed(connection) != trigger_names()
    call_command("migrate", verbosity=0, interactive=False)
    assert installed(connection) == trigger_names()
    install("default")
    assert installed(connection) == trigger_names()
