"""How a story looks in a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from news.enums import BylineRole
from news.models import Article, Image


@dataclass(frozen=True)
class Picture:
    """An <img>: everything the tag needs. ``srcset`` is '' until the renditions exist."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class Card:
    """A story in a list; ``time`` is aware."""

    number: int
    title: str
    full_title: str
    address: str
    kicker: str
    summary: str
    channel: str
    channel_address: str
    time: datetime
    picture: Picture | None
    reporters: str
    source: str
    ai: bool


def picture_of(image: Image | None) -> Picture | None:
    """Return the card's view of a library picture."""
    if image is None:
        return None
    return Picture(image.nearest(480), image.srcset(), image.width, image.height, image.alt)


def card(article: Article) -> Card:
    """Return the card of an article loaded by ``for_cards``. No query."""
    if article.channel is None or article.published_at is None:
        raise ValueError("Only a public article has a card.")
    return Card(
        number=article.pk,
        title=article.list_title,
        full_title=article.title,
        address=article.address,
        kicker=article.kicker,
        summary=article.summary,
        channel=article.channel.name,
        channel_address=article.channel.get_absolute_url(),
        time=article.published_at,
        picture=picture_of(article.cover),
        reporters=" ".join(item["name"] for item in article.byline if item["role"] == BylineRole.REPORTER),
        source=article.source.name if article.source and not article.source.own else "",
        ai=article.ai_generated,
    )


def cards(articles: Iterable[Article]) -> tuple[Card, ...]:
    """Return the cards of articles loaded by ``for_cards``."""
    return tuple(card(article) for article in articles)
