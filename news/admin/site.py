"""The desk's site object: its shell, its first page, its language."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from news.admin import words
from news.admin.asking import asker, powers
from news.admin.audit import audit_urls
from news.admin.breaking import breaking_urls
from news.admin.dashboard import dashboard
from news.admin.front_urls import front_urls
from news.admin.importing_pages import importing_urls
from news.admin.inbox import head, inbox_urls
from news.admin.nav import desk_nav, desk_tabs
from news.admin.queue import queue_urls
from news.admin.reviewer import reviewer
from news.admin.search_page import search_urls
from news.admin.statistics import statistics_urls
from news.admin.store import store_urls
from news.admin.welcome import WelcomePage
from news.admin.workload import workload_urls
from news.editorial.access import display_name
from news.editorial.audit import note
from news.enums import AuditArea
from news.models import SiteIdentity

DEFAULT_NAME = "黄淮网"


class DeskSite(WelcomePage, admin.AdminSite):
    """Django's admin dressed as a newsroom's desk. Its language is the cookie's, Chinese without one."""

    site_title = gettext_lazy("Newsroom")
    index_title = gettext_lazy("Dashboard")
    empty_value_display = "—"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Add the switch of language to Django's addresses."""
        return [
            path("language/", self.admin_view(self.set_language), name="desk_language"),
            path("welcome/<str:uid>/<str:token>/", self.welcome, name="desk_welcome"),
            *queue_urls(self),
            *front_urls(self),
            *breaking_urls(self),
            *inbox_urls(self),
            *audit_urls(self),
            *importing_urls(self),
            *workload_urls(self),
            *search_urls(self),
            *statistics_urls(self),
            *store_urls(self),
            *super().get_urls(),
        ]

    def has_permission(self, request: HttpRequest) -> bool:
        """Let active staff in. Their rights, loans and scopes are read here, in one query for the whole request."""
        allowed = super().has_permission(request)
        if allowed:
            powers(request)
        return allowed

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add what the shell shows: the site's name, the sidebar, the person and their notices. One query at most."""
        context = super().each_context(request)
        unread = ""
        if context["has_permission"]:
            name, unread = head(request)
        else:
            name = SiteIdentity.objects.filter(pk=1).values_list("name", flat=True).first() or ""
        name = name or DEFAULT_NAME
        context |= {"site_header": name, "site_title": f"{name}{_('Newsroom')}", "desk_seal": name[:1]}
        if context["has_permission"]:
            groups = desk_nav(request)
            tabs, more = desk_tabs(groups)
            context |= {"desk_nav": groups, "desk_tabs": tabs, "desk_more": more}
            context["desk_person"] = display_name(asker(request))
            context["desk_languages"] = settings.LANGUAGES
            context["unread"] = unread
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show 工作台 instead of Django's list of apps."""
        me = reviewer(request)
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "subtitle": None,
            "board": dashboard(me.user, me.stories() if me.reach else None),
            "reviews": bool(me.reach),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return TemplateResponse(request, "admin/index.html", context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return nothing: the sidebar is by job, and is made in ``each_context``."""
        return []

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send to 工作台: there are no pages by app."""
        return HttpResponseRedirect(reverse("admin:index"))

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Answer the scripts' catalog with the desk's own words in it."""
        return words.script_catalog(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Change one's own password, and write down that it was."""
        response = super().password_change(request, extra_context)
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            note(AuditArea.PERMISSION, "password_changed", by=asker(request), thing=asker(request))
        return response

    def set_language(self, request: HttpRequest) -> HttpResponse:
        """Keep the chosen language in a cookie of the desk's own path (POST only); readers' pages never see it."""
        return _set_language(request)


@require_POST
def _set_language(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = reverse("admin:index")
    response = HttpResponseRedirect(target)
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            path=reverse("admin:index"),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
