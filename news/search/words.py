"""Words as the index has them: cut by rjieba's dictionary and the house's own, numbers and Latin letters apart."""

import re
import threading
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import rjieba

from news.enums import HouseWordKind
from news.models import HouseWord
from news.text.folding import HAN, folded

BREAK = "\n"  # stands among the tokens where a sign parts them
LONGEST = 40  # signs of a token; a longer run of letters is cut there
RUN = re.compile(rf"(?P<han>[{HAN}]+)|(?P<other>[^\W_{HAN}]+)|(?P<blank>[ \t\u00a0]+)|(?P<sign>.)", re.DOTALL)
LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")
# Found in nearly every text; a question is asked without them where it has other words.
STOP = frozenset(
    "的 了 是 在 和 与 及 或 也 都 就 而 等 着 把 被 对 从 到 为 以 于 这 那 个 之 the a an of and to in".split()
)
RELOAD = 10.0  # seconds after which a process looks whether another has changed the house's words

_base = rjieba  # the module's own dictionary, which nobody adds to: one more would cost each process 24 MB


class Cutter:
    """Cuts by the common dictionary and ``house`` words (folded). Made anew when those change."""

    def __init__(self, house: Iterable[tuple[str, str]] = ()) -> None:
        self.house = {run: tag for word, tag in house for run in _han_runs(word)}
        self.jieba: Any = _base
        if self.house:
            self.jieba = rjieba.Jieba()
            for word, tag in self.house.items():
                self.jieba.add_word(word, max(self.jieba.suggest_freq(word), 10), tag)

    def cut(self, text: str) -> list[str]:
        """Return a folded text's tokens in order, BREAK among them. No new words are guessed.

        Guessing (HMM) would cut the same name differently in different sentences, and so not find it.
        """
        tokens: list[str] = []
        for match in RUN.finditer(text):
            if match["han"]:
                tokens += self.jieba.cut(match["han"], False)
            elif match["other"]:
                tokens.append(match["other"][:LONGEST])
            elif match["sign"] and tokens and tokens[-1] != BREAK:
                tokens.append(BREAK)
        return tokens

    def parts(self, token: str) -> tuple[str, ...]:
        """Return by what else a token is found: words inside it, letters and digits of a mixed one."""
        if token in self.house:
            return tuple(dict.fromkeys((*self.plain(token), *_parts(token))))
        return _parts(token)

    def plain(self, token: str) -> tuple[str, ...]:
        """Return how a house word is cut without the house's dictionary, and what those words are found by."""
        found = [part for word in _base.cut(token, False) for part in (word, *_parts(word))]
        return tuple(part for part in dict.fromkeys(found) if part != token)


def _han_runs(word: str) -> Iterator[str]:
    for match in RUN.finditer(folded(word)):
        if match["han"] and len(match["han"]) > 1:
            yield match["han"]


@lru_cache(maxsize=65536)
def _parts(token: str) -> tuple[str, ...]:
    if len(token) < 3:
        return ()
    if not re.match(f"[{HAN}]", token):
        runs = LETTERS_OR_DIGITS.findall(token)
        return tuple(dict.fromkeys(run for run in runs if len(run) > 1)) if len(runs) > 1 else ()
    found = [part for part in _base.cut_for_search(token, False) if part != token]
    for length in range(4, len(token)):  # search mode stops at three: 知识产权 in 知识产权局
        for start in range(len(token) - length + 1):
            part = token[start : start + length]
            if _base.has_word(part):
                found.append(part)
    return tuple(dict.fromkeys(found))


_lock = threading.Lock()
_cutter: Cutter | None = None
_stamp: tuple[int, int] = (0, 0)
_looked = 0.0
_generation: frozenset[str] = frozenset()


def cutter() -> Cutter:
    """Return the cutter with the house's words; looks every ten seconds whether they changed elsewhere."""
    global _cutter, _stamp, _looked
    now = time.monotonic()
    if _cutter is not None and now - _looked < RELOAD:
        return _cutter
    with _lock:
        stamp = HouseWord.objects.stamp()
        if _cutter is None or stamp != _stamp:
            rows = HouseWord.objects.values_list("key", "kind")
            _cutter = Cutter((key, HouseWordKind(kind).tag) for key, kind in rows)
            _stamp = stamp
        _looked = now
        return _cutter


def heed(generation: frozenset[str]) -> None:
    """Read the house's words anew if they changed, by the tokens that a page has read anyway (models.Generation)."""
    global _generation, _looked
    if generation != _generation:
        forget()
        _generation = generation
    elif _cutter is not None:
        _looked = time.monotonic()


def use(cutter: Cutter) -> None:
    """Take this cutter without looking into the database, as a test does."""
    global _cutter, _looked
    _cutter, _looked = cutter, time.monotonic()


def forget() -> None:
    """Let the next question read the house's words anew; called when they were changed here."""
    global _cutter
    _cutter = None
