"""From an uploaded file to bytes that are safe to serve: decoded, upright, without EXIF, bounded in size."""

import hashlib
import io
import re
import struct
import warnings
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from news.errors import BadPicture
from news.media.encode import encode
from news.media.fingerprint import fingerprint
from news.media.metadata import Said, read_metadata

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")
ENDINGS = frozenset("jpg jpeg jpe jfif png webp gif avif heic heif hif".split())
MAX_PIXELS = 60_000_000
MAX_SIDE = 2560
MIN_SIDE = 16
FIRST_BYTES = 4096
SVG = re.compile(rb"<(?:[\w-]+:)?svg[\s>]", re.IGNORECASE)


@dataclass(frozen=True)
class CleanPicture:
    """``data`` is a JPEG or PNG of ``width`` × ``height`` pixels; ``digest`` is its SHA-256 (hex).

    ``said`` is what the upload said of itself; of it only the AIGC label is still in ``data``.
    """

    data: bytes
    extension: str
    width: int
    height: int
    digest: str
    print: int | None = None
    said: Said = field(default_factory=Said)

    @property
    def name(self) -> str:
        """The name under which it is kept: by content, in folders of at most 256."""
        return f"{self.digest[:2]}/{self.digest[:24]}.{self.extension}"


def clean_picture(file: BinaryIO, size: int, max_bytes: int, name: str = "") -> CleanPicture:
    """Return the picture in ``file`` made safe, or raise BadPicture with the reason in the user's language.

    The whole file is decoded, so a truncated one, a script with a picture's name and a bomb are found out here; how
    many pixels it has is asked before the first is decoded. What is kept is a new encoding: nothing of the upload
    but its pixels and its AIGC label survives. ``name``, if it is known, must not end as another kind of file.
    """
    _refuse_by_name_and_size(name, size, max_bytes)
    _read_heif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(file, formats=FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise BadPicture(_too_many_pixels(opened.width, opened.height), "too_many_pixels")
                if opened.format == "JPEG":
                    opened.draft(opened.mode, (MAX_SIDE, MAX_SIDE))  # decodes no finer than it is kept
                opened.load()
                said = read_metadata(opened)
                image = _in_srgb(ImageOps.exif_transpose(opened))
    except BadPicture:
        raise
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise BadPicture(
            _("The picture has more pixels than can be taken; at most %(max)d million.")
            % {"max": MAX_PIXELS // 1_000_000},
            "too_many_pixels",
        ) from error
    except UnidentifiedImageError as error:
        raise _not_a_picture(file) from error
    except (
        OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, RuntimeError, MemoryError,
        struct.error,
    ) as error:  # fmt: skip
        raise BadPicture(
            _("The picture is damaged or incomplete. Save it again and upload it anew."), "damaged"
        ) from error
    if min(image.size) < MIN_SIDE:
        raise BadPicture(_("The picture is smaller than %(n)d pixels.") % {"n": MIN_SIDE}, "too_small")
    return _kept(image, said)


@cache
def _read_heif() -> None:
    """Let Pillow read HEIC, with the decoder alone (decision 0012); at the first upload, it takes room."""
    from pi_heif import register_heif_opener  # noqa: PLC0415

    register_heif_opener(thumbnails=False)


def _refuse_by_name_and_size(name: str, size: int, max_bytes: int) -> None:
    ending = PurePath(name).suffix.lower().lstrip(".")
    if ending in {"svg", "svgz"}:
        raise _svg()
    if ending and ending not in ENDINGS:
        raise BadPicture(
            _("A file ending in .%(ending)s is not taken as a picture. Save it as JPEG or PNG and try again.")
            % {"ending": ending[:12]},
            "wrong_ending",
        )
    if size == 0:
        raise BadPicture(_("The file is empty (0 bytes). Save or send it again."), "empty")
    if size > max_bytes:
        raise BadPicture(
            _("The file has %(mb).1f MB; at most %(max)d MB can be taken. Make it smaller and try again.")
            % {"mb": size / 2**20, "max": max_bytes // 2**20},
            "too_large",
        )


def _svg() -> BadPicture:
    return BadPicture(
        _("SVG drawings can carry scripts and are not taken. Export the drawing as PNG and upload that."), "svg"
    )


def _not_a_picture(file: BinaryIO) -> BadPicture:
    """Return the refusal of a file that no decoder knows."""
    file.seek(0)
    if SVG.search(file.read(FIRST_BYTES)):
        return _svg()
    return BadPicture(
        _("This is not a picture that can be shown. JPEG, PNG, WebP, AVIF, HEIC and GIF are taken."), "not_a_picture"
    )


def _too_many_pixels(width: int, height: int) -> str:
    return _("The picture has %(w)d × %(h)d pixels; at most %(max)d million can be taken.") % {
        "w": width,
        "h": height,
        "max": MAX_PIXELS // 1_000_000,
    }


def _in_srgb(image: Pillow.Image) -> Pillow.Image:
    """Return the picture in the colours of the web: phones take in Display P3, picture desks deliver CMYK."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            wanted = "RGBA" if image.mode == "RGBA" else "RGB"
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=wanted)
        except (ImageCms.PyCMSError, OSError, ValueError):
            return image  # a broken profile: the numbers as they are
        return turned if turned is not None else image
    if image.mode.startswith("I"):  # 16 bits of grey; convert() would cut instead of scale
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image


def _kept(image: Pillow.Image, said: Said) -> CleanPicture:
    transparent = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    image = image.convert("RGBA" if transparent else "RGB")
    if transparent and image.getchannel("A").getextrema() == (255, 255):
        image, transparent = image.convert("RGB"), False
    image.thumbnail((MAX_SIDE, MAX_SIDE), Pillow.Resampling.LANCZOS, reducing_gap=2)
    extension = "png" if transparent else "jpg"
    data = encode(image, extension, said.aigc, best=True)
    return CleanPicture(
        data, extension, image.width, image.height, hashlib.sha256(data).hexdigest(), fingerprint(image), said
    )
