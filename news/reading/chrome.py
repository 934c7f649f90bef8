"""What stands around every page: masthead, navigation, footer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString

from news.media.qr import qr_data_uri
from news.models import Channel, FooterEntry, Licence, SiteIdentity
from news.pagestore.fragments import hole
from news.pagestore.recording import depends_on, good_until, with_holes
from news.reading.ads import AdCard, next_turn, shown_ads
from news.reading.breaking import Breaking, line_at
from news.reading.compiled import markup as component
from news.reading.surroundings import Surroundings, load_surroundings
from news.reading.tree import ChannelTree

TOPICS_TRAIL = ("topics", "topic")  # no channel is called that
MOST_FRAGMENTS = 1000  # two for each channel and day; some 5 KB each


@dataclass(frozen=True)
class Chrome:
    """``current`` is the trail of the channel shown, for aria-current; ``front`` is true on the home page.

    ``at`` is when it was made. What depends on the clock says until when it holds (``pagestore.recording``). Masthead
    and footer are rendered once for all pages that share day, trail and front: their templates may show nothing else.
    """

    around: Surroundings
    at: datetime
    current: tuple[str, ...] = ()
    front: bool = False

    @property
    def today(self) -> date:
        """The date in the masthead. Whatever shows it is another one after midnight."""
        good_until(midnight_after(self.at))
        return timezone.localtime(self.at).date()

    @property
    def breaking(self) -> Breaking | None:
        """The line that stands above the page now."""
        depends_on("breaking")
        for line in self.around.lines:
            good_until(next((moment for moment in (line.start, line.end) if moment > self.at), None))
        return line_at(self.around.lines, self.at)

    @property
    def site(self) -> SiteIdentity:
        """Who runs the site."""
        return self.around.site

    @property
    def licences(self) -> tuple[Licence, ...]:
        """The licence rows of the footer."""
        depends_on("chrome")
        return self.around.licences

    @property
    def footer(self) -> tuple[FooterEntry, ...]:
        """The footer's first line, which pages of words show beside them too."""
        depends_on("chrome")
        return self.around.footer

    @property
    def tree(self) -> ChannelTree:
        """The channels."""
        return self.around.tree

    @property
    def main(self) -> tuple[Channel, ...]:
        """First row of the navigation."""
        return self.around.main

    @property
    def sub(self) -> list[Channel]:
        """Second row: navigable channels of the second level, those of the shown branch first."""
        return sorted(self.around.sub, key=lambda item: item.path.split("/")[0] not in self.current[:1])

    @property
    def years(self) -> str:
        """The copyright years, from founding to now."""
        founded, year = self.site.founded, self.today.year
        return f"{founded} - {year}" if founded and founded < year else str(year)

    @property
    def account_qr(self) -> tuple[str, int] | None:
        """The WeChat account's code (data address, side in px) made from its content; None where there is none."""
        return qr_data_uri(self.site.wechat_qr_text) if self.site.wechat_qr_text else None

    @cached_property
    def ads(self) -> dict[str, AdCard]:
        """The advertisement at each place at this moment."""
        return shown_ads(self.around.ads, self.at)

    @property
    def home(self) -> str:
        """The absolute address of the front page."""
        return f"{settings.SITE_URL}/"

    def fragment(self, name: str) -> SafeString:
        """Return a piece that many pages share; while a page is made for the store, the hole that it is put into."""
        if with_holes():
            return SafeString(hole(self.fragment_name(name)))
        return render_fragment(name, self)

    def fragment_name(self, name: str) -> str:
        """Return the name under which a fragment is stored: what it shows depends on nothing but this."""
        if name == "masthead":
            return f"{name}|{'/' if self.front else ','.join(self.current)}"
        return name

    def shared(self, name: str) -> SafeString:
        """Return ``components/<name>.html`` rendered with this chrome alone, once for each day, trail and front."""
        depends_on("chrome", "settings")
        key = (name, self.today, self.current, self.front)
        kept = self.around.fragments
        markup = kept.get(key)
        if markup is None:
            markup = component(name, chrome=self)
            if not settings.DEBUG:
                if len(kept) >= MOST_FRAGMENTS:
                    kept.clear()
                kept[key] = markup
        return markup

    def at_topics(self, *, one: bool = False) -> "Chrome":
        """Return the same around the list of topics, or around ``one`` of them."""
        return replace(self, current=TOPICS_TRAIL if one else TOPICS_TRAIL[:1])

    def along(self, trail: Sequence[Channel]) -> "Chrome":
        """Return the same around a page of the last channel of ``trail``."""
        return replace(self, current=tuple(item.path for item in trail))


def load_chrome(*, front: bool = False) -> Chrome:
    """Read what surrounds a page. One query, ten after a change of the settings."""
    depends_on("settings")
    return Chrome(around=load_surroundings(), at=timezone.now(), front=front)


def midnight_after(moment: datetime) -> datetime:
    """Return the beginning of the next day of the newsroom's clock."""
    tomorrow = timezone.localtime(moment).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))


def render_fragment(name: str, chrome: Chrome) -> SafeString:
    """Render a fragment around a page: ``masthead``, ``footer``, ``breaking`` and its mark, an advertisement."""
    if name == "breaking-mark":
        line = chrome.breaking
        return SafeString(f' data-breaking="{line.number}"' if line else "")
    if name == "breaking":
        return _component("breaking", line=line) if (line := chrome.breaking) else SafeString("")
    if name.startswith("ad-"):
        depends_on("ads")
        good_until(next_turn(chrome.around.ads, chrome.at))
        return _component("ad", ad=chrome.ads.get(name[3:]), aside=name == "ad-masthead")
    return chrome.shared(name)


def _component(name: str, **context: object) -> SafeString:
    return SafeString(component(name, **context).strip())


def absolute(address: str) -> str:
    """Return an address of this site with scheme and host, from SITE_URL."""
    return f"{settings.SITE_URL}{address}"
