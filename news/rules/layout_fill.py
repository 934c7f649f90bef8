"""Which stories stand where on a front page at one moment. Pure: the same facts give the same page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from news.enums import BlockKind, CardState, Kind
from news.rules.layout import Block, Layout, Placed

CHOICE = 4  # from how many of a rule's first stories the one with a picture leads a mixed block


@dataclass(frozen=True)
class Candidate:
    """A live story that may stand on the page."""

    number: int
    picture: bool
    kind: str = Kind.STORY


@dataclass(frozen=True)
class Shown:
    """A place in a block: a chosen card (which may be without a story), or a story that the rule brought."""

    number: int | None
    card: Placed | None = None


@dataclass(frozen=True)
class Filled:
    """What readers see of a layout, by block id, and why a chosen card is not seen, by card id."""

    blocks: Mapping[str, tuple[Shown, ...]]
    states: Mapping[str, CardState]

    @property
    def numbers(self) -> set[int]:
        """All stories on the page."""
        return {item.number for shown in self.blocks.values() for item in shown if item.number is not None}


def room_above(layout: Layout) -> dict[str, int]:
    """Return how many candidates a rule must bring so that nothing above or chosen elsewhere can empty its block."""
    chosen, above, wanted = len(layout.articles), 0, {}
    for block in layout.blocks:
        wanted[block.id] = block.count + above + chosen
        above += block.count
    return wanted


def fill(
    layout: Layout,
    now: datetime,
    live: Mapping[int, Candidate],
    pools: Mapping[str, Sequence[Candidate]],
) -> Filled:
    """Fill every block: chosen cards first, then its rule. No story stands twice.

    ``live`` are the chosen stories that readers may see, ``pools`` what each block's rule brings, best first. A story
    that an editor chose anywhere is taken by no rule, also not by one further up; of two chosen cards of one story the
    first in reading order stands.
    """
    states: dict[str, CardState] = {}
    chosen: dict[str, list[Shown]] = {}
    used: set[int] = set()
    for block in layout.blocks:
        chosen[block.id] = []
        for card in block.ordered:
            state = _state(block, card, now, live, used, len(chosen[block.id]))
            states[card.id] = state
            if state == CardState.SHOWN:
                chosen[block.id].append(Shown(card.article, card))
                if card.article is not None:
                    used.add(card.article)
    shown: dict[str, tuple[Shown, ...]] = {}
    for block in layout.blocks:
        places = chosen[block.id]
        pool = [item for item in pools.get(block.id, ()) if item.number not in used]
        if block.only:
            pool = [item for item in pool if item.kind == block.only]
        if block.form.needs_picture:
            pool = [item for item in pool if item.picture]
        taken = _led(block, pool, bool(places))[: max(block.count - len(places), 0)]
        used.update(item.number for item in taken)
        shown[block.id] = (*places, *(Shown(item.number) for item in taken))
    return Filled(shown, states)


def _led(block: Block, pool: list[Candidate], has_first: bool) -> list[Candidate]:
    """Put one of the first stories with a picture in front where the block's first story stands large."""
    large = block.style == "mixed" or (block.kind == BlockKind.LEAD and block.style == "picture")
    if not large or has_first:
        return pool
    first = next((item for item in pool[: max(block.count, CHOICE)] if item.picture), None)
    return pool if first is None else [first, *(item for item in pool if item is not first)]


def _state(
    block: Block, card: Placed, now: datetime, live: Mapping[int, Candidate], used: set[int], placed: int
) -> CardState:
    if card.over(now):
        return CardState.ENDED
    story = live.get(card.article) if card.article is not None else None
    if card.article is not None and story is None:
        return CardState.GONE
    if not card.begun(now):
        return CardState.WAITING
    if card.article in used and card.article is not None:
        return CardState.DOUBLE
    if block.form.needs_picture and card.picture is None and not (story and story.picture):
        return CardState.NO_PICTURE
    return CardState.OVER if placed >= block.count else CardState.SHOWN
