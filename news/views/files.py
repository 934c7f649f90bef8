"""/media/ where no nginx stands in front: immutable files with Range, nosniff and a policy of their own."""

import mimetypes
import re
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)  # fmt: skip
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from news.reading.moved_pictures import moved_to
from news.text.pending import EMBEDDED, PREFIX, SUFFIX, pending_address

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
CHUNK = 64 * 1024
SHOWN = {"image/jpeg", "image/png", "image/webp", "image/avif", "image/gif", "video/mp4", "video/webm", "audio/mpeg"}


def _bounds(header: str, size: int) -> tuple[int, int] | None:
    """Return (first, last) of a single satisfiable range; None for anything else (RFC 9110, 14.1.2)."""
    match = RANGE.fullmatch(header.strip())
    if not match or not any(match.groups()):
        return None
    if not match[1]:
        length = min(int(match[2]), size)
        return (size - length, size - 1) if length else None
    first = int(match[1])
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    return (first, last) if first <= last else None


def _slice(path: Path, first: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while length > 0:
            chunk = file.read(min(CHUNK, length))
            if not chunk:
                return
            length -= len(chunk)
            yield chunk


@csrf_exempt
@require_safe
def pending(request: HttpRequest, token: str) -> HttpResponse:
    """Draw the place of a picture that is still to be fetched, with the server that has it; 404 for no address."""
    address = pending_address(f"{PREFIX}{token}{SUFFIX}")
    if not address:
        raise Http404
    drawn = render_to_string("components/pending.svg", {"url": "" if address.startswith(EMBEDDED) else address})
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _moved(path: str) -> HttpResponse:
    """Redirect to where a picture is now; kept for an hour, since that one may be replaced as well."""
    target = moved_to(path)
    if target is None:
        raise Http404
    response = HttpResponsePermanentRedirect(target)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@csrf_exempt
@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve one file below MEDIA_ROOT; 404 for anything outside, 416 for a range past its end.

    A picture that left its address for a newer version redirects there (301); only a missing file costs a query.
    """
    root = Path(settings.MEDIA_ROOT).resolve()
    try:
        file = (root / path).resolve()
        if "\x00" in path or not file.is_relative_to(root):
            raise Http404
        if not file.is_file():
            return _moved(path)
    except (OSError, ValueError) as error:
        raise Http404 from error
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    stat = file.stat()
    size, etag = stat.st_size, f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    wanted = request.headers.get("Range", "")
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    elif wanted.startswith("bytes=") and "," not in wanted and request.headers.get("If-Range", etag) == etag:
        bounds = _bounds(wanted, size)
        if bounds is None:
            response = HttpResponse(status=416)
            response.headers["Content-Range"] = f"bytes */{size}"
        else:
            first, last = bounds
            response = StreamingHttpResponse(_slice(file, first, last - first + 1), status=206, content_type=kind)
            response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
            response.headers["Content-Length"] = str(last - first + 1)
    else:
        response = FileResponse(file.open("rb"), content_type=kind)
    if kind not in SHOWN:
        response.headers["Content-Disposition"] = "attachment"  # a part of a file too; the link says its name
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = formatdate(stat.st_mtime, usegmt=True)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
