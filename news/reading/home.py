"""The front page: the layout that is in force, or a block for each channel where nobody has laid one out."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from news.models import FrontLayout
from news.pagestore.recording import depends_on
from news.reading.chrome import Chrome, load_chrome
from news.reading.front import Front, compose_front
from news.rules.layout import Layout


@dataclass(frozen=True)
class HomePage:
    """The front page; without a single story it tells how to begin."""

    chrome: Chrome
    front: Front

    @property
    def empty(self) -> bool:
        """True on a site without a story to show."""
        return not self.front.filled.numbers


def home_page(layout: Layout | None = None, now: datetime | None = None) -> HomePage:
    """Compose the front page as it is at ``now``, or as ``layout`` would make it.

    Five queries however many blocks: chrome, layout, the numbers of all blocks by UNION ALL, cards, and the pictures
    that cards have of their own, where there are any.
    """
    now = now or timezone.now()
    chrome = load_chrome(front=True)
    depends_on("front")
    layout = layout if layout is not None else FrontLayout.objects.layout_at(chrome.tree.channels, now)
    return HomePage(chrome, compose_front(layout, chrome, now))
