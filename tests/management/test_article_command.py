"""`manage.py article`: the desk's door for scripts."""

import io
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from news.editorial.review import fast_sign_off
from news.models import Article, Channel, Record
from tests.conftest import put_out, signer

pytestmark = pytest.mark.django_db


class Answer:
    """Exit status, last stdout line as JSON, stderr."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.err = code, err.strip()
        lines = out.strip().splitlines()
        self.json: dict[str, Any] = json.loads(lines[-1]) if lines else {}


@pytest.fixture
def article(capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Return a function that runs the command with words as in a shell."""

    def do(*words: str) -> Answer:
        capsys.readouterr()
        code = 0
        try:
            call_command("article", *words)
        except SystemExit as stop:
            code = int(stop.code or 0)
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    return do


def test_from_draft_to_withdrawal(
    article: Callable[..., Answer], chief: User, yaowen: Channel, tmp_path: Path
) -> None:
    body = tmp_path / "body.html"
    body.write_text("<p>正文<script>x</script></p>")
    made = article(
        "create",
        "--channel",
        "news/yaowen",
        "--title",
        "脚本稿",
        "--body-file",
        str(body),
        "--by",
        "chief",
        "--editor",
        "白露行",
    )
    assert made.code == 0
    assert set(made.json) == {"id", "address", "publication", "review", "revision", "hash"}
    assert (made.json["address"], made.json["publication"], made.json["review"], made.json["revision"]) == (
        "",
        "never",
        "draft",
        1,
    )
    number = str(made.json["id"])
    live = article("sign_off", number, "--fast", "--publish", "--note", "急稿", "--by", signer().username)
    assert (live.json["publication"], live.json["hash"]) == ("live", made.json["hash"])
    assert live.json["address"].endswith(f"/{number}.html")
    assert Article.objects.get().body == "<p>正文</p>"
    edited = article("edit", number, "--by", "chief", "--title", "改过")
    assert (edited.json["publication"], edited.json["review"], edited.json["revision"]) == ("live", "draft", 2)
    assert Article.objects.get().title == "脚本稿"
    refused = article("correct", number, "--by", "chief", "--note", "数字有误", "--publish")
    assert refused.code == 1  # somebody's unfinished text must not go out with a correction
    put_out(int(number))
    assert article("correct", number, "--by", "chief", "--note", "数字有误", "--publish").code == 1  # own text
    fixed = article("correct", number, "--by", "chief", "--note", "数字有误")
    assert (fixed.json["review"], Article.objects.get().correction) == ("draft", "")
    put_out(int(number))
    assert Article.objects.get().correction == "数字有误"
    assert article("unpublish", number, "--by", "chief", "--note", "x").json["publication"] == "unpublished"
    assert article("restore", number, "--by", "chief").json["publication"] == "live"
    assert article("retract", number, "--by", "chief", "--note", "失实").json["publication"] == "retracted"
    assert article("restore", number, "--by", "chief").json["review"] == "draft"
    assert article("restore", number, "--revision", "1", "--by", "chief").json["revision"] == 4
    assert Article.objects.get().working_revision.snapshot.correction == "数字有误"
    assert article("delete", number, "--by", "chief").json["publication"] == "deleted"
    assert article("restore", number, "--deleted", "--by", "chief").json["publication"] == "retracted"
    assert article("show", number, "--by", "chief").json["id"] == int(number)
    verbs = list(Record.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[0] == "create"
    assert verbs[-1] == "undelete"


def test_a_link_out_is_made_and_changed_by_script(
    article: Callable[..., Answer], chief: User, yaowen: Channel
) -> None:
    """The kind decides what the text needs: a link-out goes out without words of its own, never without its address."""
    words = ("--channel", "news/yaowen", "--body", "", "--by", "chief")
    made = article(
        "create", *words, "--title", "别处的长文", "--kind", "link", "--link", "https://library.example/long"
    )
    assert made.code == 0, made.err
    row = Article.objects.get(pk=made.json["id"])
    working = row.working_revision
    assert working is not None
    text = working.snapshot
    assert (row.desk_kind, text.kind, text.link) == ("link", "link", "https://library.example/long")
    changed = article("edit", str(row.pk), "--kind", "video", "--link", "https://video.example/v/1", "--by", "chief")
    assert changed.code == 0, changed.err
    row.refresh_from_db()
    working = row.working_revision
    assert working is not None
    assert (working.snapshot.kind, working.snapshot.link) == ("video", "https://video.example/v/1")
    refused = article("edit", str(row.pk), "--link", "javascript:alert(1)", "--by", "chief")
    assert (refused.code, refused.json) == (1, {})
    assert refused.err
    with pytest.raises((CommandError, SystemExit)):
        call_command("article", "create", *words, "--title", "诗", "--kind", "poem")


@pytest.mark.parametrize("fault", [{"kind": "poem"}, {"kind": "link", "link": "ftp://files.example/"}])
def test_a_batch_line_with_a_wrong_kind_or_link_is_refused(
    chief: User, yaowen: Channel, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, str],
) -> None:  # fmt: skip
    line = {"verb": "create", "channel": "news/yaowen", "title": "批量稿", "body": "<p>文</p>", "by": "chief"} | fault
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(line)))
    call_command("article", "batch")
    answer = json.loads(capsys.readouterr().out)
    assert not answer["ok"]
    assert "Error" not in answer["refused"]  # a sentence, not the name of an exception
    assert not Article.objects.exists()


def test_schedule_is_public_at_its_time(article: Callable[..., Answer], chief: User, make_article: Any) -> None:
    draft = make_article(live=False)
    due = timezone.localtime() + timedelta(days=2)
    assert article("schedule", str(draft.pk), "--by", "chief", "--at", due.isoformat()).code == 1  # not signed off
    fast_sign_off(draft.pk, by=signer(), note="急稿")
    answer = article("schedule", str(draft.pk), "--by", "chief", "--at", due.strftime("%Y-%m-%dT%H:%M"))
    assert answer.json["publication"] == "scheduled"
    assert Article.objects.get().published_at == due.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    "words",
    [
        ("publish", "999", "--by", "chief"),
        ("show", "1", "--by", "nobody"),
        ("create", "--channel", "nowhere", "--title", "x", "--body", "y", "--by", "chief"),
        ("create", "--channel", "news/yaowen", "--title", "x", "--body-file", "/nonexistent", "--by", "chief"),
        ("create", "--channel", "news/yaowen", "--title", "x", "--body", "y", "--editor", "管理员", "--by", "chief"),
        ("create", "--channel", "news/yaowen", "--title", "x", "--body", "y", "--publish", "--by", "reporter"),
        ("schedule", "1", "--by", "chief"),
        ("publish", "1", "--by", "chief", "--at", "bald"),
    ],
)
def test_refusal_is_one_line_and_exit_1(
    article: Callable[..., Answer], chief: User, reporter: User, yaowen: Channel, words: tuple[str, ...]
) -> None:
    answer = article(*words)
    assert answer.code == 1
    assert len(answer.err.splitlines()) == 1
    assert not answer.err.isascii()
    assert not answer.json


@pytest.mark.parametrize(
    "words", [("fly", "1", "--by", "chief"), ("publish", "one", "--by", "chief"), ("publish", "1"), ()]
)
def test_wrong_usage(words: tuple[str, ...]) -> None:
    with pytest.raises((CommandError, SystemExit)):
        call_command("article", *words)


def test_batch_answers_each_line_and_goes_on_after_a_refusal(
    chief: User, yaowen: Channel, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        {
            "verb": "create",
            "channel": "news/yaowen",
            "title": "批量稿",
            "body": "<p>文</p>",
            "by": "chief",
            "reprint": True,
            "source": "甲报",
        },
        {"verb": "publish", "id": 10**9, "by": "chief"},
        {"verb": "publish", "id": "1", "by": "chief"},
        {"verb": "fly", "id": 1, "by": "chief"},
        {"verb": "restore", "id": 1, "by": "chief", "revision": "x"},
    ]
    text = "\n".join([*(json.dumps(line) for line in lines), "not json", ""])
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    call_command("article", "batch")
    answers = [json.loads(line) for line in capsys.readouterr().out.strip().splitlines()]
    assert [answer["ok"] for answer in answers] == [True, False, False, False, False, False]
    assert all(answer["refused"] for answer in answers[1:])
    assert Article.objects.get().review == "draft"
