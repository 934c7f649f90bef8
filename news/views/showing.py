"""From a composed page to a response."""

from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from news.pagestore.recording import keep
from news.reading.chrome import Chrome
from news.reading.compiled import rendering


class Shown(Protocol):
    """Whatever a page template needs at least."""

    @property
    def chrome(self) -> Chrome:
        """What stands around the page."""
        ...


def show(request: HttpRequest, template: str, page: Shown, status: int = 200, *, stored: bool = True) -> HttpResponse:
    """Render a reader's page. Browsers and caches ask again each time (ETag), so a correction is seen at once.

    ``stored``: it is the same for every reader without a session, and whatever it shows said so (``pagestore``).
    """
    if stored:
        keep()
    given = {"page": page, "chrome": page.chrome}
    markup = rendering(template, given)
    if markup is None:
        response = render(request, template, given, status=status)
    else:
        response = HttpResponse(markup, status=status)
    response.headers["Cache-Control"] = "no-cache"
    return response
