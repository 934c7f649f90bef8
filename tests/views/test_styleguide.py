"""The style guide shows every component, and only developers get it."""

from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client

from news.models import SiteIdentity
from news.views.styleguide import AROUND, shelves

pytestmark = pytest.mark.django_db
FOLDER = project.BASE_DIR / "templates/components"


def components() -> set[str]:
    return {str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.rglob("*.html")}


def test_every_component_is_shown_and_states_its_props_first() -> None:
    shown = shelves()
    assert {shelf.name for shelf in shown} | set(AROUND) == components()
    for name in components():
        first = (FOLDER / f"{name}.html").read_text(encoding="utf-8").split("\n", 1)[0]
        assert first.startswith(f"{{# components/{name}.html: "), name
        assert first.endswith("#}"), name


def test_it_is_there_in_debug_only(site: SiteIdentity, reader: Client, settings: Any) -> None:
    assert reader.get("/styleguide/").status_code == 404
    settings.DEBUG = True
    page = reader.get("/styleguide/").content.decode()
    assert "样式手册" in page
    assert page.count('<section class="band band--rule" aria-labelledby="c') == len(components()) - len(AROUND)
