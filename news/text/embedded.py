"""Pictures that a page carries within itself (``data:`` addresses), taken out of the markup before it is read.

Each gets a place as a remote picture has one (``pending``), under an address that names its content:
``embedded:<first half of its SHA-256>``.
"""

import base64
import binascii
import hashlib
import re

from news.text.pending import EMBEDDED, pending_src

MOST = 60
SMALLEST = 200  # characters; what is shorter is the blank that lazy pages show first
CARRIED = re.compile(
    r"""<img\b[^<>]*?\ssrc\s*=\s*["']?(data:image/[a-z0-9.+-]{1,20};base64,([A-Za-z0-9+/=\s]+))["']?[^<>]*>""",
    re.IGNORECASE,
)
LAZY = re.compile(
    r"\sdata-(?:src|original|actualsrc|lazy-src|original-src|url)\s*=\s*[\"']?(?:https?:|/)", re.IGNORECASE
)


def without_embedded(markup: str) -> tuple[str, dict[str, bytes]]:
    """Return the markup with a place for each embedded picture, and the pictures' bytes by address.

    At most ``MOST`` are taken, each content once; the rest, damaged ones and blanks stay as they are.
    """
    found: dict[str, bytes] = {}

    def take(match: re.Match[str]) -> str:
        if len(match[2]) < SMALLEST or LAZY.search(match[0]):
            return match[0]
        try:
            data = base64.b64decode("".join(match[2].split()), validate=True)
        except (binascii.Error, ValueError):
            return match[0]
        address = EMBEDDED + hashlib.sha256(data).hexdigest()[:32]
        if address not in found and len(found) >= MOST:
            return match[0]
        found[address] = data
        return match[0].replace(match[1], pending_src(address) or "")

    return (CARRIED.sub(take, markup), found) if "data:image/" in markup else (markup, found)
