"""What somebody typed into the link dialog, read as an address: of this site, of another, or none."""

import ipaddress
import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from news.text.sanitise import SCHEMES, safe_link

MAX_ADDRESS = 2_000
HOST = re.compile(
    r"(?:[\w-]{1,63}\.)+[^\W\d_][\w-]{1,62}\.?"
)  # letters of any script; the last part has no digit first
BARE = re.compile(r"(?:[\w-]{1,63}\.)+[a-z]{2,24}(?::\d{1,5})?(?:[/?#].*)?", re.IGNORECASE | re.ASCII)
MAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,24}", re.IGNORECASE | re.ASCII)
PHONE = re.compile(r"\+?[\d][\d ()-]{2,24}")
NEAR = (".local", ".lan", ".internal", ".localhost", ".home.arpa")


class Typed(NamedTuple):
    """``address`` is what the text gets. ``problem``: "" | empty | words | scheme | host | near | login | long."""

    address: str
    problem: str = ""


def read_link(typed: str, own: Collection[str] = ()) -> Typed:
    """Return the address that was meant, or the reason why readers could not follow it.

    ``own`` are this site's hosts: an address there keeps only its path, so that it lives through a change of the
    domain. ``www.example.cn`` gets https, ``a@example.cn`` mailto. What is no address at all ("words") may be a title.
    """
    typed = typed.strip()
    if not typed:
        return Typed("", "empty")
    if len(typed) > MAX_ADDRESS:
        return Typed("", "long")
    if typed.startswith("//"):
        typed = f"https:{typed}"
    elif MAIL.fullmatch(typed):
        typed = f"mailto:{typed}"
    elif BARE.fullmatch(typed):
        typed = f"https://{typed}"
    if re.search(r"\s", typed) and not typed.startswith("tel:"):
        return Typed("", "words")
    try:
        parts = urlsplit(typed)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return Typed("", "host")
    if not parts.scheme:
        return Typed(typed) if safe_link(typed) else Typed("", "words")
    if parts.scheme not in SCHEMES:
        return Typed("", "scheme" if re.match(r"[a-z][a-z0-9+.-]+:", typed, re.IGNORECASE | re.ASCII) else "words")
    if parts.scheme in {"mailto", "tel"}:
        whole = MAIL if parts.scheme == "mailto" else PHONE
        return Typed(typed) if whole.fullmatch(parts.path) else Typed("", "host")
    return _web(typed, parts, host, own)


def _web(typed: str, parts: SplitResult, host: str, own: Collection[str]) -> Typed:
    if parts.username is not None or "\\" in typed:
        return Typed("", "login")
    if host in own:
        rest = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        rest += f"#{parts.fragment}" if parts.fragment else ""
        return Typed(rest) if safe_link(rest) else Typed("", "host")
    if host == "localhost" or host.endswith(NEAR):
        return Typed("", "near")
    try:
        return Typed(typed) if ipaddress.ip_address(host).is_global else Typed("", "near")
    except ValueError:
        return Typed(typed) if HOST.fullmatch(host) else Typed("", "host")
