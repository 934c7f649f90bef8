"""How a front page is laid out: blocks in their order, each with chosen cards and a rule for what fills it up.

A ``Layout`` is one immutable value, stored as JSON with a schema version. Nothing here asks the database or the clock.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Self

from news.enums import BlockKind, FillBy, HotPeriod

SCHEMA = 1
STEP = 5  # percent: how finely a crop is placed; the style sheet has a class for each step


@dataclass(frozen=True)
class Form:
    """What a kind of block may be. ``styles`` first is the usual one; ``counts`` (usual, most)."""

    styles: tuple[str, ...]
    counts: tuple[int, int]
    fills: tuple[FillBy, ...]
    needs_picture: bool = False
    free: bool = False  # a card may lead to an address instead of a story
    whole: bool = False  # stands across the page, never in a column


STORIES = (FillBy.NEWEST, FillBy.BRANCH, FillBy.KEYWORD, FillBy.HOT, FillBy.NONE)
LISTS = ("mixed", "heads", "thumbs", "rank", "views")
FORMS: dict[BlockKind, Form] = {
    BlockKind.LEAD: Form(("words", "picture"), (1, 4), STORIES, whole=True),
    BlockKind.FOCUS: Form(("",), (5, 6), STORIES, needs_picture=True),
    BlockKind.NEWS: Form(("heads", *(style for style in LISTS if style != "heads")), (9, 20), STORIES),
    BlockKind.PICKS: Form(LISTS, (6, 20), STORIES),
    BlockKind.STRIP: Form(("",), (6, 12), STORIES, needs_picture=True, whole=True),
    BlockKind.CHANNEL: Form(LISTS, (6, 20), (FillBy.BRANCH, FillBy.HOT, FillBy.NONE)),
    BlockKind.BANNER: Form(("",), (1, 3), (FillBy.NONE,), free=True, whole=True),
    BlockKind.NOTICE: Form(("plain", "urgent"), (1, 3), (FillBy.NONE,), free=True, whole=True),
    BlockKind.LINKS: Form(("",), (40, 60), (FillBy.FRIENDS, FillBy.NONE), free=True, whole=True),
}
ACROSS = frozenset({"views"})  # styles that need the whole width


@dataclass(frozen=True)
class Placed:
    """A card that an editor chose: a story, or an address where the block allows it. Empty words are the story's own.

    ``picture`` is a picture of the library instead of the cover, ``crop`` the point in percent that stays in view.
    ``starts_at`` and ``ends_at`` are ISO 8601 with zone, or ''. A pinned card stands before the others and is never
    pushed down by one that is pushed in.
    """

    id: str
    article: int | None = None
    address: str = ""
    title: str = ""
    summary: str = ""
    picture: int | None = None
    crop: tuple[int, int] | None = None
    starts_at: str = ""
    ends_at: str = ""
    pinned: bool = False

    def begun(self, now: datetime) -> bool:
        """True from the second on at which it may be shown."""
        return not self.starts_at or datetime.fromisoformat(self.starts_at) <= now

    def over(self, now: datetime) -> bool:
        """True from the second on at which it is shown no more."""
        return bool(self.ends_at) and datetime.fromisoformat(self.ends_at) <= now


@dataclass(frozen=True)
class Block:
    """``id`` names it within the layout and never changes. ``channel`` and ``keyword`` belong to the rule."""

    id: str
    kind: BlockKind
    heading: str = ""
    style: str = ""
    count: int = 0
    fill: FillBy = FillBy.NONE
    channel: int | None = None
    keyword: int | None = None
    span: HotPeriod = HotPeriod.DAY  # of the most read
    only: str = ""  # a ``Kind``: the rule brings no other stories
    cards: tuple[Placed, ...] = ()

    @property
    def form(self) -> Form:
        """What its kind may be."""
        return FORMS[self.kind]

    @property
    def whole(self) -> bool:
        """True where it stands across the page."""
        return self.form.whole or self.style in ACROSS

    @property
    def ordered(self) -> tuple[Placed, ...]:
        """The cards as readers meet them: pinned ones first."""
        return tuple(sorted(self.cards, key=lambda card: not card.pinned))


@dataclass(frozen=True)
class Layout:
    """A whole front page."""

    blocks: tuple[Block, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON data; ``from_json`` reads it back."""
        return {"schema": SCHEMA} | asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what ``as_json`` wrote. A later schema is refused with ValueError, missing fields default."""
        if data.get("schema", SCHEMA) > SCHEMA:
            raise ValueError("This layout was written by a newer version of the site.")
        return cls(tuple(_block(item) for item in data.get("blocks", ())))

    def block(self, block_id: str) -> Block | None:
        """Return a block by its id."""
        return next((block for block in self.blocks if block.id == block_id), None)

    def find(self, card_id: str) -> tuple[Block, Placed] | None:
        """Return a card with the block that holds it."""
        return next(((block, card) for block, card in self.cards() if card.id == card_id), None)

    def cards(self) -> Iterator[tuple[Block, Placed]]:
        """Yield every card with its block, in reading order."""
        for block in self.blocks:
            for card in block.ordered:
                yield block, card

    @property
    def articles(self) -> set[int]:
        """The numbers of all stories that an editor chose."""
        return {card.article for _block, card in self.cards() if card.article is not None}

    @property
    def pictures(self) -> set[int]:
        """The numbers of all pictures that cards have of their own."""
        return {card.picture for _block, card in self.cards() if card.picture is not None}


def _known(kind: type, data: dict[str, Any]) -> dict[str, Any]:
    names = {item.name for item in fields(kind)}
    return {key: value for key, value in data.items() if key in names}


def _block(data: dict[str, Any]) -> Block:
    values = _known(Block, data)
    values["kind"], values["fill"] = BlockKind(values["kind"]), FillBy(values.get("fill", FillBy.NONE))
    values["span"] = HotPeriod(values.get("span", HotPeriod.DAY))
    values["cards"] = tuple(_placed(item) for item in values.get("cards", ()))
    return Block(**values)


def _placed(data: dict[str, Any]) -> Placed:
    values = _known(Placed, data)
    crop = values.get("crop")
    values["crop"] = (crop[0], crop[1]) if crop else None
    return Placed(**values)


def new_block(block_id: str, kind: BlockKind, **values: Any) -> Block:
    """Return a block with what is usual for its kind; ``values`` win."""
    form = FORMS[kind]
    usual = Block(block_id, kind, style=form.styles[0], count=form.counts[0], fill=form.fills[0])
    return replace(usual, **values)


def default_layout(channels: list[tuple[int, str]]) -> Layout:
    """Return the front page of a site on which nobody has laid out anything: a block for each (number, name)."""
    return Layout(
        (
            new_block("lead", BlockKind.LEAD),
            new_block("focus", BlockKind.FOCUS),
            new_block("newest", BlockKind.NEWS, heading="最新"),
            *(
                new_block(f"channel-{number}", BlockKind.CHANNEL, heading=name, channel=number)
                for number, name in channels
            ),
            new_block("links", BlockKind.LINKS, heading="友情链接"),
        )
    )


@dataclass(frozen=True)
class Band:
    """What stands side by side: ``whole`` (one), ``pair`` (pictures and headlines), ``two``, ``three``."""

    form: str
    blocks: tuple[Any, ...]


def bands(blocks: tuple[Any, ...], whole: Any) -> list[Band]:
    """Set blocks into bands in their order; ``whole(block)`` is true for one that stands alone.

    The focus pictures take the next block of a column beside them; other columns stand three abreast, four as two
    and two, so that none is left alone beside a hole.
    """
    found: list[Band] = []
    columns: list[Any] = []

    def flush() -> None:
        while columns:
            wide = 2 if len(columns) in {2, 4} else min(3, len(columns))
            found.append(Band({1: "whole", 2: "two", 3: "three"}[wide], tuple(columns[:wide])))
            del columns[:wide]

    for block in blocks:
        if whole(block):
            flush()
            found.append(Band("whole", (block,)))
        elif block.kind == BlockKind.FOCUS:
            flush()
            columns.append(block)
        elif columns and columns[0].kind == BlockKind.FOCUS:
            found.append(Band("pair", (columns.pop(), block)))
        else:
            columns.append(block)
    flush()
    return found
