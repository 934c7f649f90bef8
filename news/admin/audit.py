"""The audit's page and its export. Who may read it: the chief, the site manager, the auditor."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from news.admin.asking import asker
from news.admin.numbers import number
from news.editorial.access import display_name
from news.editorial.audit import note
from news.enums import AuditArea, Verb
from news.reading.audit import ACTS, Line, Search, trail
from news.rules.checks import SANE_YEARS
from news.text.cells import BOM, csv_lines

PERMISSION = "news.view_auditentry"
MAX_PEOPLE = 300
MAX_TEXT = 60
MAX_ROWS = 100_000
CHUNK = 1000


def audit_urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the addresses of the audit; each view asks for its own permission."""
    return [
        path("audit/", site.admin_view(partial(audit_page, site)), name="desk_audit"),
        path("audit/export/", site.admin_view(audit_export), name="desk_audit_export"),
    ]


@dataclass(frozen=True)
class Asked:
    """What the form says: the search, the same as typed, and what is wrong with it."""

    search: Search
    typed: dict[str, str]
    problems: list[str]


def asked_from(query: QueryDict) -> Asked:
    """Read the form; what cannot be read is left out and named."""
    names = ("person", "area", "act", "article", "thing", "q", "since", "until")
    typed = {name: query.get(name, "").strip()[:100] for name in names}
    problems = []
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        days[name] = _day(typed[name])
        if typed[name] and days[name] is None:
            problems.append(_("“%(typed)s” is no date.") % {"typed": typed[name]})
    article = number(typed["article"].removeprefix("No.").strip())
    if typed["article"] and article is None:
        problems.append(_("“%(typed)s” is no number of an article.") % {"typed": typed["article"]})
    if days["since"] and days["until"] and days["since"] > days["until"]:
        problems.append(_("The first day is after the last."))
    act = typed["act"] if typed["act"] in dict(_acts()) else ""
    return Asked(
        Search(
            person=number(typed["person"]),
            area=typed["area"] if typed["area"] in AuditArea.values else "",
            act=act,
            article=article,
            thing=typed["thing"] if ":" in typed["thing"] else "",
            text=typed["q"][:MAX_TEXT],
            since=days["since"],
            until=days["until"],
        ),
        typed,
        problems,
    )


def _day(text: str) -> date | None:
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found is not None and found.year in SANE_YEARS else None


def _acts() -> list[tuple[str, str]]:
    verbs = [(f"verb:{verb.value}", str(verb.label)) for verb in Verb if verb != Verb.AUTOSAVE]
    return [*verbs, *((f"act:{name}", str(label)) for name, label in ACTS.items())]


def mark_names() -> dict[str, str]:
    """Return what an auditor looks for, in words."""
    return {"fast": _("fast lane"), "override": _("override"), "deputy": _("as deputy")}


def audit_page(site: admin.AdminSite, request: HttpRequest) -> HttpResponse:
    """Show a page of what was done, newest first, and the form that narrows it."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    asked = asked_from(request.GET)
    page = trail(asked.search, request.GET.get("after", "")[:80])
    query = request.GET.copy()
    query.pop("after", None)
    older = query.copy()
    older["after"] = page.after
    people = User.objects.filter(is_staff=True).order_by("-is_active", "last_name", "first_name", "username")
    names = mark_names()
    context = {
        **site.each_context(request),
        "title": _("Audit"),
        "subtitle": None,
        "page": page,
        "lines": [(line, [names[mark] for mark in line.marks]) for line in page.lines],
        "typed": asked.typed,
        "problems": asked.problems,
        "people": [(str(user.pk), display_name(user)) for user in people[:MAX_PEOPLE]],
        "areas": AuditArea.choices,
        "acts": _acts(),
        "query": query.urlencode(),
        "older": older.urlencode() if page.after else "",
        "later": "after" in request.GET,
        "most": MAX_ROWS,
        "days": settings.AUDIT_DAYS,
    }
    return TemplateResponse(request, "desk/audit.html", context)


def audit_export(request: HttpRequest) -> HttpResponseBase:
    """Send what the form narrows as CSV (POST), and write down who took it."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:desk_audit"))
    asked = asked_from(request.GET)
    said = "&".join(f"{name}={value}" for name, value in asked.typed.items() if value)
    note(AuditArea.SETTING, "exported", by=asker(request), thing_name=_("Audit"), note=said)
    name = f"audit-{timezone.localtime():%Y%m%d-%H%M%S}.csv"
    return csv_answer(name, _exported(asked.search))


def csv_answer(name: str, chunks: Iterator[list[list[object]]]) -> StreamingHttpResponse:
    """Answer with a table that is sent as it is read; ``chunks`` are rows of cells."""
    lines = (csv_lines(rows) for rows in chunks)
    response = StreamingHttpResponse(_with_bom(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _with_bom(lines: Iterator[str]) -> Iterator[str]:
    yield BOM
    yield from lines


def _exported(search: Search) -> Iterator[list[list[object]]]:
    yield in_house(_head)
    after, rows = "", 0
    while True:
        with translation.override(settings.LANGUAGE_CODE):
            page = trail(search, after, CHUNK)
            found = _rows(page.lines[: MAX_ROWS - rows])
        yield found
        rows += len(page.lines)
        after = page.after
        if not after:
            return
        if rows >= MAX_ROWS:
            yield in_house(_cut_off)
            return


def _cut_off() -> list[list[object]]:
    return [[_("Only the newest %(n)d rows; narrow the days for the others.") % {"n": MAX_ROWS}]]


def in_house(make: Callable[[], list[list[object]]]) -> list[list[object]]:
    """Call with the installation's language: an answer that is streamed has left that of its request behind."""
    with translation.override(settings.LANGUAGE_CODE):
        return make()


def _head() -> list[list[object]]:
    names = [
        _("Time"),
        _("Who"),
        _("Area"),
        _("Act"),
        _("Level"),
        _("What"),
        _("Article number"),
        _("Reason or note"),
        _("Changes"),
        _("IP address"),
        _("Marks"),
    ]
    return [list(names)]


def _rows(lines: list[Line]) -> list[list[object]]:
    names = mark_names()
    return [
        [
            timezone.localtime(line.at).strftime("%Y-%m-%d %H:%M:%S"),
            line.who,
            line.area,
            line.act,
            line.level,
            line.what,
            line.article,
            line.note,
            "；".join(f"{label}：{before or '—'} → {after or '—'}" for label, before, after in line.changes),
            line.address,
            "、".join(names[mark] for mark in line.marks),
        ]
        for line in lines
    ]
