"""A replaced picture keeps its address as long as somebody is shown it; afterwards the address leads to the new one."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client

from news.editorial import publication
from news.editorial.articles import save_revision
from news.editorial.pictures import add_picture, replace_picture
from news.editorial.retiring import retire_all
from news.media.renditions import make_renditions
from news.models import Article, Image, Page, Redirect
from news.rules.snapshot import Snapshot
from tests.conftest import put_out
from tests.pictures import picture

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
Capture = Any


def taken(chief: User, width: int, height: int = 700, **words: str) -> Image:
    data = picture(width, height)
    image, _new = add_picture(io.BytesIO(data), len(data), by=chief, **words)
    make_renditions.enqueue(image.pk)
    image.refresh_from_db()
    return image


def newer(image: Image, chief: User, width: int = 1300) -> Image:
    data = picture(width, 700)
    new = replace_picture(image.pk, io.BytesIO(data), len(data), by=chief)
    make_renditions.enqueue(new.pk)
    new.refresh_from_db()
    return new


@pytest.fixture
def image(chief: User) -> Image:
    return taken(chief, 1200, alt="河面上的晨雾")


@pytest.fixture
def look(django_capture_on_commit_callbacks: Capture) -> Callable[[], int]:
    """Return what the worker does, with its commit."""

    def look_() -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return retire_all()

    return look_


def body(image: Image) -> str:
    return f'<p>文</p><figure><img src="{image.file.url}" alt="河面"></figure>'


def asked(reader: Client, address: str, **headers: str) -> tuple[int, str]:
    answer = reader.get(address, headers=headers)
    return answer.status_code, answer.headers.get("Location", "")


def test_old_version_stays_while_a_live_story_shows_it_and_redirects_afterwards(
    image: Image, make_article: Make, chief: User, reader: Client, django_capture_on_commit_callbacks: Capture
) -> None:
    article = make_article(body=body(image))
    old, bytes_ = image.file.url, Path(image.file.path).read_bytes()
    copy = image.rendition(480)
    with django_capture_on_commit_callbacks(execute=True):
        new = newer(image, chief)
        assert retire_all() == 0
    assert asked(reader, old)[0] == asked(reader, copy)[0] == 200
    assert asked(reader, old, range="bytes=0-9")[0] == 206
    with django_capture_on_commit_callbacks(execute=True):
        article.refresh_from_db()
        assert article.working_revision is not None
        save_revision(article.pk, article.working_revision.snapshot, by=chief)
        assert asked(reader, old)[0] == 200  # the new text is not signed off yet
        put_out(article.pk)
    assert asked(reader, old) == (301, new.file.url)
    head = reader.head(old)
    assert (head.status_code, head.content, head.headers["Cache-Control"]) == (301, b"", "public, max-age=3600")
    assert asked(reader, old, range="bytes=0-9") == (301, new.file.url)
    assert asked(reader, new.file.url)[0] == 200
    image.refresh_from_db()
    with image.file.open() as kept:  # what was public can be looked up
        assert kept.read() == bytes_
    assert image.name.startswith("replaced/")


def test_copies_lead_to_the_like_copy_of_the_newer_version(
    image: Image, chief: User, reader: Client, django_capture_on_commit_callbacks: Capture
) -> None:
    copies = {
        (width, ending): image.rendition(width, ending=ending) for width in image.widths for ending in image.formats
    }
    card = image.rendition(480, "card", "avif")
    stem = image.stem
    with django_capture_on_commit_callbacks(execute=True):
        new = newer(image, chief)
        assert retire_all() == 1
    for (width, ending), address in copies.items():
        assert asked(reader, address) == (301, new.rendition(width, ending=ending))
        assert asked(reader, new.rendition(width, ending=ending))[0] == 200
    assert asked(reader, card) == (301, new.rendition(480, "card", "avif"))
    assert asked(reader, f"/media/{stem}-2000.webp") == (301, new.file.url)  # none is that wide
    folder, name = stem.rsplit("/", 1)
    assert [file for file in default_storage.listdir(folder)[1] if name in file] == []


@pytest.mark.parametrize(
    "path",
    ["images/ab/0123456789abcdef01234567.jpg", "images/ab/0123456789abcdef01234567-480.webp", "images/ab/x.jpg", "x"],
)
def test_what_never_was_is_still_not_found(reader: Client, path: str) -> None:
    assert asked(reader, f"/media/{path}") == (404, "")


def test_drafts_pages_covers_and_withdrawn_stories_count_as_uses(
    image: Image, make_article: Make, chief: User
) -> None:
    draft = make_article("草稿", live=False, body=body(image))
    newer(image, chief)
    assert retire_all() == 0
    save_revision(draft.pk, Snapshot(title="草稿", body="<p>没有图</p>", channel=draft.desk_channel_id), by=chief)
    cover = Article.objects.filter(pk=make_article("封面").pk)  # from before the newer version came
    cover.update(cover=image)
    assert retire_all() == 0
    cover.update(cover=None)
    page = Page.objects.create(slug="about", title="关于", body=body(image))
    assert retire_all() == 0
    page.delete()
    gone = make_article("撤下的稿")
    Article.objects.filter(pk=gone.pk).update(body=body(image))
    publication.unpublish(gone.pk, by=chief, note="暂时下线。")
    assert retire_all() == 0
    Article.objects.filter(pk=gone.pk).update(body="<p>文</p>")
    assert retire_all() == 1


def test_third_version_is_one_hop_away_and_old_words_come_in_at_the_new_address(
    image: Image, make_article: Make, chief: User, reader: Client, look: Callable[[], int]
) -> None:
    first = image.file.url
    old = body(image)
    second = newer(image, chief)
    assert look() == 1
    third = newer(second, chief, 1400)
    second_address = second.file.url
    assert look() == 1
    assert asked(reader, first) == asked(reader, second_address) == (301, third.file.url)
    assert Redirect.objects.count() == 2
    article = make_article("旧稿重用", body=old)
    assert third.file.url in article.body
    Image.objects.filter(replaced_by=third).delete()
    assert asked(reader, first) == (301, third.file.url)  # the old pictures may go; their addresses do not


def test_tidy_looks_for_what_nobody_shows_any_more(
    image: Image,
    chief: User,
    reader: Client,
    capsys: pytest.CaptureFixture[str],
    django_capture_on_commit_callbacks: Capture,
) -> None:
    new = newer(image, chief)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("tidy")
    assert "1 replaced pictures" in capsys.readouterr().out
    assert asked(reader, image.file.url) == (301, new.file.url)
