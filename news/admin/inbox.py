"""A person's notices: what waits for them and what became of their stories. Everybody on the desk has this page."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from news.admin.asking import asker
from news.admin.numbers import number
from news.distribution.messages import desk_path, reason, sentence
from news.editorial.notices import mark_all_read, mark_read, wish_mail
from news.enums import NoticeKind
from news.models import Delivery, DeskProfile, Notice, SiteIdentity
from news.models.notice import MOST_COUNTED

PER_PAGE = 30
HEAD = ("site_name", "unread")
# The mark beside a line: shape and colour of the state that the story came into, never colour alone.
SHAPES = {
    NoticeKind.SUBMITTED: "first",
    NoticeKind.RETURNED: "returned",
    NoticeKind.REJECTED: "retracted",
    NoticeKind.PASSED: "second",
    NoticeKind.PUBLISHED: "live",
    NoticeKind.SCHEDULED: "scheduled",
    NoticeKind.WITHDRAWN: "off",
    NoticeKind.OVERDUE: "returned",
    NoticeKind.NOBODY: "returned",
    NoticeKind.HANDED_OVER: "draft",
    NoticeKind.LETTER: "returned",
    NoticeKind.OFF_FRONT: "off",
    NoticeKind.UNCLEAR: "returned",
}


@dataclass(frozen=True)
class Line:
    """One notice as the page shows it."""

    notice: Notice
    shape: str
    what: str
    reason: str


def bell(unread: int) -> str:
    """Return the number on the bell: '' for none, 99+ for more."""
    if not unread:
        return ""
    return f"{MOST_COUNTED - 1}+" if unread >= MOST_COUNTED else str(unread)


def inbox_urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the addresses under /admin/inbox/: they show and change nobody's notices but the asker's own."""
    return [
        path("inbox/", site.admin_view(partial(inbox_page, site)), name="desk_inbox"),
        path("inbox/read/", site.admin_view(inbox_read), name="desk_inbox_read"),
        path("inbox/mail/", site.admin_view(inbox_mail), name="desk_inbox_mail"),
        path("inbox/<int:notice_id>/open/", site.admin_view(inbox_open), name="desk_inbox_open"),
    ]


def head(request: HttpRequest) -> tuple[str, str]:
    """Return what the top bar shows: the site's name ('' while it has none) and the number on the bell.

    One query, none after ``head_is``.
    """
    known: tuple[str, str] | None = getattr(request, "_desk_head", None)
    if known is None:
        found = head_rows(asker(request)).values_list(*HEAD).first()
        known = head_is(request, *(found or ("", 0)))
    return known


def head_rows(person: User) -> QuerySet[User]:
    """Return one row with the top bar's values, named as in ``HEAD``; a page may fetch it together with others."""
    name = SiteIdentity.objects.filter(pk=1).values("name")
    rows = User.objects.filter(pk=person.pk).order_by()
    return rows.annotate(site_name=Subquery(name), unread=Notice.objects.unread_count(person.pk))


def head_is(request: HttpRequest, name: str | None, unread: int) -> tuple[str, str]:
    """Keep for the rest of the request what the top bar shows, and return it."""
    request._desk_head = known = (name or "", bell(unread))  # type: ignore[attr-defined]
    return known


def inbox_page(site: admin.AdminSite, request: HttpRequest) -> HttpResponse:
    """List the notices, newest first, from ``before`` on; ``unread=1`` leaves out what was read."""
    person = asker(request)
    rows, only_unread = Notice.objects.of(person.pk), request.GET.get("unread") == "1"
    if only_unread:
        rows = rows.unread()
    before = number(request.GET.get("before", ""))
    if before:
        rows = rows.filter(pk__lt=before)
    shown = list(rows[: PER_PAGE + 1])
    more, shown = len(shown) > PER_PAGE, shown[:PER_PAGE]
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("My notices"),
        "lines": [
            Line(item, SHAPES.get(NoticeKind(item.kind), "draft"), sentence(item), reason(item)) for item in shown
        ],
        "newest": shown[0].pk if shown else 0,
        "next": shown[-1].pk if more else 0,
        "before": before or 0,
        "only_unread": only_unread,
        "may_mark": any(item.read_at is None for item in shown),
        "mail": _mail_state(person),
    }
    return TemplateResponse(request, "desk/inbox.html", context)


@require_POST
def inbox_open(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and go to its story."""
    notice = mark_read(notice_id, by=asker(request))
    if notice is None:
        raise Http404
    return HttpResponseRedirect(desk_path(notice))


@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark what the person was shown, and everything before it, as read."""
    mark_all_read(by=asker(request), up_to=number(request.POST.get("up_to", "")) or 0)
    messages.success(request, _("All notices are marked as read."))
    return HttpResponseRedirect(reverse("admin:desk_inbox"))


@require_POST
def inbox_mail(request: HttpRequest) -> HttpResponse:
    """Switch the person's e-mails on or off."""
    wanted = request.POST.get("wanted") == "1"
    wish_mail(by=asker(request), wanted=wanted)
    messages.success(
        request, _("Notices come by e-mail too from now on.") if wanted else _("No notices by e-mail from now on.")
    )
    return HttpResponseRedirect(reverse("admin:desk_inbox"))


def _mail_state(person: User) -> dict[str, Any]:
    """Return whether mail can be had, is wanted, and what was wrong with the last one. At most two queries."""
    wanted = DeskProfile.objects.filter(person=person, mail_notices=True).exists()
    state = {"possible": settings.MAIL_ON, "address": person.email, "wanted": wanted, "problem": ""}
    if wanted and settings.MAIL_ON:
        last = Delivery.objects.filter(person=person).order_by("-pk").values_list("error", flat=True).first()
        state["problem"] = last or ""
    return state
