"""POST /hits/: what a page's report is answered, without a query and without a cookie."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from news.editorial import hits
from news.models import Article
from tests.rules.test_hits import CHROME

OWN = {"sec-fetch-site": "same-origin", "user-agent": CHROME}


def tell(reader: Client, body: str | bytes = "5", headers: dict[str, str] = OWN, **extra: Any) -> int:
    return reader.post("/hits/", body, content_type="text/plain;charset=UTF-8", headers=headers, **extra).status_code


def spooled() -> list[str]:
    file = hits.spool() / "now.log"
    return [line.split()[1] for line in file.read_text().splitlines()] if file.exists() else []


def test_a_report_is_kept_without_asking_the_database(reader: Client) -> None:  # no `db`: a query would fail
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/hits/", "12", content_type="text/plain;charset=UTF-8", headers=OWN)
    assert (answer.status_code, answer.content, dict(strict.cookies)) == (204, b"", {})
    assert spooled() == ["12"]
    assert tell(reader, "13", {"origin": "https://news.example", "user-agent": CHROME}) == 204
    assert tell(reader, "14", {"origin": "http://testserver", "user-agent": CHROME}) == 204
    assert spooled() == ["12", "13", "14"]


def test_the_same_reader_counts_once(reader: Client, settings: Any) -> None:
    assert [tell(reader), tell(reader), tell(reader, "6")] == [204, 204, 204]
    assert tell(reader, REMOTE_ADDR="192.0.2.9") == 204
    assert spooled() == ["5", "6", "5"]
    settings.HITS_AGAIN_AFTER = 0
    assert tell(reader) == 204
    assert len(spooled()) == 4


def test_a_program_is_thanked_and_not_counted(reader: Client) -> None:
    assert tell(reader, headers={**OWN, "user-agent": "Mozilla/5.0 (compatible; Baiduspider/2.0)"}) == 204
    assert spooled() == []


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("5", {"sec-fetch-site": "cross-site"}, 403),
        ("5", {"origin": "https://other.example"}, 403),
        ("5", {}, 403),
        ("", OWN, 400),
        ("five", OWN, 400),
        ("0", OWN, 400),
        ("5" * 33, OWN, 413),
        ("5" * 1_000_000, OWN, 413),
        ("5", {**OWN, "content-length": "x"}, 400),
    ],
)
def test_anything_else_is_refused(reader: Client, body: str, headers: dict[str, str], status: int) -> None:
    assert tell(reader, body, headers) == status
    assert spooled() == []


def test_only_post(reader: Client) -> None:
    assert reader.get("/hits/", headers=OWN).status_code == 405


def test_a_flood_from_one_address_is_stopped(reader: Client, settings: Any) -> None:
    settings.HITS_PER_MINUTE = 3
    answers = [tell(reader, str(number)) for number in range(1, 6)]
    assert answers == [204, 204, 204, 429, 429]
    assert tell(reader, "9", REMOTE_ADDR="192.0.2.9") == 204
    assert spooled() == ["1", "2", "3", "9"]


def test_a_disk_that_refuses_is_said(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as full:
        full.setattr(hits, "SPOOL_MOST", -1)
        assert tell(reader) == 503
    Path(hits.spool() / "now.log").unlink()
    hits.spool().rmdir()
    hits.spool().write_text("a file where the folder should be")
    assert tell(reader, "6") == 503


@pytest.mark.django_db
def test_the_page_names_its_article_and_a_preview_does_not(
    make_article: Callable[..., Article], reader: Client, desk: Client, site: Any
) -> None:
    article = make_article()
    assert f'data-hit="{article.pk}"' in reader.get(article.address).content.decode()
    preview = desk.get(f"/admin/news/article/{article.pk}/preview/").content.decode()
    assert article.title in preview
    assert "data-hit" not in preview
