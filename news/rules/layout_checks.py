"""What is wrong with a layout, in words. A hard problem keeps it from the draft, others only from being missed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from news.enums import BlockKind, FillBy, Kind
from news.rules.checks import is_sane
from news.rules.layout import SCHEMA, STEP, Block, Layout, Placed
from news.text.typography import one_line

MOST_BLOCKS = 40
MOST_CARDS = 60  # of a block, those that wait for their time included
LONGEST_HEADING = 30
LONGEST_TITLE = 120
LONGEST_SUMMARY = 300
LONGEST_ADDRESS = 500
ADDRESS = re.compile(r"/(?![/\\])[^\s\\]*|https?://[^\s\\/?#@]+(?:[/?#][^\s\\]*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """``field`` is the one of the block or card that it is about."""

    message: str
    field: str = ""
    block: str = ""
    card: str = ""


def tidy_card(card: Placed) -> Placed:
    """Return the card with one-line words and its crop on the steps that pages have."""
    crop = card.crop and (_step(card.crop[0]), _step(card.crop[1]))
    return replace(
        card,
        title=one_line(card.title),
        summary=one_line(card.summary),
        address="" if card.article else card.address.strip(),
        crop=crop if crop != (50, 50) or card.picture is None else None,
    )


def _step(percent: int) -> int:
    return min(100, max(0, round(percent / STEP) * STEP))


def card_problems(block: Block, card: Placed) -> list[Problem]:
    """Return what is wrong with one card of a block."""
    return [replace(item, block=block.id, card=card.id) for item in _card(block, card)]


def block_problems(block: Block) -> list[Problem]:
    """Return what is wrong with a block itself, its cards left out."""
    return [replace(item, block=block.id) for item in _block(block)]


def problems(layout: Layout) -> list[Problem]:
    """Return everything that is wrong with a layout; one with a problem is never stored."""
    found = []
    if len(layout.blocks) > MOST_BLOCKS:
        found.append(Problem(_("A page has at most %(n)d blocks.") % {"n": MOST_BLOCKS}))
    ids = [block.id for block in layout.blocks] + [card.id for _block_of, card in layout.cards()]
    if len(set(ids)) != len(ids):
        found.append(Problem(_("Two blocks or cards have the same number.")))
    if sum(block.kind == BlockKind.LEAD for block in layout.blocks) > 1:
        found.append(Problem(_("There is a lead block already; a page has one.")))
    for block in layout.blocks:
        found += block_problems(block)
        for card in block.cards:
            found += card_problems(block, card)
    return found


def _block(block: Block) -> Iterator[Problem]:
    form = block.form
    if not re.fullmatch(r"[a-z0-9-]{1,40}", block.id):
        yield Problem(_("The number of a block is not legal."))
    if len(block.heading) > LONGEST_HEADING:
        yield Problem(_("The heading is too long: at most %(n)d characters.") % {"n": LONGEST_HEADING}, "heading")
    if block.style not in form.styles:
        yield Problem(_("This kind of block has no such style."), "style")
    if not 1 <= block.count <= form.counts[1]:
        yield Problem(_("Give a number from 1 to %(n)d.") % {"n": form.counts[1]}, "count")
    if block.fill not in form.fills:
        yield Problem(_("This kind of block cannot be filled by that rule."), "fill")
    if block.fill == FillBy.BRANCH and block.channel is None:
        yield Problem(_("Choose the channel from which the block is filled."), "channel")
    if block.kind == BlockKind.CHANNEL and block.channel is None and block.fill != FillBy.BRANCH:
        yield Problem(_("Choose the channel that the block is about."), "channel")
    if block.fill == FillBy.KEYWORD and block.keyword is None:
        yield Problem(_("Give the keyword by which the block is filled."), "keyword")
    if block.only and block.only not in Kind.values:
        yield Problem(_("There is no such kind of story."), "only")
    if len(block.cards) > MOST_CARDS:
        yield Problem(_("A block holds at most %(n)d cards; take some out first.") % {"n": MOST_CARDS})


def _card(block: Block, card: Placed) -> Iterator[Problem]:
    if not re.fullmatch(r"[a-z0-9-]{1,40}", card.id):
        yield Problem(_("The number of a card is not legal."))
    if card.article is None:
        if not block.form.free:
            yield Problem(_("This block shows stories only."), "article")
        if not card.title:
            yield Problem(_("Give the words that readers see."), "title")
        if not card.address and block.kind != BlockKind.NOTICE:
            yield Problem(_("Give the address that it leads to."), "address")
    if card.address and (len(card.address) > LONGEST_ADDRESS or not ADDRESS.fullmatch(card.address)):
        yield Problem(_("Give a path on this site that begins with “/”, or an address with https://."), "address")
    if len(card.title) > LONGEST_TITLE:
        yield Problem(_("The headline is too long: at most %(n)d characters.") % {"n": LONGEST_TITLE}, "title")
    if len(card.summary) > LONGEST_SUMMARY:
        yield Problem(_("The summary is too long: at most %(n)d characters.") % {"n": LONGEST_SUMMARY}, "summary")
    if card.crop and not all(0 <= value <= 100 and value % STEP == 0 for value in card.crop):
        yield Problem(_("The crop is a place in the picture from 0 to 100 percent."), "crop_x")
    for name in ("starts_at", "ends_at"):
        value = getattr(card, name)
        if value and not (_aware(value) and is_sane(value)):
            yield Problem(_("This time cannot be read; check the year."), name)
            return
    if card.starts_at and card.ends_at and _moment(card.ends_at) <= _moment(card.starts_at):
        yield Problem(_("The end lies before the beginning."), "ends_at")


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value)


def _aware(value: str) -> bool:
    try:
        return _moment(value).tzinfo is not None
    except ValueError:
        return False


def read_layout(data: Any) -> Layout:
    """Read a layout from JSON that came from outside. Raises ValueError for what is none."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise ValueError("Not a layout.")
    try:
        return Layout.from_json(data)
    except (TypeError, KeyError, AttributeError, IndexError) as error:
        raise ValueError("Not a layout.") from error
