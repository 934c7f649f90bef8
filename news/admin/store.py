"""页面仓库: which hosts keep pages, and what each change refreshed where and when."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from news.admin.asking import asker
from news.admin.numbers import number
from news.editorial import hosts
from news.errors import Refused
from news.reading.hosts import CHANGES, all_hosts, latest_changes


def store_urls(site: Any) -> list[URLPattern]:
    """Return the page and its two acts."""
    wrap = site.admin_view
    return [
        path("store/", wrap(lambda request: store_page(site, request)), name="desk_store"),
        path("store/empty/", wrap(empty), name="desk_store_empty"),
        path("store/forget/", wrap(forget), name="desk_store_forget"),
    ]


def store_page(site: Any, request: HttpRequest) -> HttpResponse:
    """Show it. Six queries beside those of the shell."""
    user = request.user
    if not user.has_perm("news.view_storehost"):
        raise PermissionDenied
    context = {
        **site.each_context(request),
        "title": _("Page store"),
        "subtitle": None,
        "hosts": all_hosts(),
        "changes": latest_changes(),
        "most": CHANGES,
        "may_empty": user.has_perm("news.purge_pages"),
        "may_read_stories": user.has_perm("news.view_article"),
    }
    return TemplateResponse(request, "desk/store.html", context)


@require_POST
def empty(request: HttpRequest) -> HttpResponse:
    """Drop all pages everywhere; the verb asks for the right."""
    try:
        hosts.empty(by=asker(request))
        messages.success(request, _("Every stored page was dropped on every host; they are made anew as readers ask."))
    except Refused as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("admin:desk_store"))


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Take a host off the list; the verb asks for the right."""
    try:
        hosts.forget(number(request.POST.get("host", "")) or 0, by=asker(request))
        messages.success(request, _("The host is off the list. If it still runs, it comes back by itself."))
    except Refused as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("admin:desk_store"))
