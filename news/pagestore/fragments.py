"""Pieces that many pages share: a page is stored with holes where they stand, which are filled when it is served."""

import re

# Neither sign may stand in HTML; a text that brings them along loses them before it is rendered (``text.sanitise``).
OPEN, CLOSE = "\x02", "\x03"
HOLE = re.compile(rb"\x02([^\x02\x03]{1,400})\x03")


def hole(name: str) -> str:
    """Return what stands for the fragment in a page."""
    return f"{OPEN}{name}{CLOSE}"


def split(body: bytes) -> tuple[list[bytes], list[str]]:
    """Return the pieces of a page and the names of the fragments between them: one piece more than names."""
    found = HOLE.split(body)
    return found[::2], [name.decode() for name in found[1::2]]
