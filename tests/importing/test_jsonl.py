"""`import_articles --format jsonl`, as old systems meet it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from news.editorial.articles import save_revision, snapshot_of_live
from news.editorial.publication import unpublish
from news.models import Article, Channel, Image, Keyword, Redirect, Revision
from tests.pictures import picture

pytestmark = pytest.mark.django_db
LINE: dict[str, Any] = {
    "id": 459367,
    "channel": "news/yaowen",
    "channel_names": ["资讯频道", "本网资讯"],
    "title": "全市城市书房建设推进会召开",
    "body": "<p>河湾网(沈知禾 通讯员 孟听澜)  会议召开。</p><p>◎提高认识。</p>",
    "published_at": "2023-12-21T09:30:00",
}


class Outcome:
    """What a run printed and how it ended."""

    def __init__(self, out: str, err: str, code: int) -> None:
        self.counts = json.loads(out.strip().splitlines()[-1]) if out.strip() else {}
        self.err, self.code = err, code


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Return a function that imports lines (dicts or raw text)."""

    def do(*lines: dict[str, Any] | str, **options: Any) -> Outcome:
        path = tmp_path / "in.jsonl"
        path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
        code = 0
        capsys.readouterr()
        try:
            call_command("import_articles", str(path), format="jsonl", **options)
        except SystemExit as stop:
            code = int(stop.code or 0)
        printed = capsys.readouterr()
        return Outcome(printed.out, printed.err, code)

    return do


def test_line_becomes_a_live_article_at_its_old_address(run: Callable[..., Outcome], reader: Client) -> None:
    outcome = run(LINE)
    assert (outcome.code, outcome.counts) == (0, {"created": 1, "updated": 0, "unchanged": 0, "refused": 0})
    assert reader.get("/news/yaowen/2023-12-21/459367.html").status_code == 200
    assert Channel.objects.get(path="news/yaowen").name == "本网资讯"
    assert not Revision.objects.exists()


def test_again_is_unchanged_and_a_change_updates(run: Callable[..., Outcome]) -> None:
    run(LINE)
    assert run(LINE).counts["unchanged"] == 1
    assert run({**LINE, "title": "改了标题"}).counts["updated"] == 1
    article = Article.objects.get(pk=459367)
    assert (article.title, article.desk_title, Article.objects.count()) == ("改了标题", "改了标题", 1)


def test_what_the_desk_edited_is_left_alone(run: Callable[..., Outcome], chief: User) -> None:
    run(LINE)
    article = Article.objects.get(pk=459367)
    from dataclasses import replace  # noqa: PLC0415 - one test only

    save_revision(article.pk, replace(snapshot_of_live(article), title="编辑改的"), by=chief)
    zero = Revision.objects.get(article=article, number=0)
    assert (zero.author, zero.origin, zero.snapshot.title) == (None, "import", LINE["title"])
    outcome = run({**LINE, "title": "旧系统改的"})
    assert (outcome.code, outcome.counts["unchanged"]) == (0, 1)
    article.refresh_from_db()
    assert (article.title, article.desk_title) == (LINE["title"], "编辑改的")


def test_withdrawn_import_does_not_come_back(run: Callable[..., Outcome], chief: User, reader: Client) -> None:
    run(LINE)
    unpublish(459367, by=chief, note="x")
    run({**LINE, "title": "又来了"})
    assert reader.get("/news/yaowen/2023-12-21/459367.html").status_code == 410


def test_number_of_a_desk_article_is_refused(
    run: Callable[..., Outcome], make_article: Callable[..., Article]
) -> None:
    mine = make_article()
    outcome = run({**LINE, "id": mine.pk}, LINE)
    assert outcome.code == 1
    assert outcome.counts == {"created": 1, "updated": 0, "unchanged": 0, "refused": 1}
    assert outcome.err.startswith("1: ")
    mine.refresh_from_db()
    assert mine.title == "城市书房夜间开放"


def test_without_a_number_channel_title_and_time_identify(run: Callable[..., Outcome]) -> None:
    line = {key: value for key, value in LINE.items() if key != "id"}
    assert run(line).counts["created"] == 1
    assert run(line).counts["unchanged"] == 1
    assert run({**line, "body": "<p>新文</p>"}).counts["updated"] == 1
    assert run({**line, "published_at": "2023-12-22"}).counts["created"] == 1


def test_desk_articles_get_numbers_after_the_imported_ones(
    run: Callable[..., Outcome], make_article: Callable[..., Article]
) -> None:
    run(LINE)
    assert make_article().pk > 459367


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"title": ""}, "title"),
        ({"body": None}, "body"),
        ({"channel": "../x"}, ".."),
        ({"channel": "admin/x"}, "admin"),
        ({"published_at": "昨天"}, "published_at"),
        ({"published_at": "2023-02-30"}, "published_at"),
        ({"id": -1}, "id"),
        ({"id": "1"}, "id"),
        ({"id": True}, "id"),
        ({"id": 2**70}, "id"),
        ({"keywords": "不是列表"}, "keywords"),
        ({"title": 7}, "title"),
        ({"colour": "red"}, "colour"),
        ({"original_url": "javascript:alert(1)"}, "original_url"),
        ({"body": "<p> </p>"}, ""),
        ({"id": 2**63 - 1}, "id"),
        ({"title": "\ud800"}, ""),
        ({"published_at": "9999-12-31T23:59:59Z"}, "published_at"),
        ({"legacy_urls": ["http://[a/b"]}, ""),
        ({"body": '<p>x</p><img src="http://[a/b">'}, ""),
        ({"subtitle": "长" * 200}, ""),
        ({"keywords": ["长" * 200]}, ""),
    ],
)
def test_bad_line_is_refused_alone_with_its_number(
    run: Callable[..., Outcome], change: dict[str, Any], word: str
) -> None:
    outcome = run({**LINE, "id": 5, "title": "好的一行"}, {**LINE, **change})
    assert outcome.code == 1
    assert outcome.counts["created"] == 1
    assert outcome.counts["refused"] == 1
    line = outcome.err.strip().splitlines()[-1]
    assert line.startswith("2: ")
    assert word in line
    assert Article.objects.count() == 1


@pytest.mark.parametrize("text", ["{", "[]", "7", '{"id": 1'])
def test_what_is_not_an_object_is_refused(run: Callable[..., Outcome], text: str) -> None:
    assert run(text).counts["refused"] == 1


def test_placeholder_editor_becomes_empty_with_a_warning(run: Callable[..., Outcome]) -> None:
    outcome = run({**LINE, "editors": ["管理员", "顾青简"]})
    assert (outcome.code, Article.objects.get().editors) == (0, ["顾青简"])
    assert "1: " in outcome.err
    assert "管理员" in outcome.err


def test_local_pictures_come_along_and_remote_ones_are_named(run: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "pics").mkdir()
    (tmp_path / "pics/river.jpg").write_bytes(picture())
    (tmp_path / "pics/fake.jpg").write_text("not a picture")
    body = (
        '<p>文</p><img src="pics/river.jpg" alt="河"><img src="https://far.example/a.jpg"><img src="pics/fake.jpg">'
        '<img src="../../etc/passwd">'
    )
    outcome = run({**LINE, "body": body, "cover": "pics/river.jpg"})
    article, image = Article.objects.get(), Image.objects.get()
    assert article.cover == image
    assert article.body.count("<img") == 1
    assert image.file.url in article.body
    assert outcome.code == 0
    for name in ("https://far.example/a.jpg", "pics/fake.jpg", "../../etc/passwd"):
        assert name in outcome.err


def test_time_without_zone_is_shanghai(run: Callable[..., Outcome]) -> None:
    run({**LINE, "published_at": "2023-12-21 00:10:00"}, {**LINE, "id": 2, "published_at": "2023-12-20T16:10:00Z"})
    first, second = Article.objects.order_by("-pk")
    assert first.published_at == second.published_at
    assert timezone.localtime(first.published_at).isoformat() == "2023-12-21T00:10:00+08:00"


def test_dry_run_says_everything_and_writes_nothing(run: Callable[..., Outcome]) -> None:
    outcome = run(LINE, {**LINE, "title": ""}, dry_run=True)
    assert (outcome.code, outcome.counts) == (1, {"created": 1, "updated": 0, "unchanged": 0, "refused": 1})
    assert not Article.objects.exists()
    assert not Channel.objects.exists()
    assert not Keyword.objects.exists()


def test_import_never_renames_a_channel(run: Callable[..., Outcome], yaowen: Channel) -> None:
    run({**LINE, "channel_names": ["别名", "别名二"]})
    assert list(Channel.objects.order_by("path").values_list("name", flat=True)) == ["资讯频道", "本网资讯"]


def test_byline_keywords_and_old_addresses(run: Callable[..., Outcome]) -> None:
    run(
        {
            **LINE, "reporters": ["沈知禾"], "correspondents": ["孟听澜"], "keywords": ["书房", "ＡＩ"], "original": False,
            "source": "淮海晚讯", "legacy_urls": ["http://old.example/html/1.html?x=1", "/html/2.html"],
        }
    )  # fmt: skip
    article = Article.objects.get()
    assert [(item["role"], item["name"]) for item in article.byline] == [
        ("reporter", "沈知禾"),
        ("correspondent", "孟听澜"),
    ]
    assert [row.tag.name for row in article.keywordings.order_by("position")] == ["书房", "AI"]
    assert article.origin == "reprint"
    assert set(Redirect.objects.values_list("old_path", flat=True)) == {"/html/1.html?x=1", "/html/2.html"}


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00bad"])
def test_unusable_file_exits_2(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SystemExit) as stop:
        call_command("import_articles", str(path), format="jsonl")
    assert stop.value.code == 2


def test_lines_with_and_without_a_number_mix(run: Callable[..., Outcome]) -> None:
    plain = {key: value for key, value in LINE.items() if key != "id"}
    lines = [
        {**LINE, "id": 1},
        {**plain, "title": "无号一"},
        {**LINE, "id": 3, "title": "有号"},
        {**plain, "title": "无号二"},
    ]
    assert run(*lines).counts == {"created": 4, "updated": 0, "unchanged": 0, "refused": 0}


def test_words_before_a_picture_stay_words(run: Callable[..., Outcome]) -> None:
    run({**LINE, "body": '&lt;script&gt;教程&lt;/script&gt;<p>文</p><img src="x.jpg">'})
    assert Article.objects.get().body == "<p>&lt;script&gt;教程&lt;/script&gt;</p><p>文</p>"
