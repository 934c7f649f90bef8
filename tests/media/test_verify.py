"""What may become a picture of the library, and what is left of it."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from PIL import Image as Pillow

from news.editorial.pictures import add_picture, used_by
from news.errors import BadPicture, NotAllowed
from news.media import verify
from news.media.qr import qr_png
from news.media.verify import clean_picture
from news.models import Article, Image
from tests.pictures import picture

LIMIT = 30 * 2**20


def clean(data: bytes, limit: int = LIMIT) -> verify.CleanPicture:
    return clean_picture(io.BytesIO(data), len(data), limit)


def png_header_of(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 64)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "svg"),
        (b"<?xml version='1.0'?><svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>", "svg"),
        (b"<?php echo 1;", "not_a_picture"),
        (b"", "empty"),
        (b"%PDF-1.7", "not_a_picture"),
        (picture()[:900], "damaged"),
        (png_header_of(20_000, 10_000), "too_many_pixels"),
        (png_header_of(50_000, 50_000), "too_many_pixels"),
        (png_header_of(400, 400), "damaged"),
        (picture(8, 8), "too_small"),
    ],
)
def test_unfit_file_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(BadPicture) as refused:
        clean(data)
    assert refused.value.code == code


def test_too_large_a_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(BadPicture) as refused:
        clean(picture(), limit=100)
    assert refused.value.code == "too_large"


def test_position_and_camera_are_stripped_and_the_picture_is_upright() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned by 90°
    exif[0x010F] = "camera"
    exif.get_ifd(0x8825)[1] = "N"
    result = clean(picture(800, 500, exif=exif))
    with Pillow.open(io.BytesIO(result.data)) as image:
        assert image.size == (500, 800)
        assert not image.getexif()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_pictures_are_encoded_anew(kind: str) -> None:
    result = clean(picture(kind=kind) + b"<script>alert(1)</script>")
    assert b"<script>" not in result.data
    assert (result.width, result.height, result.extension) == (800, 500, "jpg")


def test_transparency_is_kept_as_png_and_large_ones_are_made_smaller() -> None:
    assert clean(picture(kind="PNG", color=(1, 2, 3, 90))).extension == "png"
    assert clean(picture(kind="PNG", color=(1, 2, 3, 255))).extension == "jpg"
    assert max(clean(picture(4000, 3000)).width, 0) == verify.MAX_SIDE


@pytest.mark.django_db(transaction=True)
def test_same_content_twice_is_one_picture_with_renditions(chief: User) -> None:
    data = picture(1200, 700)
    first, new = add_picture(io.BytesIO(data), len(data), by=chief, alt="一")
    again, second = add_picture(io.BytesIO(data), len(data), by=chief, alt="二")
    assert (new, second, again.pk) == (True, False, first.pk)
    kept = Image.objects.get()
    assert (kept.alt, kept.width, kept.widths) == ("一", 1200, [480, 960])
    with kept.file.storage.open(kept.rendition(480).removeprefix("/media/")) as file, Pillow.open(file) as small:
        assert small.size == (480, 280)


@pytest.mark.django_db
def test_upload_takes_the_permission(django_user_model: type[User]) -> None:
    nobody = django_user_model.objects.create_user("nobody")
    data = picture()
    with pytest.raises(NotAllowed):
        add_picture(io.BytesIO(data), len(data), by=nobody)


def test_qr_is_large_white_and_readable() -> None:
    import zxingcpp  # noqa: PLC0415 - a test tool

    png, side = qr_png("https://news.example/news/yaowen/2023-12-21/459367.html")
    with Pillow.open(io.BytesIO(png)) as image:
        assert image.width == side >= 300
        assert zxingcpp.read_barcode(image.convert("RGB")).text.endswith("459367.html")
        quiet = image.convert("L").crop((0, 0, side, side // 20))
        assert quiet.getextrema() == (255, 255)


@pytest.mark.django_db
def test_picture_that_a_text_shows_is_known_as_used(chief: User, make_article: Callable[..., Article]) -> None:
    data = picture(1200, 700)
    image, _new = add_picture(io.BytesIO(data), len(data), by=chief)
    assert used_by(image) == ""
    make_article("用在草稿里", live=False, body=f'<figure><img src="{image.file.url}"></figure>')
    assert used_by(image) == "用在草稿里"


@pytest.mark.django_db
def test_desk_refuses_to_delete_a_picture_in_use(
    desk: Client, chief: User, make_article: Callable[..., Article]
) -> None:
    data = picture(1200, 700)
    image, _new = add_picture(io.BytesIO(data), len(data), by=chief)
    article = make_article("用在正文里", body=f'<figure><img src="{image.file.url}"></figure><p>文</p>')
    answer = desk.post(f"/admin/news/image/{image.pk}/delete/", {"post": "yes"}, follow=True)
    assert "用在正文里" in answer.content.decode()
    assert Image.objects.filter(pk=image.pk).exists()
    assert image.file.url in desk.get(article.address).content.decode()
