"""Fixed pages and the staff lookup."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from news.editorial.rates import may_ask
from news.reading.chrome import load_chrome
from news.reading.pages import mobile_page, sitemap_page, staff_page, text_page
from news.reading.preview import Expired, shared_preview
from news.views.client import client_ip
from news.views.showing import show

with_form = csp_replace({"form-action": [SELF]})


@csrf_exempt
@require_safe
def text(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of words."""
    return show(request, f"news/{'disclaimer' if slug == 'disclaimer' else 'page'}.html", text_page(slug))


@csrf_exempt
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The HTML site map."""
    return show(request, "news/sitemap.html", sitemap_page())


@csrf_exempt
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look that find no icon named on a page: feeds, pictures, the desk's login."""
    return HttpResponsePermanentRedirect(static("img/seal.svg"))


@csrf_exempt
@require_safe
def mobile(request: HttpRequest) -> HttpResponse:
    """手机版: how to open the site on a phone."""
    return show(request, "news/mobile.html", mobile_page())


@csrf_exempt
@require_safe
@never_cache
@with_form
def staff(request: HttpRequest) -> HttpResponse:
    """Is this person one of ours? Exact match, counted per address, never stored or indexed."""
    asked = request.GET.get("who", "")
    too_often = bool(asked.strip()) and not may_ask("staff", client_ip(request), settings.STAFF_LOOKUPS_PER_MINUTE)
    page = staff_page(asked, too_often=too_often)
    response = show(request, "news/staff.html", page, status=429 if too_often else 200, stored=False)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@require_safe
@never_cache
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """A text shown to somebody without an account: one revision, for a while, found by no search engine."""
    found = shared_preview(token)
    if found is None:
        raise Http404
    if isinstance(found, Expired):
        response = render(request, "news/preview_expired.html", {"chrome": load_chrome()}, status=410)
    else:
        response = show(request, "news/article.html", found, stored=False)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
