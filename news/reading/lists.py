"""Lists of stories: a channel's front, its archive of a day, a keyword's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby

from django.db.models import Q
from django.utils import timezone

from news.enums import FillBy
from news.models import Article, ArticleQuerySet, Channel, Keyword
from news.models.prepared import MOMENT, NUMBERS, Prepared
from news.pagestore.recording import depends_on, depends_on_months, with_holes
from news.reading.calendar import Month, month_columns, month_of, month_page_part, near_day
from news.reading.cards import Card, cards
from news.reading.chrome import Chrome, load_chrome
from news.reading.front import Front, compose_front
from news.reading.hot import RAIL, most_read
from news.reading.paging import KEYWORDED, LISTED, PAGE_SIZE, NoSuchPage, Pager, Place, cut, cut_read
from news.rules.layout import Layout
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
    """A channel's list. ``top`` are shown as stories, ``days`` as headlines under their day, ``front`` above both;
    ``ranked`` says that the most read stand there, and not in the rail."""

    chrome: Chrome
    channel: Channel
    trail: tuple[Channel, ...]
    children: tuple[Channel, ...]
    siblings: tuple[Channel, ...]
    top: tuple[Card, ...]
    days: tuple[Day, ...]
    pager: Pager
    newest_day: date | None
    hot: tuple[Card, ...]
    front: Front | None = None
    ranked: bool = False
    month: Month | None = None

    @property
    def archive(self) -> str:
        """The archive of the last shown story's day, '' for an empty channel."""
        return channel_address(self.channel.path, self.newest_day) if self.newest_day else ""

    @property
    def empty(self) -> bool:
        """True for a channel without stories."""
        return not self.top and not self.days and not (self.front and self.front.bands)


@dataclass(frozen=True)
class DayPage:
    """A channel's archive of one day, with the nearest days before and after that have stories."""

    chrome: Chrome
    channel: Channel
    trail: tuple[Channel, ...]
    day: date
    cards: tuple[Card, ...]
    pager: Pager
    earlier: date | None
    later: date | None
    month: Month

    @property
    def address(self) -> str:
        """The archive's own address."""
        return channel_address(self.channel.path, self.day)


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


def depends_on_list(name: str, past: str, number: int, place: Place, shown: Sequence[Article], *, more: bool) -> None:
    """Say what a page of a list depends on: near the top everything that enters or leaves the list, further down what
    enters or leaves it in the months that the page covers."""
    last = shown[-1].published_at if shown else None
    if place.before is None or last is None:
        depends_on(f"{name}:{number}")
    elif more:
        depends_on_months(f"{past}:{number}", last.date(), place.before[0].date(), otherwise=f"{name}:{number}")
    else:
        depends_on(f"{name}:{number}")  # the end of the list: anything older would be on it


def channel_page(chrome: Chrome, channel: Channel, place: Place, front: Layout | None = None) -> ChannelPage:
    """Compose a channel's list: its whole branch and what is also in it. Three queries at most beside the chrome's.

    On the first page of a channel whose front somebody has laid out, the blocks stand above the list, which leaves out
    what is in them; the numbers of both are read by one query, their cards by another, and no calendar is read.
    ``front`` are other blocks to try.

    Raises NoSuchPage for a page past the end.
    """
    trail = chrome.tree.trail(channel)
    now = timezone.now()
    depends_on(f"front:{channel.pk}")
    layout = front or (chrome.around.fronts.get(channel.pk) if place.number == 1 else None)
    # a block of the most read takes the place of the rail's list, else two parts of the page had one name
    ranked = any(block.fill == FillBy.HOT for block in layout.blocks) if layout else False
    composed = None
    if layout and layout.blocks:
        rail = 0 if ranked or with_holes() else RAIL
        composed = compose_front(layout, chrome, now, hot=rail, below=channel.pk)
        articles, pager = cut_read(list(composed.below), place)
        shown = cards(row for row in articles if row.pk not in composed.filled.numbers)
    else:
        articles, pager = _listed(channel.pk, place, now)
        shown = cards(articles)
    depends_on_list("channel", "past", channel.pk, place, articles, more=pager.next is not None)
    last = articles[-1].first_published_at if articles else None
    newest = timezone.localtime(last).date() if last else None
    first = WITH_SUMMARY if place.number == 1 else 0
    return ChannelPage(
        chrome=chrome.along(trail),
        channel=channel,
        trail=tuple(trail),
        children=tuple(chrome.tree.children(channel)),
        siblings=tuple(chrome.tree.children(trail[-2])) if len(trail) > 1 else (),
        top=shown[:first],
        days=_by_day(shown[first:]),
        pager=pager,
        newest_day=newest,
        front=composed,
        month=None if composed or newest is None else month_page_part(channel, newest),
        hot=composed.hot if composed else () if with_holes() else most_read(),
        ranked=ranked,
    )


def _listed(channel_id: int, place: Place, now: datetime) -> tuple[list[Article], Pager]:
    """Return a page of a channel's list. Raises NoSuchPage for a page past the end."""
    if place.before:
        live = Article.objects.live(now)
        return cut(lambda part: live.listed_in(channel_id, part).for_cards(), place, LISTED)
    rows = _numbered_page(place.number).rows(now=now, channel=channel_id)
    if not rows and place.number > 1:
        raise NoSuchPage
    return cut_read(rows, place)


@cache
def _numbered_page(number: int) -> Prepared[Article]:
    start = (number - 1) * PAGE_SIZE

    def rows(now: datetime, channel: int) -> ArticleQuerySet:
        return Article.objects.live(now).listed_in(channel).for_cards()[start : start + PAGE_SIZE + 1]

    return Prepared(rows, now=MOMENT, channel=NUMBERS[0])


def day_page(chrome: Chrome, channel: Channel, day: date, place: Place) -> DayPage | None:
    """Compose the archive of the stories whose address carries ``day``; None for a day without any.

    Raises NoSuchPage for a page past the end.
    """
    depends_on(f"day:{channel.pk}:{day}")
    live = Article.objects.live(timezone.now())

    def that_day(part: Q) -> ArticleQuerySet:
        return live.listed_in(channel.pk, part & Q(listings__day=day)).for_cards()

    articles, pager = cut(that_day, place, LISTED, DAY_SIZE)
    if not articles:
        return None
    trail = chrome.tree.trail(channel)
    near = [near_day(live, channel.pk, day, later=later) for later in (False, True)]
    columns = [*near, *month_columns(live, channel.pk, day)]
    earlier, later, *read = Channel.objects.without_tree_fields().filter(pk=channel.pk).values_list(*columns).get()
    # between the nearest days outside of its month lies every day that it leads to
    depends_on_months(f"days:{channel.pk}", read[0], read[1], otherwise=f"newday:{channel.pk}")
    return DayPage(
        chrome=chrome.along(trail),
        channel=channel,
        trail=tuple(trail),
        day=day,
        cards=cards(articles),
        pager=pager,
        earlier=earlier,
        later=later,
        month=month_of(channel, day, (read[0], read[1], read[2]), day),
    )


def keyword_page(slug: str, place: Place) -> KeywordPage | None:
    """Compose a keyword's page; None for an unknown keyword or one without a live story.

    Raises NoSuchPage for a page past the end.
    """
    keyword = Keyword.objects.filter(slug=slug).first()
    depends_on("words" if keyword is None else f"word:{keyword.pk}")
    if keyword is None:
        return None
    articles, pager = cut(lambda part: Article.objects.live().about(keyword.pk, part).for_cards(), place, KEYWORDED)
    if not articles:
        return None
    depends_on_list("keyword", "past-keyword", keyword.pk, place, articles, more=pager.next is not None)
    return KeywordPage(chrome=load_chrome(), keyword=keyword, cards=cards(articles), pager=pager)
