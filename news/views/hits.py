"""POST /hits/: a page tells that it is being read. No cookie, no query, nothing kept of who reads."""

import logging
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from news.editorial.hits import report
from news.editorial.readers_seen import readers_seen
from news.rules.hits import BODY_MOST, article_number, declares_itself, is_own, neighbourhood
from news.views.client import client_ip

log = logging.getLogger(__name__)


def _said(status: int, text: str = "") -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


@csrf_exempt  # asks Sec-Fetch-Site or Origin instead: a stored page carries no token
@require_POST
@never_cache
def hits(request: HttpRequest) -> HttpResponse:
    """Take a beacon whose body is an article's number: 204, counted or not.

    400 no number, 403 not from a page of this site, 413 too long, 429 too many from one address, 503 no room to keep
    it. Whether the story is live is asked when the worker counts: a number that is not costs no query.
    """
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return _said(400, "No number.")
    if length > BODY_MOST:
        return _said(413, "Too long.")
    hosts = (request.get_host(), urlsplit(settings.SITE_URL).netloc)
    if not is_own(request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", ""), hosts):
        return _said(403, "Only pages of this site report reads.")
    number = article_number(request.body)
    if number is None:
        return _said(400, "No number.")
    agent, address, now = request.headers.get("User-Agent", ""), client_ip(request), time.time()
    if declares_itself(agent):
        return _said(204)
    seen = readers_seen()
    if not seen.within_limit(neighbourhood(address), settings.HITS_PER_MINUTE, now=now):
        response = _said(429, "Too many.")
        response.headers["Retry-After"] = "60"
        return response
    if not seen.first_time(f"{address}|{agent}", number, again_after=settings.HITS_AGAIN_AFTER, now=now):
        return _said(204)
    try:
        kept = report(number, now)
    except OSError:
        log.exception("A read could not be kept.")
        kept = False
    return _said(204) if kept else _said(503, "Not counted.")
