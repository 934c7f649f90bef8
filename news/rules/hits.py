"""What is counted as a read, and what may be called most read. Pure."""

import ipaddress
import re
from urllib.parse import urlsplit

# Labels of stories that stand on no list of the most read: what may affect minors (办法, in force 2026-03-01), and
# advertisements.
KEPT_OFF = frozenset({"minors", "ad"})
BODY_MOST = 32  # bytes of a beacon; an article's number has 19 digits at most
NUMBER = re.compile(rb"\s*([0-9]{1,19})\s*", re.ASCII)
# Programs that say that they are no reader: crawlers, link previews, monitors, measuring tools. CUBOT makes phones.
DECLARED = re.compile(
    r"(?<!cu)bot\b|spider|crawl|slurp|scrap|archiver|preview|fetcher|monitor|lighthouse|pagespeed|feedly|"
    r"facebookexternalhit|bytespider|sogou|yisou|mediapartners|ahrefs|semrush|pingdom|uptime|validator",
    re.IGNORECASE,
)


def declares_itself(user_agent: str) -> bool:
    """True for a program that names itself as one; a browser that a person uses never does."""
    return bool(DECLARED.search(user_agent))


def is_own(site: str, origin: str, hosts: tuple[str, ...]) -> bool:
    """True for a request that a page of this site has sent.

    ``site`` is Sec-Fetch-Site, which no page can forge; ``origin`` is asked where a browser sends none (an old one, or
    a site without HTTPS). Without either nobody can say, so it is not.
    """
    if site:
        return site == "same-origin"
    return bool(origin) and urlsplit(origin).scheme in {"http", "https"} and urlsplit(origin).netloc in hosts


def article_number(body: bytes) -> int | None:
    """Return the article's number in a beacon's body; None for anything else."""
    match = NUMBER.fullmatch(body) if len(body) <= BODY_MOST else None
    return int(match[1]) or None if match else None


def neighbourhood(address: str) -> str:
    """Return what requests are limited by: an IPv4 address, or the /64 of an IPv6 one, which is one line's."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)
