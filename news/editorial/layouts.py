"""Laying out front pages: changes to the shared draft or to a channel's front. Launches are ``launches``.

A change names what it is about by id and is made on the newest state under lock, so two people at once lose nothing:
what one moved and the other renamed is both there. Only where both wrote on the same card or block the second is
refused with ``Conflict`` and sees both.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.access import display_name, not_permitted, powers_of
from news.editorial.audit import note as audit
from news.enums import AuditArea
from news.errors import BadInput, Conflict
from news.models import Channel, ChannelFront, FrontDraft, FrontLayout
from news.rules.layout import Block, Layout, Placed
from news.rules.layout_checks import problems
from news.rules.layout_edits import Missing, block_of, mark, set_block, set_card

CHANGE, LAUNCH = "news.change_frontlayout", "news.launch_frontlayout"
Change = Callable[[Layout], Layout]
Sheet = FrontDraft | ChannelFront


@dataclass(frozen=True)
class Changed:
    """The sheet after a change; ``beside`` names who else has changed it since the person read it, '' if nobody."""

    sheet: Sheet
    beside: str = ""


def new_id() -> str:
    """Return an id for a block or card."""
    return secrets.token_hex(5)


def sheet_of(channel: Channel | None) -> Sheet:
    """Return the draft of the home page, or a channel's front. What does not exist yet is not written: version 0."""
    if channel is not None:
        front = ChannelFront.objects.filter(channel=channel).select_related("changed_by").first()
        return front or ChannelFront(channel=channel, data=Layout().as_json())
    draft = FrontDraft.objects.filter(pk=1).select_related("changed_by").first()
    return draft or FrontDraft(pk=1, data=layout_in_force().as_json())


def layout_in_force(now: datetime | None = None) -> Layout:
    """Return what readers get at ``now``. Two queries."""
    return FrontLayout.objects.layout_at(Channel.objects.in_order(), now)


def may(user: User, right: str) -> bool:
    """True where a person may change or launch, by role or on duty."""
    return right in powers_of(user).all


def require_right(user: User, right: str, act: str) -> None:
    """Raise NotAllowed unless the person may, by role or on duty."""
    if not may(user, right):
        raise not_permitted(user, act)


def change_sheet(change: Change, *, by: User, channel: Channel | None = None, version: int | None = None) -> Changed:
    """Make one change on the newest state. ``version`` is the state that the person saw, None for any.

    A channel's front is live with it, so that takes the permission to launch. Raises NotAllowed, BadInput, Conflict.
    """
    if channel is None:
        require_right(by, CHANGE, _("lay out the front page"))
    else:
        require_right(by, LAUNCH, _("lay out a channel’s front, which readers see at once"))
    with transaction.atomic():
        sheet = locked_sheet(channel)
        beside = ""
        if version is not None and version < sheet.version and sheet.changed_by_id != by.pk:
            beside = display_name(sheet.changed_by) if sheet.changed_by else _("Somebody")
        before = sheet.layout
        after = made(change, before, beside)
        if after != before:
            write_sheet(sheet, after, by)
            if channel is not None:
                _channel_changed(channel, after, before, by)
    return Changed(sheet, beside)


def locked_sheet(channel: Channel | None) -> Sheet:
    """Return a sheet with its row locked, making that of the home page if there is none yet."""
    if channel is not None:
        Channel.objects.select_for_update().get(pk=channel.pk)
        row = ChannelFront.objects.select_for_update(of=("self",)).select_related("changed_by").filter(channel=channel)
        return row.first() or ChannelFront(channel=channel, data=Layout().as_json())
    FrontDraft.objects.get_or_create(pk=1, defaults={"data": layout_in_force().as_json()})
    return FrontDraft.objects.select_for_update(of=("self",)).select_related("changed_by").get(pk=1)


def made(change: Change, before: Layout, beside: str = "") -> Layout:
    """Return what a change makes of a layout. Raises Conflict, BadInput."""
    try:
        after = change(before)
    except Missing as error:
        who = beside or _("Somebody")
        raise Conflict(
            _("%(name)s has taken it out meanwhile. What you see is the newest state.") % {"name": who}, "missing"
        ) from error
    found = problems(after)
    if found:
        raise BadInput(found[0].message, found[0].field or "layout")
    return after


def write_sheet(sheet: Sheet, layout: Layout, by: User) -> None:
    """Write a locked sheet's next state."""
    sheet.previous, sheet.data, sheet.version = sheet.data, layout.as_json(), sheet.version + 1
    sheet.changed_at, sheet.changed_by = timezone.now(), by
    sheet.save()


def _channel_changed(channel: Channel, after: Layout, before: Layout, by: User) -> None:
    counts = [_("%(blocks)d blocks, %(cards)d cards") % counted(item) for item in (before, after)]
    audit(AuditArea.CHANNEL, "laid_out", by=by, thing=channel, changes={_("blocks"): counts})


def counted(layout: Layout) -> dict[str, int]:
    """Return how many blocks and cards a layout has, as the audit says it."""
    return {"blocks": len(layout.blocks), "cards": sum(len(block.cards) for block in layout.blocks)}


def undo(*, by: User, version: int, channel: Channel | None = None) -> Changed:
    """Take the last change back; done twice it is there again. Raises Conflict where somebody has changed more."""
    with transaction.atomic():
        sheet = locked_sheet(channel)
        if sheet.version != version or sheet.previous is None:
            raise Conflict(_("Somebody has changed more since; what you see is the newest state."), "changed")
        before = Layout.from_json(sheet.previous)
        return change_sheet(lambda _layout: before, by=by, channel=channel, version=version)


def edit_card(
    card: Placed, *, seen: str, by: User, channel: Channel | None = None, version: int | None = None
) -> Changed:
    """Change a card's words, picture or times. ``seen`` is the ``mark`` of the card that the form was opened on.

    Raises Conflict (``changed``) where somebody else has changed this very card since.
    """

    def change(layout: Layout) -> Layout:
        found = layout.find(card.id)
        if found is None:
            raise Missing
        _same(mark(found[1]), seen)
        return set_card(layout, card)

    return change_sheet(change, by=by, channel=channel, version=version)


def edit_block(
    block: Block, *, seen: str, by: User, channel: Channel | None = None, version: int | None = None
) -> Changed:
    """Change what a block is; as ``edit_card``."""

    def change(layout: Layout) -> Layout:
        _same(mark(block_of(layout, block.id)), seen)
        return set_block(layout, block)

    return change_sheet(change, by=by, channel=channel, version=version)


def _same(now: str, seen: str) -> None:
    if now != seen:
        raise Conflict(
            _("Somebody else has changed the same thing since you opened it. Both versions are below."), "changed"
        )
