"""The written-down templates say what Django's engine says, for every state of every component and for whole pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import Client

from news.models import Article
from news.reading import compiled
from news.views import showing
from news.views.styleguide import samples

pytestmark = pytest.mark.django_db


def test_every_component_in_every_state(site: Any) -> None:
    seen = set()
    for name, state, props in samples():
        made = compiled.rendering(f"components/{name}.html", props)
        assert made == render_to_string(f"components/{name}.html", props), (name, state)
        seen.add(name)
    assert {"story", "heads", "picture", "block", "calendar", "pager", "tools"} <= {
        name.rsplit("/", 1)[-1] for name in seen
    }


def test_whole_pages(
    reader: Client, make_article: Callable[..., Article], site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "<p>城市书房 &amp; 夜间开放。</p>"
    made = [
        make_article(f"第{n}篇 <b>&", summary="摘要“一”句 & 要点", keywords=("夜市",), body=body, source="淮海晚讯")
        for n in range(25)
    ]
    addresses = ["/", "/news/", "/news/?page=2", made[4].address, f"/news/{made[3].day}/", "/keywords/夜市/", "/hot/"]
    addresses += ["/topics/", "/corrections/", "/sitemap/", "/search/", "/search/?q=书房", "/staff/"]
    written = {address: reader.get(address).content for address in addresses}
    asked = []

    def by_django(name: str, given: dict[str, Any]) -> None:
        asked.append(name)

    monkeypatch.setattr(showing, "rendering", by_django)
    assert written == {address: reader.get(address).content for address in addresses}
    assert {"news/home.html", "news/channel.html", "news/article.html"} <= set(asked)


def test_no_page_without_a_form_is_left_to_django(site: Any) -> None:
    for name in ("home", "channel", "article", "day", "keyword", "hot", "topics", "topic", "series", "search"):
        assert compiled.written(f"news/{name}.html", frozenset({"page", "chrome"})), name
    assert not compiled.written("news/letter.html", frozenset({"page", "chrome"}))  # its form has a token


def test_while_debugging_django_renders(settings: Any) -> None:
    settings.DEBUG = True
    assert compiled.rendering("components/marks.html", {"card": None}) is None
    assert render(HttpRequest(), "components/marks.html", {"card": None}).content.strip() == b""
