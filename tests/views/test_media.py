"""/media/ without nginx."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def stored(settings: Any) -> bytes:
    root = Path(settings.MEDIA_ROOT)
    (root / "images").mkdir(parents=True)
    (root / "images/a.jpg").write_bytes(bytes(range(200)))
    (root / "images/page.html").write_bytes(b"<script>alert(1)</script>")
    (root.parent / "secret_key").write_text("geheim")
    return bytes(range(200))


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_file_comes_whole_with_its_own_policy(reader: Client, stored: bytes) -> None:
    answer = reader.get("/media/images/a.jpg")
    assert (answer.status_code, body(answer)) == (200, stored)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in answer.headers["Cache-Control"]
    assert reader.get("/media/images/a.jpg", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-9", 206, 0, 9),
        ("bytes=190-", 206, 190, 199),
        ("bytes=-5", 206, 195, 199),
        ("bytes=150-999", 206, 150, 199),
        ("bytes=200-", 416, 0, 0),
        ("bytes=9-3", 416, 0, 0),
        ("bytes=x", 416, 0, 0),
        ("bytes=0-1,5-6", 200, 0, 199),
        ("lines=1", 200, 0, 199),
    ],
)
def test_ranges(reader: Client, stored: bytes, asked: str, status: int, first: int, last: int) -> None:
    answer = reader.get("/media/images/a.jpg", headers={"Range": asked})
    assert answer.status_code == status
    if status == 206:
        assert answer.headers["Content-Range"] == f"bytes {first}-{last}/200"
    if status != 416:
        assert body(answer) == stored[first : last + 1]


def test_what_is_not_a_picture_is_a_download(reader: Client, stored: bytes) -> None:
    assert reader.get("/media/images/page.html").headers["Content-Disposition"].startswith("attachment")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["../secret_key", "images/../../secret_key", "images", "nothing.jpg", "%2e%2e/secret_key"]
)
def test_nothing_outside_the_folder_is_served(reader: Client, stored: bytes, path: str) -> None:
    assert reader.get(f"/media/{path}").status_code == 404
