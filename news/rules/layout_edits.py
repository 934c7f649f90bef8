"""Changes to a layout: each takes the old value and returns a new one. Nothing is stored here.

Each names the block or card it is about by id, so that a change made on an older state of the page can be made on the
newest one just as well. What is not there any more raises ``Missing``.
"""

import hashlib
import json
from dataclasses import asdict, replace

from news.rules.layout import Block, Layout, Placed
from news.rules.layout_checks import tidy_card
from news.text.typography import one_line

FIRST, LAST = 0, 10_000


class Missing(Exception):
    """The block or card was taken out meanwhile."""


def mark(thing: Block | Placed) -> str:
    """Return a short fingerprint of a card, or of a block without its cards: what a form was opened on."""
    values = asdict(replace(thing, cards=()) if isinstance(thing, Block) else thing)
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def _with_block(layout: Layout, block: Block) -> Layout:
    return Layout(tuple(block if item.id == block.id else item for item in layout.blocks))


def block_of(layout: Layout, block_id: str) -> Block:
    """Return a block or raise Missing."""
    block = layout.block(block_id)
    if block is None:
        raise Missing
    return block


def add_block(layout: Layout, block: Block, at: int = LAST) -> Layout:
    """Put a new block in, at the end or at a place counted from 0."""
    blocks = list(layout.blocks)
    blocks.insert(max(at, 0), block)
    return Layout(tuple(blocks))


def remove_block(layout: Layout, block_id: str) -> Layout:
    """Take a block out with its cards."""
    block_of(layout, block_id)
    return Layout(tuple(item for item in layout.blocks if item.id != block_id))


def move_block(layout: Layout, block_id: str, *, by: int = 0, to: int | None = None) -> Layout:
    """Move a block up (``by`` -1) or down (1), or to a place counted from 0."""
    block = block_of(layout, block_id)
    place = layout.blocks.index(block) + by if to is None else to
    return add_block(remove_block(layout, block_id), block, min(place, len(layout.blocks) - 1))


def set_block(layout: Layout, block: Block) -> Layout:
    """Change what a block is; its cards stay as they are now."""
    old = block_of(layout, block.id)
    return _with_block(layout, replace(block, heading=one_line(block.heading), cards=old.cards))


def add_card(layout: Layout, block_id: str, card: Placed, at: int = FIRST) -> Layout:
    """Put a card in, at a place counted from 0 among those of its sort: pinned ones stay before the others."""
    block = block_of(layout, block_id)
    card = tidy_card(card)
    same = [item for item in block.ordered if item.pinned == card.pinned]
    others = [item for item in block.ordered if item.pinned != card.pinned]
    same.insert(max(at, 0), card)
    both = (*same, *others) if card.pinned else (*others, *same)
    return _with_block(layout, replace(block, cards=both))


def remove_card(layout: Layout, card_id: str) -> Layout:
    """Take a card out."""
    block, _card = _found(layout, card_id)
    return _with_block(layout, replace(block, cards=tuple(item for item in block.cards if item.id != card_id)))


def move_card(layout: Layout, card_id: str, by: int) -> Layout:
    """Move a card one place up (-1) or down (1); past the end of its block it goes on into the next one.

    A pinned card moves among pinned ones. At the very top or bottom of the page nothing changes.
    """
    block, card = _found(layout, card_id)
    same = [item for item in block.ordered if item.pinned == card.pinned]
    place = same.index(card) + by
    if 0 <= place < len(same):
        return put_card(layout, card_id, block.id, place)
    blocks = list(layout.blocks)
    step = 1 if by > 0 else -1
    position = blocks.index(block) + step
    while 0 <= position < len(blocks):
        target = blocks[position]
        if target.form.free == block.form.free or (card.article and not target.form.free):
            return put_card(layout, card_id, target.id, FIRST if step > 0 else LAST)
        position += step
    return layout


def put_card(layout: Layout, card_id: str, block_id: str, at: int = LAST) -> Layout:
    """Move a card to a place of a block, counted from 0 among those of its sort."""
    _block, card = _found(layout, card_id)
    block_of(layout, block_id)
    return add_card(remove_card(layout, card_id), block_id, card, at)


def drop_card(layout: Layout, card_id: str, block_id: str, at: int) -> Layout:
    """Move a card to where it was dropped, ``at`` counted from 0 among all of the block's cards but itself."""
    _block, card = _found(layout, card_id)
    rest = [item for item in block_of(layout, block_id).ordered if item.id != card_id]
    before = sum(item.pinned == card.pinned for item in rest[: max(at, 0)])
    return put_card(layout, card_id, block_id, before)


def set_card(layout: Layout, card: Placed) -> Layout:
    """Change a card where it stands; one that was pinned or let go goes to the end of its new sort."""
    block, old = _found(layout, card.id)
    card = tidy_card(replace(card, article=old.article))
    if card.pinned != old.pinned:
        return add_card(remove_card(layout, card.id), block.id, card, LAST)
    return _with_block(
        layout, replace(block, cards=tuple(card if item.id == card.id else item for item in block.cards))
    )


def _found(layout: Layout, card_id: str) -> tuple[Block, Placed]:
    found = layout.find(card_id)
    if found is None:
        raise Missing
    return found


def differences(old: Layout, new: Layout) -> list[tuple[str, str, str]]:
    """Return what differs as (what, block id, card id): ``added removed moved changed`` of a block or a card."""
    found: list[tuple[str, str, str]] = []
    before, after = {block.id: block for block in old.blocks}, {block.id: block for block in new.blocks}
    found += [("removed", block, "") for block in before if block not in after]
    found += [("added", block, "") for block in after if block not in before]
    both = [block for block in before if block in after]
    order = [block for block in after if block in before]
    found += [("moved", block, "") for block, place in _moved(both, order)]
    found += [("changed", block, "") for block in both if mark(before[block]) != mark(after[block])]
    cards = {card.id: (block, card) for block, card in old.cards()}
    now = {card.id: (block, card) for block, card in new.cards()}
    found += [("removed", block.id, card) for card, (block, _was) in cards.items() if card not in now]
    found += [("added", block.id, card) for card, (block, _is) in now.items() if card not in cards]
    for card, (block, value) in now.items():
        if card not in cards:
            continue
        was, old_value = cards[card]
        if was.id != block.id:
            found.append(("moved", block.id, card))
        elif mark(value) != mark(old_value):
            found.append(("changed", block.id, card))
    for block_id in both:
        kept = [card.id for card in before[block_id].ordered if now.get(card.id, (None,))[0] is after[block_id]]
        there = [card.id for card in after[block_id].ordered if card.id in kept]
        found += [("moved", block_id, card) for card, _place in _moved(kept, there)]
    return found


def _moved(old: list[str], new: list[str]) -> list[tuple[str, int]]:
    """Return the fewest that must move to make ``new`` of ``old``: all but a longest common run in order."""
    place = {item: number for number, item in enumerate(old)}
    best: list[list[str]] = []
    for item in new:  # longest increasing subsequence; layouts are small
        before = [run for run in best if place[run[-1]] < place[item]]
        best.append([*(_longest(before)), item])
    kept = set(_longest(best))
    return [(item, place[item]) for item in new if item not in kept]


def _longest(runs: list[list[str]]) -> list[str]:
    found: list[str] = []
    for run in runs:
        found = run if len(run) > len(found) else found
    return found
