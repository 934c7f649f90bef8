"""The HTML of other programs: which elements carry words, what Word, sheets and pages put beside them."""

import re
from collections.abc import Mapping

import nh3

from news.text.paste_model import Table
from news.text.sanitise import COUNT, SCHEMES

MARKS = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "u": "u", "ins": "u",
    "s": "s", "strike": "s", "del": "s", "sub": "sub", "sup": "sup",
}  # fmt: skip
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
WRAPPERS = frozenset(
    "div section article center header footer main aside nav address dl dt dd pre form fieldset details summary "
    "picture figcaption".split()
)
CONTAINERS = frozenset("ul ol li table caption thead tbody tfoot tr td th blockquote figure".split())
PARTS = {
    "table": frozenset("caption thead tbody tfoot tr td th".split()),
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "figure": frozenset({"figcaption"}),
}
INLINE = frozenset("a span font img br hr p label small big cite q time video".split())
WITHOUT_WORDS = (
    "script style title template noscript iframe object embed svg math xml select option textarea button canvas audio "
    "head map datalist"
)
CUT = "cut"  # class of a table around cells that were copied without it
INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")
BLANKS = re.compile("[ \t\r\n\f\u00a0\u2028\u2029]+")
MAX_FRAMES = 40  # containers inside each other that are kept; deeper ones only give their words
MAX_LEVELS = 9

foreign = nh3.Cleaner(
    tags=set(MARKS) | HEADINGS | WRAPPERS | CONTAINERS | INLINE,
    clean_content_tags=set(WITHOUT_WORDS.split()),
    attributes={
        "*": {"style", "class", "hidden", "align"},
        "a": {"href", "title"},
        "img": {"src", "alt", "width", "height"},
        "video": {"src", "poster"},
        "li": {"aria-level"},
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan", "scope"},
        "table": {"border", "width"},
        "del": {"cite", "datetime"},
        "ins": {"cite", "datetime"},
        "font": {"color"},
    },
    generic_attribute_prefixes={"data-"},
    url_schemes=SCHEMES | {"data", "file", "blob", "cid", "about", "webkit-fake-url"},
    link_rel=None,
)


def is_remark(tag: str, given: Mapping[str, str], names: str) -> bool:
    """Whether this is what Word keeps beside the text: a remark, or words that were struck while changes were kept."""
    if tag == "del" and ("cite" in given or "datetime" in given):
        return True
    return "msoDel" in names or "MsoCommentReference" in names or "mso-element:comment" in given.get("style", "")


def is_caption_class(names: str) -> bool:
    lowered = names.lower()
    return "caption" in lowered or "picture-desc" in lowered or "img-desc" in lowered or "pictext" in lowered


def cell_attributes(given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    spans = [
        (key, given[key])
        for key in ("colspan", "rowspan")
        if given.get(key, "1") != "1" and COUNT.fullmatch(given[key])
    ]
    scope = [("scope", given["scope"])] if given.get("scope") in {"row", "col"} else []
    return (*spans, *scope)


def crop(table: Table) -> None:
    """Cut empty rows and columns off the end of a copied part of a sheet."""
    while table.rows and not any(cell.blocks for cell in table.rows[-1].cells):
        table.rows.pop()
    while table.rows and all(row.cells and not row.cells[-1].blocks for row in table.rows):
        for row in table.rows:
            row.cells.pop()
