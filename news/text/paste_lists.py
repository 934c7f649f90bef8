"""Lists that are only drawn: Word writes a paragraph per item, its number or bullet as text, its level as style.

What an HTML list can show becomes one (1. a. i. and plain bullets). Numbers it cannot show (一、 （一） 1、 ① ◎)
stay the words they are, in a paragraph each: that is how Chinese texts are numbered and referred to.
"""

import re
from collections.abc import Sequence

from news.text.paste_model import Block, ListBlock, Para, Run

ORDERED = re.compile(r"[(]?(\d{1,3}|[a-zA-Z]|[ivxlcdmIVXLCDM]{1,6})[.．)]")
BULLETS = frozenset("·•●○◦▪■□◆◇➢➤–—-*olnuqvØü§ØÜ¡")
PRIVATE = re.compile("[\ue000-\uf8ff]")


def with_lists(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with drawn items put into lists, nested by their levels."""
    out: list[Block] = []
    open_: list[tuple[int, ListBlock]] = []  # the lists that the last item stands in, outermost first
    for block in blocks:
        if not (isinstance(block, Para) and block.level and block.tag in {"", "p"}):
            open_ = []
            out.append(_spelled(block))
            continue
        kind = kind_of(block.marker)
        if kind is None:
            open_ = []
            out.append(_spelled(block))
            continue
        _add(out, open_, block, *kind)
    return out


def kind_of(marker: str) -> tuple[bool, int] | None:
    """Return (ordered, number) of a drawn marker; None if a list of HTML cannot show it."""
    marker = marker.strip()
    if found := ORDERED.fullmatch(marker):
        return True, int(found[1]) if found[1].isdecimal() else 1
    if marker in BULLETS or (len(marker) == 1 and PRIVATE.match(marker)):
        return False, 1
    return None


def _spelled(block: Block) -> Block:
    """Put a number that no list shows before the words of its paragraph."""
    if isinstance(block, Para) and block.marker and block.runs:
        marker = block.marker if re.search(r"[、，．。）)◎★※◆①-⑳]$", block.marker) else f"{block.marker} "
        first = block.runs[0]
        block.runs = [Run(marker + first.text, first.marks), *block.runs[1:]]
        block.level, block.marker = 0, ""
    return block


def _add(out: list[Block], open_: list[tuple[int, ListBlock]], block: Para, ordered: bool, number: int) -> None:
    while open_ and open_[-1][0] > block.level:
        open_.pop()
    if open_ and open_[-1][0] == block.level and open_[-1][1].ordered != ordered:
        open_.pop()
    if not open_ or open_[-1][0] < block.level:
        fresh = ListBlock(ordered, number)
        (open_[-1][1].items[-1] if open_ else out).append(fresh)
        open_.append((block.level, fresh))
    open_[-1][1].items.append([Para("", block.runs)])
