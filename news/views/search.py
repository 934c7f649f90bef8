"""The search page and its hints. Never stored, never indexed; an address that can be passed on."""

import time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from news.editorial.readers_seen import readers_seen
from news.reading.paging import NoSuchPage
from news.reading.search import search_page, suggestions
from news.rules.hits import neighbourhood
from news.search.counting import note_question
from news.views.client import client_ip
from news.views.showing import show


@csrf_exempt  # only read: another method is 405, not a stale form
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results for ``?q=``; the form and the hot terms without one. 429 for whoever asks too often."""
    query = request.GET.dict()
    asks = bool(query.get("q", "").strip())
    too_often = asks and not _may_ask("search", request, settings.SEARCHES_PER_MINUTE)
    try:
        page = search_page(query, too_often=too_often)
    except NoSuchPage as error:
        raise Http404 from error
    if page.question and page.readable and not too_often and not page.narrowed and page.first == 1:
        note_question(page.question, found=bool(page.results))
    return _unstored(show(request, "news/search.html", page, status=429 if too_often else 200, stored=False))


@csrf_exempt
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Return hints for what is being typed: ``{"suggestions": [...]}``. The page works without."""
    if not _may_ask("hint", request, 4 * settings.SEARCHES_PER_MINUTE):
        return _unstored(JsonResponse({"suggestions": []}, status=429))
    return _unstored(JsonResponse({"suggestions": suggestions(request.GET.get("q", ""))}))


def _may_ask(use: str, request: HttpRequest, limit: int) -> bool:
    """Count one request of an address in this minute, over all processes of the host; False past the limit."""
    who = f"{use}|{neighbourhood(client_ip(request))}"
    return readers_seen().within_limit(who, limit, now=time.time())


def _unstored(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response
