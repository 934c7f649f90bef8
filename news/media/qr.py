"""QR codes as PNG, since WeChat reads them from a long-pressed <img>: white ground, four modules of quiet zone.

The encoder is zxing-cpp's: one in Python took 6 ms for a code, and every new story has one.
"""

import base64
import io
from functools import lru_cache

import zxingcpp
from PIL import Image as Pillow
from PIL import ImageOps

QUIET_ZONE = 4
MIN_SIDE = 300
LEVELS = "MQH"  # error correction, a quarter to a third of a code may be damaged (ISO/IEC 18004)


@lru_cache(maxsize=2048)
def qr_png(text: str) -> tuple[bytes, int]:
    """Return a PNG at least 300 px wide and its side in pixels. Error correction M, more where it costs no module."""
    code = _modules(text, LEVELS[0])
    for level in LEVELS[1:]:
        try:
            better = _modules(text, level)
        except ValueError:  # too long for this level
            break
        if better.size != code.size:
            break
        code = better
    code = ImageOps.expand(code, QUIET_ZONE, 255)
    side = code.width * -(-MIN_SIDE // code.width)
    out = io.BytesIO()
    code.resize((side, side), Pillow.Resampling.NEAREST).convert("1", dither=Pillow.Dither.NONE).save(out, "PNG")
    return out.getvalue(), side


def _modules(text: str, level: str) -> Pillow.Image:
    """Return a code of one pixel a module, without quiet zone. Raises ValueError for more than a code can hold."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    return Pillow.fromarray(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))


def qr_data_uri(text: str) -> tuple[str, int]:
    """Return the same as a ``data:`` address for an <img>, and its side."""
    png, side = qr_png(text)
    return "data:image/png;base64," + base64.b64encode(png).decode(), side
