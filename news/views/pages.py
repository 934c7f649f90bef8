"""Fixed pages, staff lookup and the report form."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from news.editorial.reports import add_report, may_ask
from news.forms.report import ReportForm
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
    response = show(request, "news/staff.html", page, status=429 if too_often else 200)
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
        response = show(request, "news/article.html", found)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_protect
@with_form
def report(request: HttpRequest) -> HttpResponse:
    """Tell the desk about somebody who claims to work for the site."""
    form = ReportForm(request.POST or None, initial={"claimed_name": request.GET.get("who", "")[:60]})
    too_often = False
    if request.method == "POST" and form.is_valid():
        too_often = not may_ask("report", client_ip(request), 5)
        if not too_often:
            kept = add_report(form.save(commit=False))
            return HttpResponseRedirect(f"{reverse('staff-report')}?number={kept.number}#done")
    response = render(
        request,
        "news/report.html",
        {
            "chrome": load_chrome(),
            "form": form,
            "number": request.GET.get("number", "")[:20] if request.method != "POST" else "",
            "too_often": too_often,
        },
        status=429 if too_often else 200,
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response
