"""What the style attributes of other programs mean for a news text: emphasis, captions, things that are not shown."""

import re
from functools import lru_cache
from typing import NamedTuple

PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 0.16}
SIZE = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)(px|pt|em|rem|%)")
RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})")
HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
EXCEL_CLASS = re.compile(r"\.(xl\d{1,5})\s*\{([^{}]{0,2000})\}")
LEVEL = re.compile(r"level(\d)")


class Style(NamedTuple):
    """What one element's style says; None where it says nothing."""

    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    strike: bool | None = None
    script: str = ""  # sub or sup
    hidden: bool = False
    centred: bool | None = None
    size: float | None = None  # pixels
    grey: bool | None = None
    marker: bool = False  # the drawn number or bullet of a list item
    list_level: int = 0
    heading: int = 0
    tiny: bool = False  # two pixels or less each way


@lru_cache(maxsize=2048)
def style_of(text: str) -> Style:
    """Read a style attribute."""
    if not text:
        return Style()
    given = dict(_declarations(text))
    weight = given.get("font-weight", "")
    decoration = given.get("text-decoration", "") or given.get("text-decoration-line", "")
    slant = given.get("font-style", "")
    listed = given.get("mso-list", "")
    outline = given.get("mso-outline-level", "")
    width, height = (_pixels(given.get(name, "")) for name in ("width", "height"))
    return Style(
        bold=_bold(weight),
        italic=slant.startswith(("italic", "oblique")) if slant else None,
        underline="underline" in decoration if decoration else None,
        strike="line-through" in decoration if decoration else None,
        script={"super": "sup", "sub": "sub"}.get(given.get("vertical-align", ""), ""),
        hidden=given.get("display") == "none" or given.get("mso-hide") == "all",
        centred=given["text-align"] in {"center", "-webkit-center"} if "text-align" in given else None,
        size=_pixels(given.get("font-size", "")),
        grey=_grey(given["color"]) if "color" in given else None,
        marker=listed == "ignore",
        list_level=int(found[1]) if (found := LEVEL.search(listed)) else 0,
        heading=int(outline) if outline in {"1", "2", "3", "4", "5", "6"} else 0,
        tiny=width is not None and height is not None and width <= 2 and height <= 2,
    )


def excel_styles(markup: str) -> dict[str, str]:
    """Return what the sheet's own style block says of its classes; Excel gives cells no style attribute."""
    return dict(EXCEL_CLASS.findall(markup)) if "xl" in markup else {}


def _declarations(text: str) -> list[tuple[str, str]]:
    pairs = (item.partition(":") for item in text.lower().split(";"))
    return [(name.strip(), value.replace("!important", "").strip()) for name, _colon, value in pairs]


def _bold(weight: str) -> bool | None:
    if not weight:
        return None
    if weight.isdecimal():
        return int(weight[:5]) >= 600
    return True if weight in {"bold", "bolder"} else False if weight in {"normal", "lighter"} else None


def _pixels(value: str) -> float | None:
    found = SIZE.fullmatch(value)
    if found is None:
        return 0.0 if value == "0" else None
    return float(found[1]) * PIXELS[found[2]]


def _grey(color: str) -> bool:
    """Whether a colour is a middle grey, as captions are set in; the black of a text is not."""
    if found := RGB.match(color):
        parts = [int(found[place]) for place in (1, 2, 3)]
    elif found := HEX.match(color):
        digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
        parts = [int(digits[place : place + 2], 16) for place in (0, 2, 4)]
    else:
        return color in {"gray", "grey", "darkgray", "darkgrey"}
    return max(parts) - min(parts) <= 24 and 96 <= min(parts) <= 200
