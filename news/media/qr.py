"""QR codes as PNG, since WeChat reads them from a long-pressed <img>: white ground, four modules of quiet zone."""

import base64
import io
from functools import lru_cache

import segno

QUIET_ZONE = 4
MIN_SIDE = 300


@lru_cache(maxsize=2048)
def qr_png(text: str) -> tuple[bytes, int]:
    """Return a PNG at least 300 px wide and its side in pixels. Error correction M, more where it costs no module."""
    code = segno.make(text, error="m", micro=False)
    modules = int(code.symbol_size(scale=1, border=QUIET_ZONE)[0])
    scale = -(-MIN_SIDE // modules)
    out = io.BytesIO()
    code.save(out, kind="png", scale=scale, border=QUIET_ZONE)
    return out.getvalue(), modules * scale


def qr_data_uri(text: str) -> tuple[str, int]:
    """Return the same as a ``data:`` address for an <img>, and its side."""
    png, side = qr_png(text)
    return "data:image/png;base64," + base64.b64encode(png).decode(), side
