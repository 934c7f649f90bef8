"""搜索: what readers asked, what they asked in vain, which terms are offered, and how the index stands."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from news.admin.asking import asker
from news.editorial.dictionary import offer_term, rebuild_index
from news.errors import Refused
from news.models import HotTerm, SearchCount
from news.search import rebuild

MOST = 50
ENOUGH = 3  # a question of fewer is nobody's business


def search_urls(site: Any) -> list[URLPattern]:
    """Return the page and its two acts."""
    wrap = site.admin_view
    return [
        path("search/", wrap(lambda request: search_page(site, request)), name="desk_search"),
        path("search/offer/", wrap(offer), name="desk_search_offer"),
        path("search/rebuild/", wrap(start_rebuild), name="desk_search_rebuild"),
    ]


def search_page(site: Any, request: HttpRequest) -> HttpResponse:
    """Show it. For those who may view the counts."""
    user = request.user
    if not user.has_perm("news.view_searchcount"):
        raise PermissionDenied
    offered = set(HotTerm.objects.filter(approved=True).values_list("term", flat=True))
    asked = SearchCount.objects.filter(asked__gte=ENOUGH).order_by("-asked", "-pk")[:MOST]
    in_vain = SearchCount.objects.filter(in_vain__gte=ENOUGH).order_by("-in_vain", "-pk")[:MOST]
    status = rebuild.status()
    context = {
        **site.each_context(request),
        "title": _("Search"),
        "subtitle": None,
        "status": status,
        "asked": [(row, row.term in offered, row.in_vain < row.asked) for row in asked],
        "in_vain": list(in_vain),
        "enough": ENOUGH,
        "may_offer": user.has_perm("news.change_hotterm"),
        "may_rebuild": user.has_perm("news.rebuild_search"),
        "may_add_word": user.has_perm("news.add_houseword"),
    }
    return TemplateResponse(request, "desk/search.html", context)


@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    """Approve a term; the verb asks for the right."""
    try:
        row = offer_term(request.POST.get("term", ""), by=asker(request))
        messages.success(request, _("Readers are offered “%(term)s” now.") % {"term": row.term})
    except Refused as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("admin:desk_search"))


@require_POST
def start_rebuild(request: HttpRequest) -> HttpResponse:
    """Index everything anew; the verb asks for the right."""
    try:
        rebuild_index(by=asker(request))
        messages.success(request, _("The stories are being indexed anew; readers can go on searching."))
    except Refused as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("admin:desk_search"))
