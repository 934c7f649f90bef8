"""阅读统计: how much is read, when, and of what; with its export."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from news.admin.asking import asker
from news.admin.audit import csv_answer
from news.admin.charts import Chart, bar_chart
from news.editorial.audit import note
from news.editorial.hits import DAYS_KEPT, GROUP_DAYS_KEPT
from news.enums import AuditArea, HitGroup, HotPeriod
from news.reading.statistics import LONGEST, Read, Span, Statistics, statistics, story_figures

PERMISSION = "news.view_hitgroupday"
SHOWN = 20  # stories, and names of a heading, on the page; the export has more


@dataclass(frozen=True)
class Choice:
    """A time that may be asked for, or that was: its key in the address, its name, its days."""

    key: str
    name: str
    span: Span


def statistics_urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the addresses of the statistics; each view asks for its own permission."""
    return [
        path("statistics/", site.admin_view(partial(statistics_page, site)), name="desk_statistics"),
        path("statistics/<int:number>/", site.admin_view(partial(story_page, site)), name="desk_statistics_story"),
        path("statistics/export/", site.admin_view(statistics_export), name="desk_statistics_export"),
    ]


def choices(today: date) -> list[Choice]:
    """Return the times that one press asks for."""
    yesterday = today - timedelta(days=1)
    return [
        Choice("today", _("Today"), Span(today, today)),
        Choice("yesterday", _("Yesterday"), Span(yesterday, yesterday)),
        Choice("week", _("7 days"), Span(today - timedelta(days=6), today, HotPeriod.WEEK)),
        Choice("month", _("30 days"), Span(today - timedelta(days=29), today, HotPeriod.MONTH)),
    ]


def asked_span(query: QueryDict) -> tuple[Choice, str]:
    """Return what a request asks for and, where that cannot be answered, why; then it is today."""
    today = timezone.localdate()
    ready = choices(today)
    chosen = next((choice for choice in ready if choice.key == query.get("period")), None)
    if chosen or ("from" not in query and "to" not in query):
        return chosen or ready[0], ""
    try:
        first, last = (date.fromisoformat(query.get(name, "")) for name in ("from", "to"))
    except ValueError:
        return ready[0], _("Enter both days, as in 2026-11-30.")
    if first > last:
        first, last = last, first
    last = min(last, today)
    if first > last:
        return ready[0], _("These days have not come yet.")
    if (last - first).days >= LONGEST:
        return ready[0], _("At most %(n)d days at once; choose a shorter time.") % {"n": LONGEST}
    if first <= today - timedelta(days=GROUP_DAYS_KEPT):
        return ready[0], _("Figures of that time are no longer kept.")
    return Choice("", f"{first:%Y-%m-%d} – {last:%Y-%m-%d}", Span(first, last)), ""


def statistics_page(site: admin.AdminSite, request: HttpRequest) -> HttpResponse:
    """Show the figures of a time: charts with their tables, stories, headings."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    choice, wrong = asked_span(request.GET)
    found = statistics(choice.span)
    context = {
        **site.each_context(request),
        "title": _("Reading statistics"),
        "subtitle": None,
        "choice": choice,
        "choices": choices(timezone.localdate()),
        "wrong": wrong,
        "found": found,
        "change": _change(found),
        "stories": found.stories[:SHOWN],
        "days": _days_chart(found) if found.span.days > 1 else None,
        "hours": _hours_chart(found),
        "hour_rows": _hour_rows(found),
        "headings": [_heading(_("By channel"), found.channels, _("A channel includes those below it."))]
        + [_heading(name, found.named[group]) for group, name in _named()],
        "stories_kept": found.span.first > timezone.localdate() - timedelta(days=DAYS_KEPT),
        "longest": LONGEST,
    }
    return TemplateResponse(request, "desk/statistics.html", context, status=400 if wrong else 200)


def story_page(site: admin.AdminSite, request: HttpRequest, number: int) -> HttpResponse:
    """Show the figures of one story, by day and by hour."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    found = story_figures(number)
    if found is None:
        raise Http404(_("Readers have never seen article %(id)s.") % {"id": number})
    hours = [(f"{at:%H}", reads) for at, reads in found.hours]
    context = {
        **site.each_context(request),
        "title": _("Reading statistics"),
        "subtitle": None,
        "found": found,
        "totals": [
            (_("Reads in all"), found.totals.total),
            *((period.label, getattr(found.totals, period)) for period in HotPeriod),
        ],
        "days": _story_chart(_("Reads by day"), [(f"{day:%m-%d}", reads) for day, reads in found.days]),
        "hours": _story_chart(_("Reads by hour, the last two days"), hours),
    }
    return TemplateResponse(request, "desk/statistics_story.html", context)


def _story_chart(title: str, values: list[tuple[str, int]]) -> Chart:
    return bar_chart(values, title=title, summary=_("%(n)s reads.") % {"n": sum(reads for _label, reads in values)})


def _named() -> list[tuple[HitGroup, str]]:
    return [
        (HitGroup.AUTHOR, _("By byline")),
        (HitGroup.EDITOR, _("By responsible editor")),
        (HitGroup.SOURCE, _("By source")),
    ]


def _change(found: Statistics) -> str:
    if found.change is None:
        return ""
    said = _("%(n)d%% more than the days before") if found.change >= 0 else _("%(n)d%% less than the days before")
    return said % {"n": abs(found.change)}


def _heading(name: str, rows: tuple[Read, ...], remark: str = "") -> dict[str, object]:
    most = max((row.reads for row in rows), default=1)
    shown = [(row, round(row.reads * 100 / most, 1)) for row in rows[:SHOWN]]
    return {"name": name, "rows": shown, "remark": remark, "cut": len(rows) > SHOWN}


def _days_chart(found: Statistics) -> Chart:
    most = max(found.days, key=lambda item: item[1])
    summary = _("%(n)s reads from %(first)s to %(last)s; most on %(day)s: %(most)s.") % {
        "n": found.total,
        "first": f"{found.span.first:%Y-%m-%d}",
        "last": f"{found.span.last:%Y-%m-%d}",
        "day": f"{most[0]:%Y-%m-%d}",
        "most": most[1],
    }
    return bar_chart([(f"{day:%m-%d}", reads) for day, reads in found.days], title=_("Reads by day"), summary=summary)


def _hours_chart(found: Statistics) -> Chart:
    most = max(range(24), key=lambda hour: found.hours[hour])
    summary = _("%(n)s reads in all; most in the hour from %(hour)s: %(most)s.") % {
        "n": found.total,
        "hour": f"{most:02d}:00",
        "most": found.hours[most],
    }
    values = [(f"{hour:02d}", reads) for hour, reads in enumerate(found.hours)]
    return bar_chart(values, title=_("Reads by hour of the day"), summary=summary, behind=found.before_hours)


def _hour_rows(found: Statistics) -> list[tuple[str, int, int | None]]:
    before = found.before_hours
    return [
        (f"{hour:02d}:00–{hour + 1:02d}:00", reads, before[hour] if before else None)
        for hour, reads in enumerate(found.hours)
    ]


def statistics_export(request: HttpRequest) -> HttpResponseBase:
    """Send every table of a time as CSV (POST), and write down who took it."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:desk_statistics"))
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    choice, wrong = asked_span(request.POST)
    if wrong:
        return HttpResponse(wrong, status=400, content_type="text/plain; charset=utf-8")
    days = f"{choice.span.first:%Y-%m-%d}--{choice.span.last:%Y-%m-%d}"
    note(AuditArea.SETTING, "exported", by=asker(request), thing_name=f"{_('Reading statistics')} {days}")
    return csv_answer(f"reads-{days}.csv", _exported(statistics(choice.span)))


def _exported(found: Statistics) -> Iterator[list[list[object]]]:
    with translation.override(settings.LANGUAGE_CODE):
        rows: list[list[object]] = [[_("Day"), _("Reads")], *([f"{day}", reads] for day, reads in found.days)]
        rows += [[], [_("Hour"), _("Reads")], *([name, reads] for name, reads, _before in _hour_rows(found))]
        rows += [[], [_("Story"), _("No."), _("Channel"), _("Out since"), _("Reads"), _("Reads in all")]]
        rows += [
            [
                item.article.title,
                item.article.pk,
                item.article.channel.name if item.article.channel else "",
                date_format(timezone.localtime(item.article.first_published_at), "Y-m-d H:i")
                if item.article.first_published_at
                else "",
                item.reads,
                item.total,
            ]
            for item in found.stories
        ]
        rows += [[], [_("Channel"), _("Reads")]]
        rows += [[_("(deleted)") if row.gone else "　" * row.depth + row.name, row.reads] for row in found.channels]
        for group, _name in _named():
            rows += [[], [str(HitGroup(group).label), _("Reads")]]
            rows += [[row.name, row.reads] for row in found.named[group]]
    yield rows
