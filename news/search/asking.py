"""What somebody typed into the search box, read without ever failing.

Words are joined by AND; “in quotes” they must stand together; a leading ``-`` leaves out. Nothing of it reaches a
database as syntax: every token is letters, digits or Han.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from news.search.index import DESK, desk_tokens
from news.search.words import STOP, Cutter, cutter
from news.text.folding import IS_HAN, folded

LONGEST = 100  # characters that are read of a question
MOST_TOKENS = 16
QUOTES = str.maketrans("“”„‟＂「」『』«»", '"' * 11)
TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Either:
    """One condition: every token of any of the alternatives."""

    alternatives: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Asked:
    """A question that was read. ``together`` must stand in the text in one piece, ``apart`` must not occur.

    ``words`` are looked for in headlines, ``tokens`` counted, ``shown`` (folded) highlighted.
    """

    required: tuple[Either, ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    together: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True where nothing is looked for (only signs, or only what is to be left out)."""
        return not self.required


def normal(text: str) -> str:
    """Return a question as it is shown and counted: bounded, blanks collapsed, no signs that cannot be seen."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text[: LONGEST * 4])
    return " ".join(seen.split())[:LONGEST].strip()


def read(text: str, *, desk: bool = False) -> Asked:
    """Read a question. With ``desk`` a word may also be any part of a headline or name."""
    words = cutter()
    required: list[Either] = []
    excluded: list[tuple[str, ...]] = []
    together: list[str] = []
    apart: list[str] = []
    ranked: list[str] = []
    counted: list[str] = []
    shown: list[str] = []
    left = MOST_TOKENS
    for minus, phrase, term in _terms(normal(text)):
        stream = words.cut(term)
        tokens = [token for token in dict.fromkeys(stream) if token != "\n"][:left]
        if not tokens:
            continue
        left -= len(tokens)
        if minus:
            excluded.extend([] if phrase and len(tokens) > 1 else [tuple(tokens)])
            apart.extend([_piece(stream)] if phrase and len(tokens) > 1 else [])
            continue
        if not phrase and len(tokens) > 1:
            tokens = [token for token in tokens if token not in STOP] or tokens
        pieces = [_piece(stream)] if phrase else [*_unknown(stream), *(word for word in tokens if word in words.house)]
        if desk and not phrase and len(term) <= 20:
            required.append(Either((tuple(tokens), tuple(desk_tokens(term)))))
        else:
            required += [_either(token, words) for token in tokens]
            together += [piece for piece in pieces if piece not in tokens or piece in words.house]
        counted += tokens
        ranked += [piece for piece in pieces if phrase] or tokens
        shown += pieces if phrase else (*tokens, *pieces)
    return Asked(
        tuple(dict.fromkeys(required)),
        tuple(excluded),
        tuple(dict.fromkeys(together)),
        tuple(apart),
        tuple(dict.fromkeys(ranked)),
        tuple(dict.fromkeys(counted)),
        tuple(sorted(dict.fromkeys(part.replace("\n", "") for part in shown), key=len, reverse=True)),
    )


def _terms(text: str) -> Iterator[tuple[bool, bool, str]]:
    """Yield (left out?, in quotes?, folded term)."""
    line = folded(text.translate(QUOTES))
    for match in TERM.finditer(line):
        phrase = match["phrase"] is not None
        yield bool(match["minus"]), phrase, match["phrase"] if phrase else match["word"]


def _piece(stream: Iterable[str]) -> str:
    """Return how a phrase stands in a stored text once its blanks are taken out."""
    return "".join(stream).strip("\n")


def _unknown(stream: Iterable[str]) -> Iterator[str]:
    """Yield runs of two and more single characters: a word that no dictionary has, which must stand together."""
    for single, run in groupby(stream, key=lambda token: len(token) == 1 and bool(IS_HAN.match(token))):
        piece = "".join(run)
        if single and len(piece) > 1:
            yield piece


def _either(token: str, words: Cutter) -> Either:
    """A house word is also found in texts that were indexed before it was one."""
    plain = words.plain(token) if token in words.house else ()
    return Either(((token,), plain) if plain else ((token,),))


def sqlite_match(asked: Asked, facets: Iterable[Iterable[str]]) -> str:
    """Return the question in FTS5's words."""
    parts = [_group(item.alternatives, '"%s"', " AND ", " OR ") for item in asked.required]
    parts += [_group([(token,) for token in choices], '"%s"', " AND ", " OR ") for choices in facets]
    match = " AND ".join(parts)
    for tokens in asked.excluded:
        match = f"({match}) NOT {_group([tokens], '"%s"', ' AND ', ' OR ')}"
    return match


def postgresql_match(asked: Asked, facets: Iterable[Iterable[str]]) -> str:
    """Return the question as a tsquery."""
    parts = [_group(item.alternatives, "'%s'", " & ", " | ") for item in asked.required]
    parts += [_group([(token,) for token in choices], "'%s'", " & ", " | ") for choices in facets]
    parts += [f"!{_group([tokens], "'%s'", ' & ', ' | ')}" for tokens in asked.excluded]
    return " & ".join(parts)


def _group(alternatives: Iterable[Iterable[str]], quoted: str, both: str, either: str) -> str:
    inner = [f"({both.join(quoted % token for token in tokens)})" for tokens in alternatives]
    return f"({either.join(inner)})"


__all__ = ["DESK", "Asked", "Either", "normal", "postgresql_match", "read", "sqlite_match"]
