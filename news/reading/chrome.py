"""What stands around every page: masthead, navigation, footer."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from news.media.qr import qr_data_uri
from news.models import Channel, FooterEntry, Licence, SiteIdentity
from news.reading.tree import ChannelTree

UNNAMED = "新网站"  # until somebody fills in the site's identity


@dataclass(frozen=True)
class Chrome:
    """``current`` is the trail of the channel shown, for aria-current; ``front`` is true on the home page."""

    site: SiteIdentity
    licences: tuple[Licence, ...]
    footer: tuple[FooterEntry, ...]
    tree: ChannelTree
    today: date
    current: tuple[str, ...] = ()
    front: bool = False

    @property
    def main(self) -> list[Channel]:
        """First row of the navigation."""
        return [channel for channel in self.tree.children(None) if channel.in_nav]

    @property
    def sub(self) -> list[Channel]:
        """Second row: navigable channels of the second level, those of the shown branch first."""
        rows = [item for parent in self.main for item in self.tree.children(parent) if item.in_nav]
        return sorted(rows, key=lambda item: item.path.split("/")[0] not in self.current[:1])

    @property
    def years(self) -> str:
        """The copyright years, from founding to now."""
        founded = self.site.founded
        return f"{founded} - {self.today.year}" if founded and founded < self.today.year else str(self.today.year)

    @property
    def account_qr(self) -> tuple[str, int] | None:
        """The WeChat account's code (data address, side in px) made from its content; None where there is none."""
        return qr_data_uri(self.site.wechat_qr_text) if self.site.wechat_qr_text else None

    @property
    def home(self) -> str:
        """The absolute address of the front page."""
        return f"{settings.SITE_URL}/"


def load_chrome(tree: ChannelTree | None = None, current: tuple[str, ...] = (), *, front: bool = False) -> Chrome:
    """Read what surrounds a page. Four queries: identity, licences, footer entries, channels."""
    return Chrome(
        site=SiteIdentity.objects.filter(pk=1).first() or SiteIdentity(pk=1, name=UNNAMED),
        licences=tuple(Licence.objects.all()),
        footer=tuple(FooterEntry.objects.all()),
        tree=tree or ChannelTree.load(),
        today=timezone.localdate(),
        current=current,
        front=front,
    )


def absolute(address: str) -> str:
    """Return an address of this site with scheme and host, from SITE_URL."""
    return f"{settings.SITE_URL}{address}"
