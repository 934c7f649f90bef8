"""Lists of stories: a channel's front, its archive of a day, a keyword's page."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone

from news.models import Article, Channel, Keyword, Listing
from news.reading.cards import Card, cards
from news.reading.chrome import Chrome, load_chrome
from news.reading.paging import KEYWORDED, LISTED, Pager, Place, cut
from news.reading.tree import ChannelTree
from news.text.addresses import channel_address

WITH_SUMMARY = 6  # rows of a channel's first page that stand as stories; the rest are headlines by day
DAY_SIZE = 100


@dataclass(frozen=True)
class Day:
    """One day's stories in a list."""

    date: date
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class ChannelPage:
    """A channel's list. ``top`` are shown as stories, ``days`` as headlines under their day."""

    chrome: Chrome
    channel: Channel
    trail: tuple[Channel, ...]
    children: tuple[Channel, ...]
    siblings: tuple[Channel, ...]
    top: tuple[Card, ...]
    days: tuple[Day, ...]
    pager: Pager
    newest_day: date | None

    @property
    def archive(self) -> str:
        """The archive of the last shown story's day, '' for an empty channel."""
        return channel_address(self.channel.path, self.newest_day) if self.newest_day else ""

    @property
    def empty(self) -> bool:
        """True for a channel without stories."""
        return not self.top and not self.days


@dataclass(frozen=True)
class DayPage:
    """A channel's archive of one day, with the nearest days before and after that have stories."""

    chrome: Chrome
    channel: Channel
    trail: tuple[Channel, ...]
    day: date
    cards: tuple[Card, ...]
    earlier: date | None
    later: date | None


@dataclass(frozen=True)
class KeywordPage:
    """A keyword's stories, newest first."""

    chrome: Chrome
    keyword: Keyword
    cards: tuple[Card, ...]
    pager: Pager


def _by_day(shown: tuple[Card, ...]) -> tuple[Day, ...]:
    return tuple(
        Day(day, tuple(group)) for day, group in groupby(shown, key=lambda item: timezone.localtime(item.time).date())
    )


def channel_page(tree: ChannelTree, channel: Channel, place: Place) -> ChannelPage:
    """Compose a channel's list: its whole branch and what is also in it. Four queries beside the tree's.

    Raises NoSuchPage for a page past the end.
    """
    trail = tree.trail(channel)
    articles, pager = cut(lambda part: Article.objects.live().listed_in(channel.pk, part).for_cards(), place, LISTED)
    shown = cards(articles)
    first = WITH_SUMMARY if place.number == 1 else 0
    return ChannelPage(
        chrome=load_chrome(tree, tuple(item.path for item in trail)),
        channel=channel,
        trail=tuple(trail),
        children=tuple(tree.children(channel)),
        siblings=tuple(tree.children(trail[-2])) if len(trail) > 1 else (),
        top=shown[:first],
        days=_by_day(shown[first:]),
        pager=pager,
        newest_day=timezone.localtime(articles[-1].first_published_at).date()
        if articles and articles[-1].first_published_at
        else None,
    )


def day_page(tree: ChannelTree, channel: Channel, day: date) -> DayPage | None:
    """Compose the archive of the stories whose address carries ``day``; None for a day without any."""
    now = timezone.now()
    articles = list(
        Article.objects.live(now).filter(listings__channel=channel, listings__day=day).newest().for_cards()[:DAY_SIZE]
    )
    if not articles:
        return None
    listed = Listing.objects.filter(channel=channel, published_at__lte=now)
    trail = tree.trail(channel)
    return DayPage(
        chrome=load_chrome(tree, tuple(item.path for item in trail)),
        channel=channel,
        trail=tuple(trail),
        day=day,
        cards=cards(articles),
        earlier=listed.filter(day__lt=day).order_by("-day").values_list("day", flat=True).first(),
        later=listed.filter(day__gt=day, day__lte=timezone.localdate(now) + timedelta(days=1))
        .order_by("day")
        .values_list("day", flat=True)
        .first(),
    )


def keyword_page(slug: str, place: Place) -> KeywordPage | None:
    """Compose a keyword's page; None for an unknown keyword or one without a live story.

    Raises NoSuchPage for a page past the end.
    """
    keyword = Keyword.objects.filter(slug=slug).first()
    if keyword is None:
        return None
    articles, pager = cut(lambda part: Article.objects.live().about(keyword.pk, part).for_cards(), place, KEYWORDED)
    if not articles:
        return None
    return KeywordPage(chrome=load_chrome(), keyword=keyword, cards=cards(articles), pager=pager)
