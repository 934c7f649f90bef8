"""Groups, videos and files on the reader's page, and how the files themselves are served."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from news.editorial.files import add_file
from news.editorial.pictures import add_picture
from news.media.renditions import make_renditions
from news.models import Article, Image, MediaFile
from news.reading.prose import dress, shown_by
from tests.files import PDF, mp4, office
from tests.pictures import picture


def file(data: bytes, name: str, by: User) -> MediaFile:
    return add_file(io.BytesIO(data), by=by, name=name)[0]


@pytest.fixture
def photos(chief: User) -> list[Image]:
    """Two pictures, with their copies."""
    made = []
    for n in range(2):
        data = picture(1600, 1000 + 200 * n, color=(40 + 60 * n, 90, 120))
        made.append(
            add_picture(
                io.BytesIO(data), len(data), by=chief, alt=f"第{n}张照片", caption=f"照片{n}。", credit="甲 摄"
            )[0]
        )
    for image in made:
        make_renditions.enqueue(image.pk)
    return [Image.objects.get(pk=image.pk) for image in made]


def test_a_group_is_a_grid_of_cuts_that_lead_to_whole_pictures(photos: list[Image]) -> None:
    first, second = photos
    body = (
        f'<figure class="group"><figure><img src="{first.file.url}" alt="河"><figcaption>一。</figcaption></figure>'
        f'<figure><img src="{second.file.url}" alt=""></figure><figcaption>整组。</figcaption></figure>'
    )
    page = dress(body, shown_by(body)).html
    assert page.startswith('<figure class="fig group"><div class="group__pics" data-group="2"><figure class="fig">')
    assert f'<a href="{first.file.url}" data-view="{first.width}x{first.height}" data-copies="' in page
    assert f'<a href="{second.file.url}" data-view="{second.width}x{second.height}" data-copies="' in page
    assert page.count('aria-label="看大图"') == 1  # where no alt text says what it is
    assert first.rendition(480, "card", "avif") in page
    assert page.count('width="480" height="300"') == 2
    assert page.count('loading="lazy"') == 1
    assert page.endswith("</div><figcaption>整组。</figcaption></figure>")
    gone = dress(body.replace(first.file.url, "/media/images/none.jpg"), shown_by(body)).html
    assert gone.count("<img") == 1
    assert 'data-group="1"' in gone


def test_a_video_has_its_controls_size_poster_and_a_link(photos: list[Image], chief: User) -> None:
    film = file(mp4(), "开闸.mp4", chief)
    body = f'<figure class="video"><video src="{film.address}" poster="{photos[0].file.url}"></video><figcaption>开闸。</figcaption></figure>'
    page = dress(body, shown_by(body)).html
    for part in ('class="fig fig--video"', "controls", "playsinline", 'aria-label="视频：开闸。"'):
        assert part in page
    assert 'preload="none"' in page
    assert 'width="640" height="360"' in page
    assert f'poster="{photos[0].plain(960)}"' in page
    assert f'<a href="{film.address}" download="开闸.mp4" type="video/mp4">下载视频</a>' in page
    assert "（1分05秒，MP4 视频，1 KB）" in page
    assert dress(body, shown_by("")).html == ""


def test_a_file_says_what_it_is_and_how_large(chief: User) -> None:
    guide = file(PDF, "申报指南.pdf", chief)
    body = f'<p class="file"><a href="{guide.address}">2026年申报指南</a></p>'
    assert dress(body, shown_by(body)).html == (
        f'<p class="file"><a href="{guide.address}" download="2026年申报指南.pdf" type="application/pdf">2026年申报指南</a>'
        '<span class="file__about">（PDF，1 KB）</span></p>'
    )
    assert dress(body, shown_by("")).html == "<p>2026年申报指南</p>"


def test_a_page_with_everything_costs_two_queries_more(
    photos: list[Image],
    chief: User,
    make_article: Callable[..., Article],
    client: Client,
    django_assert_num_queries: Any,
) -> None:
    guide = file(PDF, "申报指南.pdf", chief)
    group = "".join(f'<figure><img src="{image.file.url}" alt="照片"></figure>' for image in photos)
    files = f'<p class="file"><a href="{guide.address}">指南</a></p>'
    for times in (1, 10):
        body = f'<figure class="group">{group}</figure>{files}' * times
        with django_assert_num_queries(2):  # pictures, files
            shown_by(body)
    with django_assert_num_queries(0):
        shown_by("<p>只有文字。</p>")
    article = make_article(body=f'<p>文。</p><figure class="group">{group}</figure>{files}')
    page = client.get(article.address).content.decode()
    assert 'class="fig group"' in page
    assert "（PDF，1 KB）" in page


def test_documents_come_as_attachments_without_a_name_and_videos_play(reader: Client, chief: User) -> None:
    """The name is the link's ``download``; one in the header would win over it."""
    sheet = file(office("xl/workbook.xml"), "名单.xlsx", chief)
    film = file(mp4(), "开闸.mp4", chief)
    answer = reader.get(sheet.address)
    assert answer["Content-Disposition"] == "attachment"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    part = reader.get(sheet.address, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part["Content-Disposition"]) == (206, "attachment")
    played = reader.get(film.address, headers={"Range": "bytes=0-7"})
    assert (played.status_code, played["Content-Type"]) == (206, "video/mp4")
    assert "attachment" not in played.headers.get("Content-Disposition", "")
    assert b"".join(played)[4:8] == b"ftyp"  # type: ignore[arg-type]
