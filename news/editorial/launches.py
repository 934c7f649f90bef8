"""What readers get of the front page: launching the draft, cancelling, going back, pushing stories in.

Whoever launches must have seen the newest state. Launches are only ever added.
"""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.access import display_name
from news.editorial.audit import note as audit
from news.editorial.layouts import (
    CHANGE,
    LAUNCH,
    Changed,
    change_sheet,
    counted,
    layout_in_force,
    locked_sheet,
    made,
    new_id,
    require_right,
    write_sheet,
)
from news.enums import AuditArea
from news.errors import BadInput, Conflict, WrongState
from news.models import Article, Channel, FrontLayout
from news.rules.checks import is_sane
from news.rules.layout import Layout, Placed
from news.rules.layout_checks import problems
from news.rules.layout_edits import LAST, add_card, block_of, put_card

MOST_PUSHED = 20


def launch(*, by: User, version: int, at: datetime | None = None, note: str = "") -> FrontLayout:
    """Let readers have the draft, now or from ``at`` (aware) on. ``version`` is the state that the person has seen.

    Raises NotAllowed, BadInput, Conflict (``changed``) where the draft was changed since.
    """
    require_right(by, LAUNCH, _("launch the front page"))
    with transaction.atomic():
        draft = locked_sheet(None)
        if version != draft.version:
            who = display_name(draft.changed_by) if draft.changed_by else _("Somebody")
            raise Conflict(
                _("%(name)s has changed the draft since you looked at it. Look at what is new below, then launch.")
                % {"name": who},
                "changed",
            )
        return _launched(draft.layout, by=by, at=at, note=note)


def _launched(
    layout: Layout,
    *,
    by: User | None,
    by_name: str = "",
    at: datetime | None = None,
    note: str = "",
    back_to: FrontLayout | None = None,
) -> FrontLayout:
    now = timezone.now()
    if at is not None and at <= now:
        raise BadInput(_("This time has passed; launch at once or choose a later one."), "at")
    if at is not None and not is_sane(at.isoformat()):
        raise BadInput(_("This date lies too far away; check the year."), "at")
    if not layout.blocks:
        raise BadInput(_("The page has no block; readers would see nothing. Add one first."), "layout")
    found = problems(layout)
    if found:
        raise BadInput(found[0].message, "layout")
    row = FrontLayout.objects.create(
        data=layout.as_json(),
        live_from=at.replace(microsecond=0) if at else now,
        by=by,
        by_name=(by_name or (display_name(by) if by else ""))[:80],
        note=" ".join(note.split())[:200],
        back_to=back_to,
    )
    when = timezone.localtime(row.live_from).strftime("%Y-%m-%d %H:%M")
    changes = {
        _("blocks"): ["", _("%(blocks)d blocks, %(cards)d cards") % counted(layout)],
        _("live from"): ["", when],
    }
    if back_to is not None:
        changes[_("back to")] = ["", str(back_to)]
    audit(AuditArea.SETTING, "launched", by=by, by_name=by_name, thing=row, changes=changes, note=row.note)
    return row


def put_up(layout: Layout, *, by_name: str) -> FrontLayout:
    """Launch a layout that no draft holds, for a command with that name. Raises BadInput."""
    with transaction.atomic():
        return _launched(layout, by=None, by_name=by_name)


def cancel_launch(launch_id: int, *, by: User) -> FrontLayout:
    """Cancel a launch whose time has not come. Raises NotAllowed, BadInput, WrongState."""
    require_right(by, LAUNCH, _("cancel a launch"))
    with transaction.atomic():
        row = FrontLayout.objects.select_for_update().filter(pk=launch_id).first()
        now = timezone.now()
        if row is None:
            raise BadInput(_("There is no such launch."), "launch")
        if row.live_from <= now or row.cancelled_at:
            raise WrongState(_("It is live or cancelled already. To undo it, go back to an earlier layout."), "live")
        row.cancelled_at, row.cancelled_by_name = now, display_name(by)[:80]
        FrontLayout.objects.filter(pk=row.pk).update(
            cancelled_at=row.cancelled_at, cancelled_by_name=row.cancelled_by_name
        )
        audit(AuditArea.SETTING, "launch_cancelled", by=by, thing=row)
    return row


def go_back(launch_id: int, *, by: User) -> FrontLayout:
    """Launch an earlier layout anew, at once. A draft without changes of its own follows; another one stays.

    Raises NotAllowed, BadInput.
    """
    require_right(by, LAUNCH, _("launch the front page"))
    with transaction.atomic():
        row = FrontLayout.objects.filter(pk=launch_id).first()
        if row is None:
            raise BadInput(_("There is no such launch."), "launch")
        draft, before = locked_sheet(None), layout_in_force()
        launched = _launched(row.layout, by=by, back_to=row, note=row.note)
        if draft.layout == before:
            write_sheet(draft, row.layout, by)
    return launched


def take_into_draft(launch_id: int | None, *, by: User, version: int) -> Changed:
    """Put an earlier layout (None: the one in force) into the draft. Raises Conflict where the draft has changed."""
    row = FrontLayout.objects.filter(pk=launch_id).first() if launch_id else None
    if launch_id and row is None:
        raise BadInput(_("There is no such launch."), "launch")
    layout = row.layout if row else layout_in_force()

    def change(before: Layout) -> Layout:
        return layout

    with transaction.atomic():
        require_right(by, CHANGE, _("lay out the front page"))
        if locked_sheet(None).version != version:
            raise Conflict(_("The draft was changed meanwhile; look at it first."), "changed")
        return change_sheet(change, by=by)


def push(
    article_ids: Sequence[int],
    block_id: str,
    *,
    by: User,
    at: int = 0,
    live: bool = False,
    channel: Channel | None = None,
    title: str = "",
) -> Changed | FrontLayout:
    """Put stories into a block, the first of them at place ``at`` among the cards that are not pinned.

    A story that has a card on the page already is moved there with its words. With ``live`` it goes out at once: the
    layout in force with nothing but this change, not a half-done draft; the draft gets it too. Raises NotAllowed,
    BadInput, Conflict.
    """
    known = set(Article.objects.filter(pk__in=article_ids, deleted_at=None).values_list("pk", flat=True))
    numbers = [number for number in dict.fromkeys(article_ids) if number in known]
    if not numbers:
        raise BadInput(_("None of these stories is there any more."), "article")
    if len(numbers) > MOST_PUSHED:
        raise BadInput(_("Push at most %(n)d stories at once.") % {"n": MOST_PUSHED}, "article")
    ids = {number: new_id() for number in numbers}

    def change(layout: Layout) -> Layout:
        block_of(layout, block_id)
        for place, number in enumerate(numbers):
            there = next((card for _block, card in layout.cards() if card.article == number), None)
            spot = at + place if at < LAST else LAST
            if there is not None:
                layout = put_card(layout, there.id, block_id, spot)
            else:
                card = Placed(ids[number], number, title=title if len(numbers) == 1 else "")
                layout = add_card(layout, block_id, card, spot)
        return layout

    if channel is not None or not live:
        return change_sheet(change, by=by, channel=channel)
    require_right(by, LAUNCH, _("launch the front page"))
    with transaction.atomic():
        draft, before = locked_sheet(None), layout_in_force()
        if before.block(block_id) is None:
            raise BadInput(
                _("This block is only in the draft yet. Put the story into the draft and launch that."), "block"
            )
        row = _launched(made(change, before), by=by, note=_("pushed from the articles"))
        same = draft.layout == before
        if same:
            write_sheet(draft, row.layout, by)
        elif draft.layout.block(block_id) is not None:
            write_sheet(draft, made(change, draft.layout), by)
    return row
