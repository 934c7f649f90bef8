"""The whole workflow from a script: `manage.py article` and `article batch`, by people with different roles."""

import io
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone, translation

from news.editorial.channels import save_channel
from news.models import Article, Channel, Record, ReviewRecord
from tests.newsroom import person

pytestmark = pytest.mark.django_db
Batch = Callable[..., list[dict[str, Any]]]
KEYS = {"ok", "id", "address", "publication", "review", "revision", "hash"}


@pytest.fixture(autouse=True)
def people(reporter: User) -> None:
    """One of each role."""
    for name in ("reporter2", "first", "second", "final", "chief", "auditor"):
        person(name)


@pytest.fixture
def batch(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Batch:
    """Return a function that sends lines to `article batch` and returns the answers."""

    def send(*lines: dict[str, Any]) -> list[dict[str, Any]]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(json.dumps(line) + "\n" for line in lines)))
        capsys.readouterr()
        call_command("article", "batch")
        answers = [json.loads(line) for line in capsys.readouterr().out.strip().splitlines()]
        assert len(answers) == len(lines)
        for answer in answers:
            assert set(answer) == (KEYS if answer["ok"] else {"ok", "refused"})
            assert answer["ok"] or (answer["refused"] and "\n" not in answer["refused"])
        return answers

    return send


@pytest.fixture
def number(batch: Batch, yaowen: Channel) -> int:
    """A new story of the reporter in a channel with three levels."""
    (made,) = batch(
        {"verb": "create", "channel": "news/yaowen", "title": "早市搬迁", "body": "<p>文</p>", "by": "reporter"}
    )
    assert (made["publication"], made["review"], made["revision"]) == ("never", "draft", 1)
    return int(made["id"])


def refusals(answers: list[dict[str, Any]]) -> list[bool]:
    return [not answer["ok"] for answer in answers]


def test_three_levels_submit_pass_pass_sign_off(batch: Batch, number: int) -> None:
    answers = batch(
        {"verb": "submit", "id": number, "by": "reporter"},
        {"verb": "pass", "id": number, "by": "first"},
        {"verb": "pass", "id": number, "by": "second", "note": "数字已核"},
        {"verb": "pass", "id": number, "by": "final"},
        {"verb": "sign_off", "id": number, "by": "final", "publish": True},
    )
    assert refusals(answers) == [False, False, False, True, False]
    assert "use sign_off" in answers[3]["refused"]
    assert [answer["review"] for answer in answers if answer["ok"]] == ["submitted", "first", "second", "signed_off"]
    assert answers[-1]["publication"] == "live"
    assert answers[-1]["address"].endswith(f"/{number}.html")
    assert len({answer["hash"] for answer in answers if answer["ok"]}) == 1


def test_the_refusal_of_pass_at_the_last_level_names_sign_off_in_every_language(batch: Batch, number: int) -> None:
    batch(
        {"verb": "submit", "id": number, "by": "reporter"},
        {"verb": "pass", "id": number, "by": "first"},
        {"verb": "pass", "id": number, "by": "second"},
    )
    for language in ("zh-hans", "en"):
        with translation.override(language):
            (answer,) = batch({"verb": "pass", "id": number, "by": "chief"})
            assert "use sign_off" in answer["refused"]


def test_one_level_submit_sign_off(batch: Batch) -> None:
    save_channel(Channel(slug="kuaixun", name="快讯", review_levels=1))
    (made,) = batch(
        {"verb": "create", "channel": "kuaixun", "title": "快讯", "body": "<p>x</p>", "by": "reporter", "submit": True}
    )
    assert made["review"] == "submitted"
    answers = batch(
        {"verb": "pass", "id": made["id"], "by": "first"},
        {"verb": "sign_off", "id": made["id"], "by": "final"},
        {"verb": "publish", "id": made["id"], "by": "final"},
    )
    assert refusals(answers) == [True, False, False]
    assert "use sign_off" in answers[0]["refused"]
    assert (answers[1]["publication"], answers[2]["publication"]) == ("never", "live")


def test_nobody_signs_off_their_own_text_from_a_script_either(batch: Batch, yaowen: Channel) -> None:
    person("root", superuser=True)
    for author in ("chief", "root"):
        (made,) = batch(
            {"verb": "create", "channel": "news/yaowen", "title": "自己的稿", "body": "<p>x</p>", "by": author}
        )
        answers = batch(
            {"verb": "sign_off", "id": made["id"], "by": author, "fast": True, "note": "急"},
            {"verb": "submit", "id": made["id"], "by": author},
            {"verb": "pass", "id": made["id"], "by": author},
            {"verb": "sign_off", "id": made["id"], "by": author},
            {"verb": "publish", "id": made["id"], "by": author},
        )
        assert refusals(answers) == [True, False, True, True, True]
        assert Article.objects.get(pk=made["id"]).publication() == "never"


def test_returned_and_sent_again(batch: Batch, number: int) -> None:
    answers = batch(
        {"verb": "submit", "id": number, "by": "reporter"},
        {"verb": "return", "id": number, "by": "first"},
        {"verb": "return", "id": number, "by": "first", "note": "导语太长"},
        {"verb": "edit", "id": number, "by": "reporter", "title": "早市搬到河边"},
        {"verb": "submit", "id": number, "by": "reporter"},
        {"verb": "edit", "id": number, "by": "reporter", "title": "还想改"},
        {"verb": "withdraw", "id": number, "by": "reporter2"},
        {"verb": "withdraw", "id": number, "by": "reporter"},
    )
    assert refusals(answers) == [False, True, False, False, False, True, True, False]
    assert answers[2]["review"] == "draft"
    assert (answers[-1]["review"], answers[-1]["revision"]) == ("draft", 2)


def test_returned_to_an_earlier_level(batch: Batch, number: int) -> None:
    answers = batch(
        {"verb": "submit", "id": number, "by": "reporter"},
        {"verb": "pass", "id": number, "by": "first"},
        {"verb": "pass", "id": number, "by": "second"},
        {"verb": "return", "id": number, "by": "final", "to": "second", "note": "再看第三段"},
        {"verb": "return", "id": number, "by": "second", "to": "final", "note": "x"},
        {"verb": "return", "id": number, "by": "second", "to": "somewhere", "note": "x"},
        {"verb": "pass", "id": number, "by": "second", "title": "早市搬迁首日"},
        {"verb": "sign_off", "id": number, "by": "final"},
    )
    assert refusals(answers) == [False, False, False, False, True, True, False, False]
    assert answers[3]["review"] == "first"
    row = ReviewRecord.objects.filter(level="second").latest("pk")
    assert (row.verdict, row.base is not None) == ("amend", True)


def test_scheduled_withheld_released_published(batch: Batch, number: int) -> None:
    due = (timezone.now() + timedelta(days=1)).isoformat(timespec="seconds")
    answers = batch(
        {"verb": "submit", "id": number, "by": "reporter"},
        {"verb": "pass", "id": number, "by": "first"},
        {"verb": "pass", "id": number, "by": "second"},
        {"verb": "sign_off", "id": number, "by": "final", "at": due},
        {"verb": "withhold", "id": number, "by": "final", "note": "等通知"},
        {"verb": "publish", "id": number, "by": "final"},
        {"verb": "release", "id": number, "by": "final"},
        {"verb": "publish", "id": number, "by": "final"},
    )
    assert refusals(answers) == [False] * 5 + [True, False, False]
    assert [answer.get("publication") for answer in answers[3:]] == ["scheduled", "never", None, "never", "live"]
    assert [answer.get("review") for answer in answers[3:5]] == ["signed_off", "withheld"]


def test_a_correction_of_a_live_story_swaps_at_sign_off(batch: Batch, number: int) -> None:
    batch({"verb": "sign_off", "id": number, "by": "chief", "fast": True, "note": "突发", "publish": True})
    answers = batch(
        {"verb": "correct", "id": number, "by": "reporter", "note": "地点有误，现予更正。", "submit": True},
        {"verb": "pass", "id": number, "by": "first"},
        {"verb": "pass", "id": number, "by": "second"},
    )
    assert refusals(answers) == [False] * 3
    assert Article.objects.live().get().correction == ""
    (signed,) = batch({"verb": "sign_off", "id": number, "by": "final"})
    assert (signed["publication"], Article.objects.live().get().correction) == ("live", "地点有误，现予更正。")


def test_embargo_fast_lane_rejection_and_old_versions(batch: Batch, number: int) -> None:
    until = (timezone.now() + timedelta(hours=5)).isoformat(timespec="seconds")
    answers = batch(
        {"verb": "embargo", "id": number, "by": "reporter", "at": until},
        {"verb": "sign_off", "id": number, "by": "chief", "fast": True, "publish": True, "note": "突发"},
        {"verb": "sign_off", "id": number, "by": "chief", "fast": True},
        {"verb": "embargo", "id": number, "by": "reporter"},
        {"verb": "embargo", "id": number, "by": "final"},
        {"verb": "sign_off", "id": number, "by": "chief", "fast": True, "publish": True, "note": "突发"},
        {"verb": "edit", "id": number, "by": "reporter", "title": "第二版"},
        {"verb": "submit", "id": number, "by": "reporter", "urgent": True},
        {"verb": "reject", "id": number, "by": "first", "note": "不必再发"},
        {"verb": "restore", "id": number, "by": "final"},
        {"verb": "restore", "id": number, "revision": 1, "by": "reporter"},
        {"verb": "unpublish", "id": number, "by": "reporter", "note": "x"},
        {"verb": "retract", "id": number, "by": "final", "note": "内容失实"},
        {"verb": "delete", "id": number, "by": "final"},
        {"verb": "restore", "id": number, "deleted": True, "by": "final"},
    )
    assert refusals(answers) == [False, True, True, True] + [False] * 7 + [True] + [False] * 3
    assert (answers[10]["revision"], answers[-1]["publication"], answers[-1]["review"]) == (3, "retracted", "none")


@pytest.mark.parametrize(
    "line",
    [
        {"verb": "pass"},
        {"verb": "sign_off", "at": "soon"},
        {"verb": "sign_off", "fast": True},
        {"verb": "sign_off", "fast": True, "note": "x", "at": "9999-12-31T23:59:59+00:00"},
        {"verb": "sign_off", "fast": True, "note": "x", "at": "2000-01-01T00:00:00+08:00"},
        {"verb": "return", "note": 5},
        {"verb": "return", "note": "\x00"},
        {"verb": "embargo", "at": "9999-12-31T23:59:59+00:00"},
        {"verb": "pass", "title": ["x"]},
        {"verb": "submit", "id": None},
        {"verb": "submit", "id": True},
        {"verb": "submit", "id": 2**80},
        {"verb": "submit", "by": "nobody"},
        {"verb": "submit", "by": None},
        {"verb": "restore", "revision": 99},
    ],
)
def test_odd_lines_are_refused_and_change_nothing(batch: Batch, number: int, line: dict[str, Any]) -> None:
    before = Article.objects.values().get()
    (answer,) = batch({"id": number, "by": "chief", **line})
    assert not answer["ok"]
    assert Article.objects.values().get() == before
    assert Record.objects.count() == 1


def test_each_command_says_one_line_and_its_exit_status(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    words = str(number)
    call_command("article", "submit", words, "--by", "reporter", "--urgent")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["review"] == "submitted"
    assert Article.objects.get().urgent
    with pytest.raises(SystemExit) as stop:
        call_command("article", "sign_off", words, "--by", "final")
    printed = capsys.readouterr()
    assert (stop.value.code, printed.out, len(printed.err.strip().splitlines())) == (1, "", 1)
    call_command("article", "return", words, "--by", "first", "--note", "改")
    call_command("article", "sign_off", words, "--by", "chief", "--fast", "--note", "突发", "--publish")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["publication"] == "live"
