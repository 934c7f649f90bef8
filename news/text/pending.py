"""Pictures that a text names but the site does not have yet: an address that tells where they are keeps their place.

A text never holds the address of another host. A picture that was pasted from one stands as
``<img src="/media/pending/<address in base64url>.svg">`` until it is fetched and the place gets the local address
(``with_pictures``) or is removed. That needs no row in the database: the text says what is missing. A text
with such a place must not go out; ``pending_pictures`` is what the check asks.
"""

import base64
import binascii
import re
from collections.abc import Mapping

PREFIX = "/media/pending/"
SUFFIX = ".svg"
EMBEDDED = "embedded:"  # begins the address of a picture that came within the text, not from a server
MAX_ADDRESS = 2_000
PLACE = re.compile(re.escape(PREFIX) + r"([A-Za-z0-9_-]{1,2800})" + re.escape(SUFFIX))


def pending_src(address: str) -> str | None:
    """Return the place holder for a remote picture; None where the address is too long to be one."""
    if len(address) > MAX_ADDRESS:
        return None
    token = base64.urlsafe_b64encode(address.encode()).decode().rstrip("=")
    return f"{PREFIX}{token}{SUFFIX}"


def pending_address(src: str) -> str | None:
    """Return the remote address that a place holder stands for; None for any other ``src``."""
    found = PLACE.fullmatch(src)
    if found is None:
        return None
    token = found[1]
    try:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except (binascii.Error, ValueError):
        return None


def pending_pictures(markup: str) -> list[str]:
    """Return the remote addresses that a text still waits for, in order, each once."""
    found = (pending_address(match[0]) for match in PLACE.finditer(markup))
    return list(dict.fromkeys(address for address in found if address))


def with_pictures(markup: str, local: Mapping[str, str]) -> str:
    """Return the text with the place holders of those remote addresses that ``local`` knows filled in."""
    return PLACE.sub(lambda match: local.get(pending_address(match[0]) or "", match[0]), markup)
