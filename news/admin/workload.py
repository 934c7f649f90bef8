"""工作量: the page of a month's work, and its export."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from news.admin.asking import asker
from news.admin.audit import PERMISSION, csv_answer
from news.editorial.audit import note
from news.editorial.workload import EDITOR, Month, Part, Work, workload
from news.enums import AuditArea, BylineRole, Level
from news.rules.checks import SANE_YEARS

MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
PART_NAMES = 300


def workload_urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the addresses of the month's work; each view asks for its own permission."""
    return [
        path("workload/", site.admin_view(partial(workload_page, site)), name="desk_workload"),
        path("workload/export/", site.admin_view(workload_export), name="desk_workload_export"),
    ]


def _first(text: str) -> date:
    """Return the first day of the month named; of the present one for anything else."""
    match = MONTH.fullmatch(text)
    if match and int(match[1]) in SANE_YEARS and 1 <= int(match[2]) <= 12:
        return date(int(match[1]), int(match[2]), 1)
    return timezone.localdate().replace(day=1)


def _month(request: HttpRequest, first: date) -> Month:
    """Count for everybody where the person may read the audit, else the person's own."""
    if not request.user.has_perm("news.view_article"):
        raise PermissionDenied
    return workload(first, only=None if request.user.has_perm(PERMISSION) else asker(request))


def _beside(first: date, step: int) -> str:
    months = first.year * 12 + first.month - 1 + step
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def part_name(part: Part) -> str:
    """Return a part in a story in words."""
    return _("responsible editor") if part.role == EDITOR else str(BylineRole(part.role).label)


def workload_page(site: admin.AdminSite, request: HttpRequest) -> HttpResponse:
    """Show a month: accounts, and the names of bylines by part."""
    first = _first(request.GET.get("month", ""))
    month = _month(request, first)
    everybody = request.user.has_perm(PERMISSION)
    now = timezone.localdate().replace(day=1)
    context = {
        **site.each_context(request),
        "title": _("Workload"),
        "subtitle": None,
        "month": f"{first:%Y-%m}",
        "earlier": _beside(first, -1),
        "later": _beside(first, 1) if first < now else "",
        "everybody": everybody,
        "accounts": [(work, [work.level(level) for level in Level]) for work in month.accounts],
        "levels": [level.label for level in Level],
        "parts": [(part, part_name(part)) for part in month.parts[:PART_NAMES]],
        "cut": len(month.parts) > PART_NAMES,
    }
    return TemplateResponse(request, "desk/workload.html", context)


def workload_export(request: HttpRequest) -> HttpResponseBase:
    """Send both tables as CSV (POST), and write down who took them."""
    if request.method != "POST":
        raise PermissionDenied
    first = _first(request.POST.get("month", ""))
    month = _month(request, first)
    note(AuditArea.SETTING, "exported", by=asker(request), thing_name=f"{_('Workload')} {first:%Y-%m}")
    return csv_answer(f"workload-{first:%Y-%m}.csv", _exported(month))


def _exported(month: Month) -> Iterator[list[list[object]]]:
    with translation.override(settings.LANGUAGE_CODE):
        rows = [_account_head(), *(_account(work) for work in month.accounts)]
        if month.parts:
            rows += [[], [_("Name in the byline"), _("Part"), *_counts()], *(_part(part) for part in month.parts)]
    yield rows


def _counts() -> list[object]:
    return [_("Stories"), _("Characters"), _("Pictures")]


def _account_head() -> list[object]:
    return [
        _("Account"),
        *_counts(),
        _("Of these corrected"),
        *(str(level.label) for level in Level),
        pgettext("workload", "Returned"),
        pgettext("workload", "Rejected"),
        _("Minutes at the desk, on average"),
    ]


def _account(work: Work) -> list[object]:
    return [
        work.name,
        work.stories,
        work.characters,
        work.pictures,
        work.corrected,
        *(work.level(level) for level in Level),
        work.returned,
        work.rejected,
        work.minutes,
    ]


def _part(part: Part) -> list[object]:
    return [part.name, part_name(part), part.stories, part.characters, part.pictures]
