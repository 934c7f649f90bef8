"""Advertisements as pages show them: one a place, chosen by the clock among those that the process keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from news.enums import AdPlace
from news.models import Ad, Image
from news.pagestore.recording import depends_on
from news.reading.cards import Picture, picture_of
from news.rules.ads import changes_next, chosen

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


def ad_card(ad: Ad, image: Image | None = None) -> AdCard:
    """Return an advertisement with its picture, which is ``image`` or what it is loaded with. No query."""
    if ad.image_id:
        depends_on(f"image:{ad.image_id}")
    image = image or ad.image
    return AdCard(ad.place, ad.title, ad.link, picture_of(image, WIDTH) if image else None)


def next_turn(ads: Sequence[Ad], at: datetime) -> datetime | None:
    """Return when another advertisement may stand somewhere, None where none is ahead. No query."""
    return changes_next(ads, at)


def shown_ads(ads: Sequence[Ad], at: datetime) -> dict[str, AdCard]:
    """Return what stands at each place at a moment; places with nothing are left out.

    One query where a picture stands, none elsewhere: the process keeps the advertisements as long as they do not
    change, and a picture that is replaced changes none of them.
    """
    found = {
        place: ad
        for place in {ad.place for ad in ads} & set(AdPlace.values)
        if (ad := chosen([ad for ad in ads if ad.place == place], at))
    }
    numbers = {ad.image_id for ad in found.values() if ad.image_id}
    pictures = Image.objects.in_bulk(numbers) if numbers else {}
    return {place: ad_card(ad, pictures.get(ad.image_id or 0)) for place, ad in found.items()}
