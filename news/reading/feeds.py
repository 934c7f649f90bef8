"""What feeds and site maps list: the same stories, titles and times as the pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from news.enums import Kind
from news.models import Article, ArticleQuerySet, Series, Topic
from news.models.article import CARD_FIELDS
from news.pagestore.recording import depends_on
from news.reading.cards import Card, card
from news.reading.chrome import absolute
from news.reading.paging import Order
from news.reading.surroundings import load_surroundings
from news.rules.hits import KEPT_OFF
from news.text.addresses import CORRECTIONS, TOPICS, article_address, channel_address, series_address, topic_address

FEED_SIZE = 40
BATCH = 2000
SITEMAP_SIZE = 45_000  # a file may hold 50,000 addresses (sitemaps.org protocol, 0.9)
MOST_ADDRESSES = 50_000
MOST_FILES = 50_000  # of one index, by the same protocol
NEWS_TIME = timedelta(hours=48)  # what a Google News sitemap may hold
MOST_NEWS = 1000
NEWEST = Order("published_at", "pk")


@dataclass(frozen=True)
class FeedItem:
    """A story in a feed; ``changed`` is when its text last changed for readers, as its page says to machines."""

    card: Card
    changed: datetime


@dataclass(frozen=True)
class FeedPage:
    """A feed of the site or of one channel, newest first."""

    title: str
    description: str
    link: str
    items: tuple[FeedItem, ...]


def feed_page(path: str = "") -> FeedPage | None:
    """Compose the feed of a channel's branch, of the whole site for ''; None for an unknown channel. Two queries."""
    around = load_surroundings()
    depends_on("settings")
    name = around.site.name
    live = Article.objects.live()
    if not path:
        depends_on("stories")
        return FeedPage(name, around.site.slogan or name, "/", _items(live.newest()))
    channel = around.tree.by_path.get(path)
    if channel is None:
        return None
    depends_on(f"channel:{channel.pk}")
    return FeedPage(
        f"{channel.name} - {name}",
        channel.description or channel.name,
        channel_address(channel.path),
        _items(live.listed_in(channel.pk)),
    )


def _items(stories: ArticleQuerySet) -> tuple[FeedItem, ...]:
    rows = stories.for_cards().only(*CARD_FIELDS, "updated_at")[:FEED_SIZE]
    return tuple(FeedItem(card(row), changed_at(row.published_at, row.updated_at)) for row in rows if row.published_at)


def changed_at(published: datetime, updated: datetime | None) -> datetime:
    """Return when readers last got another text: never before it was public, whenever it was signed off."""
    return max(published, updated or published)


@dataclass(frozen=True)
class MapEntry:
    """One address of a site map; ``changed`` is when its text last changed, None where nobody knows."""

    address: str
    changed: datetime | None


@dataclass(frozen=True)
class NewsEntry:
    """A story of the last two days, for news search: headline and time are those of its page."""

    address: str
    title: str
    published: datetime


def sitemap_parts() -> Iterator[int]:
    """Yield which files there are: the thousands of article numbers, 45 at a time, that hold a live article.

    One step in the index of numbers for each file; no row is counted. Numbers leave wide gaps (an import keeps those
    of the old site), and a file keeps its name however many articles come or go.
    """
    numbers = Article.objects.live().order_by("pk").values_list("pk", flat=True)
    part = -1
    for _file in range(MOST_FILES):
        number = numbers.filter(pk__gte=(part + 1) * SITEMAP_SIZE).first()
        if number is None:
            return
        part = number // SITEMAP_SIZE
        yield part


def front_entries() -> Iterator[MapEntry]:
    """Yield the front page, every channel, topic and series that has a story. Two queries beside the chrome's."""
    yield MapEntry(absolute("/"), None)
    for channel in load_surroundings().tree.channels:
        yield MapEntry(absolute(channel.get_absolute_url()), None)
    yield MapEntry(absolute(CORRECTIONS), None)
    topics = list(Topic.objects.live().values_list("slug", flat=True))
    if topics:
        yield MapEntry(absolute(TOPICS), None)
    for slug in topics:
        yield MapEntry(absolute(topic_address(slug)), None)
    told = Series.objects.filter(Exists(Article.objects.live().in_series(OuterRef("pk")).order_by()))
    for slug in told.values_list("slug", flat=True):
        yield MapEntry(absolute(series_address(slug)), None)


def article_entries(part: int) -> Iterator[MapEntry]:
    """Yield the live articles of one part in order of number."""
    in_part = Q(pk__gte=part * SITEMAP_SIZE, pk__lt=(part + 1) * SITEMAP_SIZE)
    stories = Article.objects.live().filter(in_part).order_by("pk")
    yield from _entries(stories, lambda number, _time: Q(pk__gt=number), SITEMAP_SIZE)


def newest_entries() -> Iterator[MapEntry]:
    """Yield the newest 50,000 live articles, newest first, for engines that take one flat list."""
    stories = Article.objects.live().newest()
    yield from _entries(stories, lambda number, time: NEWEST.before(time, number), MOST_ADDRESSES)


def _entries(stories: ArticleQuerySet, after: Callable[[int, datetime], Q], most: int) -> Iterator[MapEntry]:
    """Yield stories in batches, each begun after the last row of the one before: memory and each step stay flat."""
    paths = {channel.pk: channel.path for channel in load_surroundings().tree.channels}
    place, given = Q(), 0
    while given < most:
        rows = list(
            stories.filter(place).values_list("pk", "channel_id", "first_published_at", "published_at", "updated_at")[
                : min(BATCH, most - given)
            ]
        )
        for number, channel_id, first, published, updated in rows:
            if channel_id in paths and published:  # else the channel was made while the file was sent
                day = timezone.localtime(first).date()
                yield MapEntry(
                    absolute(article_address(paths[channel_id], day, number)), changed_at(published, updated)
                )
        given += len(rows)
        if len(rows) < BATCH:
            return
        if published:
            place = after(number, published)


def news_entries() -> Iterator[NewsEntry]:
    """Yield the stories of the last 48 hours, 1,000 at most (Google News sitemap).

    Left out are advertisements, links to other sites and what may affect minors. One walk down the newest.
    """
    paths = {channel.pk: channel.path for channel in load_surroundings().tree.channels}
    since = timezone.now() - NEWS_TIME
    stories = Article.objects.live().filter(published_at__gt=since).exclude(kind=Kind.LINK).newest()
    rows = stories.values_list("pk", "channel_id", "first_published_at", "published_at", "title", "labels")[:MOST_NEWS]
    for number, channel_id, first, published, title, labels in rows:
        if channel_id in paths and published and not KEPT_OFF.intersection(labels):
            day = timezone.localtime(first).date()
            yield NewsEntry(absolute(article_address(paths[channel_id], day, number)), title, published)
