"""Pictures for tests, made by code."""

import io

from PIL import Image as Pillow


def picture(
    width: int = 800, height: int = 500, kind: str = "JPEG", color: tuple[int, ...] = (40, 90, 60), **save: object
) -> bytes:
    """Return a one-coloured picture with a diagonal, so that turning it shows."""
    image = Pillow.new("RGBA" if len(color) == 4 else "RGB", (width, height), color)
    for place in range(min(width, height)):
        image.putpixel((place, place), (255, 255, 255, 255)[: len(color)])
    out = io.BytesIO()
    image.save(out, kind, **save)
    return out.getvalue()
