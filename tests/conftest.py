"""What every test stands on: plain static files, quick passwords and pictures, tasks at once, a data folder of its own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client, TransactionTestCase

from news.editorial import readers_seen
from news.editorial.articles import create_article
from news.editorial.channels import save_channel
from news.editorial.review import fast_sign_off
from news.media.encode import OPTIONS
from news.models import Article, Channel, SiteIdentity
from news.models.append_only import DOOR
from news.rules.snapshot import Snapshot
from news.search import words
from tests import snapshots
from tests.pictures import picture


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what meets the database is run again, and what is about PostgreSQL itself."""
    if connection.vendor == "sqlite":
        return
    again = [
        item
        for item in items
        if "db" in item.fixturenames
        or item.get_closest_marker("django_db")
        or item.get_closest_marker("postgres_only")
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in again])
    items[:] = again


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in an installation: in memory, threads that meet are refused at once instead of waiting."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let the flush between transactional tests empty the append-only tables; ``closed_door`` shuts it again.

    On SQLite no flush is needed: the database as the migrations left it is put back.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {DOOR} (reason) VALUES ('tests')")
        if connection.vendor == "sqlite":
            snapshots.keep("migrated")
            TransactionTestCase._fixture_teardown = lambda _case: snapshots.put_back("migrated")  # type: ignore[method-assign]


@pytest.fixture
def closed_door(db: None) -> None:
    """Append-only tables as in a real installation: nothing may be deleted."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {DOOR}")


@pytest.fixture(autouse=True)
def _quiet_installation(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers_seen, "FOLDER", tmp_path)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATA_DIR = tmp_path
    for ending, quick in (("avif", {"speed": 10}), ("webp", {"method": 0})):
        name, options = OPTIONS[ending]
        monkeypatch.setitem(OPTIONS, ending, (name, options | quick))
    words.use(words.Cutter())  # the dictionary of another test is not this one's
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SITE_URL = "https://news.example"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def signer() -> User:
    """Return a second editor-in-chief, who has no other part in a test."""
    person, made = User.objects.get_or_create(username="signer", defaults={"last_name": "签", "is_staff": True})
    if made:
        person.groups.add(Group.objects.get(name="chief"))
    return person


def put_out(article_id: int, at: datetime | None = None) -> Article:
    """Let somebody who has no other part in the test sign the working text off and publish it."""
    return fast_sign_off(article_id, by=signer(), note="测试所需。", publish=at is None, at=at)


def new_chief() -> User:
    """Return the account ``chief``, made if there is none."""
    user = User.objects.filter(username="chief").first()
    if user is None:
        user = User.objects.create_user(
            "chief", password="chief-secret", last_name="顾", first_name="青简", is_staff=True
        )
        user.groups.add(Group.objects.get(name="chief"))
    return user


def new_yaowen() -> Channel:
    """Return 本网资讯 below 资讯频道, made if there is none."""
    there = Channel.objects.filter(path="news/yaowen").first()
    if there:
        return there
    news = save_channel(Channel(slug="news", name="资讯频道", position=10))
    return save_channel(Channel(slug="yaowen", name="本网资讯", parent=news, position=10))


def new_article(own: Channel, by: User, title: str, *, live: bool = True, **fields: Any) -> Article:
    """Return a story in its ``own`` channel, unless ``fields`` name another; ``live=False`` leaves a draft."""
    snapshot = Snapshot(title=title, **{"body": "<p>正文第一段。</p>", "channel": own.pk, **fields})
    article = create_article(snapshot=snapshot, by=by)
    if live:
        put_out(article.pk)
    return Article.objects.for_page().get(pk=article.pk)


@pytest.fixture
def chief(db: None) -> User:
    """An editor-in-chief."""
    return new_chief()


@pytest.fixture
def reporter(db: None) -> User:
    """A reporter: writes, does not publish."""
    user = User.objects.create_user(
        "reporter", password="reporter-secret", last_name="沈", first_name="知禾", is_staff=True
    )
    user.groups.add(Group.objects.get(name="reporter"))
    return user


@pytest.fixture
def site(db: None) -> SiteIdentity:
    """The site's identity with every field filled."""
    return SiteIdentity.objects.create(
        pk=1,
        name="河湾网",
        domain="WWW.HEWAN.EXAMPLE",
        founded=2009,
        address="河湾市滨河路1号",
        phone="0516-12345678",
        qq="10001",
        submission_mail="tougao@hewan.example",
        legal_counsel="河湾律师事务所",
        report_phone="0516-87654321",
        report_mail="jubao@hewan.example",
        wechat_name="河湾网",
        wechat_qr_text="https://weixin.qq.com/r/hewan",
        wechat_caption="扫描关注河湾网微信公众号,第一时间获取更多精彩内容。",
    )


@pytest.fixture
def yaowen(db: None) -> Channel:
    """本网资讯 below 资讯频道."""
    return new_yaowen()


@pytest.fixture
def make_article(chief: User, yaowen: Channel) -> Callable[..., Article]:
    """Return a function that writes and publishes an article; ``live=False`` leaves a draft."""

    def make(title: str = "城市书房夜间开放", *, live: bool = True, **fields: Any) -> Article:
        return new_article(yaowen, chief, title, live=live, **fields)

    return make


@pytest.fixture
def quick_pictures(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the renditions out, and put a plain picture in the place of each that takes half a second to draw."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(
        "news.demo.seed.draw", lambda name: picture(960, 600, color=tuple(sha256(name.encode()).digest()[:3]))
    )


@pytest.fixture
def desk(client: Client, chief: User) -> Client:
    """A client signed in as the editor-in-chief."""
    client.force_login(chief)
    return client


@pytest.fixture
def reader() -> Iterator[Client]:
    """An anonymous reader; every page it gets must come without a cookie."""
    client = Client()
    yield client
    assert not client.cookies, "an anonymous reader was given a cookie"
