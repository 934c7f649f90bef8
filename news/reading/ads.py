"""Advertisements as pages show them: one a place, chosen by the clock among those that the process keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from news.enums import AdPlace
from news.models import Ad
from news.reading.cards import Picture, picture_of
from news.rules.ads import chosen

WIDTH = ("", 1280)


@dataclass(frozen=True)
class AdCard:
    """``picture`` None: a line of text. ``link`` '' leads nowhere; ``external``: to another site."""

    place: str
    title: str
    link: str
    picture: Picture | None

    @property
    def external(self) -> bool:
        """Whether the link leaves the site."""
        return not self.link.startswith("/")


def ad_card(ad: Ad) -> AdCard:
    """Return an advertisement loaded with its picture. No query."""
    return AdCard(ad.place, ad.title, ad.link, picture_of(ad.image, WIDTH) if ad.image else None)


def shown_ads(ads: Sequence[Ad], at: datetime) -> dict[str, AdCard]:
    """Return what stands at each place at a moment; places with nothing are left out. No query."""
    found = {}
    for place in {ad.place for ad in ads} & set(AdPlace.values):
        if ad := chosen([ad for ad in ads if ad.place == place], at):
            found[place] = ad_card(ad)
    return found
