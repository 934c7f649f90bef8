"""The shapes in which pages show a picture, and the part of it that each shape cuts out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """A ratio of sides (None: the whole picture) and the widths in pixels that the templates ask for."""

    ratio: tuple[int, int] | None
    widths: tuple[int, ...]


# `lead` is .pic--wide, `card` is .pic of static/css/site.css: cut to another ratio the box would cut again.
SHAPES: dict[str, Shape] = {
    "": Shape(None, (480, 960, 1440)),
    "lead": Shape((16, 9), (960, 1440)),
    "card": Shape((8, 5), (480, 960)),
    "square": Shape((1, 1), (480,)),
}


def box(width: int, height: int, ratio: tuple[int, int], focus: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return (left, top, right, bottom) of the largest part with that ratio, placed by the focal point in percent.

    The point lies in the part where it lies in the whole, as with CSS ``object-position``, so it is never cut off
    and the desk's preview needs no arithmetic of its own.
    """
    across, down = ratio
    wide = min(width, round(height * across / down))
    high = min(height, round(wide * down / across))
    wide, high = max(1, wide), max(1, high)
    left = round((width - wide) * focus[0] / 100)
    top = round((height - high) * focus[1] / 100)
    return left, top, left + wide, top + high
