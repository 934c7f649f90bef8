"""Foreign HTML read as blocks and runs: Word, WPS, spreadsheets, 公众号 pages, shared documents, other news sites.

html5ever (in nh3) reads the markup as a browser would and drops what has no words; then one walk over the tree
collects what the text *is*. Nothing of the source's markup is copied, so nothing unforeseen can come along.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree, html

from news.text.markup import parse
from news.text.paste_lists import with_lists
from news.text.paste_model import (
    BREAK,
    NEWLINE,
    Block,
    Cell,
    Figure,
    Group,
    ListBlock,
    Mark,
    Para,
    Quote,
    Row,
    Rule,
    Run,
    Table,
    settle,
)
from news.text.paste_own import (
    DRESSING,
    attached,
    is_group,
    link_path,
    played,
    shown_in_large,
    whole_picture,
)
from news.text.paste_pictures import place_of, with_captions
from news.text.paste_source import (
    BLANKS,
    CONTAINERS,
    CUT,
    HEADINGS,
    INVISIBLE,
    MARKS,
    MAX_FRAMES,
    MAX_LEVELS,
    PARTS,
    WRAPPERS,
    cell_attributes,
    crop,
    foreign,
    is_caption_class,
    is_remark,
)
from news.text.paste_styles import Style, style_of
from news.text.sanitise import CLASSES, COUNT, SCHEMES, safe_link


class State(NamedTuple):
    """What holds for the words at one place of the source."""

    marks: tuple[Mark, ...] = ()
    size: float | None = None
    grey: bool = False
    centred: bool = False
    plain: bool = False  # in a heading: bold says nothing there
    verbatim: bool = False  # line ends count
    flat: bool = False  # Word in the browser puts each item into a list of its own; its level is an attribute
    whole: str = ""  # the picture that a smaller one of ours leads to


class Frame:
    """An open container and the paragraph that is open in it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.blocks: list[Block] = []
        self.para: Para | None = None
        self.list = ListBlock(ordered=kind == "ol")
        self.table = Table()
        self.caption: list[Run] = []
        self.pictures: list[Figure] = []
        self.head = self.sheet = self.foreign = self.group = False


class Reader:
    """One reading: ``lost`` is how many pictures could not come along, ``played`` how many videos of ours did."""

    def __init__(self, page: str = "", own: Sequence[str] = (), classes: Mapping[str, str] | None = None) -> None:
        self.page, self.own, self.classes = page, own, classes or {}
        self.lost = self.played = 0
        self.frames = [Frame("root")]
        self.states = [State()]
        self.headings: list[Para] = []

    def read(self, markup: str) -> list[Block]:
        """Return the blocks of a text."""
        root = parse(foreign.clean(markup))
        ends: list[str] = []
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if element is root:
                if event == "start":
                    self._text(element.text)
                continue
            if event == "start":
                kind = self._start(element)
                ends.append(kind)
                if kind == "skip":
                    walker.skip_subtree()
                else:
                    self._text(element.text)
            else:
                self._end(ends.pop(), element)
                self._text(element.tail)
        self._close()
        blocks = self._settled(self.frames[0])
        self._level_headings()
        return blocks

    # one element

    def _start(self, element: html.HtmlElement) -> str:
        """Open what the element means and return what its end has to close."""
        tag, given = element.tag, element.attrib
        style = self._style(element)
        names = given.get("class", "")
        if style.hidden or "hidden" in given or is_remark(tag, given, names) or DRESSING.intersection(names.split()):
            return "skip"
        if tag == "video":
            self._video(given)
            return "skip"
        if tag == "p" and self._file(element, names):
            return "skip"
        if style.marker and self.frames[-1].kind not in {"ul", "ol", "table"}:
            self._marker(element)
            return "skip"
        if tag == "img":
            self._picture(given)
            return "skip"
        if tag in {"br", "hr"}:
            self._break() if tag == "br" else self._rule()
            return "skip"
        state = self._state(tag, given, style)
        kind = self._open(tag, element, style, names, state)
        self.states.append(state._replace(flat=state.flat or "ListContainerWrapper" in names))
        return kind

    def _open(self, tag: str, element: html.HtmlElement, style: Style, names: str, state: State) -> str:
        given, frame = element.attrib, self.frames[-1]
        if tag == "p" or tag in HEADINGS:
            if state.flat:
                return "inline"
            self._close()
            level = "h1" if "MsoTitle" in names.split() else f"h{style.heading}" if style.heading else tag
            frame.para = Para(
                level, level=min(style.list_level, MAX_LEVELS), centred=state.centred, caption=is_caption_class(names)
            )
            return "block"
        if tag == "figcaption":
            self._close()
            if frame.kind == "figure":
                return self._push("figcaption")
            frame.para = Para("p", caption=True)
            return "block"
        if tag in CONTAINERS and (len(self.frames) < MAX_FRAMES or tag in PARTS.get(frame.kind, ())):
            return self._container(tag, given, names, state)
        if tag in WRAPPERS or tag in CONTAINERS:
            self._close()
            return "block"
        return "inline"

    def _container(self, tag: str, given: Mapping[str, str], names: str, state: State) -> str:
        self._close()
        frame = self.frames[-1]
        if state.flat and tag in {"ul", "ol"}:
            start = given.get("start", "1")
            frame.list = ListBlock(tag == "ol", int(start) if COUNT.fullmatch(start) else 1)
            return "block"
        if state.flat and tag == "li":
            level = given.get("data-aria-level", given.get("aria-level", "1"))
            marker = f"{frame.list.start}." if frame.list.ordered else "•"
            depth = min(int(level), MAX_LEVELS) if COUNT.fullmatch(level) else 1
            frame.para = Para("p", level=depth, marker=marker)
            return "block"
        if tag in {"thead", "tbody", "tfoot"}:
            frame.head = tag == "thead"
            return "block"
        if tag == "tr":
            if frame.kind == "table":
                frame.table.rows.append(Row(frame.head))
            return "block"
        if tag in {"td", "th"} and frame.kind == "table":
            if not frame.table.rows:
                frame.table.rows.append(Row(frame.head))
            frame.table.rows[-1].cells.append(Cell(tag, cell_attributes(given)))
            frame.sheet = frame.sheet or names.startswith("xl") or any(key.startswith("data-sheets") for key in given)
            frame.foreign = frame.foreign or bool(set(given) & {"style", "class"})
        kind = self._push(tag)
        opened = self.frames[-1]
        opened.group = tag == "figure" and is_group(names)
        if tag == "ol":
            start = given.get("start", "")
            opened.list.start = int(start) if COUNT.fullmatch(start) else 1
        elif tag == "table":
            opened.foreign = bool(given)
            opened.sheet = names == CUT or any(key.startswith("data-sheets") for key in given)
        return kind

    def _push(self, kind: str) -> str:
        self.frames.append(Frame(kind))
        return "frame"

    def _end(self, kind: str, element: html.HtmlElement) -> None:
        if kind == "skip":
            return
        self.states.pop()
        if kind == "block":
            self._close()
        elif kind == "frame":
            self._close()
            self._take(self.frames.pop(), element)

    def _take(self, frame: Frame, element: html.HtmlElement) -> None:
        """Put a closed container into the one around it."""
        parent = self.frames[-1]
        match frame.kind:
            case "li":
                blocks = self._settled(frame)
                if blocks and parent.kind in {"ul", "ol"}:
                    parent.list.items.append(blocks)
                elif blocks:
                    self._put([ListBlock(ordered=False, items=[blocks])], parent)
            case "ul" | "ol":
                loose = self._settled(frame)
                if loose:
                    frame.list.items.append(loose)
                if frame.list.items:
                    self._put([frame.list], parent)
            case "blockquote":
                blocks = self._settled(frame)
                if blocks:
                    self._put([Quote(blocks)], parent)
            case "td" | "th":
                blocks = self._settled(frame)
                if parent.kind == "table":
                    parent.table.rows[-1].cells[-1].blocks = blocks
                else:
                    self._put(blocks, parent)
            case "caption" | "figcaption":
                runs = _joined(frame.blocks)
                if parent.kind == "table":
                    parent.table.caption = parent.table.caption or runs
                elif parent.kind == "figure":
                    parent.caption = [*parent.caption, Run(BREAK), *runs] if parent.caption and runs else runs
                    parent.pictures += frame.pictures
                else:
                    self._put(frame.blocks, parent)
            case "table":
                self._put(self._table(frame), parent)
            case "figure":
                self._put(self._figure(frame), parent)

    def _put(self, blocks: Sequence[Block], frame: Frame) -> None:
        if frame.kind in {"ul", "ol"}:
            if frame.list.items:
                frame.list.items[-1].extend(blocks)
            else:
                frame.list.items.append(list(blocks))
        else:
            frame.blocks.extend(blocks)

    def _table(self, frame: Frame) -> list[Block]:
        """Return a table; a frame drawn around words, and a table inside a cell, only give what they hold."""
        table = frame.table
        if frame.sheet and not any(cell.spans for row in table.rows for cell in row.cells):
            crop(table)
        table.rows = [row for row in table.rows if row.cells]
        cells = [cell for row in table.rows for cell in row.cells]
        inside = any(outer.kind in {"td", "th"} for outer in self.frames)
        if inside or (frame.foreign and len(cells) == 1) or not any(cell.blocks for cell in cells):
            caption: list[Block] = [Para("p", table.caption)] if table.caption else []
            return caption + [
                replace(b, tag=b.tag or "p") if isinstance(b, Para) else b for c in cells for b in c.blocks
            ]
        return [*frame.blocks, table]

    def _figure(self, frame: Frame) -> list[Block]:
        blocks = self._settled(frame)
        inside = [block for block in blocks if isinstance(block, Figure) and not block.video]
        if frame.group and len(inside) > 1 and not frame.pictures:
            return [Group(inside, frame.caption), *(block for block in blocks if block not in inside)]
        if not frame.pictures:
            return [*blocks, Para("p", frame.caption, caption=True)] if frame.caption else blocks
        words = [block for block in blocks if isinstance(block, Para)]
        if not frame.caption and words:
            frame.caption = _joined(words)
            words = []
        frame.pictures[-1].caption = frame.caption
        return [*frame.pictures, *words, *(block for block in blocks if not isinstance(block, Para))]

    # words

    def _text(self, text: str | None) -> None:
        if not text:
            return
        text = INVISIBLE.sub("", text)
        frame, state = self.frames[-1], self.states[-1]
        blank = not text.strip()
        if frame.para is None:
            if blank or frame.kind == "table":
                return
            frame.para = Para("", centred=state.centred)
        para = frame.para
        if state.verbatim and "\n" in text:
            for place, line in enumerate(text.splitlines()):
                if place:
                    para.runs.append(Run(BREAK))
                para.runs.append(Run(BLANKS.sub(" ", line), state.marks))
        else:
            para.runs.append(Run(BLANKS.sub(_blank, text), state.marks))
        if not blank:
            para.size = max(para.size, state.size or 16.0)
            para.grey = para.grey and state.grey

    def _break(self) -> None:
        para = self.frames[-1].para
        if para is not None:
            para.runs.append(Run(BREAK))

    def _rule(self) -> None:
        self._close()
        if self.frames[-1].kind in {"root", "blockquote"}:
            self.frames[-1].blocks.append(Rule())

    def _close(self) -> None:
        """End the open paragraph."""
        frame = self.frames[-1]
        para, frame.para = frame.para, None
        if para is None:
            return
        for place, runs in enumerate(settle(para.runs)):
            made = replace(para, runs=runs)
            if place:
                made.level, made.marker = 0, ""
            if made.tag in HEADINGS:
                self.headings.append(made)
            frame.blocks.append(made)

    def _marker(self, element: html.HtmlElement) -> None:
        frame = self.frames[-1]
        if frame.para is None:
            frame.para = Para("")
        frame.para.marker = " ".join(element.text_content().split())
        frame.para.level = frame.para.level or 1

    def _picture(self, given: Mapping[str, str]) -> None:
        alt = given.get("alt")
        if "emoji" in given.get("class", "").lower():
            self._text(alt)
            return
        src, lost = place_of(given, self.page, self.own)
        self.lost += lost
        if src is None:
            return
        src = self.states[-1].whole or whole_picture(src)
        self._show(Figure(src, " ".join(alt.split()) if alt else alt))

    def _video(self, given: Mapping[str, str]) -> None:
        """Keep a video of this site; of others there is only an address, which nobody could play here."""
        if found := played(given, self.page, self.own):
            self.played += 1
            self._show(Figure(found[1], video=found[0]))

    def _file(self, element: html.HtmlElement, names: str) -> bool:
        """Keep a paragraph that offers a file of this site; False for any other."""
        links = [(link.get("href", ""), link.text_content()) for link in element.iter("a")]
        found = attached(names, links, self.page, self.own)
        if found is not None:
            self._close()
            self._put([found], self.frames[-1])
        return found is not None

    def _show(self, figure: Figure) -> None:
        frame = self.frames[-1]
        if frame.kind in {"figure", "figcaption"}:
            frame.pictures.append(figure)
            return
        para = frame.para
        self._close()
        figure.loose = True
        self._put([figure], frame)
        if para is not None and para.tag:
            frame.para = Para(para.tag, centred=para.centred, caption=para.caption)

    # what holds where

    def _style(self, element: html.HtmlElement) -> Style:
        text = element.get("style", "")
        if self.classes:
            text = f"{self.classes.get(element.get('class', ''), '')};{text}"
        return style_of(text)

    def _state(self, tag: str, given: Mapping[str, str], style: Style) -> State:
        state, whole = self.states[-1], self.states[-1].whole
        marks = list(state.marks)
        plain = state.plain or tag in HEADINGS or bool(style.heading) or "MsoTitle" in given.get("class", "")
        if tag in MARKS and "datetime" not in given:  # what Word marks as inserted is only new
            _add(marks, MARKS[tag])
        elif tag == "a" and (whole := whole or shown_in_large(given, self.page, self.own)):
            pass  # it shows the same picture in large
        elif tag == "a":
            href = self._href(given.get("href", ""))
            if href and not any(mark.tag == "a" for mark in marks):
                marks.append(Mark("a", href, " ".join(given.get("title", "").split())))
        elif tag == "span" and given.get("class", "") in CLASSES["span"]:
            marks.append(Mark("span", name=given["class"]))
        linked = tag == "a" or any(mark.tag == "a" for mark in marks)
        for told, name in ((style.bold, "strong"), (style.italic, "em"), (style.strike, "s")):
            if told:
                _add(marks, name)
            elif told is False:
                marks = [mark for mark in marks if mark.tag != name]
        if style.underline and not linked:
            _add(marks, "u")
        if style.script:
            _add(marks, style.script)
        if plain or tag == "th":
            marks = [mark for mark in marks if mark.tag != "strong"]
        centred = style.centred
        if centred is None and (tag == "center" or "align" in given):
            centred = tag == "center" or given.get("align", "").lower() == "center"
        return State(
            tuple(dict.fromkeys(marks)),
            style.size if style.size else state.size,
            state.grey if style.grey is None else style.grey,
            state.centred if centred is None else centred,
            plain,
            state.verbatim or tag == "pre",
            state.flat,
            whole,
        )

    def _href(self, value: str) -> str:
        """Return a link's address as we may keep it, else nothing."""
        value = value.strip()
        if not value or value.startswith("#_"):
            return ""  # a footnote or bookmark of Word
        try:
            address = urljoin(self.page, value) if self.page and not value.startswith("#") else value
            parts = urlsplit(address)
            if parts.hostname == "www.google.com" and parts.path == "/url":
                address = parse_qs(parts.query).get("q", [address])[0]
                parts = urlsplit(address)
        except ValueError:
            return ""
        if parts.scheme and parts.scheme not in SCHEMES:
            return ""
        return safe_link(link_path(address, self.own)) or ""

    # at the end

    def _settled(self, frame: Frame) -> list[Block]:
        return with_lists(with_captions(frame.blocks))

    def _level_headings(self) -> None:
        """Bring the source's headings to our two levels; one that alone is above all others is the text's title."""
        levels = sorted({para.tag for para in self.headings})
        if set(levels) <= {"h2", "h3"}:
            return
        upper = {levels[0]}
        if len(levels) > 2 and sum(para.tag == levels[0] for para in self.headings) == 1:
            upper.add(levels[1])
        for para in self.headings:
            para.tag = "h2" if para.tag in upper else "h3"


def _add(marks: list[Mark], name: str) -> None:
    if all(mark.tag != name for mark in marks):
        marks.append(Mark(name))


def _blank(match: re.Match[str]) -> str:
    return NEWLINE if "\n" in match[0] or "\r" in match[0] else " "


def _joined(blocks: Sequence[Block]) -> list[Run]:
    """Return the words of several paragraphs as lines of one."""
    runs: list[Run] = []
    for block in blocks:
        if isinstance(block, Para):
            runs += [Run(BREAK), *block.runs] if runs else block.runs
    return runs
