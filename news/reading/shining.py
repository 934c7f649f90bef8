"""What of a text a search result quotes, and where the words that were asked for shine. Plain text in, markup out."""

import html
import re
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString

from news.text.folding import folded_with_places

TAG = re.compile(r"<[^>]*>")
BLANKS = re.compile(r"\s+")
QUOTED = 100  # characters of a quotation
BEFORE = 28  # … of which stand before the first word


def words_of(markup: str) -> str:
    """Return the words of sanitised markup on one line."""
    return BLANKS.sub(" ", html.unescape(TAG.sub(" ", markup))).strip()


def places(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the terms (folded, the longest first) stand in a text, as (start, end), none inside another."""
    line, back = folded_with_places(text)
    taken = bytearray(len(line))
    for term in terms:
        start = line.find(term)
        while term and start >= 0:
            end = start + len(term)
            if not any(taken[start:end]) and _whole(line, start, end):
                taken[start:end] = b"\x01" * len(term)
            start = line.find(term, end)
    found: list[tuple[int, int]] = []
    start = 0
    while (start := taken.find(1, start)) >= 0:
        end = taken.find(0, start)
        end = len(line) if end < 0 else end
        found.append((back[start], back[end - 1] + 1))
        start = end
    return found


def _whole(line: str, start: int, end: int) -> bool:
    """A word of letters must not be part of another: AI is not in Thailand. 5 G is found in 5G."""
    return not (
        (line[start].isascii() and start > 0 and line[start - 1].isascii() and line[start - 1].isalpha())
        or (line[end - 1].isascii() and end < len(line) and line[end].isascii() and line[end].isalpha())
    )


def shining(text: str, terms: Sequence[str]) -> SafeString:
    """Return a text as markup with the terms in <mark>."""
    parts: list[str] = []
    done = 0
    for start, end in places(text, terms):
        parts += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    return SafeString("".join([*parts, escape(text[done:])]))


def quotation(text: str, terms: Sequence[str]) -> SafeString:
    """Return about 100 characters around the first and best place of the terms, else the beginning."""
    found = places(text, terms)
    if not found:
        return SafeString(escape(text[:QUOTED] + ("……" if len(text) > QUOTED else "")))
    best = max(range(len(found)), key=lambda i: (_within(found, i), -i))
    start = max(0, found[best][0] - BEFORE)
    stop = max((text.rfind(sign, start, found[best][0]) for sign in "。！？；\n"), default=-1)
    start = stop + 1 if stop >= 0 else start
    end = min(len(text), max(start + QUOTED, found[best][1]))
    quoted = shining(text[start:end].strip(), terms)
    return SafeString(f"{'……' if start else ''}{quoted}{'……' if end < len(text) else ''}")


def _within(found: list[tuple[int, int]], first: int) -> int:
    """Count the signs that shine in the quotation that begins at a place."""
    reach = found[first][0] - BEFORE + QUOTED
    return sum(end - start for start, end in found[first : first + 8] if end <= reach)
