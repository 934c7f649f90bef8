"""The one definition of what HTML a story may hold. Every save path (form, command, import) goes through it.

nh3 (Rust, html5ever) parses first and has the last word; lxml only renames and tidies between the two passes.
"""

import re
from urllib.parse import urlsplit

import nh3
from lxml import html

from news.text.blocks import FILE, GROUP, PLAYED, VIDEO, holds_picture, settle
from news.text.markup import escape, inner, parse, printable

TAGS = frozenset(
    "p h2 h3 strong em u s sub sup br hr ul ol li blockquote figure figcaption img video a "
    "table caption thead tbody tr th td span".split()
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "video": {"src", "poster"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
CLASSES = {"span": {"credit", "dateline-place"}, "figure": {GROUP, VIDEO}, "p": {FILE}}
SCHEMES = {"http", "https", "mailto", "tel"}
MEDIA_PREFIX = "/media/"
RENAMED = {
    "h1": "h2",
    "h4": "h3",
    "h5": "h3",
    "h6": "h3",
    "b": "strong",
    "i": "em",
    "strike": "s",
    "del": "s",
    "ins": "u",
}
UNWRAPPED = ("div", "section", "article", "center")  # become paragraphs when they hold text of their own
BLOCKS = frozenset("p h2 h3 ul ol blockquote figure table hr".split())
INDENT = " \t\r\n\u3000\u00a0\u200b\ufeff"
MAX_TURNS = 8
ENTITY = "\ue000"  # private use; stands for the & of an entity while the rest is escaped
COUNT = re.compile(r"[1-9]\d?")


def _attribute(tag: str, attribute: str, value: str) -> str | None:
    if tag == "video" and attribute == "src":
        return value if PLAYED.fullmatch(value) else None
    if attribute in {"src", "poster"}:
        return value if value.startswith(MEDIA_PREFIX) and ".." not in value else None
    if attribute == "href":
        return safe_link(value)
    if attribute in {"colspan", "rowspan", "start"}:
        return value if COUNT.fullmatch(value) else None
    if attribute == "scope":
        return value if value in {"row", "col"} else None
    return value


def safe_link(value: str) -> str | None:
    """Return the address of a link unless it is one that looks local and leaves the site."""
    value = value.strip()
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    if parts.scheme:
        return value
    # Without a scheme only addresses of this site; //host and /\\host would leave it.
    return value if re.match(r"/(?![/\\])", value) or value.startswith("#") else None


# "*" is named because nh3 would let title and lang stand anywhere.
_outer = nh3.Cleaner(
    tags=set(TAGS) | set(RENAMED) | set(UNWRAPPED),
    clean_content_tags={"script", "style", "title", "template", "noscript", "iframe", "object"},
    attributes={"*": set(), **{tag: set(names) for tag, names in ATTRIBUTES.items()}},
    attribute_filter=_attribute,
    allowed_classes={tag: set(names) for tag, names in CLASSES.items()},
    url_schemes=SCHEMES,
    link_rel=None,
)
_final = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style"},
    attributes={"*": set(), **{tag: set(names) for tag, names in ATTRIBUTES.items()}},
    attribute_filter=_attribute,
    allowed_classes={tag: set(names) for tag, names in CLASSES.items()},
    url_schemes=SCHEMES,
    link_rel=None,
)


def sanitise(markup: str) -> str:
    """Return the clean form of a story's HTML; text without any tag becomes paragraphs, a line each.

    Scripts, styles, foreign pictures and unknown attributes go; words stay. Leading 　　 and blank paragraphs go,
    since the indent belongs to the style sheet. ``sanitise(sanitise(x)) == sanitise(x)``.
    """
    markup = printable(markup or "")
    if not markup.strip():
        return ""
    if not re.search(r"<[a-zA-Z!/]", markup):
        lines = (line.strip(INDENT) for line in markup.splitlines())
        markup = "".join(f"<p>{_plain(line)}</p>" for line in lines if line)
    clean = _final.clean(_tidy(_outer.clean(markup)))
    # html5ever may split what lxml joined (a link around a paragraph); tidy again until nothing moves.
    for _turn in range(MAX_TURNS):
        again = _final.clean(_tidy(clean))
        if again == clean:
            break
        clean = again
    return clean


def _plain(line: str) -> str:
    """Escape a line that has no tag; an entity in it was meant as one."""
    return escape(re.sub(r"&(?=#?\w+;)", ENTITY, line)).replace(ENTITY, "&")


def _tidy(markup: str) -> str:
    root = parse(markup)
    for element in list(root.iter(*RENAMED)):
        element.tag = RENAMED[element.tag]
    for element in list(root.iter(*UNWRAPPED)):
        if element is not root:
            _unwrap(element)
    for element in root.iter(*CLASSES):
        if not element.get("class"):
            element.attrib.pop("class", None)
    settle(root)
    for span in list(root.iter("span")):
        if not span.get("class"):
            span.drop_tag()
    _wrap_loose_text(root)
    for paragraph in list(root.iter("p", "h2", "h3", "li", "figcaption", "td", "th")):
        _strip_indent(paragraph)
    for figure in list(root.iter("figure")):
        if not holds_picture(figure):
            for caption in figure.iter("figcaption"):
                caption.tag = "p"
            figure.drop_tag()
    for image in list(root.iter("img")):
        if not image.get("src"):
            image.drop_tree()
        elif image.get("alt") is None:
            image.set("alt", "")  # else a screen reader would read out the file's name; that it is empty is a finding
    for paragraph in list(root.iter("p", "h2", "h3", "blockquote", "ul", "ol", "li")):
        if not paragraph.text_content().strip(INDENT) and not holds_picture(paragraph):
            paragraph.drop_tree()
    _wrap_loose_text(root)
    return inner(root)


def _unwrap(element: html.HtmlElement) -> None:
    """Turn a wrapper into a paragraph if it holds words of its own, else keep only what is in it."""
    holds_block = any(child.tag in BLOCKS or child.tag in UNWRAPPED for child in element.iterdescendants())
    if holds_block:
        _wrap_loose_text(element)
        element.drop_tag()
    else:
        element.tag = "p"


def _wrap_loose_text(root: html.HtmlElement) -> None:
    """Give words and inline elements that stand between blocks a paragraph of their own."""
    runs: list[tuple[int, list[html.HtmlElement], str]] = []
    children = list(root)
    current: list[html.HtmlElement] = []
    start, lead = 0, root.text or ""
    for index, child in enumerate(children):
        if child.tag in BLOCKS or child.tag in UNWRAPPED:
            runs.append((start, current, lead))
            start, current, lead = index + 1, [], child.tail or ""
            child.tail = None
        else:
            current.append(child)
    runs.append((start, current, lead))
    root.text = None
    for start, inline, lead in reversed(runs):
        inner = lead.strip(INDENT) or any(
            holds_picture(item) or item.text_content().strip() or (item.tail or "").strip() for item in inline
        )
        if not inner:
            for item in inline:
                root.remove(item)
            continue
        paragraph = html.Element("p")
        paragraph.text = lead
        for item in inline:
            paragraph.append(item)
        root.insert(start, paragraph)


def _strip_indent(element: html.HtmlElement) -> None:
    """Drop blanks at the start of a block, through spans and leading line breaks."""
    while True:
        if element.text and element.text.strip(INDENT):
            element.text = element.text.lstrip(INDENT)
            return
        element.text = None
        if not len(element):
            return
        first = element[0]
        if first.tag == "br":
            element.text = first.tail
            first.tail = None
            element.remove(first)
            continue
        if first.tag in {"span", "strong", "em", "u", "a"}:
            if not (first.text_content().strip(INDENT)) and first.find(".//img") is None:
                element.text = first.tail
                first.tail = None
                element.remove(first)
                continue
            element = first
            continue
        return
