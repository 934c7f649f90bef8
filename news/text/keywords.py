"""Keyword names as Chinese editors type them: one rule for splitting, joining, comparing and addresses."""

import re
import unicodedata
from collections.abc import Iterable

SEPARATORS = re.compile(r"[,，、;；\n\r\t]+")
UNSAFE_IN_SLUG = re.compile(r"[/?#%\\\s]+")
MAX_NAME = 30


def keyword_name(text: str) -> str:
    """Return the name as shown: NFKC, inner blanks collapsed, case kept."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def keyword_key(name: str) -> str:
    """Return the form under which two keywords are the same: NFKC + casefold."""
    return unicodedata.normalize("NFKC", keyword_name(name).casefold())


def keyword_slug(name: str) -> str:
    """Return the address part: the key with ``/ ? # % \\`` and blanks as ``-``; Chinese kept; '' for nothing."""
    slug = UNSAFE_IN_SLUG.sub("-", keyword_key(name)).strip("-")
    return "" if slug in {".", ".."} else slug


def split_keywords(text: str) -> list[str]:
    """Split ``黄淮，学院,新闻`` into names, in order, without empties and doubles.

    ``, ， 、 ; ；`` and line ends separate; a blank does not, so that ``Web 开发`` stays one keyword.
    """
    return unique_keywords(SEPARATORS.split(text or ""))


def unique_keywords(names: Iterable[str]) -> list[str]:
    """Return shown names in order, dropping empties and those whose key came before."""
    seen: dict[str, str] = {}
    for raw in names:
        name = keyword_name(raw)
        if name and keyword_key(name):
            seen.setdefault(keyword_key(name), name)
    return list(seen.values())


def join_keywords(keywords: Iterable[object]) -> str:
    """Return names (or objects with ``name``) as one line that ``split_keywords`` reads back."""
    return "，".join(str(getattr(item, "name", item)) for item in keywords)
