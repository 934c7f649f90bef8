"""What feeds and site maps list: the same stories, titles and times as the pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from news.models import Article
from news.reading.cards import Card, cards
from news.reading.chrome import absolute
from news.reading.surroundings import load_surroundings
from news.text.addresses import article_address, channel_address

FEED_SIZE = 40
BATCH = 2000
SITEMAP_SIZE = 45_000  # a file may hold 50,000 addresses (sitemaps.org protocol, 0.9)


@dataclass(frozen=True)
class FeedPage:
    """A feed of the site or of one channel, newest first. ``changed`` is the newest story's time, None if empty."""

    title: str
    description: str
    link: str
    cards: tuple[Card, ...]

    @property
    def changed(self) -> datetime | None:
        """When the feed last changed by a new story."""
        return self.cards[0].time if self.cards else None


def feed_page(path: str = "") -> FeedPage | None:
    """Compose the feed of a channel's branch, of the whole site for ''; None for an unknown channel. Two queries."""
    around = load_surroundings()
    name = around.site.name
    if not path:
        newest = Article.objects.live().newest()
        return FeedPage(name, around.site.slogan or name, "/", cards(newest.for_cards()[:FEED_SIZE]))
    channel = around.tree.by_path.get(path)
    if channel is None:
        return None
    listed = Article.objects.live().listed_in(channel.pk)
    return FeedPage(
        f"{channel.name} - {name}",
        channel.description or channel.name,
        channel_address(channel.path),
        cards(listed.for_cards()[:FEED_SIZE]),
    )


@dataclass(frozen=True)
class MapEntry:
    """One address of a site map; ``changed`` is when its text last changed, None where nobody knows."""

    address: str
    changed: datetime | None


def sitemap_parts() -> int:
    """Return how many files the articles take: by ranges of 45,000 numbers counted from the smallest.

    Two steps in the index of numbers; no row is counted. A part may hold less, or nothing.
    """
    numbers = Article.objects.live().order_by("pk").values_list("pk", flat=True)
    first, last = numbers.first(), numbers.last()
    return 0 if first is None or last is None else (last - first) // SITEMAP_SIZE + 1


def front_entries() -> Iterator[MapEntry]:
    """Yield the front page and every channel with its newest story's time."""
    yield MapEntry(absolute("/"), None)
    for channel in load_surroundings().tree.channels:
        yield MapEntry(absolute(channel.get_absolute_url()), None)


def article_entries(part: int) -> Iterator[MapEntry]:
    """Yield the live articles of one part, in order of number, read in batches of 2,000 so that memory stays flat."""
    paths = {channel.pk: channel.path for channel in load_surroundings().tree.channels}
    now = timezone.now()
    first = Article.objects.live(now).order_by("pk").values_list("pk", flat=True).first()
    if first is None:
        return
    after, end = first + part * SITEMAP_SIZE - 1, first + (part + 1) * SITEMAP_SIZE
    while True:
        rows = list(
            Article.objects.live(now)
            .filter(pk__gt=after, pk__lt=end)
            .order_by("pk")
            .values_list("pk", "channel_id", "first_published_at", "updated_at")[:BATCH]
        )
        for number, channel_id, first_published_at, updated_at in rows:
            day = timezone.localtime(first_published_at).date()
            yield MapEntry(absolute(article_address(paths[channel_id], day, number)), updated_at)
        if len(rows) < BATCH:
            return
        after = rows[-1][0]
