"""The audit at the desk: what forms and sign-ins write, who reads it, how it is searched and taken out."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.editorial import publication
from news.editorial.audit import note
from news.editorial.review import fast_sign_off, submit
from news.enums import AuditArea
from news.models import Article, AuditEntry, Channel, CheckOverride, FriendLink, Record
from news.reading import audit as trail_module
from news.reading.audit import Search, trail
from tests.conftest import signer
from tests.pictures import picture

pytestmark = pytest.mark.django_db
PAGE = "/admin/audit/"
EXPORT = "/admin/audit/export/"
LINK = {"name": "平原图书馆", "url": "https://library.example/", "position": "1"}


@pytest.fixture
def auditor(db: None) -> Client:
    """A client signed in as somebody who only reads."""
    user = User.objects.create_user("auditor", password="x", last_name="陆", first_name="拾遗", is_staff=True)
    user.groups.add(Group.objects.get(name="auditor"))
    client = Client()
    client.force_login(user)
    return client


def changed(**wanted: Any) -> list[AuditEntry]:
    """Return the entries but for sign-ins, oldest first."""
    return list(AuditEntry.objects.exclude(area=AuditArea.LOGIN).filter(**wanted).order_by("pk"))


def rows_of(answer: Any) -> list[list[str]]:
    """Return the rows of a CSV answer."""
    data = b"".join(answer.streaming_content).decode()
    assert data.startswith("\ufeff")
    return list(csv.reader(io.StringIO(data[1:], newline="")))


# what is written


def test_a_form_tells_what_it_added_changed_and_deleted(desk: Client) -> None:
    desk.post("/admin/news/friendlink/add/", LINK)
    link = FriendLink.objects.get()
    desk.post(f"/admin/news/friendlink/{link.pk}/change/", {**LINK, "name": "河湾图书馆"})
    desk.post(f"/admin/news/friendlink/{link.pk}/change/", {**LINK, "name": "河湾图书馆"})
    desk.post(f"/admin/news/friendlink/{link.pk}/delete/", {"post": "yes"})
    told = changed()
    assert [(entry.act, entry.thing_name, entry.by_name) for entry in told] == [
        ("added", "平原图书馆", "顾青简"),
        ("changed", "河湾图书馆", "顾青简"),
        ("deleted", "河湾图书馆", "顾青简"),
    ]
    assert told[1].changes == {"名称": ["平原图书馆", "河湾图书馆"]}
    assert not LogEntry.objects.exists()


def test_a_channel_saved_through_its_own_verb_is_told_too(desk: Client, yaowen: Channel) -> None:
    data = {"name": "要闻", "slug": "yaowen", "parent": yaowen.parent_id, "position": "10", "list_style": "thumbs"}
    desk.post(f"/admin/news/channel/{yaowen.pk}/change/", data)
    (entry,) = changed()
    assert entry.area == AuditArea.CHANNEL
    assert entry.changes["名称"] == ["本网资讯", "要闻"]


def test_a_refused_deletion_is_not_told(desk: Client, make_article: Callable[..., Article], yaowen: Channel) -> None:
    make_article()
    desk.post(f"/admin/news/channel/{yaowen.pk}/delete/", {"post": "yes"})
    assert Channel.objects.filter(pk=yaowen.pk).exists()
    assert not changed(act="deleted")


def test_a_form_that_was_refused_is_not_told(desk: Client, yaowen: Channel) -> None:
    data = {"name": "", "slug": "yaowen", "parent": yaowen.parent_id, "position": "10", "list_style": "thumbs"}
    desk.post(f"/admin/news/channel/{yaowen.pk}/change/", data)
    assert not changed()


def test_an_uploaded_picture_is_told(desk: Client) -> None:
    desk.post("/admin/news/image/add/", {"pictures": SimpleUploadedFile("一.jpg", picture()), "alt": "街景"})
    (entry,) = changed()
    assert (entry.area, entry.act) == (AuditArea.LIBRARY, "added")


def test_acts_on_a_story_are_recorded_once(desk: Client, make_article: Callable[..., Article]) -> None:
    article = make_article()
    before = AuditEntry.objects.count()
    desk.post(f"/admin/news/article/{article.pk}/act/unpublish/", {"note": "核实数字"})
    assert Record.objects.filter(article=article, verb="unpublish").count() == 1
    assert AuditEntry.objects.count() == before


def test_changing_ones_own_password_is_told_without_it(desk: Client) -> None:
    data = {"old_password": "chief-secret", "new_password1": "Neu-2026-geheim", "new_password2": "Neu-2026-geheim"}
    desk.post("/admin/password_change/", data)
    (entry,) = changed()
    assert (entry.act, entry.changes) == ("password_changed", {})


def test_sign_ins_are_told_with_the_address(client: Client, chief: User) -> None:
    wrong = {"username": "chief", "password": "falsch-geraten"}
    client.post("/admin/login/", wrong, REMOTE_ADDR="192.0.2.7")
    client.post("/admin/login/", {**wrong, "password": "chief-secret"}, REMOTE_ADDR="192.0.2.7")
    client.post("/admin/logout/", REMOTE_ADDR="192.0.2.7")
    told = AuditEntry.objects.order_by("pk").values_list("act", "address", "by_name")
    assert list(told) == [
        ("sign_in_failed", "192.0.2.7", ""),
        ("signed_in", "192.0.2.7", "顾青简"),
        ("signed_out", "192.0.2.7", "顾青简"),
    ]
    assert "falsch" not in str(list(AuditEntry.objects.values()))


def test_a_locked_door_is_told_once_and_opened_by_hand(client: Client, chief: User, root: Client) -> None:
    wrong = {"username": "chief", "password": "falsch"}
    for _turn in range(12):
        client.post("/admin/login/", wrong, REMOTE_ADDR="192.0.2.7")
    acts = list(AuditEntry.objects.filter(by=None).values_list("act", flat=True))
    assert (acts.count("sign_in_failed"), acts.count("locked_out")) == (12, 1)
    right = {"username": "chief", "password": "chief-secret"}
    assert client.post("/admin/login/", right, REMOTE_ADDR="192.0.2.7").status_code == 429
    attempt = AccessAttempt.objects.get()
    assert root.post(f"/admin/axes/accessattempt/{attempt.pk}/delete/", {"post": "yes"}).status_code == 403
    root.post("/admin/axes/accessattempt/", {"action": "let_in_again", "_selected_action": [attempt.pk], "index": "0"})
    assert client.post("/admin/login/", right, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert AuditEntry.objects.get(act="unlocked").thing_name == "chief"


def test_a_flood_of_wrong_passwords_does_not_fill_the_disk(client: Client, db: None) -> None:
    for turn in range(40):
        client.post("/admin/login/", {"username": f"u{turn}", "password": "x"}, REMOTE_ADDR="192.0.2.9")
    assert AuditEntry.objects.count() <= 40  # two minutes may be touched, at 20 each
    assert AuditEntry.objects.count() >= 20


def test_a_deputyship_is_told_once(desk: Client, reporter: User) -> None:
    day = timezone.localdate().isoformat()
    data = {"person": reporter.pk, "level": "first", "starts_on": day, "ends_on": day, "reason": "白老师出差"}
    desk.post("/admin/news/deputy/add/", data)
    assert [(entry.act, entry.thing_name) for entry in changed()] == [("lent", "沈知禾 (reporter)")]


def test_an_account_is_told_once_and_its_history_is_the_audit(root: Client, reporter: User, auditor: Client) -> None:
    answer = root.get(f"/admin/auth/user/{reporter.pk}/history/")
    assert answer.status_code == 302
    note(AuditArea.PERMISSION, "closed", by=None, thing=reporter)
    page = auditor.get(answer["Location"]).content.decode()
    assert "停用账号" in page
    assert "沈知禾" in page


# who reads it, and what it shows


def test_only_those_who_may_read_the_audit(desk: Client, auditor: Client, pen: Client) -> None:
    assert desk.get(PAGE).status_code == 200
    assert auditor.get(PAGE).status_code == 200
    assert pen.get(PAGE).status_code == 403
    assert pen.post(EXPORT).status_code == 403
    assert "/admin/audit/" in desk.get("/admin/").content.decode()
    assert "/admin/audit/" not in pen.get("/admin/").content.decode()


@pytest.mark.parametrize("model", ["auditentry", "record", "reviewrecord", "checkoverride", "revision"])
def test_the_desk_has_no_page_that_deletes_a_record(root: Client, model: str) -> None:
    assert root.get(f"/admin/news/{model}/").status_code == 404
    assert root.get(f"/admin/news/{model}/1/delete/").status_code == 404


def test_stories_settings_and_overrides_stand_in_one_list_newest_first(
    auditor: Client, make_article: Callable[..., Article], chief: User, yaowen: Channel
) -> None:
    article = make_article("滨河夜市", live=False)
    fast_sign_off(article.pk, by=signer(), note="突发，来不及三审")
    note(AuditArea.SETTING, "changed", by=chief, thing_name="备案号", changes={"号码": ["1", "2"]})
    CheckOverride.objects.create(
        article=article,
        revision=article.working_revision,
        checks=["no_origin"],
        by_name="签",
        reason="已电话核实",
        content_hash="x",
    )
    page = auditor.get(PAGE).content.decode()
    body = page[page.index('class="d-audit"') :]
    assert body.index("转载无来源：已电话核实") < body.index("备案号") < body.index("突发，来不及三审")
    assert 'd-flag">快速签发' in body
    assert 'd-flag">放行' in body


def test_the_level_of_a_verdict_is_shown(auditor: Client, make_article: Callable[..., Article]) -> None:
    make_article()
    assert "终审" in auditor.get(PAGE, {"act": "verb:fast"}).content.decode()


def test_each_condition_narrows(make_article: Callable[..., Article], chief: User, reporter: User) -> None:
    one, two = make_article("甲"), make_article("乙")
    note(AuditArea.SETTING, "changed", by=chief, thing_name="备案号")
    note(AuditArea.PERMISSION, "added", by=reporter, thing=reporter, note="实习生")

    def found(**asked: Any) -> list[str]:
        return [f"{line.act} {line.what}" for line in trail(Search(**asked)).lines]

    assert {item.split()[1] for item in found(article=one.pk)} == {"甲"}
    assert all("甲" in item or "乙" in item for item in found(area="article"))
    assert found(area="setting") == ["修改 备案号"]
    assert found(person=reporter.pk) == ["添加 沈知禾 (reporter)"]
    assert found(text="实习") == ["添加 沈知禾 (reporter)"]
    assert found(act="act:changed") == ["修改 备案号"]
    assert len(found(act="verb:fast")) == 2
    assert found(thing=f"auth.user:{reporter.pk}") == ["添加 沈知禾 (reporter)"]
    assert found(article=two.pk, person=reporter.pk) == []
    today = timezone.localdate()
    assert len(found(since=today, until=today)) == len(found())
    assert found(until=today - timedelta(days=1)) == []
    assert found(since=today + timedelta(days=1)) == []


def everything(search: Search, size: int) -> list[tuple[str, int]]:
    """Follow the pages to the end."""
    found, after = [], ""
    for _turn in range(500):
        page = trail(search, after, size)
        found += [(line.source, line.pk) for line in page.lines]
        after = page.after
        if not after:
            return found
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_pages_leave_nothing_out_and_show_nothing_twice(
    make_article: Callable[..., Article], chief: User, size: int
) -> None:
    for turn in range(6):
        make_article(f"稿{turn}")
        note(AuditArea.SETTING, "changed", by=chief, thing_name=f"设置{turn}")
    wanted = {("record", pk) for pk in Record.objects.values_list("pk", flat=True)}
    wanted |= {("entry", pk) for pk in AuditEntry.objects.values_list("pk", flat=True)}
    found = everything(Search(), size)
    assert len(found) == len(set(found))
    assert set(found) == wanted


@pytest.mark.parametrize("scanned", [1, 3, 8])
def test_a_search_for_words_goes_on_in_stretches(
    make_article: Callable[..., Article], chief: User, monkeypatch: pytest.MonkeyPatch, scanned: int
) -> None:
    for turn in range(6):
        make_article(f"稿{turn}")
        note(AuditArea.SETTING, "changed", by=chief, thing_name="要找的" if turn % 3 == 0 else "别的")
    monkeypatch.setattr(trail_module, "SCANNED", scanned)
    found = everything(Search(text="要找的"), 2)
    assert found == [
        ("entry", pk)
        for pk in AuditEntry.objects.filter(thing_name="要找的").order_by("-pk").values_list("pk", flat=True)
    ]
    fast = everything(Search(act="verb:fast"), 2)
    assert [pk for _source, pk in fast] == list(
        Record.objects.filter(verb="fast").order_by("-pk").values_list("pk", flat=True)
    )


def test_the_page_says_how_far_a_search_has_looked(
    auditor: Client, make_article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    for turn in range(4):
        make_article(f"稿{turn}")
    monkeypatch.setattr(trail_module, "SCANNED", 2)
    page = auditor.get(PAGE, {"q": "没有这样的字"}).content.decode()
    assert "已查的这一段里没有符合条件的记录" in page
    assert "更早" in page


@pytest.mark.parametrize(
    "query",
    [
        {"person": "9" * 50},
        {"article": "abc"},
        {"since": "2026-13-40"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"since": "2026-11-22", "until": "2026-11-01"},
        {"area": "x", "act": "verb:x", "thing": "::"},
        {"q": "%_'\\" * 40},
        {"after": "x-y-z"},
        {"after": "9" * 60 + "--"},
        {"act": "act:"},
    ],
)
def test_odd_conditions_are_no_server_error(auditor: Client, query: dict[str, str]) -> None:
    auditor.raise_request_exception = False
    assert auditor.get(PAGE, query).status_code == 200


def test_the_audit_costs_the_same_at_any_size(
    auditor: Client, make_article: Callable[..., Article], chief: User
) -> None:
    article = make_article()
    costs = {}
    for rows in (10, 1000):
        Record.objects.bulk_create(
            Record(article=article, verb="edit", by=chief, by_name="顾青简") for _turn in range(rows)
        )
        AuditEntry.objects.bulk_create(
            AuditEntry(area=AuditArea.SETTING, act="changed", by=chief, by_name="顾青简") for _turn in range(rows)
        )
        for query in ({}, {"q": "顾"}, {"person": chief.pk, "since": "2026-01-01", "until": "2099-01-01"}):
            with CaptureQueriesContext(connection) as seen:
                assert auditor.get(PAGE, query).status_code == 200
            said = [
                item["sql"]
                for item in seen.captured_queries
                if "news_record" in item["sql"] or "news_auditentry" in item["sql"]
            ]
            assert not [sql for sql in said if "COUNT(" in sql.upper() or "OFFSET" in sql.upper()]
            costs[rows, "".join(query)] = len(seen)
    # The shell (session, person, rights, name, tallies) is 7 or so. Records, overrides, entries, people of the filter,
    # verdicts of the page's records.
    assert costs[1000, ""] <= costs[10, ""] <= 13
    # the newest number of each table besides, and where a stretch ends
    assert costs[1000, "q"] <= costs[10, "q"] <= 16
    # both ends of the days in each table
    assert costs[1000, "personsinceuntil"] <= costs[10, "personsinceuntil"] <= 19


# taken out


def test_the_export_escapes_formulas_and_is_told(
    auditor: Client, make_article: Callable[..., Article], chief: User
) -> None:
    article = make_article(live=False)
    submit(article.pk, by=chief, note='=HYPERLINK("http://evil.example")')
    note(AuditArea.SETTING, "changed", by=chief, thing_name="＝1+1", changes={"号码": ["1", "2"]})
    answer = auditor.post(EXPORT)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    head, *rows = rows_of(answer)
    assert head[:4] == ["时间", "操作人", "类别", "操作"]
    cells = [cell for row in rows for cell in row]
    assert '\'=HYPERLINK("http://evil.example")' in cells
    assert "'＝1+1" in cells
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@＝＋－＠"))]
    assert "号码：1 → 2" in cells
    told = AuditEntry.objects.get(act="exported")
    assert (told.by_name, told.thing_name) == ("陆拾遗", "审计日志")


def test_the_export_is_what_was_searched_in_the_newsrooms_time(auditor: Client, chief: User) -> None:
    note(AuditArea.SETTING, "changed", by=chief, thing_name="备案号")
    note(AuditArea.PERMISSION, "changed", by=chief, thing_name="别的")
    _head, *rows = rows_of(auditor.post(f"{EXPORT}?area=setting&act=act:changed"))
    assert [row[5] for row in rows] == ["备案号"]
    entry = AuditEntry.objects.get(thing_name="备案号")
    assert rows[0][0] == timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")
    assert "area=setting" in AuditEntry.objects.get(act="exported").note


def test_the_export_is_bounded_and_says_so(auditor: Client, chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.admin.audit.MAX_ROWS", 7)
    monkeypatch.setattr("news.admin.audit.CHUNK", 3)
    for turn in range(20):
        note(AuditArea.SETTING, "changed", by=chief, thing_name=f"设置{turn}")
    rows = rows_of(auditor.post(EXPORT))
    assert len(rows) == 1 + 7 + 1
    assert "仅导出最新 7 条" in rows[-1][0]


def test_an_export_is_never_a_link(auditor: Client) -> None:
    assert auditor.get(EXPORT).status_code == 302
    assert not AuditEntry.objects.filter(act="exported").exists()


# the recycle bin


def test_the_bin_says_who_deleted_and_when(desk: Client, make_article: Callable[..., Article]) -> None:
    made, costs = 0, []
    for rows in (1, 30):
        while made < rows:
            publication.delete(make_article(f"扔掉{made}", live=False).pk, by=signer())
            made += 1
        desk.get("/admin/news/article/?state=deleted")
        with CaptureQueriesContext(connection) as seen:  # as the list, and one for who deleted
            page = desk.get("/admin/news/article/?state=deleted").content.decode()
        costs.append(len(seen))
    with CaptureQueriesContext(connection) as seen:
        desk.get("/admin/news/article/")
    assert costs == [len(seen) + 1] * 2
    record = Record.objects.filter(verb="delete").latest("pk")
    assert "删除人" in page
    assert timezone.localtime(record.at).strftime("%Y-%m-%d %H:%M") in page


def test_an_author_takes_the_own_draft_out_of_the_bin(
    pen: Client, reporter: User, typed: Callable[..., dict[str, Any]]
) -> None:
    pen.post("/admin/news/article/add/", typed())
    article = Article.objects.get()
    pen.post(f"/admin/news/article/{article.pk}/act/delete/")
    article.refresh_from_db()
    assert article.deleted_at
    page = pen.get("/admin/news/article/?state=deleted").content.decode()
    assert article.desk_title in page
    pen.post(f"/admin/news/article/{article.pk}/act/undelete/")
    article.refresh_from_db()
    assert article.deleted_at is None
