"""`manage.py pages status|purge|warm`."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone

from news.management import warming
from news.models import Article, AuditEntry, Channel, PurgeLine, StoreHost
from news.pagestore.wrapper import PageStore
from news.reading import page_store
from news.reading.page_store import address_tag
from news.views.stored import page_store as around
from tests.conftest import put_out


@pytest.fixture
def store(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PageStore]:
    """The site with an empty store, to which the command speaks."""
    settings.PAGE_STORE, settings.PAGES_DIR = True, tmp_path / "pages"
    settings.SITE_URL, settings.ALLOWED_HOSTS = "http://localhost", ["localhost"]
    page_store.shelf.cache_clear()
    made = around(get_wsgi_application())
    made.follower.follow = lambda: None  # type: ignore[method-assign]
    monkeypatch.setattr(warming, "_application", lambda: made)
    signals = (request_started, request_finished)
    for signal in signals:  # the test's connection stays open
        signal.disconnect(close_old_connections)
    yield made
    for signal in signals:
        signal.connect(close_old_connections)
    page_store.shelf.cache_clear()


def said(*words: str) -> str:
    """Return what the command prints."""
    out = StringIO()
    call_command("pages", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def status() -> dict[str, Any]:
    """Return the last line of the status."""
    return json.loads(said("status", "--json").splitlines()[-1])


@pytest.mark.django_db
def test_warm_keeps_the_front_the_channels_and_the_newest_stories(
    store: PageStore, yaowen: Channel, make_article: Callable[..., Article]
) -> None:
    articles = [make_article(f"第{place}篇") for place in range(3)]
    told = said("warm", "--articles", "2")
    assert "pages are kept" in told
    for address in ("/", yaowen.get_absolute_url(), "/topics/", "/hot/", articles[2].address):
        assert store.has(f"http://localhost{address}"), address
    assert not store.has(f"http://localhost{articles[0].address}")
    make_article("明天的", live=False)
    found = status()
    assert found["pages"] >= 5
    assert found["fragments"] >= 1
    assert not found["late"]


@pytest.mark.django_db
def test_purge_writes_to_the_log_so_that_every_host_drops_the_page(
    store: PageStore, make_article: Callable[..., Article]
) -> None:
    one, other = make_article("一"), make_article("二")
    said("warm")
    assert "1 pages dropped here" in said("purge", "--address", f"http://localhost{one.address}")
    assert store.shelf.get(f"http://localhost{one.address}") is None
    assert store.has(f"http://localhost{other.address}")
    assert PurgeLine.objects.filter(tag=address_tag(one.address)).exists()
    said("purge", "--tag", f"article:{other.pk}")
    assert store.shelf.get(f"http://localhost{other.address}") is None
    assert store.has("http://localhost/mobile/")
    said("purge")
    assert status()["pages"] == 0
    assert AuditEntry.objects.filter(act="pages_dropped", by_name="manage.py pages").count() == 3


@pytest.mark.django_db
def test_an_address_with_chinese_words_is_purged_as_well(
    store: PageStore, make_article: Callable[..., Article]
) -> None:
    make_article("一", keywords=("夜读",))
    list(warming.warm(["/keywords/夜读/"]))
    assert store.has("http://localhost/keywords/夜读/".encode().decode("latin-1"))
    assert "1 pages dropped here" in said("purge", "--address", "/keywords/夜读/")


@pytest.mark.django_db
def test_status_names_what_is_due_and_the_other_hosts(store: PageStore, make_article: Callable[..., Article]) -> None:
    store.catch_up()
    at = timezone.now() + timedelta(hours=2)
    put_out(make_article("傍晚的", live=False).pk, at)
    StoreHost.objects.create(name="b.example:/srv/pages", heard_at=timezone.now() - timedelta(seconds=9), pages=7)
    store.catch_up()
    found = status()
    assert any(item["at"].startswith(f"{at:%Y-%m-%dT%H}"[:10]) for item in found["due"])
    assert found["hosts"] == [{"name": "b.example:/srv/pages", "late": True, "detached": False, "pages": 7}]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("purge", "--address", "about"), 2),
        (("purge", "--tag", "x" * 81), 2),
        (("warm", "--articles", "-1"), 2),
        (("status",), 1),  # nobody has read the log yet
    ],
)
def test_refusals_have_their_exit_code(store: PageStore, words: tuple[str, ...], code: int) -> None:
    with pytest.raises(SystemExit) as refused:
        said(*words)
    assert refused.value.code == code
    assert not AuditEntry.objects.filter(act="pages_dropped").exists()


def test_a_store_that_is_switched_off_says_so(settings: Any) -> None:
    settings.PAGE_STORE = False
    err = StringIO()
    with pytest.raises(SystemExit) as refused:
        call_command("pages", "status", stderr=err)
    assert refused.value.code == 1
    assert "PAGE_STORE" in err.getvalue()
