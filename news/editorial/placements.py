"""Where front pages show a story, and who hears of it when the story is public no more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from news.editorial.notices import tell_layout_editors
from news.enums import NoticeKind
from news.models import Article, ChannelFront, FrontDraft, FrontLayout, Notice
from news.rules.layout import Block, Layout

MOST_AHEAD = 20
MOST_TOLD = 50  # stories at one look


@dataclass(frozen=True)
class Sheet:
    """A layout that somebody may be told about: what it is called, who laid it out."""

    name: str
    layout: Layout
    people: tuple[int | None, ...]


def sheets(now: datetime) -> Iterator[Sheet]:
    """Yield the home page in force, those ahead, the draft and every channel's front. Four queries."""
    in_force = FrontLayout.objects.in_force(now).first()
    if in_force is not None:
        yield Sheet(_("front page"), in_force.layout, (in_force.by_id,))
    for launch in FrontLayout.objects.ahead(now)[:MOST_AHEAD]:
        yield Sheet(_("scheduled front page"), launch.layout, (launch.by_id,))
    draft = FrontDraft.objects.filter(pk=1).first()
    if draft is not None:
        yield Sheet(_("draft of the front page"), draft.layout, (draft.changed_by_id,))
    for front in ChannelFront.objects.select_related("channel"):
        yield Sheet(front.channel.name, front.layout, (front.changed_by_id,))


def block_name(block: Block) -> str:
    """Return what people call a block: its heading, else its kind."""
    return block.heading or str(block.kind.label)


def shown_with(picture: int) -> list[str]:
    """Return the blocks of front pages, on or on their way there, that have a card with a picture of its own."""
    return [
        f"{sheet.name} · {block_name(block)}"
        for sheet in sheets(timezone.now())
        for block, card in sheet.layout.cards()
        if card.picture == picture
    ]


def tell_off_front(article: Article, *, by: User | None) -> None:
    """Tell the editors of every front page that has a card of this story, in the transaction that took it away."""
    with translation.override(settings.LANGUAGE_CODE):
        places: dict[str, None] = {}
        people: set[int | None] = set()
        for sheet in sheets(timezone.now()):
            for block, card in sheet.layout.cards():
                if card.article == article.pk:
                    places[f"{sheet.name} · {block_name(block)}"] = None
                    people |= set(sheet.people)
        if places:
            tell_layout_editors(article, people, by=by, note="、".join(places))


def look_for_expired(now: datetime | None = None) -> int:
    """Tell of cards whose stories have come to their end, each once; returns how many. Readers see none of them."""
    now = now or timezone.now()
    chosen = {number for sheet in sheets(now) for number in sheet.layout.articles}
    ended = Article.objects.filter(pk__in=chosen, expires_at__lte=now, withdrawal="", deleted_at=None)
    told = 0
    for article in ended.order_by("-expires_at")[:MOST_TOLD] if chosen else ():
        with transaction.atomic():
            # the row is locked, so that of two workers one waits and then finds the notice
            locked = Article.objects.select_for_update().get(pk=article.pk)
            rows = Notice.objects.filter(article=locked, kind=NoticeKind.OFF_FRONT, created_at__gte=locked.expires_at)
            if locked.expires_at and locked.expires_at <= now and not rows.exists():
                tell_off_front(locked, by=None)
                told += 1
    return told
