"""The reader's pages: home, channels, archives, articles, keywords."""

from datetime import date
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404
from django.urls import resolve as resolve_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from news.enums import HotPeriod
from news.models import Redirect
from news.pagestore.recording import depends_on, keep
from news.reading.article import Gone, Moved, article_page, resolve
from news.reading.chrome import load_chrome
from news.reading.corrections import corrections_page
from news.reading.home import home_page
from news.reading.hot import hot_page
from news.reading.lists import channel_page, day_page, keyword_page
from news.reading.paging import NoSuchPage, Place
from news.reading.reporters import reporter_page
from news.reading.series import series_page
from news.text.keywords import keyword_slug
from news.views.errors import gone
from news.views.showing import show


def moved(address: str) -> HttpResponse:
    """301 to an address of this site; never to ``//host``."""
    keep()
    return HttpResponsePermanentRedirect(quote("/" + address.lstrip("/\\"), safe="/?&=%-._~"))


def _place(request: HttpRequest) -> Place:
    try:
        return Place.asked(request.GET.get("page"), request.GET.get("before"))
    except (NoSuchPage, OverflowError, OSError, ValueError) as error:
        raise Http404 from error


@csrf_exempt  # only read: another method is 405, not a stale form
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    return show(request, "news/home.html", home_page())


@csrf_exempt  # only read: another method is 405, not a stale form
@require_safe
def article(request: HttpRequest, number: str, **_parts: str) -> HttpResponse:
    """An article: 200 at its address, 301 to it from any other, 410 once withdrawn, 404 otherwise."""
    found = resolve(request.path, int(number[-19:]) if len(number.lstrip("0")) < 20 else 2**64)
    if found is None:
        raise Http404
    if isinstance(found, Moved):
        return moved(found.address)
    if isinstance(found, Gone):
        return gone(request, found)
    return show(request, "news/article.html", article_page(found))


@csrf_exempt  # only read: another method is 405, not a stale form
@require_safe
def archive(request: HttpRequest, path: str, day: str) -> HttpResponse:
    """A channel's stories of one day."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    chrome = load_chrome()
    channel = chrome.tree.by_path.get(path)
    try:
        page = day_page(chrome, channel, wanted, _place(request)) if channel else None
    except NoSuchPage as error:
        raise Http404 from error
    if page is None:
        return elsewhere(request)
    return show(request, "news/day.html", page)


@csrf_exempt  # only read: another method is 405, not a stale form
@require_safe
def channel(request: HttpRequest, path: str) -> HttpResponse:
    """A channel's front and its further pages."""
    chrome = load_chrome()
    found = chrome.tree.by_path.get(path)
    if found is None:
        return elsewhere(request)
    if request.GET.get("page") == "1":
        return moved(found.get_absolute_url())
    try:
        page = channel_page(chrome, found, _place(request))
    except NoSuchPage as error:
        raise Http404 from error
    return show(request, "news/channel.html", page)


@csrf_exempt  # only read: another method is 405, not a stale form
@require_safe
def keyword(request: HttpRequest, slug: str) -> HttpResponse:
    """A keyword's stories."""
    if request.GET.get("page") == "1":
        return moved(request.path)
    try:
        page = keyword_page(slug, _place(request))
    except NoSuchPage as error:
        raise Http404 from error
    if page is None:
        wanted = keyword_slug(slug)
        if wanted and wanted != slug:
            return moved(f"/keywords/{wanted}/")
        raise Http404
    return show(request, "news/keyword.html", page)


@csrf_exempt  # only read: another method is 405, not a stale form
@require_safe
def hot(request: HttpRequest, period: HotPeriod) -> HttpResponse:
    """The most read stories of a period."""
    return show(request, "news/hot.html", hot_page(period))


@csrf_exempt  # only read: another method is 405, not a stale form
@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories of a series, from the first one on."""
    if request.GET.get("page") == "1":
        return moved(request.path)
    try:
        page = series_page(slug, _place(request))
    except NoSuchPage as error:
        raise Http404 from error
    if page is None:
        return elsewhere(request)
    return show(request, "news/series.html", page)


@csrf_exempt  # only read: another method is 405, not a stale form
@require_safe
def reporter(request: HttpRequest, number: str) -> HttpResponse:
    """The stories that somebody of the register signed."""
    if request.GET.get("page") == "1":
        return moved(request.path)
    try:
        page = reporter_page(int(number), _place(request))
    except NoSuchPage as error:
        raise Http404 from error
    if page is None:
        raise Http404
    return show(request, "news/reporter.html", page)


@csrf_exempt  # only read: another method is 405, not a stale form
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """What was corrected and what was taken back."""
    if request.GET.get("page") == "1":
        return moved(request.path)
    try:
        page = corrections_page(request.GET.get("page"), request.GET.get("before"))
    except NoSuchPage as error:
        raise Http404 from error
    return show(request, "news/corrections.html", page)


@csrf_exempt  # only read: another method is 405, not a stale form
@require_safe
def elsewhere(request: HttpRequest, **_parts: str) -> HttpResponse:
    """Any other address: a redirect row (with its query first), the same with a slash or in lower case, or 404."""
    path = request.path
    depends_on("redirects", "settings")
    query = request.META.get("QUERY_STRING", "")
    target = (Redirect.objects.target_of(f"{path}?{query}") if query else None) or Redirect.objects.target_of(path)
    if target:
        return moved(target)
    canonical = path.lower() if path.endswith("/") or "." in path.rsplit("/", 1)[-1] else f"{path.lower()}/"
    if canonical == path or canonical.startswith("//"):
        raise Http404
    try:
        found = resolve_path(canonical)
    except Resolver404 as error:
        raise Http404 from error
    if found.func is channel or found.func is archive:
        if found.kwargs["path"] in load_chrome().tree.by_path:
            return moved(canonical)
        target = Redirect.objects.target_of(canonical)
        if target:
            return moved(target)
    elif found.func is not elsewhere:
        return moved(canonical)
    raise Http404
