"""What stands around every page: masthead, navigation, footer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from news.media.qr import qr_data_uri
from news.models import Channel, FooterEntry, Licence, SiteIdentity
from news.reading.ads import AdCard, shown_ads
from news.reading.breaking import Breaking, line_at
from news.reading.surroundings import Surroundings, load_surroundings
from news.reading.tree import ChannelTree

MOST_FRAGMENTS = 1000  # two for each channel and day; some 5 KB each


@dataclass(frozen=True)
class Chrome:
    """``current`` is the trail of the channel shown, for aria-current; ``front`` is true on the home page.

    ``breaking`` is the line that stands above the page now; it ends by the second, so no fragment may show it.
    What depends on the clock is here, and made for each page: it is never kept past midnight. Fragments are rendered
    once for all pages that share these fields, so a template of one may show nothing else.
    """

    around: Surroundings
    today: date
    current: tuple[str, ...] = ()
    front: bool = False
    breaking: Breaking | None = None

    @property
    def site(self) -> SiteIdentity:
        """Who runs the site."""
        return self.around.site

    @property
    def licences(self) -> tuple[Licence, ...]:
        """The licence rows of the footer."""
        return self.around.licences

    @property
    def footer(self) -> tuple[FooterEntry, ...]:
        """The footer's first line."""
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
        founded = self.site.founded
        return f"{founded} - {self.today.year}" if founded and founded < self.today.year else str(self.today.year)

    @property
    def account_qr(self) -> tuple[str, int] | None:
        """The WeChat account's code (data address, side in px) made from its content; None where there is none."""
        return qr_data_uri(self.site.wechat_qr_text) if self.site.wechat_qr_text else None

    @cached_property
    def ads(self) -> dict[str, AdCard]:
        """The advertisement at each place at this moment. A fragment shows none: it is kept, they change."""
        return shown_ads(self.around.ads, timezone.now())

    @property
    def home(self) -> str:
        """The absolute address of the front page."""
        return f"{settings.SITE_URL}/"

    def fragment(self, name: str) -> SafeString:
        """Return ``components/<name>.html`` rendered with this chrome alone."""
        key = (name, self.today, self.current, self.front)
        kept = self.around.fragments
        markup = kept.get(key)
        if markup is None:
            markup = render_to_string(f"components/{name}.html", {"chrome": self})
            if not settings.DEBUG:
                if len(kept) >= MOST_FRAGMENTS:
                    kept.clear()
                kept[key] = markup
        return markup

    def at_topics(self, *, one: bool = False) -> "Chrome":
        """Return the same around the list of topics, or around ``one`` of them: no channel is called that."""
        return replace(self, current=("topics", "topic") if one else ("topics",))

    def along(self, trail: Sequence[Channel]) -> "Chrome":
        """Return the same around a page of the last channel of ``trail``."""
        return replace(self, current=tuple(item.path for item in trail))


def load_chrome(*, front: bool = False) -> Chrome:
    """Read what surrounds a page. One query, ten after a change of the settings."""
    around = load_surroundings()
    return Chrome(around=around, today=timezone.localdate(), front=front, breaking=line_at(around.lines))


def absolute(address: str) -> str:
    """Return an address of this site with scheme and host, from SITE_URL."""
    return f"{settings.SITE_URL}{address}"
