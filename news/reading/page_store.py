"""The page store of this installation: put together from the settings."""

import hashlib
import logging
import socket
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings

from news.enums import LetterKind
from news.pagestore.follower import Follower, LogLost
from news.pagestore.recording import ALL
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
LONGEST_PATH = 60  # of a tag


clock: Callable[[], float] = time.time  # tests put their own in its place


@cache
def shelf() -> Shelf:
    """Return the pages of this host."""
    return Shelf(Path(settings.PAGES_DIR), settings.PAGES_BYTES, clock)


def is_kept() -> bool:
    """Whether this host keeps pages, or did."""
    return bool(settings.PAGE_STORE) and (Path(settings.PAGES_DIR) / FILE).exists()


def host_name() -> str:
    """Return what this host and its folder are called on the desk."""
    return f"{socket.gethostname()}:{settings.PAGES_DIR}"[:200]


def address_tag(path: str) -> str:
    """Return the tag of whatever stands at an address of the site: the path itself where it is short and plain."""
    plain = len(path) <= LONGEST_PATH and path.isascii() and path.isprintable() and " " not in path
    return f"address:{path if plain else hashlib.blake2b(path.encode(), digest_size=12).hexdigest()}"


def drop_what_others_made() -> bool:
    """Drop this host's pages where they were made by other code, templates, style sheets or addresses than today's;
    returns whether they were. For the start of a web process: whoever upgrades need not think of the store."""
    base = Path(settings.BASE_DIR)
    files = [
        *sorted((base / "templates").rglob("*.html")),
        *sorted((base / "news").rglob("*.py")),
        Path(settings.STATIC_ROOT) / "staticfiles.json",
    ]
    digest = hashlib.sha256(f"{settings.SITE_URL} {settings.STATIC_URL} {settings.MEDIA_URL}".encode())
    for file in files:
        if file.exists():
            found = file.stat()
            digest.update(f"{file} {found.st_size} {found.st_mtime_ns}\n".encode())
    kept = shelf()
    mark = kept.folder / "made-by"
    if mark.exists() and mark.read_text(encoding="ascii", errors="replace") == digest.hexdigest():
        return False
    kept.purge([ALL])
    mark.write_text(digest.hexdigest(), encoding="ascii")
    return True


def follower(told: Callable[[], None] = lambda: None) -> Follower:
    """Return what keeps them in step with the log. ``told`` is called after each look."""
    kept = shelf()
    return Follower(
        kept, DatabaseLog(listen=settings.PAGES_LISTEN, heard=lambda: kept.state.heard), clock=clock, told=told
    )


def catch_up() -> None:
    """Apply on this host what was just committed, before it is acknowledged. Does nothing where no page is kept.

    A database that is away is no matter here: whoever serves pages looks again by itself.
    """
    if not is_kept():
        return
    try:
        follower().catch_up()
    except LogLost:
        log.warning("The purge log cannot be read; this host's pages follow as soon as it can.")
