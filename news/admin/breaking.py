"""突发: the page on which the line of breaking news is put up and taken down, with all that ever stood there."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from news.admin.asking import asker, powers
from news.admin.numbers import moment, number
from news.admin.writing import own_hosts
from news.editorial.breaking import PUT_UP, put_up, take_down
from news.errors import BadInput, Refused
from news.models import Article, BreakingLine
from news.models.breaking import LONGEST

VIEW = "news.view_breakingline"
PER_PAGE = 20
HOURS = (1, 2, 4, 8, 24, 48)
USUAL = 2


def breaking_urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the page's address."""

    def view(request: HttpRequest) -> HttpResponse:
        return breaking_page(site, request)

    return [path("breaking/", site.admin_view(view), name="desk_breaking")]


def breaking_page(site: admin.AdminSite, request: HttpRequest) -> HttpResponse:
    """Show what is up, what goes up later and what was; put up or take down (POST). ?article= fills in a story."""
    rights = powers(request).all
    if VIEW not in rights:
        raise PermissionDenied
    refused, field = "", ""
    if request.method == "POST":
        if PUT_UP not in rights:
            raise PermissionDenied
        try:
            said = _act(request)
        except Refused as error:
            refused, field = str(error), error.code
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("admin:desk_breaking"))
    now = timezone.now()
    before = number(request.GET.get("before", ""))
    rows = BreakingLine.objects.select_related("article__channel").order_by("-pk")
    shown = list((rows.filter(pk__lt=before) if before else rows)[: PER_PAGE + 1])
    typed = request.POST if request.method == "POST" and "do" not in request.POST else _suggested(request)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Breaking news"),
        "subtitle": None,
        "lines": [(row, _state(row)) for row in shown[:PER_PAGE]],
        "next": shown[PER_PAGE - 1].pk if len(shown) > PER_PAGE else 0,
        "may": PUT_UP in rights,
        "longest": LONGEST,
        "hours": HOURS,
        "typed": typed,
        "chosen": number(typed.get("hours", "")) or USUAL,
        "refused": refused,
        "field": field,
        "now": now,
    }
    request.current_app = site.name
    return TemplateResponse(request, "desk/breaking.html", context)


def _act(request: HttpRequest) -> str:
    """Do what was asked and say what happened. Raises Refused."""
    sent = request.POST
    verb, _colon, rest = sent.get("do", "").partition(":")
    if verb == "down":
        take_down(number(rest) or 0, by=asker(request))
        return _("Taken down. Readers do not see it any more.")
    if verb:
        raise Http404
    start = None
    if sent.get("start", "").strip():
        start = moment(sent["start"])
        if start is None:
            raise BadInput(_("Choose a day and time, or leave it empty for at once."), "start")
    hours = number(sent.get("hours", ""))
    if hours not in HOURS:
        raise BadInput(_("Choose how long it stays."), "end")
    line = put_up(
        by=asker(request),
        text=sent.get("text", ""),
        leads=sent.get("leads", ""),
        start=start,
        end=(start or timezone.now()) + timedelta(hours=hours),
        own=tuple(own_hosts(request)),
    )
    if start is not None:
        return _("It goes up at %(time)s.") % {"time": timezone.localtime(line.starts_at).strftime("%m-%d %H:%M")}
    return _("It is up. Readers see it on every page.")


def _suggested(request: HttpRequest) -> dict[str, str]:
    asked = number(request.GET.get("article", ""))
    story = Article.objects.filter(pk=asked, deleted_at=None).first() if asked else None
    return {"text": story.title[:LONGEST], "leads": str(story.pk)} if story else {}


def _state(row: BreakingLine) -> str:
    """Return up, ahead, down, over, or gone: up by the clock, but its story is not public."""
    now = timezone.now()
    if row.taken_down_at:
        return "down"
    if row.ends_at <= now:
        return "over"
    if row.article_id is not None and (row.article is None or row.article.publication(now) != "live"):
        return "gone"
    return "up" if row.starts_at <= now else "ahead"
