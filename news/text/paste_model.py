"""A pasted text as blocks and runs: what the reader of foreign HTML builds, and how it is written as ours."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from news.text.markup import escape
from news.text.sanitise import INDENT

BREAK = "\n"  # the text of a run that is a line break
NEWLINE = "\x1f"  # white space with a line end in the source: nothing between Han, else a blank
HAN = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)


class Mark(NamedTuple):
    """What surrounds words: a tag of the allow-list, with what the tag may carry."""

    tag: str
    href: str = ""
    title: str = ""
    name: str = ""  # class of a span

    def start(self) -> str:
        """Return the start tag."""
        given = (("href", self.href), ("title", self.title), ("class", self.name))
        return f"<{self.tag}{''.join(_attribute(key, value) for key, value in given if value)}>"


class Run(NamedTuple):
    """Words with the same marks, outermost first; the text BREAK is a line break."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass
class Para:
    """A paragraph or heading. ``tag`` is "" for words that stood in their container without one."""

    tag: str = ""
    runs: list[Run] = field(default_factory=list)
    level: int = 0  # of a list that is only drawn as one (Word); 0 for none
    marker: str = ""  # its number or bullet, as drawn
    caption: bool = False  # called a caption by its source
    centred: bool = False
    size: float = 0.0  # of the largest words, in pixels; 0 if not told
    grey: bool = True  # no words in a darker colour

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


@dataclass
class Figure:
    """A picture with its caption; ``loose`` stood in the text without a <figure>.

    With ``video`` it is that file of ours, and ``src`` its poster ('' for none).
    """

    src: str
    alt: str | None = None
    caption: list[Run] = field(default_factory=list)
    loose: bool = False
    video: str = ""


@dataclass
class Group:
    """Pictures that stand together, with a caption of the whole."""

    pictures: list[Figure] = field(default_factory=list)
    caption: list[Run] = field(default_factory=list)


@dataclass
class Attached:
    """A file of ours to be downloaded, by the name that readers see."""

    address: str
    name: str


@dataclass
class ListBlock:
    """A list; each item is a sequence of blocks."""

    ordered: bool
    start: int = 1
    items: list[list["Block"]] = field(default_factory=list)


@dataclass
class Cell:
    """A cell of a table."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    blocks: list["Block"] = field(default_factory=list)

    @property
    def spans(self) -> bool:
        """Whether it reaches over others."""
        return any(key in {"colspan", "rowspan"} for key, _value in self.attributes)


@dataclass
class Row:
    """A row of a table."""

    head: bool
    cells: list[Cell] = field(default_factory=list)


@dataclass
class Table:
    """A table."""

    caption: list[Run] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass
class Quote:
    """A quotation."""

    blocks: list["Block"] = field(default_factory=list)


@dataclass
class Rule:
    """A divider."""


Block = Para | Figure | Group | Attached | ListBlock | Table | Quote | Rule


def write(blocks: Sequence[Block]) -> str:
    """Return the blocks of a text as HTML."""
    return "".join(_write(block, bare="p") for block in blocks)


def settle(runs: Sequence[Run]) -> list[list[Run]]:
    """Return what a run of words holds as paragraphs: white space as it is shown, indents and blank lines gone.

    Two line breaks end a paragraph, and so does one before a drawn indent (　　): that is how old systems write them.
    """
    paragraphs: list[list[Run]] = [[]]
    breaks = 0
    for run in _spaced(runs):
        if run.text == BREAK:
            breaks += 1
            continue
        text = run.text
        if breaks and not text.strip(INDENT) and "\u3000" not in text:
            continue
        if breaks > 1 or (breaks and text.startswith("\u3000")):
            paragraphs.append([])
        elif breaks and paragraphs[-1]:
            paragraphs[-1].append(Run(BREAK))
        breaks = 0
        paragraphs[-1].append(run)
    return [trimmed for runs in paragraphs if (trimmed := _trim(runs))]


def _spaced(runs: Sequence[Run]) -> Iterator[Run]:
    """Give the runs with white space collapsed as a browser shows it, equal neighbours joined."""
    texts = [run.text for run in runs]
    joined: Run | None = None
    last = BREAK
    for place, run in enumerate(runs):
        if run.text == BREAK:
            if joined:
                yield joined
            joined, last = None, BREAK
            yield run
            continue
        text = run.text
        if NEWLINE in text:
            text = _without_newlines(text, last, next((item[0] for item in texts[place + 1 :] if item), BREAK))
        if last in {" ", BREAK}:
            text = text.lstrip(" ")
        if not text:
            continue
        last = text[-1]
        marks = run.marks
        if not text.strip(INDENT) and (joined is None or joined.marks != marks):
            marks = tuple(mark for mark in marks if mark.tag in {"a", "span"})  # a blank is not bold
        if joined is not None and joined.marks == marks:
            joined = Run(joined.text + text, marks)
        else:
            if joined is not None:
                yield joined
            joined = Run(text, marks)
    if joined is not None:
        yield joined


def _without_newlines(text: str, before: str, after: str) -> str:
    def put(match: re.Match[str]) -> str:
        left = text[match.start() - 1] if match.start() else before
        right = text[match.end()] if match.end() < len(text) else after
        return "" if HAN.match(left) and HAN.match(right) else " "

    return re.sub(rf" *{NEWLINE}[ {NEWLINE}]*", put, text)


def _trim(runs: list[Run]) -> list[Run]:
    """Drop blanks and line breaks at both ends, and blanks around the breaks inside."""
    while runs and not runs[0].text.strip(INDENT):
        runs.pop(0)
    while runs and not runs[-1].text.strip(INDENT):
        runs.pop()
    if not runs:
        return runs
    runs[0] = runs[0]._replace(text=runs[0].text.lstrip(INDENT))
    runs[-1] = runs[-1]._replace(text=runs[-1].text.rstrip(INDENT))
    for place, run in enumerate(runs):
        if run.text == BREAK:
            runs[place - 1] = runs[place - 1]._replace(text=runs[place - 1].text.rstrip(" \u3000"))
            runs[place + 1] = runs[place + 1]._replace(text=runs[place + 1].text.lstrip(" "))
    return [run for run in runs if run.text]


def _write(block: Block, bare: str = "") -> str:
    match block:
        case Para():
            tag = block.tag or bare
            return f"<{tag}>{words(block.runs)}</{tag}>" if tag else words(block.runs)
        case Figure() if block.video:
            poster = _attribute("poster", block.src) if block.src else ""
            shown = f"<video{_attribute('src', block.video)}{poster}></video>"
            return f'<figure class="video">{shown}{_caption(block.caption)}</figure>'
        case Figure():
            caption = _caption(block.caption)
            alt = _attribute("alt", block.alt or "")
            return f"<figure><img{_attribute('src', block.src)}{alt}>{caption}</figure>"
        case Group():
            pictures = "".join(_write(picture) for picture in block.pictures)
            return f'<figure class="group">{pictures}{_caption(block.caption)}</figure>'
        case Attached():
            return f'<p class="file"><a{_attribute("href", block.address)}>{escape(block.name)}</a></p>'
        case ListBlock():
            tag = "ol" if block.ordered else "ul"
            start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
            return f"<{tag}{start}>{''.join(f'<li>{_inside(item)}</li>' for item in block.items)}</{tag}>"
        case Table():
            return _table(block)
        case Quote():
            return f"<blockquote>{''.join(_write(item, bare='p') for item in block.blocks)}</blockquote>"
        case Rule():
            return "<hr>"


def _caption(runs: Sequence[Run]) -> str:
    return f"<figcaption>{words(runs)}</figcaption>" if runs else ""


def _inside(blocks: Sequence[Block]) -> str:
    """Write what an item or cell holds; its only words, with lists below at most, need no paragraph."""
    only = all(isinstance(item, ListBlock) for item in blocks[1:])
    return "".join(_write(item, bare="" if only else "p") for item in blocks)


def _table(table: Table) -> str:
    caption = f"<caption>{words(table.caption)}</caption>" if table.caption else ""
    parts = []
    for tag, head in (("thead", True), ("tbody", False)):
        rows = "".join(_row(row) for row in table.rows if row.head == head)
        parts.append(f"<{tag}>{rows}</{tag}>" if rows else "")
    return f"<table>{caption}{''.join(parts)}</table>"


def _row(row: Row) -> str:
    return f"<tr>{''.join(_cell(cell) for cell in row.cells)}</tr>"


def _cell(cell: Cell) -> str:
    attributes = "".join(_attribute(key, value) for key, value in cell.attributes)
    return f"<{cell.tag}{attributes}>{_inside(cell.blocks)}</{cell.tag}>"


def words(runs: Sequence[Run]) -> str:
    """Return runs as HTML; neighbours share the marks that they begin with."""
    out: list[str] = []
    open_: tuple[Mark, ...] = ()
    for run in runs:
        marks = run.marks if run.text != BREAK else open_
        shared = 0
        while shared < min(len(open_), len(marks)) and open_[shared] == marks[shared]:
            shared += 1
        out.extend(f"</{mark.tag}>" for mark in reversed(open_[shared:]))
        out.extend(mark.start() for mark in marks[shared:])
        out.append("<br>" if run.text == BREAK else escape(run.text))
        open_ = marks
    out.extend(f"</{mark.tag}>" for mark in reversed(open_))
    return "".join(out)


def _attribute(key: str, value: str) -> str:
    return f' {key}="{escape(value).replace(chr(34), "&quot;")}"'
