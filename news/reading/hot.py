"""点击排行: the most read stories of a day, a week, a month, from the stored list."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import QuerySet
from django.utils import timezone

from news.enums import HotPeriod
from news.models import Article
from news.models.prepared import MOMENT, Prepared
from news.pagestore.recording import depends_on
from news.reading.cards import Card, cards
from news.reading.chrome import Chrome, load_chrome
from news.rules.hits import KEPT_OFF

RAIL = 10  # places in the rail of a page
LIST = 50  # places on the page of the most read
SPARE = 5
NAMES = {HotPeriod.DAY: "24小时", HotPeriod.WEEK: "7天", HotPeriod.MONTH: "30天"}
ADDRESSES = {HotPeriod.DAY: "/hot/", HotPeriod.WEEK: "/hot/week/", HotPeriod.MONTH: "/hot/month/"}


@dataclass(frozen=True)
class HotPage:
    """The most read of a period."""

    chrome: Chrome
    period: HotPeriod
    cards: tuple[Card, ...]

    @property
    def name(self) -> str:
        """The period in words."""
        return NAMES[self.period]

    @property
    def address(self) -> str:
        """The page's own address."""
        return ADDRESSES[self.period]

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """The periods to choose from: (name, address, whether it is the one shown)."""
        return [(NAMES[period], ADDRESSES[period], period == self.period) for period in HotPeriod]


def most_read(period: HotPeriod = HotPeriod.DAY, limit: int = RAIL) -> tuple[Card, ...]:
    """Return the cards of the most read stories, most first; at most ``limit`` of the stored list. One query.

    Never one that is not live now, however old the list is, nor one that may not be promoted (for minors' sake, or
    because it is an advertisement).
    """
    depends_on(f"hot:{period}")
    # Marked since the list was stored: few, so a few places more are read.
    rows = _hottest(limit + SPARE).rows(now=timezone.now(), period=period.value)
    return cards([row for row in rows if not KEPT_OFF.intersection(row.labels)][:limit])


@cache
def _hottest(most: int) -> Prepared[Article]:
    def rows(now: datetime, period: str) -> QuerySet[Article]:
        hot = Article.objects.live(now).filter(hot_entries__period=period)
        return hot.order_by("hot_entries__position").for_cards()[:most]

    return Prepared(rows, now=MOMENT, period="the period")


def hot_page(period: HotPeriod) -> HotPage:
    """Compose the page of the most read. One query beside the chrome's."""
    return HotPage(chrome=load_chrome(), period=period, cards=most_read(period, LIST))
