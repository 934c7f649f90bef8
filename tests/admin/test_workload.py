"""工作量: what a month counts, who sees whose."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.editorial import publication
from news.editorial.articles import create_article
from news.editorial.channels import save_channel
from news.editorial.review import fast_sign_off, send_back, submit
from news.editorial.workload import Part, Work, month_of, workload
from news.enums import BylineRole, Level
from news.models import Article, AuditEntry, Channel
from news.rules.snapshot import Credit, Snapshot
from tests.conftest import put_out, signer

pytestmark = pytest.mark.django_db
PAGE = "/admin/workload/"
Make = Callable[..., Article]


def this_month() -> date:
    """Return the first day of the newsroom's month."""
    return timezone.localdate().replace(day=1)


def works(**more: Any) -> dict[str, Work]:
    """Return the month's rows by name."""
    return {work.name: work for work in workload(this_month(), **more).accounts}


def test_stories_characters_and_pictures_are_the_writers(reporter: User, yaowen: Channel, make_article: Make) -> None:
    body = "<p>河湾 2026 年，共 12 家。</p><figure><img src='/media/a.jpg' alt='甲'></figure>"
    for title in ("一", "二"):
        put_out(create_article(snapshot=Snapshot(title=title, body=body, channel=yaowen.pk), by=reporter).pk)
    make_article("没发的", live=False)
    row = works()["沈知禾"]
    assert row.stories == 2
    assert row.characters == 2 * len("河湾#年，共#家。")
    assert row.pictures == 2 * Article.objects.get(title="一").body.count("<img")
    assert "顾青简" not in works()


def test_a_story_listed_in_several_channels_counts_once(make_article: Make, yaowen: Channel) -> None:
    other = save_channel(Channel(slug="life", name="民生", position=20))
    make_article("到处都有", also_in=(other.pk,))
    assert works()["顾青简"].stories == 1


def test_only_what_readers_see_now_and_saw_first_in_this_month(make_article: Make, chief: User) -> None:
    gone, binned, old, late = (make_article(title) for title in ("下线", "删除", "上月", "下月"))
    publication.unpublish(gone.pk, by=chief, note="核实")
    publication.unpublish(binned.pk, by=chief, note="核实")
    publication.delete(binned.pk, by=chief)
    start, end = month_of(this_month())
    for article, when in ((old, start - timedelta(seconds=1)), (late, end)):
        Article.objects.filter(pk=article.pk).update(first_published_at=when)
        article.listings.update(day=timezone.localtime(when).date())
    assert "顾青简" not in {name for name, work in works().items() if work.stories}
    first = make_article("月初")
    Article.objects.filter(pk=first.pk).update(first_published_at=start)
    first.listings.update(day=this_month())
    assert works()["顾青简"].stories == 1


def test_months_are_those_of_the_newsrooms_clock() -> None:
    start, end = month_of(date(2026, 12, 1))
    assert start == datetime.fromisoformat("2026-12-01T00:00+08:00")
    assert end == datetime.fromisoformat("2027-01-01T00:00+08:00")


def test_names_of_the_byline_count_by_part(make_article: Make) -> None:
    two = (Credit(BylineRole.REPORTER, "沈知禾"), Credit(BylineRole.PHOTOGRAPHER, "沈知禾"))
    make_article("一", byline=two, editors=("何青禾",))
    make_article("二", byline=(Credit(BylineRole.REPORTER, "沈知禾"), Credit(BylineRole.CORRESPONDENT, "李禾")))
    parts = workload(this_month()).parts
    size = works()["顾青简"].characters // 2
    assert parts == [
        Part("沈知禾", "reporter", 2, 2 * size, 0),
        Part("李禾", "correspondent", 1, size, 0),
        Part("沈知禾", "photographer", 1, size, 0),
        Part("何青禾", "editor", 1, size, 0),
    ]


def test_verdicts_count_by_level_with_returns_and_time(make_article: Make, reporter: User, chief: User) -> None:
    make_article("快速签发")
    draft = make_article("退改的", live=False)
    submit(draft.pk, by=chief)
    first = User.objects.create_user("first", last_name="白", is_staff=True)
    first.groups.add(Group.objects.get(name="first"))
    send_back(draft.pk, by=first, note="补采访")
    rows = works()
    assert rows["签"].level(Level.FINAL) == 1
    assert rows["签"].minutes == 0
    assert (rows["白"].returned, rows["白"].verdicts, rows["白"].level(Level.FIRST)) == (1, 1, 0)


def test_a_correction_is_counted_with_its_story(make_article: Make, chief: User) -> None:
    article = make_article()
    publication.correct(article.pk, by=chief, note="人数更正为12人。")
    assert works()["顾青简"].corrected == 0
    fast_sign_off(article.pk, by=signer(), note="更正")
    assert works()["顾青简"].corrected == 1


def test_others_see_only_their_own_row(pen: Client, desk: Client, make_article: Make) -> None:
    make_article(byline=(Credit(BylineRole.REPORTER, "秘书长"),))
    own, all_ = pen.get(PAGE).content.decode(), desk.get(PAGE).content.decode()
    assert "我的本月工作量" in own
    assert "沈知禾" in own
    assert "顾青简</th>" not in own
    assert "秘书长" not in own
    assert "顾青简</th>" in all_
    assert "秘书长" in all_
    answer = pen.post("/admin/workload/export/", {"month": f"{this_month():%Y-%m}"})
    assert "顾青简" not in b"".join(answer.streaming_content).decode()


def test_the_page_says_how_it_counts_and_leads_to_other_months(desk: Client, make_article: Make) -> None:
    make_article()
    page = desk.get(PAGE, {"month": "2026-01"}).content.decode()
    assert "统计口径" in page
    assert "?month=2025-12" in page
    assert "?month=2026-02" in page
    assert "本月还没有写稿或审稿记录" in page


@pytest.mark.parametrize("month", ["", "abc", "2026-13", "2026-00", "0000-01", "9999-12", "２０２６-01", "9" * 400])
def test_odd_months_are_no_server_error(desk: Client, month: str) -> None:
    desk.raise_request_exception = False
    assert desk.get(PAGE, {"month": month}).status_code == 200


def test_the_export_has_both_tables_and_is_told(desk: Client, make_article: Make) -> None:
    make_article("一", byline=(Credit(BylineRole.REPORTER, "=沈知禾"),))
    answer = desk.post("/admin/workload/export/", {"month": f"{this_month():%Y-%m}"})
    data = b"".join(answer.streaming_content).decode()
    assert data.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(data[1:])))
    assert rows[0][:3] == ["账号", "稿件（篇）", "字数"]
    assert [row[:2] for row in rows if row and row[0].startswith("'=")] == [["'=沈知禾", "记者"]]
    assert AuditEntry.objects.get(act="exported").thing_name == f"工作量 {this_month():%Y-%m}"


def test_somebody_without_articles_gets_nothing(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert client.get(PAGE).status_code == 403
    assert client.post("/admin/workload/export/").status_code == 403


def test_the_month_costs_the_same_at_any_size(desk: Client, make_article: Make) -> None:
    made, costs = 0, []
    for rows in (1, 30):
        while made < rows:
            make_article(f"稿{made}")
            made += 1
        desk.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            desk.get(PAGE)
        costs.append(len(seen))
    # the shell; channels, stories, verdicts, names
    assert costs[1] == costs[0] <= 12
