"""Copies and crops: which there are, in what formats, cut around the focal point; what readers' pages make of them."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from PIL import Image as Pillow

from news.editorial.pictures import add_picture, describe
from news.media.crops import SHAPES, box
from news.media.metadata import read_metadata
from news.media.renditions import delete_copies, make_renditions
from news.models import Article, Image
from tests.media.test_metadata import LABEL, escaped, packet
from tests.pictures import picture

pytestmark = pytest.mark.django_db(transaction=True)


def added(chief: User, data: bytes) -> Image:
    image, _new = add_picture(io.BytesIO(data), len(data), by=chief, alt="河面")
    image.refresh_from_db()
    return image


def copy(image: Image, width: int, shape: str = "", ending: str = "webp") -> Pillow.Image:
    address = image.rendition(width, shape, ending)
    with image.file.storage.open(address.removeprefix("/media/")) as file:
        opened = Pillow.open(io.BytesIO(file.read()))
        opened.load()
        return opened


def halves() -> bytes:
    """Left red, right blue: where a crop was cut shows."""
    image = Pillow.new("RGB", (2000, 800), "red")
    image.paste("blue", (1000, 0, 2000, 800))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    return out.getvalue()


def test_copies_in_three_formats_at_the_widths_of_the_templates(chief: User) -> None:
    image = added(chief, picture(1600, 900))
    assert (image.widths, image.formats) == ([480, 960, 1440], ["avif", "webp", "jpg"])
    assert image.crops == {"at": [50, 50], "lead": [960, 1440], "card": [480, 960], "square": [480]}
    for ending, kind in (("avif", "AVIF"), ("webp", "WEBP"), ("jpg", "JPEG")):
        assert (copy(image, 960, "card", ending).format, copy(image, 960, "card", ending).size) == (kind, (960, 600))
    assert copy(image, 1440, "lead").size == (1440, 810)
    assert copy(image, 480, "square").size == (480, 480)


def test_nothing_is_made_larger(chief: User) -> None:
    image = added(chief, picture(500, 300))
    assert (image.widths, image.crops) == ([480], {"at": [50, 50], "card": [480]})


def test_transparent_picture_has_png_for_old_browsers(chief: User) -> None:
    image = added(chief, picture(1200, 700, "PNG", (9, 9, 9, 80)))
    assert image.formats == ["avif", "webp", "png"]
    assert copy(image, 480, ending="png").mode == "RGBA"
    assert image.plain(480).endswith("-480.png")


def test_crop_follows_the_focal_point_and_old_addresses_stay(chief: User) -> None:
    image = added(chief, halves())
    red, blue = copy(image, 480, "square").getpixel((10, 240)), copy(image, 480, "square").getpixel((470, 240))
    assert (red[0] > 200, blue[2] > 200) == (True, True)
    before = image.rendition(480, "square")
    image.focus_x = 0
    describe(image, by=chief)
    image.refresh_from_db()
    assert image.rendition(480, "square") != before
    assert copy(image, 480, "square").getpixel((470, 240))[0] > 200
    assert image.file.storage.exists(before.removeprefix("/media/"))


def test_pages_use_what_is_there_until_new_crops_are_made(chief: User) -> None:
    image = added(chief, halves())
    Image.objects.filter(pk=image.pk).update(focus_x=0)  # the worker has not come yet
    image.refresh_from_db()
    assert image.file.storage.exists(image.rendition(480, "card").removeprefix("/media/"))


def test_made_again_nothing_changes(chief: User) -> None:
    image = added(chief, picture(1200, 700))
    folder = Path(image.file.path).parent
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    make_renditions.call(image.pk)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_copies_go_with_their_picture_and_no_other(chief: User) -> None:
    image = added(chief, picture(1200, 700))
    delete_copies(image)
    assert [path.name for path in Path(image.file.path).parent.iterdir()] == [Path(image.file.path).name]


def test_label_of_a_machine_is_in_every_copy(chief: User) -> None:
    image = added(chief, picture(1200, 700, xmp=packet(f"<T:AIGC>{escaped(LABEL)}</T:AIGC>")))
    assert (image.ai_made, image.aigc) == (True, LABEL)
    for path in Path(image.file.path).parent.iterdir():
        with Pillow.open(path) as file:
            assert read_metadata(file).aigc == LABEL, path.name


@pytest.mark.parametrize(
    ("size", "focus", "wanted"),
    [
        ((2000, 1000), (50, 50), (500, 0, 1500, 1000)),
        ((2000, 1000), (0, 0), (0, 0, 1000, 1000)),
        ((2000, 1000), (100, 100), (1000, 0, 2000, 1000)),
        ((1000, 2000), (50, 30), (0, 300, 1000, 1300)),
    ],
)
def test_box_keeps_the_point_in_view(
    size: tuple[int, int], focus: tuple[int, int], wanted: tuple[int, int, int, int]
) -> None:
    assert box(*size, (1, 1), focus) == wanted


def test_crops_have_the_ratios_of_the_boxes_they_stand_in() -> None:
    sheet = (Path(__file__).parents[2] / "static/css/site.css").read_text()
    for name, shape in ((r"\.pic", "card"), (r"\.pic--wide", "lead")):
        found = re.search(rf"^{name} \{{[^}}]*aspect-ratio: (\d+) / (\d+)", sheet, re.MULTILINE)
        assert found is not None
        assert tuple(map(int, found.groups())) == SHAPES[shape].ratio


def test_reader_gets_modern_formats_first_and_a_plain_one_for_all(
    chief: User, reader: Client, make_article: Callable[..., Article], site: Any
) -> None:
    image = added(chief, picture(1600, 900))
    article = make_article(body=f'<p>文</p><figure><img src="{image.file.url}"></figure>', cover=image.pk)
    make_article("头条", summary="头条没有图片。")
    page = reader.get(article.address).content.decode()
    shown = re.search(r"<picture>.*?</picture>", page)
    assert shown is not None
    assert re.findall(r'type="(image/\w+)"', shown[0]) == ["image/avif", "image/webp"]
    assert f'src="{image.rendition(960, ending="jpg")}"' in shown[0]
    assert 'width="1600" height="900"' in shown[0]
    assert "1440w" in shown[0]
    assert "sizes=" in shown[0]
    assert "</source>" not in page
    front = reader.get("/").content.decode()
    assert f'imagesrcset="{image.rendition(960, "lead", "avif")} 960w' in front
    assert f'src="{image.rendition(960, "lead", "jpg")}"' in front
    assert front.count('fetchpriority="high"') == 2  # the first focus picture: asked for early, shown


def test_reader_gets_the_file_until_there_are_copies(
    chief: User, reader: Client, make_article: Callable[..., Article], site: Any
) -> None:
    image = added(chief, picture(1600, 900))
    Image.objects.update(widths=[], formats=[], crops={})
    article = make_article(body=f'<figure><img src="{image.file.url}"></figure><p>文</p>', cover=image.pk)
    make_article("头条", summary="头条没有图片。")
    page = reader.get(article.address).content.decode()
    assert "<picture>" not in page
    assert f'src="{image.file.url}"' in page
    assert f'src="{image.file.url}"' in reader.get("/").content.decode()


def test_pictures_from_before_there_were_formats_offer_what_they_have(chief: User) -> None:
    image = Image(width=1600, height=900, widths=[480, 960], file="images/ab/x.jpg")
    assert image.sources() == (("image/webp", "/media/images/ab/x-480.webp 480w, /media/images/ab/x-960.webp 960w"),)
    assert image.plain(960) == "/media/images/ab/x.jpg"
