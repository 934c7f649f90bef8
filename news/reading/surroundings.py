"""What stands around every page, kept in the process for as long as nobody changes it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString

from news.enums import DisclaimerUse
from news.models import (
    Ad,
    Channel,
    ChannelFront,
    Disclaimer,
    FooterEntry,
    FriendLink,
    Generation,
    Licence,
    SiteIdentity,
)
from news.reading.breaking import Breaking, load_lines
from news.reading.tree import ChannelTree
from news.rules.layout import Layout

TAG = "chrome"
UNNAMED = "新网站"  # until somebody fills in the site's identity


@dataclass(frozen=True)
class Surroundings:
    """The site's settings that pages show. Shared by all requests of a process: nobody may change what is in it.

    ``generation`` is the tokens under which it was read, for whoever keeps something made from it; ``fragments`` are
    pieces of pages that were rendered from it (``Chrome.fragment``) and go when it goes. ``fronts`` are the blocks
    above channels' lists, by the channel's number; ``lines`` of breaking news are those up now or later.
    """

    generation: frozenset[str]
    site: SiteIdentity
    licences: tuple[Licence, ...]
    footer: tuple[FooterEntry, ...]
    links: tuple[FriendLink, ...]
    ads: tuple[Ad, ...]
    disclaimers: tuple[Disclaimer, ...]
    tree: ChannelTree
    fronts: Mapping[int, Layout]
    lines: tuple[Breaking, ...] = ()
    fragments: dict[tuple[Hashable, ...], SafeString] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def main(self) -> tuple[Channel, ...]:
        """First row of the navigation."""
        return tuple(channel for channel in self.tree.children(None) if channel.in_nav)

    @cached_property
    def sub(self) -> tuple[Channel, ...]:
        """Second row: the navigable channels of the second level."""
        return tuple(item for parent in self.main for item in self.tree.children(parent) if item.in_nav)

    @cached_property
    def disclaimer_by_id(self) -> dict[int, Disclaimer]:
        """Legal text by number."""
        return {row.pk: row for row in self.disclaimers}

    def default(self, use: DisclaimerUse) -> Disclaimer | None:
        """Return the site's own legal text for a use."""
        return next((row for row in self.disclaimers if row.is_default and row.use == use), None)


_kept: Surroundings | None = None


def load_surroundings() -> Surroundings:
    """Return the settings in force now, in one piece. One query, ten after a change.

    The tokens are read before and after the rows: a change committed meanwhile shows as another token and everything
    is read again, so no page mixes two states, and what is kept can only be used while it is what the database says.
    """
    global _kept
    generation = Generation.objects.tokens(TAG)
    kept = _kept
    if kept is not None and generation and kept.generation == generation:
        return kept
    while True:  # each further turn needs one more change within these milliseconds
        fresh = _read(generation)
        seen = Generation.objects.tokens(TAG)
        if seen == generation:
            break
        generation = seen
    if generation:  # without a token nobody would say when to forget it
        _kept = fresh
    return fresh


def _read(generation: frozenset[str]) -> Surroundings:
    return Surroundings(
        generation=generation,
        site=SiteIdentity.objects.filter(pk=1).first() or SiteIdentity(pk=1, name=UNNAMED),
        licences=tuple(Licence.objects.all()),
        footer=tuple(FooterEntry.objects.all()),
        links=tuple(FriendLink.objects.all()),
        ads=tuple(
            Ad.objects.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()), active=True).order_by("position", "pk")
        ),
        disclaimers=tuple(Disclaimer.objects.order_by("pk")),
        tree=ChannelTree.load(),
        fronts={front.channel_id: front.layout for front in ChannelFront.objects.all()},
        lines=load_lines(),
    )
