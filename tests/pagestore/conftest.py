"""A site with its page store, in one process."""

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from news.pagestore.wrapper import PageStore
from news.reading import page_store
from news.views.stored import page_store as around


@pytest.fixture(scope="session")
def site() -> Any:
    """Django without the store."""
    return get_wsgi_application()


@pytest.fixture
def new_store(site: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], PageStore]:
    """Return a function that puts an empty store around the site; nobody looks into the log but for requests."""
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    monkeypatch.setattr(page_store, "clock", lambda: timezone.now().timestamp())

    def make() -> PageStore:
        settings.PAGES_DIR = Path(mkdtemp(dir=tmp_path))
        page_store.shelf.cache_clear()
        made = around(site)
        made.follower.follow = lambda: None  # type: ignore[method-assign]
        return made

    return make


@pytest.fixture
def store(new_store: Callable[[], PageStore]) -> PageStore:
    """The site with an empty store."""
    return new_store()
