"""What phones, picture desks and attackers upload: what is taken, what is left of it, what is refused and why."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from PIL import Image as Pillow
from PIL import ImageCms

from news.errors import BadPicture
from news.media import verify
from news.media.verify import clean_picture
from tests.pictures import picture

LIMIT = 30 * 2**20
HEIC = (Path(__file__).parent / "phone.heic").read_bytes()


def clean(data: bytes, name: str = "") -> verify.CleanPicture:
    return clean_picture(io.BytesIO(data), len(data), LIMIT, name)


def refusal(data: bytes, name: str = "") -> BadPicture:
    with pytest.raises(BadPicture) as refused:
        clean(data, name)
    return refused.value


def claiming(width: int, height: int) -> bytes:
    """A small JPEG whose header claims a size."""
    data = bytearray(picture(64, 64))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.mark.parametrize("size", [(20_000, 10_000), (10_000, 7_000)])
def test_two_hundred_megapixels_are_refused_by_the_header(size: tuple[int, int]) -> None:
    assert refusal(claiming(*size)).code == "too_many_pixels"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_truncated_file_is_refused(kind: str) -> None:
    data = picture(800, 500, kind)
    assert refusal(data[: len(data) // 2]).code in {"damaged", "not_a_picture"}


def test_truncated_heic_is_refused() -> None:
    assert refusal(HEIC[: len(HEIC) // 2]).code in {"damaged", "not_a_picture"}


@pytest.mark.parametrize(
    ("name", "code"),
    [("a.php", "wrong_ending"), ("a.html", "wrong_ending"), ("a.jpg.exe", "wrong_ending"), ("a.svg", "svg")],
)
def test_picture_with_the_name_of_something_else_is_refused(name: str, code: str) -> None:
    assert refusal(picture(), name).code == code


@pytest.mark.parametrize("name", ["", "blob", "河面.JPG", "截图.jfif", "IMG_0412.HEIC"])
def test_name_of_a_picture_is_taken_whatever_the_content(name: str) -> None:
    assert clean(picture(kind="PNG"), name).extension == "jpg"


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("shell.php", "<?php system($_GET['c']); ?>")
    return out.getvalue()


@pytest.mark.parametrize("tail", [b"<html><script>alert(1)</script>", b"<?php system('id'); ?>", archive()])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_nothing_of_a_polyglot_but_its_pixels_is_kept(kind: str, tail: bytes) -> None:
    kept = clean(picture(kind=kind) + tail).data
    assert tail not in kept
    assert b"<?php" not in kept
    assert b"shell.php" not in kept


def test_script_in_comment_and_exif_is_not_kept() -> None:
    exif = Pillow.Exif()
    exif[0x010E] = "<script>alert(1)</script>"
    kept = clean(picture(exif=exif, comment=b"<?php echo 1; ?>")).data
    assert b"<script>" not in kept
    assert b"<?php" not in kept


def test_picture_of_a_telephone_is_taken_upright_and_without_its_place() -> None:
    kept = clean(HEIC, "IMG_0412.HEIC")
    with Pillow.open(io.BytesIO(kept.data)) as image:
        assert (image.format, image.size) == ("JPEG", (200, 320))
        assert not image.getexif()


def test_moving_gif_becomes_its_first_picture() -> None:
    frames = [Pillow.new("RGB", (64, 64), color) for color in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with Pillow.open(io.BytesIO(clean(out.getvalue()).data)) as image:
        red, _green, blue = image.convert("RGB").getpixel((30, 30))
    assert red > 200 > 60 > blue


def test_print_colours_become_those_of_the_web() -> None:
    out = io.BytesIO()
    Pillow.new("CMYK", (64, 64), (0, 255, 255, 0)).save(out, "JPEG", quality=95)
    with Pillow.open(io.BytesIO(clean(out.getvalue()).data)) as image:
        red, green, _blue = image.getpixel((30, 30))
        assert (image.mode, red > 200, green < 60) == ("RGB", True, True)
        assert "icc_profile" not in image.info


def test_profile_is_applied_and_dropped_and_a_broken_one_ignored() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (profile, b"no profile"):
        with Pillow.open(io.BytesIO(clean(picture(icc_profile=icc)).data)) as image:
            assert "icc_profile" not in image.info
            assert image.getpixel((400, 10))[1] > 80


def test_sixteen_bits_of_grey_are_scaled_not_cut() -> None:
    out = io.BytesIO()
    Pillow.new("I;16", (64, 64), 32768).save(out, "PNG")
    with Pillow.open(io.BytesIO(clean(out.getvalue()).data)) as image:
        assert abs(image.getpixel((30, 30))[0] - 128) < 4
