"""The shape of the site's addresses, in one place. An article's channel, date and number make its address."""

import re
from datetime import date
from urllib.parse import urlsplit

SEGMENT = r"[a-z0-9-]+"
CHANNEL_PATH = rf"{SEGMENT}(?:/{SEGMENT})*"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# First segments that belong to the site itself; a channel may not take one.
RESERVED = (
    "admin media static keywords topics search about staff disclaimer advertise contact join sitemap mobile "
    "series corrections reporters feed preview healthz hits hot api styleguide qr metrics accounts"
).split()
TOPICS, CORRECTIONS = "/topics/", "/corrections/"
ARTICLE = re.compile(rf"/(?P<channel>.+)/(?P<day>{DAY})/(?P<id>[0-9]+)\.html", re.IGNORECASE)
MAX_ID = 2**63 - 1
MAX_IMPORTED_ID = 10**15  # the desk's own numbers go on after the largest; the counter must not run out


def article_address(channel_path: str, day: date, number: int) -> str:
    """Return ``/<channel path>/YYYY-MM-DD/<id>.html``."""
    return f"/{channel_path}/{day.isoformat()}/{number}.html"


def channel_address(channel_path: str, day: date | None = None) -> str:
    """Return a channel's front, or its archive of one day."""
    return f"/{channel_path}/{day.isoformat()}/" if day else f"/{channel_path}/"


def keyword_address(slug: str) -> str:
    """Return a keyword's page; the browser percent-encodes what is Chinese."""
    return f"/keywords/{slug}/"


def series_address(slug: str) -> str:
    """Return the list of a series' stories."""
    return f"/series/{slug}/"


def topic_address(slug: str) -> str:
    """Return the page of a topic."""
    return f"/topics/{slug}/"


def reporter_address(number: int) -> str:
    """Return the page of somebody of the register."""
    return f"/reporters/{number}/"


def is_segment(text: str) -> bool:
    """True for a legal piece of an address that is no date."""
    return re.fullmatch(SEGMENT, text) is not None and re.fullmatch(DAY, text) is None


def is_web_address(text: str) -> bool:
    """True for an http or https address with a host, as a link to another site needs it: no blanks, no login."""
    if re.search(r"[\s\x00-\x1f\x7f\\]", text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and ("." in host or ":" in host) and "@" not in parts.netloc


def is_channel_path(path: str) -> bool:
    """True for a path that a channel may have: legal segments, none a date, the first not reserved."""
    if not re.fullmatch(CHANNEL_PATH, path):
        return False
    segments = path.split("/")
    return segments[0] not in RESERVED and not any(re.fullmatch(DAY, segment) for segment in segments)
