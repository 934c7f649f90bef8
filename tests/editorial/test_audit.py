"""The audit: what is told, what is hidden, how long it stays."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from news.editorial.audit import facts_of, note, note_added, note_changed, note_deleted, remove_old, watched
from news.editorial.previews import make_link, revoke_link
from news.enums import AuditArea
from news.errors import BadInput
from news.models import (
    Article,
    AuditEntry,
    Channel,
    FriendLink,
    Licence,
    Page,
    Record,
    ReviewRecord,
    Robot,
    SiteIdentity,
)

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def aged(days: float, **fields: Any) -> AuditEntry:
    """Return an entry as if it had been written so long ago; the trigger knows no past, so it is put in by hand."""
    entry = AuditEntry(area=AuditArea.LOGIN, act="signed_in", at=timezone.now() - timedelta(days=days), **fields)
    # bulk_create asks auto_now_add too: the time is given through pre_save
    field = AuditEntry._meta.get_field("at")
    field.auto_now_add = False
    try:
        entry.save()
    finally:
        field.auto_now_add = True
    return entry


def test_a_change_is_told_by_label_before_and_after(chief: User, yaowen: Channel) -> None:
    before = facts_of(yaowen)
    Channel.objects.filter(pk=yaowen.pk).update(name="要闻", in_nav=False)
    note_changed(yaowen, before, by=chief)
    entry = AuditEntry.objects.get()
    assert entry.changes == {"名称": ["本网资讯", "要闻"], "在导航中显示": ["是", "否"]}
    assert (entry.by_name, entry.area, entry.act, entry.thing_name) == ("顾青简", "channel", "changed", "要闻")


def test_nothing_changed_is_nothing_told(chief: User, yaowen: Channel) -> None:
    note_changed(yaowen, facts_of(yaowen), by=chief)
    assert not AuditEntry.objects.exists()


def test_what_a_row_said_survives_it(chief: User, db: None) -> None:
    link = FriendLink.objects.create(name="平原图书馆", url="https://library.example/", position=3)
    note_deleted(link, by=chief)
    link.delete()
    entry = AuditEntry.objects.get()
    assert ["https://library.example/", ""] in entry.changes.values()
    assert entry.thing_name == "平原图书馆"


def test_no_password_and_no_webhook_key_is_written_down(chief: User, reporter: User) -> None:
    robot = Robot.objects.create(name="值班群", kind="wecom", url="https://qyapi.weixin.qq.com/x?key=K1", secret="S1")
    note_added(robot, by=chief)
    before = facts_of(robot)
    Robot.objects.update(url="https://qyapi.weixin.qq.com/x?key=K2", secret="S2")
    note_changed(robot, before, by=chief)
    before = facts_of(reporter)
    reporter.set_password("neu-Secret-1")
    reporter.save()
    note_changed(reporter, before, by=chief)
    told = str(list(AuditEntry.objects.values()))
    assert not [word for word in ("K1", "K2", "S1", "S2", "neu-Secret", "md5$") if word in told]
    of_robot, of_person = AuditEntry.objects.filter(act="changed").order_by("pk")
    assert list(of_robot.changes.values()) == [["••••••", "••••••"]] * 2
    assert of_person.changes == {"密码": ["••••••", "••••••"]}


def test_roles_of_an_account_are_told(chief: User, reporter: User) -> None:
    before = facts_of(reporter)
    reporter.groups.add(Group.objects.get(name="first"))
    note_changed(reporter, before, by=chief)
    assert ["reporter", "first、reporter"] in AuditEntry.objects.get().changes.values()


def test_of_a_long_text_the_place_that_changed_is_told(chief: User, db: None) -> None:
    page = Page.objects.create(slug="about", title="关于我们", body="<p>" + "旧" * 3000 + "尾</p>")
    before = facts_of(page)
    Page.objects.update(body="<p>" + "旧" * 3000 + "新的尾</p>")
    note_changed(page, before, by=chief)
    (old, new), *_rest = AuditEntry.objects.get().changes.values()
    assert "新的尾" in new
    assert len(old) < 300
    assert len(new) < 300


def test_watched_rows_put_in_anew_are_changed_not_lost(db: None) -> None:
    Licence.objects.create(kind="icp", number="苏ICP备1号", position=0)
    gone = Licence.objects.create(kind="news", number="许可证2号", position=1)
    with watched([Licence], by=None, by_name="manage.py site load"):
        Licence.objects.all().delete()
        Licence.objects.create(kind="icp", number="苏ICP备1号", position=5)
        Licence.objects.create(kind="police", number="公安3号", position=6)
    told = {(entry.act, entry.thing_name, entry.by_name) for entry in AuditEntry.objects.all()}
    by = "manage.py site load"
    assert told == {
        ("changed", "苏ICP备1号", by),
        ("deleted", str(gone), by),
        ("added", "公安3号", by),
    }


def test_a_command_that_loads_the_site_is_told(tmp_path: Any, site: SiteIdentity) -> None:
    file = tmp_path / "site.json"
    file.write_text('{"name": "河湾新闻网", "phone": "0516-1"}', encoding="utf-8")
    call_command("site", "load", str(file))
    entry = AuditEntry.objects.get()
    assert ["河湾网", "河湾新闻网"] in entry.changes.values()
    assert entry.by_name == "manage.py site load"


def test_preview_links_are_told_with_their_story(make_article: Callable[..., Article], chief: User) -> None:
    article = make_article(live=False)
    link = make_link(article.pk, by=chief, days=3, note="律师")
    revoke_link(link.pk, article_id=article.pk, by=chief)
    revoke_link(link.pk, article_id=article.pk, by=chief)
    told = AuditEntry.objects.filter(thing="news.article", thing_id=str(article.pk)).order_by("pk")
    assert [(entry.act, entry.note) for entry in told] == [("preview_made", "律师"), ("preview_withdrawn", "律师")]


def test_odd_signs_and_addresses_can_be_told(db: None) -> None:
    entry = note(AuditArea.LOGIN, "sign_in_failed", by=None, thing_name="a\x00\ud800" * 200, address="no address")
    entry.refresh_from_db()
    assert "\x00" not in entry.thing_name
    assert (len(entry.thing_name), entry.address) == (200, None)


def test_a_refused_act_leaves_no_entry(chief: User, yaowen: Channel) -> None:
    with transaction.atomic():
        note_added(yaowen, by=chief)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


def test_younger_entries_are_not_removed(closed_door: None) -> None:
    for days in (100, 179, 181, 399, 401):
        aged(days, by_name=str(days))
    with pytest.raises(BadInput, match="180"):
        remove_old(days=179)
    assert AuditEntry.objects.count() == 5
    assert remove_old(days=400) == 1
    assert remove_old(days=180) == 2
    assert set(AuditEntry.objects.values_list("by_name", flat=True)) == {"100", "179"}


def test_nobody_deletes_an_entry_by_another_way(closed_door: None) -> None:
    entry = aged(1000)
    with pytest.raises(TypeError):
        entry.delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all()._raw_delete("default")


def test_retention_is_done_in_batches(closed_door: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.editorial.audit.BATCH", 2)
    for _turn in range(5):
        aged(500)
    assert remove_old(days=400) == 5
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM news_maintenance")
        assert cursor.fetchone() == (0,)


def test_tidy_keeps_the_days_of_the_setting_and_all_records(
    closed_door: None, settings: Any, make_article: Callable[..., Article], capsys: pytest.CaptureFixture[str]
) -> None:
    make_article()
    records = Record.objects.count(), ReviewRecord.objects.count()
    aged(300)
    aged(450)
    old = AccessLog.objects.create(username="a", ip_address="10.0.0.1", user_agent="x", path_info="/")
    AccessLog.objects.filter(pk=old.pk).update(attempt_time=timezone.now() - timedelta(days=401))
    AccessLog.objects.create(username="b", ip_address="10.0.0.1", user_agent="x", path_info="/")
    settings.AUDIT_DAYS = 400
    call_command("tidy")
    assert "Removed 1 entries of the audit" in capsys.readouterr().out
    assert AuditEntry.objects.filter(act="signed_in").count() == 1
    assert list(AccessLog.objects.values_list("username", flat=True)) == ["b"]
    assert (Record.objects.count(), ReviewRecord.objects.count()) == records


def test_tidy_refuses_fewer_days_than_the_law_in_one_line(
    settings: Any, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    settings.AUDIT_DAYS = 90
    aged(200)
    with pytest.raises(SystemExit) as stop:
        call_command("tidy")
    assert stop.value.code == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert AuditEntry.objects.count() == 1


def test_axes_attempts_go_with_the_years(closed_door: None) -> None:
    attempt = AccessAttempt.objects.create(
        username="a", ip_address="10.0.0.1", user_agent="x", failures_since_start=3, path_info="/"
    )
    remove_old(days=400)
    assert AccessAttempt.objects.exists()
    AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=timezone.now() - timedelta(days=401))
    remove_old(days=400)
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("days", ["90", "viele"])
def test_no_start_with_fewer_days_than_the_law(days: str, tmp_path: Any) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "AUDIT_DAYS": days, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.strip().startswith(f"AUDIT_DAYS={days}")
    assert len(done.stderr.strip().splitlines()) == 1
