"""What was copied from this site's own pages: what was dressed for readers is undressed again.

A reader's page shows a copy or a cut of a picture, counts the plates of a gallery, says under a video and beside a
file how large they are. None of that is the text; what is, is read back as the block that it was (``reading.prose``).
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from news.text.blocks import FILE, GROUP, PLAYED, STORED
from news.text.paste_model import Attached
from news.text.sanitise import MEDIA_PREFIX

# What pages add for readers.
DRESSING = frozenset({"fig__get", "file__about", "plate__n"})
# A copy is named after its picture: the part that is shown with its focal point, and the width.
COPY = re.compile(
    r"(/media/images/[0-9a-f]{2}/[0-9a-f]{16,64})(?:-[a-z]{1,12}-\d{1,3}x\d{1,3})?-\d{2,5}(\.[a-z0-9]{2,5})"
)
DESK = "/admin/"


def own_path(value: str, page: str, own: Sequence[str]) -> str:
    """Return the path of an address on this site, with its query and fragment; '' for any other.

    On a foreign ``page`` an address without a host is that site's. ``own`` are this site's hosts.
    """
    value = value.strip()
    if value.startswith("/") and not value.startswith("//"):
        return "" if page or ".." in value else value
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or parts.hostname not in own or ".." in parts.path:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{parts.path or '/'}{query}{fragment}"


def whole_picture(address: str) -> str:
    """Return the library's own file where ``address`` is that of a copy or cut of it."""
    found = COPY.fullmatch(address)
    return f"{found[1]}{found[2]}" if found else address


def shown_in_large(given: Mapping[str, str], page: str, own: Sequence[str]) -> str:
    """Return the picture that a link around a smaller one leads to; '' for any other link."""
    if "data-view" not in given:
        return ""
    address = own_path(given.get("href", ""), page, own)
    return address if address.startswith(MEDIA_PREFIX) else ""


def played(given: Mapping[str, str], page: str, own: Sequence[str]) -> tuple[str, str] | None:
    """Return the file and the poster ('' for none) of a video of this site; None for any other."""
    address = own_path(given.get("src", ""), page, own)
    if not PLAYED.fullmatch(address):
        return None
    poster = own_path(given.get("poster", ""), page, own)
    return address, whole_picture(poster) if poster.startswith(MEDIA_PREFIX) else ""


def attached(names: str, links: Sequence[tuple[str, str]], page: str, own: Sequence[str]) -> Attached | None:
    """Return the file that a paragraph with these class names is for; ``links`` are its (address, words)."""
    if FILE not in names.split() or len(links) != 1:
        return None
    address = own_path(links[0][0], page, own)
    name = " ".join(links[0][1].split())
    return Attached(address, name) if name and STORED.fullmatch(address) else None


def is_group(names: str) -> bool:
    """True for a figure that holds several pictures, by its class names."""
    return GROUP in names.split()


def link_path(address: str, own: Sequence[str]) -> str:
    """Return a link as the text keeps it: a page of this site without its host; the desk's are nobody's reading."""
    path = own_path(address, "", own) if not address.startswith("/") else ""
    return path if path and not path.startswith(DESK) else address
