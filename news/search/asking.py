"""What somebody typed into the search box, read without ever failing.

Words are joined by AND; “in quotes” they must stand together; a leading ``-`` leaves out. Nothing of it reaches a
database as syntax: every token is letters, digits or Han.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from news.search.index import desk_tokens
from news.search.words import BREAK, STOP, Cutter, cutter
from news.text.folding import IS_HAN, folded

LONGEST = 100  # characters that are read of a question
MOST_TOKENS = 16
NAME = 6  # characters up to which a stretch with an unknown word in it is taken for a name
QUOTES = str.maketrans("“”„‟＂「」『』«»", '"' * 11)
TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Either:
    """One condition: every token of any of the alternatives."""

    alternatives: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Asked:
    """A question that was read.

    ``together`` must stand in the text in one piece, ``near`` better does, ``apart`` must not occur.
    ``words`` are looked for in headlines, ``tokens`` counted, ``shown`` (folded) highlighted.
    """

    required: tuple[Either, ...] = ()
    excluded: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
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
    excluded: list[str] = []
    together: list[str] = []
    near: list[str] = []
    apart: list[str] = []
    ranked: list[str] = []
    counted: list[str] = []
    shown: list[str] = []
    left = MOST_TOKENS
    for minus, phrase, term in _terms(normal(text)):
        stream = words.cut(term)
        tokens = [token for token in dict.fromkeys(stream) if token != BREAK][:left]
        if not tokens:
            continue
        left -= len(tokens)
        if minus:
            if len(tokens) == 1:
                excluded.append(tokens[0])
            else:
                apart.append(_piece(stream))
            continue
        if phrase:
            pieces = [_piece(stream)]
            needed = [token for token in tokens if len(token) > 1] or tokens
        else:
            needed, pieces, better = _needed(stream, tokens)
            near += better
        house = [token for token in needed if token in words.house]
        if desk and not phrase and len(term) <= 20:
            required.append(Either((tuple(needed), tuple(desk_tokens(term)))))
        else:
            required += [_either(token, words) for token in needed]
        together += [
            piece for piece in (*pieces, *house) if len(piece) > 1 and (piece in house or piece not in needed)
        ]
        counted += needed
        ranked += pieces or needed
        shown += pieces if phrase else (*needed, *pieces)
    return Asked(
        tuple(dict.fromkeys(required)),
        tuple(excluded),
        tuple(dict.fromkeys(together)),
        tuple(dict.fromkeys(near)),
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


def _needed(stream: list[str], tokens: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Return which tokens of an unquoted term must be in the index, which pieces must stand together, which better do.

    A short stretch with single characters in it is a name that no dictionary has (云龙 湖, 沈 知 禾). In a text it may
    be cut otherwise (云龙 湖畔), so its longer words are asked of the index and the whole of the text.
    """
    needed: list[str] = []
    pieces: list[str] = []
    near: list[str] = []
    for plain, run in groupby(stream, key=lambda token: bool(IS_HAN.match(token)) and token not in STOP):
        stretch = list(run)
        if not plain:
            needed += [token for token in stretch if token != BREAK and token not in STOP]
            continue
        long = [token for token in stretch if len(token) > 1]
        piece = "".join(stretch)
        if len(long) == len(stretch) or len(stretch) == 1:
            needed += stretch
            near += [piece] if len(stretch) > 1 else []
        elif len(piece) <= NAME:
            needed += long or stretch
            pieces.append(piece)
        else:
            needed += long if len(long) > 1 else stretch
    allowed = [token for token in dict.fromkeys(needed) if token in tokens]
    return allowed or tokens, pieces, near


def _either(token: str, words: Cutter) -> Either:
    """A house word is also found in texts that were indexed before it was one."""
    plain = words.plain(token) if token in words.house else ()
    plain = tuple(part for part in plain if len(part) > 1) or plain
    return Either(((token,), plain) if plain else ((token,),))


@dataclass(frozen=True)
class Dialect:
    """How a database writes a question."""

    quote: str
    both: str
    either: str

    def group(self, alternatives: Iterable[Iterable[str]]) -> str:
        """Return any of the alternatives, each of all its tokens."""
        inner = (self.both.join(f"{self.quote}{token}{self.quote}" for token in tokens) for tokens in alternatives)
        return f"({self.either.join(f'({part})' for part in inner)})"


FTS5 = Dialect('"', " AND ", " OR ")
TSQUERY = Dialect("'", " & ", " | ")


def sqlite_match(asked: Asked, facets: Iterable[Iterable[str]]) -> str:
    """Return the question in FTS5's words."""
    match = FTS5.both.join(_positive(asked, facets, FTS5))
    for token in asked.excluded:
        match = f"({match}) NOT {FTS5.group([[token]])}"
    return match


def postgresql_match(asked: Asked, facets: Iterable[Iterable[str]]) -> str:
    """Return the question as a tsquery."""
    parts = _positive(asked, facets, TSQUERY)
    return TSQUERY.both.join([*parts, *(f"!{TSQUERY.group([[token]])}" for token in asked.excluded)])


def _positive(asked: Asked, facets: Iterable[Iterable[str]], dialect: Dialect) -> list[str]:
    conditions = [dialect.group(item.alternatives) for item in asked.required]
    return conditions + [dialect.group([(token,) for token in choices]) for choices in facets]
