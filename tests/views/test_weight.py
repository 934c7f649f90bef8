"""What a reader's first page weighs without pictures, compressed as the server in front does it: sizes, no times."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from news.models import Article

STATIC = Path(__file__).resolve().parents[2] / "static"
LEVEL = 5  # deploy/nginx.conf


def squeezed(data: bytes) -> int:
    """Return the compressed length."""
    return len(gzip.compress(data, LEVEL))


def test_all_scripts_and_styles_of_readers_are_small() -> None:
    scripts = {path.name: path.read_bytes() for path in (STATIC / "js").glob("*.js")}
    styles = [path.read_bytes() for path in (STATIC / "css").glob("*.css")]
    assert len(scripts["display.js"]) <= 1024
    assert sum(map(squeezed, scripts.values())) <= 15 * 1024
    assert sum(map(squeezed, styles)) <= 20 * 1024


def weight(client: Client, address: str) -> int:
    """Return the size of a page with all that it links or loads from /static/."""
    page = client.get(address).content
    names = set(re.findall(r'(?:src|href)="/static/([^"]+)"', page.decode()))
    assert {"css/site.css", "css/tokens.css", "js/display.js", "js/site.js"} <= names
    files = [finders.find(name) for name in names]
    assert all(files), names
    return squeezed(page) + sum(squeezed(Path(str(name)).read_bytes()) for name in files)


@pytest.mark.django_db
def test_first_pages_are_light(reader: Client, make_article: Callable[..., Article], site: Any) -> None:
    body = "".join(f"<p>第{n}段，城市书房夜间开放，读者可以一直坐到晚上十点，灯一盏一盏亮着。</p>" for n in range(40))
    made = [
        make_article(
            f"第{n}篇稿件的标题，写得不算太短，也不算太长",
            summary="摘要一句，说明要点。" * 4,
            keywords=("夜市",),
            body=body,
        )
        for n in range(30)
    ]
    assert weight(reader, "/") <= 100 * 1000
    assert weight(reader, made[3].address) <= 60 * 1000


@pytest.mark.django_db
def test_only_the_small_script_holds_up_the_page(reader: Client, make_article: Callable[..., Article]) -> None:
    page = reader.get(make_article().address).content.decode()
    blocking = [tag for tag in re.findall(r"<script src[^>]*>", page) if " defer" not in tag]
    assert len(blocking) == 1
    assert "js/display.js" in blocking[0]
    assert "/js/story.js" in page
