"""One clear page for each error; the site's footer stands on all of them."""

import logging
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from news.pagestore.recording import depends_on, keep
from news.reading.article import Gone
from news.reading.chrome import load_chrome
from news.reading.footer_file import read_footer_file
from news.views import letters

log = logging.getLogger(__name__)


def _page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    try:
        chrome = load_chrome()
    except (OperationalError, InterfaceError):
        return _bare(503)
    return render(request, template, {"chrome": chrome, **context}, status=status)


def _bare(status: int) -> HttpResponse:
    """Answer without the database: the footer comes from the file that was written with the settings."""
    markup = render_to_string(f"{status}.html", {"footer": read_footer_file()})
    response = HttpResponse(markup, status=status)
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400. No query: a refused Host header must cost nothing."""
    return _bare(400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    keep()
    depends_on("redirects")
    return _page(request, "404.html", 404)


def gone(request: HttpRequest, what: Gone) -> HttpResponse:
    """410: the story was taken off, and the page says so."""
    keep()
    return _page(request, "410.html", 410, gone=what)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or stale. A reader's letter is shown again with all that was typed."""
    match = request.resolver_match
    if match is not None and match.func is letters.letter:
        return letters.again(request, match.kwargs["kind"])
    return _page(request, "403.html", 403, stale_form=True)


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *_args: Any) -> HttpResponse:
    """429 after too many wrong passwords."""
    response = _page(request, "429.html", 429, message=_("Too many wrong passwords. Wait a quarter of an hour."))
    response.headers["Retry-After"] = "900"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database cannot be reached. No query and no trace on the page."""
    cause = sys.exc_info()[1]
    return _bare(503 if isinstance(cause, OperationalError | InterfaceError) else 500)
