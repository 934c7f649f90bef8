"""From an uploaded file to bytes that are safe to serve: decoded, upright, without EXIF, bounded in size."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from news.errors import BadPicture

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MAX_PIXELS = 60_000_000
MAX_SIDE = 2560
MIN_SIDE = 16


@dataclass(frozen=True)
class CleanPicture:
    """``data`` is a JPEG or PNG of ``width`` × ``height`` pixels; ``digest`` is its SHA-256 (hex)."""

    data: bytes
    extension: str
    width: int
    height: int
    digest: str

    @property
    def name(self) -> str:
        """The name under which it is kept: by content, in folders of at most 256."""
        return f"{self.digest[:2]}/{self.digest[:24]}.{self.extension}"


def clean_picture(file: BinaryIO, size: int, max_bytes: int) -> CleanPicture:
    """Return the picture in ``file`` made safe, or raise BadPicture with the reason in the user's language.

    The whole file is decoded, so a truncated one, a script with a picture's name and a bomb are found out here.
    What is kept is a new encoding: nothing of the upload but its pixels survives.
    """
    if size > max_bytes:
        raise BadPicture(
            _("The file has %(mb).1f MB; at most %(max)d MB can be taken. Make it smaller and try again.")
            % {"mb": size / 2**20, "max": max_bytes // 2**20},
            "too_large",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(file, formats=FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise BadPicture(_too_many_pixels(opened.width, opened.height), "too_many_pixels")
                opened.load()
                image = ImageOps.exif_transpose(opened)
    except BadPicture:
        raise
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise BadPicture(_("The picture has more pixels than can be taken."), "too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise BadPicture(
            _("This is not a picture that can be shown. JPEG, PNG, WebP, AVIF and GIF are taken."), "not_a_picture"
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, MemoryError) as error:
        raise BadPicture(
            _("The picture is damaged or incomplete. Save it again and upload it anew."), "damaged"
        ) from error
    if min(image.size) < MIN_SIDE:
        raise BadPicture(_("The picture is smaller than %(n)d pixels.") % {"n": MIN_SIDE}, "too_small")
    return _encode(image)


def _too_many_pixels(width: int, height: int) -> str:
    return _("The picture has %(w)d × %(h)d pixels; at most %(max)d million can be taken.") % {
        "w": width,
        "h": height,
        "max": MAX_PIXELS // 1_000_000,
    }


def _encode(image: Pillow.Image) -> CleanPicture:
    transparent = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    image = image.convert("RGBA" if transparent else "RGB")
    if transparent and image.getchannel("A").getextrema() == (255, 255):
        image, transparent = image.convert("RGB"), False
    image.thumbnail((MAX_SIDE, MAX_SIDE), Pillow.Resampling.LANCZOS, reducing_gap=2)
    out = io.BytesIO()
    if transparent:
        image.save(out, "PNG", optimize=True)
    else:
        image.save(out, "JPEG", quality=88, optimize=True, progressive=True)
    data = out.getvalue()
    return CleanPicture(
        data, "png" if transparent else "jpg", image.width, image.height, hashlib.sha256(data).hexdigest()
    )
