"""The page store of this installation: put together from the settings."""

import logging
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings

from news.enums import LetterKind
from news.pagestore.follower import Follower, LogLost
from news.pagestore.shelf import FILE, Shelf
from news.reading.letters import letter_address
from news.reading.purge_log import DatabaseLog

log = logging.getLogger(__name__)

# Pages that are asked for with words of the reader's, hold a form, or are no pages.
NEVER = (
    *("/admin/", "/static/", "/media/", "/healthz", "/hits/", "/search/", "/staff/", "/preview/", "/styleguide/"),
    *("/contact/received/", "/contact/status/"),
    *(letter_address(kind) for kind in LetterKind.values),
)
QUIET = ("/hits/",)  # POST there changes no page


clock: Callable[[], float] = time.time  # tests put their own in its place


@cache
def shelf() -> Shelf:
    """Return the pages of this host."""
    return Shelf(Path(settings.PAGES_DIR), settings.PAGES_BYTES, clock)


def follower(told: Callable[[], None] = lambda: None) -> Follower:
    """Return what keeps them in step with the log. ``told`` is called after each look."""
    return Follower(shelf(), DatabaseLog(listen=settings.PAGES_LISTEN), clock=clock, told=told)


def catch_up() -> None:
    """Apply on this host what was just committed, before it is acknowledged. Does nothing where no page is kept.

    A database that is away is no matter here: whoever serves pages looks again by itself.
    """
    if not settings.PAGE_STORE or not (Path(settings.PAGES_DIR) / FILE).exists():
        return
    try:
        follower().catch_up()
    except LogLost:
        log.warning("The purge log cannot be read; this host's pages follow as soon as it can.")
