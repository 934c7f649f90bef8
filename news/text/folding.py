"""One form for everything that is looked for: NFKC, small letters, simplified characters."""

import re
import unicodedata
from functools import lru_cache

import opencc

HAN = "㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff〇"
IS_HAN = re.compile(f"[{HAN}]")
UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\ue000-\uf8ff\ufe00-\ufe0f\u200b-\u200f\u2060\ufeff\U000f0000-\U0010ffff]"
)
# Signs of which each becomes one sign, so that a run of them is folded at once.
PLAIN_OR_ONE = re.compile(f"(?P<plain>[{HAN}\x20-\x7e\u3000-\u3002\uff01-\uff5e《》“”‘’—·]+)|.", re.DOTALL)
MOSTLY = 0.1  # share of traditional characters from which a text is taken to be traditional as a whole


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def traditional_table() -> dict[int, str]:
    """Return code point → simplified character, for characters that simplified writing does not have.

    What GB 2312 has too is left out (著 in 著名, 乾 in 乾隆): alone it does not say which writing it is of.
    """
    convert = _converter().convert
    table: dict[int, str] = {}
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF)):
        for code in range(first, last + 1):
            sign = chr(code)
            other = convert(sign)
            if other != sign and len(other) == 1 and not _in_gb2312(sign):
                table[code] = other
    return table


@lru_cache(maxsize=1)
def _one_to_one() -> dict[int, str]:
    """Return code point → folded sign for the wide forms of ASCII and for traditional characters."""
    wide = {0xFEE0 + code: chr(code).lower() for code in range(0x21, 0x7F)}
    return {**traditional_table(), **wide, 0x3000: " "}


def _in_gb2312(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def simplified(text: str) -> str:
    """Return the text in simplified characters. In a text that is simplified but for a few signs only those change."""
    table = traditional_table()
    changed = text.translate(table)
    if changed == text:
        return text
    foreign = sum(1 for before, after in zip(text, changed, strict=True) if before != after)
    if foreign >= MOSTLY * len(IS_HAN.findall(text)):
        return str(_converter().convert(text))
    return changed


def folded(text: str) -> str:
    """Return what two spellings of the same words have in common: ＡＩ, AI and ai; 知識產權 and 知识产权."""
    text = unicodedata.normalize("NFKC", UNWANTED.sub("", text))
    return simplified(unicodedata.normalize("NFKC", text.casefold()))


def folded_with_places(text: str) -> tuple[str, list[int]]:
    """Return the text folded sign by sign, and for each sign of the result its place in ``text``, for highlighting."""
    table, single = traditional_table(), _one_to_one()
    parts: list[str] = []
    places: list[int] = []
    for match in PLAIN_OR_ONE.finditer(text):
        piece = match[0]
        if match["plain"]:
            parts.append(piece.lower().translate(single))  # as many signs as before
            places.extend(range(match.start(), match.end()))
        else:
            part = unicodedata.normalize("NFKC", piece).casefold().translate(table)
            parts.append(part)
            places.extend([match.start()] * len(part))
    return "".join(parts), places
