"""A story copied from its page as readers have it and pasted into the editor is the text that it was."""

import io
import re

import pytest
from django.contrib.auth.models import User

from news.editorial.files import add_file
from news.editorial.pictures import add_picture
from news.media.renditions import make_renditions
from news.models import Image, MediaFile
from news.reading.prose import dress, shown_by
from news.text.paste import clean_paste
from news.text.sanitise import sanitise
from tests.files import PDF, mp4
from tests.pictures import picture

pytestmark = pytest.mark.django_db
HOST = "news.hewan.example"


@pytest.fixture
def images(chief: User) -> list[Image]:
    found = []
    for width in (1000, 700):
        data = picture(width, 600)
        found.append(add_picture(io.BytesIO(data), len(data), by=chief, alt="河面上的晨雾")[0])
    make_renditions.func(found[0].pk)  # the other is still without copies
    return [Image.objects.get(pk=image.pk) for image in found]


@pytest.fixture
def files(chief: User) -> list[MediaFile]:
    film, _new = add_file(io.BytesIO(mp4()), by=chief, name="开闸.mp4")
    guide, _new = add_file(io.BytesIO(PDF), by=chief, name="申报指南.pdf")
    return [film, guide]


def copied(body: str, *, gallery: bool = False) -> str:
    """Return what a browser puts into the clipboard: the page's own markup, every address complete, looks in line."""
    page = dress(body, shown_by(body), gallery=gallery).html
    page = re.sub(r'(href|src|poster)="/', rf'\1="https://{HOST}/', page)
    page = re.sub(r"<(p|figure|figcaption|video|img|h2)\b", r'<\1 style="margin: 0px; font-size: 18px;"', page)
    return f'<meta charset="utf-8"><div class="prose">{page}</div>'


def pasted(body: str, *, gallery: bool = False) -> str:
    found = clean_paste(copied(body, gallery=gallery), own=(HOST,))
    assert (found.pictures, found.lost, found.players) == ((), 0, 0)
    return found.html


def same(body: str, *, gallery: bool = False) -> None:
    assert sanitise(body) == body
    assert pasted(body, gallery=gallery) == body


def test_every_block_comes_back_as_it_was(images: list[Image], files: list[MediaFile]) -> None:
    one, two = (image.file.url for image in images)
    film, guide = (file.address for file in files)
    assert images[0].plain(960) != one  # pages show copies
    same(
        f'<p>导语。</p><figure><img src="{one}" alt="河"><figcaption>清晨。<span class="credit">甲 摄</span></figcaption></figure>'
        f'<figure class="group"><figure><img src="{one}" alt="左岸"><figcaption>左岸。</figcaption></figure>'
        f'<figure><img src="{two}" alt="右岸"></figure><figcaption>两岸夜景。<span class="credit">乙 摄</span></figcaption></figure>'
        f'<figure class="video"><video src="{film}" poster="{two}"></video><figcaption>开闸。</figcaption></figure>'
        f'<p class="file"><a href="{guide}">申报指南.pdf</a></p><h2>小标题</h2><blockquote><p>话。</p></blockquote>'
        '<table><caption>时限</caption><thead><tr><th scope="col">类</th></tr></thead><tbody><tr><td>新建</td></tr></tbody></table>'
        '<p><a href="/news/2026-11-20/3.html">前文</a>与<a href="https://example.org/">外站</a></p>'
    )


def test_the_plates_of_a_gallery_come_back_without_their_numbers(images: list[Image]) -> None:
    one, two = (image.file.url for image in images)
    same(
        f'<figure><img src="{one}" alt="河"><figcaption>清晨。</figcaption></figure><figure><img src="{two}" alt="桥"></figure>',
        gallery=True,
    )


def test_another_sites_film_and_file_do_not_come_along(files: list[MediaFile]) -> None:
    film, guide = (file.address for file in files)
    found = clean_paste(
        f'<p>话</p><figure class="fig fig--video"><video src="https://other.example{film}"><a href="/x">下载</a></video></figure>'
        f'<p class="file"><a href="https://other.example{guide}">指南</a></p>',
        page="https://other.example/a.html",
        own=(HOST,),
    )
    assert found.html == f'<p>话</p><p><a href="https://other.example{guide}">指南</a></p>'
    assert found.players == 1
    assert clean_paste(f'<video src="{film}"></video>', page="https://other.example/a.html", own=(HOST,)).html == ""
