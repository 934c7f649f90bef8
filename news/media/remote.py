"""One picture from another server: its limits, and the bytes as they came. The library decodes them afterwards."""

from news.media.fetch import Network, fetch

MAX_BYTES = 20 * 2**20
SECONDS = 60.0
# Many picture servers name no type or a general one; whether it is a picture shows when it is decoded.
TYPES = ("image/jpeg", "image/jpg", "image/pjpeg", "image/png", "image/x-png", "image/webp", "image/gif", "image/avif",
         "image/heic", "image/heif", "application/octet-stream", "binary/octet-stream", "")  # fmt: skip


def fetch_picture(url: str, *, page: str = "", seconds: float = SECONDS, network: Network | None = None) -> bytes:
    """Return what stands at a picture's address, within ``MAX_BYTES`` and the lesser of ``seconds`` and ``SECONDS``.

    ``page`` is the page that shows it: many servers give their pictures only to their own pages. Raises BadInput.
    """
    return fetch(
        url, types=TYPES, max_bytes=MAX_BYTES, seconds=min(seconds, SECONDS), referer=page, network=network
    ).body
