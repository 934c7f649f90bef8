"""Typographic clean-up of a Chinese text, on demand: signs as newspapers set them, every word as it was.

What is touched: full-width letters and digits (５Ｇ → 5G), ASCII signs after Han (甲,乙 → 甲，乙), quotation marks
that are straight or turned the wrong way, drawn indents, repeated blanks and blanks beside full-width signs, ``...``
and ``--``. Addresses, numbers, English sentences and code stay: a sign is Chinese when Han stands before it. Setting a
text twice changes nothing. The editor shows the change before taking it (``text.diff``).
"""

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from news.text.blocks import FILE
from news.text.markup import inner, parse

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CLOSING = "”’》）】」』〉"
OPENING = "“‘《（【「『〈"
SIGNS = "，。、；：？！" + OPENING + CLOSING
WIDE = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF05)
}
CHINESE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
# Left alone as a whole: addresses, mail, file names, paths, and code in backquotes.
KEPT = re.compile(
    r"(?:https?://|www\.)[^\s<>\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|[A-Za-z0-9_-]+(?:[./\\][A-Za-z0-9_-]+)+|`[^`]*`",
    re.ASCII,
)
BREAKS_LINE = frozenset(
    "p h2 h3 ul ol li blockquote figure figcaption table caption thead tbody tr th td br hr img video".split()
)
MAX_TURNS = 8
Put = str | Callable[[re.Match[str]], str]


class Line:
    """The words of one paragraph, cut where its markup begins or ends."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts

    @property
    def text(self) -> str:
        """The line as it reads."""
        return "".join(self.parts)

    def put(self, pattern: str, new: Put) -> None:
        """Replace each match that touches nothing KEPT; the new words stand where the old began."""
        text = self.text
        kept = [match.span() for match in KEPT.finditer(text)]
        edits = []
        for match in re.finditer(pattern, text):
            start, end = match.span()
            word = match.expand(new) if isinstance(new, str) else new(match)
            if word != match[0] and not any(start < stop and begin < end for begin, stop in kept):
                edits.append((start, end, word))
        for start, end, word in reversed(edits):
            self.edit(start, end, word)

    def edit(self, start: int, end: int, word: str) -> None:
        """Replace [start, end); signs that only change their form stay in their own parts."""
        if len(word) == end - start:
            for offset, sign in enumerate(word):
                self._cut(start + offset, start + offset + 1, sign)
        else:
            self._cut(start, end, word)

    def _cut(self, start: int, end: int, word: str) -> None:
        at = 0
        for place, part in enumerate(self.parts):
            left, right = max(start - at, 0), min(end - at, len(part))
            at += len(part)
            if left < right:
                self.parts[place] = part[:left] + word + part[right:]
                word = ""


def typeset(text: str) -> str:
    """Return plain text, each line set."""
    return "\n".join(_set(Line([line])).text for line in text.split("\n"))


def typeset_html(markup: str) -> str:
    """Return a story's body with its words set and its markup as it was."""
    root = parse(markup)
    lines: list[list[tuple[Any, str]]] = [[]]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in BREAKS_LINE:
            lines.append([])
        name = "text" if event == "start" else "tail"
        named = next(element.iterancestors("p"), element).get("class") == FILE  # a file's name is as it is
        if (getattr(element, name) or "") and not named and not (element is root and event == "end"):
            lines[-1].append((element, name))
    for places in lines:
        line = _set(Line([getattr(element, name) for element, name in places]))
        for (element, name), part in zip(places, line.parts, strict=True):
            setattr(element, name, part)
    return inner(root)


def _set(line: Line) -> Line:
    if not re.search(f"[{HAN}]", line.text):
        return line  # an English sentence, a number, an address
    for _turn in range(MAX_TURNS):  # what one rule makes another may have waited for
        before = line.text
        _set_once(line)
        if line.text == before:
            break
    return line


def _set_once(line: Line) -> None:
    line.put(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05]", lambda match: match[0].translate(WIDE))
    line.put(r"(?<=[0-9])．(?=[0-9])", ".")
    line.put(r"(?<![0-9：])((?:[01]?[0-9]|2[0-3]))：([0-5][0-9])(?![0-9：])", r"\1:\2")
    line.put(r"^[ \u3000\u00a0]+|[ \u3000\u00a0]+$", "")
    line.put(r"\u00a0", " ")
    line.put(r" {2,}", " ")
    _turn_quotes(line)
    line.put(rf"(?<![A-Za-z0-9])'([^'‘’]*[{HAN}][^'‘’]*)'(?![A-Za-z])", r"‘\1’")
    line.put(rf"(?<=[{HAN}{CLOSING}])(?:\.{{3,6}}|。{{2,}}|…)(?!…)(?<!……)", "……")
    line.put(rf"(?<=[{HAN}{CLOSING}])(?:--+|—)(?=[{HAN}{OPENING}])", "——")
    line.put(rf"(?<=[{HAN}{SIGNS}%])\(([^()（）]*)\)|\(([^()（）]*[{HAN}][^()（）]*)\)", _brackets)
    line.put(rf"(?<=[{HAN}{CLOSING}])[,;:?!](?![,;:?!=/\\-])", lambda match: CHINESE[match[0]])
    line.put(rf"(?<=[{HAN}{CLOSING}])\.(?=[{HAN}{SIGNS}]|$| [{HAN}])", "。")
    line.put(rf"(?<=[{SIGNS}]) +| +(?=[，。、；：？！{CLOSING}])", "")


def _brackets(match: re.Match[str]) -> str:
    return f"（{match[0][1:-1]}）"


def _turn_quotes(line: Line) -> None:
    """Turn quotation marks to face each other, where they come in pairs and a Chinese sentence is around them."""
    text = line.text
    kept = [match.span() for match in KEPT.finditer(text)]
    marks = [match for match in re.finditer(r"[\"“”]", text) if not any(a <= match.start() < b for a, b in kept)]
    if not marks or len(marks) % 2:
        return
    turned = []
    for opening, closing in zip(marks[::2], marks[1::2], strict=True):
        before = text[opening.start() - 1 : opening.start()]
        if before.isdecimal() and opening[0] == '"':
            return  # inches
        around = before + text[opening.end() : closing.start()] + text[closing.end() : closing.end() + 1]
        if opening[0] + closing[0] == '""' and not re.search(f"[{HAN}]", around):
            continue  # an English quotation
        turned += [(opening.start(), "“"), (closing.start(), "”")]
    for start, sign in turned:
        line.edit(start, start + 1, sign)
