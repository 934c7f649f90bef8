"""Charts drawn on the server: places and lengths of what an inline SVG shows. A table below it has the figures."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 180
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 14, 26
TICKS = 8  # labels along the bottom, at most


@dataclass(frozen=True)
class Bar:
    """A bar from the bottom line upwards; ``said`` is what it tells when pointed at."""

    x: float
    y: float
    width: float
    height: float
    said: str


@dataclass(frozen=True)
class Chart:
    """Bars, perhaps with a line behind; ``lines`` are (y, label) across, ``ticks`` (x, label) along the bottom."""

    title: str
    summary: str
    bars: tuple[Bar, ...]
    line: str
    lines: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def top_of(most: int) -> int:
    """Return the round number that the highest bar stays below: 1, 2 or 5 times a power of ten, halved evenly."""
    if most <= 10:
        return 10
    power = 10 ** (len(str(most)) - 1)
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= most)


def bar_chart(
    values: Sequence[tuple[str, int]], *, title: str, summary: str, behind: Sequence[int] | None = None
) -> Chart:
    """Draw (label, figure) pairs as bars, and ``behind``, as many figures for comparison, as a line."""
    top = top_of(max([*(number for _label, number in values), *(behind or ())], default=0))
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    step = across / max(len(values), 1)
    wide = min(step * 0.7, 40)

    def x(place: int) -> float:
        return LEFT + step * (place + 0.5)

    def y(number: int) -> float:
        return HEIGHT - BOTTOM - down * number / top

    each = -(-len(values) // TICKS) or 1
    return Chart(
        title=title,
        summary=summary,
        bars=tuple(
            Bar(
                round(x(place) - wide / 2, 1),
                round(y(number), 1),
                round(wide, 1),
                round(down * number / top, 1),
                f"{label} {number}",
            )
            for place, (label, number) in enumerate(values)
        ),
        line=" ".join(f"{x(place):.1f},{y(number):.1f}" for place, number in enumerate(behind or ())),
        lines=tuple((round(y(number), 1), f"{number:,}") for number in (top // 2, top)),
        ticks=tuple((round(x(place), 1), label) for place, (label, _n) in enumerate(values) if place % each == 0),
    )
