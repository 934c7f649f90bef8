"""Pictures and captions of pasted texts: where a picture really is, and which paragraph belongs to it."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urljoin, urlsplit

from news.text.paste_model import Block, Figure, Para, Run
from news.text.paste_styles import style_of
from news.text.pending import EMBEDDED, pending_address, pending_src
from news.text.sanitise import MEDIA_PREFIX

# Where lazy pages keep the picture; ``src`` then holds a blank.
SOURCES = ("data-src", "data-original", "data-actualsrc", "data-lazy-src", "data-original-src", "data-url", "src")
MAX_CAPTION = 120
CAPTION_SIZE = 13.4  # pixels; captions are set smaller than the text
CAPTION = re.compile(
    r"[▲△▴↑]|[（(]?图\s?[0-9０-９一二三四五六七八九十①-⑳]{1,3}[ :：、.．\u3000）)]"
    r"|图为|图片?(?:说明|来源)[:：]|[（(]?资料图"
)
ABOVE = re.compile(r"[▼▽↓]")
SIGN = re.compile(r"^[▲△▴↑▼▽↓]\s*")
LOCAL = ("file:", "blob:", "cid:", "data:", "webkit-fake-url:", "about:")


def place_of(given: Mapping[str, str], page: str, own: Sequence[str]) -> tuple[str | None, bool]:
    """Return the ``src`` that a picture gets in our text, if it has one, and whether the picture was lost.

    ``page`` is the address of the page it stood on, ``own`` are the hosts of this site. A picture without an address
    of use (base64, blob, a file on the writer's computer) is lost; one of two pixels counts readers and is nothing.
    """
    if _counts_readers(given):
        return None, False
    lost = False
    for name in SOURCES:
        value = given.get(name, "").strip()
        if not value:
            continue
        if value.lower().startswith(LOCAL):
            lost = lost or not value.lower().startswith("data:image/gif")
            continue
        address = _absolute(value, page)
        if address is None:
            continue
        if address.startswith("/"):
            return address, False
        parts = urlsplit(address)
        if parts.hostname in own and parts.path.startswith(MEDIA_PREFIX):
            return parts.path, False
        return pending_src(address), False
    return None, lost


def _absolute(value: str, page: str) -> str | None:
    # On a foreign page /media/ is that site's; only what was taken out of it before has its place here.
    if value.startswith(MEDIA_PREFIX) and (not page or (pending_address(value) or "").startswith(EMBEDDED)):
        return value if ".." not in value else None
    try:
        address = urljoin(page, value) if page else f"https:{value}" if value.startswith("//") else value
        parts = urlsplit(address)
    except ValueError:
        return None
    good = parts.scheme in {"http", "https"} and parts.hostname and not re.search(r"[\s<>\"'\\]", address)
    return address if good else None


def _counts_readers(given: Mapping[str, str]) -> bool:
    if style_of(given.get("style", "")).tiny:
        return True
    width, height = given.get("width", "").rstrip("px"), given.get("height", "").rstrip("px")
    return width in {"0", "1", "2"} and height in {"0", "1", "2", ""}


def with_captions(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with each caption paragraph put into the loose picture that it follows (▼: precedes)."""
    out: list[Block] = []
    for block in blocks:
        last = out[-1] if out else None
        if isinstance(block, Para) and isinstance(last, Figure) and _takes(last) and _is_caption(block):
            last.caption = _without_sign(block)
            continue
        elif isinstance(block, Figure) and _takes(block) and isinstance(last, Para) and _is_above(last):
            block.caption = _without_sign(last)
            out.pop()
        out.append(block)
    return out


def _takes(figure: Figure) -> bool:
    return figure.loose and not figure.caption


def _is_short(block: Para) -> bool:
    return block.tag in {"", "p"} and not block.level and len(block.text) <= MAX_CAPTION


def _is_above(block: Para) -> bool:
    return _is_short(block) and bool(ABOVE.match(block.text))


def _is_caption(block: Para) -> bool:
    if not _is_short(block):
        return False
    small = 0 < block.size <= CAPTION_SIZE or block.grey
    return block.caption or bool(CAPTION.match(block.text)) or (block.centred and small)


def _without_sign(block: Para) -> list[Run]:
    runs = list(block.runs)
    runs[0] = runs[0]._replace(text=SIGN.sub("", runs[0].text))
    return [run for run in runs if run.text]
