"""Deputies (代班) and the duty roster (值班编辑): added, ended early, never rewritten."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.admin.asking import asker
from news.admin.numbers import number
from news.admin.paging import DeskModelAdmin
from news.editorial.access import display_name
from news.editorial.people import end_loan, end_shift, lend, put_on_duty
from news.errors import Refused
from news.forms.people import LoanForm, ShiftForm
from news.models import Deputy, DutyShift
from news.rules.checks import SANE_YEARS

MOST_SHIFTS = 200
NAME = ("first_name", "last_name", "username")


class LentAdmin(DeskModelAdmin):
    """Rows that lend a power for a time: added and ended, nothing else. The verbs of ``editorial`` tell the audit."""

    sortable_by = ()
    end_permission: str
    add_title: Any

    def get_urls(self) -> list[URLPattern]:
        """Add the act that ends a row."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_end"
        return [
            path("<path:object_id>/end/", self.admin_site.admin_view(self.end_view), name=name),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer one button: there is nothing to go on with."""
        context |= {"title": self.add_title, "show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Tell the form who asks."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"asker": asker(request)})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was lent stays as it was written."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was lent stays on the list."""
        return False

    def end_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End a row now (POST only)."""
        if not request.user.has_perm(self.end_permission):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            messages.success(request, self.end(number(object_id) or 0, request))
        except Refused as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def end(self, pk: int, request: HttpRequest) -> str:
        """End the row and return what to say."""
        raise NotImplementedError


@admin.register(Deputy)
class DeputyAdmin(LentAdmin):
    """Who was lent which level, by whom, from when to when, why."""

    form = LoanForm
    fields = ["person", "level", "starts_on", "ends_on", "reason"]
    list_display = ["who", "level", "starts_on", "ends_on", "lender", "reason", "state"]
    list_display_links = None
    ordering = ["-starts_on", "-pk"]
    end_permission = "news.change_deputy"
    add_title = gettext_lazy("Lend a level")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deputy]:
        """Read both people with the list."""
        rows = super().get_queryset(request).select_related("person", "lent_by")
        self.may_end = request.user.has_perm(self.end_permission)
        return rows

    def save_model(self, request: HttpRequest, obj: Deputy, form: Any, change: bool) -> None:
        """Write through the one door."""
        lend(obj, by=asker(request))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write nothing more."""

    def response_add(self, request: HttpRequest, obj: Deputy, post_url_continue: str | None = None) -> HttpResponse:
        """Go back to the list and say from when on."""
        text = _("%(name)s may do the %(level)s from %(first)s to %(last)s.")
        said = {
            "name": display_name(obj.person),
            "level": obj.get_level_display(),
            "first": obj.starts_on,
            "last": obj.ends_on,
        }
        messages.success(request, text % said)
        return HttpResponseRedirect(reverse("admin:news_deputy_changelist"))

    def end(self, pk: int, request: HttpRequest) -> str:
        """End it."""
        return _("Ended. %(name)s has the level no more.") % {
            "name": display_name(end_loan(pk, by=asker(request)).person)
        }

    @admin.display(description=gettext_lazy("person"))
    def who(self, loan: Deputy) -> str:
        """Show the name."""
        return display_name(loan.person)

    @admin.display(description=gettext_lazy("lent by"))
    def lender(self, loan: Deputy) -> str:
        """Show who lent it."""
        return display_name(loan.lent_by) if loan.lent_by else "—"

    @admin.display(description=gettext_lazy("state"))
    def state(self, loan: Deputy) -> SafeString | str:
        """Show whether it holds, with the button that ends it (it belongs to the list's own form)."""
        today = timezone.localdate()
        if loan.ended_at:
            return _("ended early, %(day)s") % {"day": timezone.localdate(loan.ended_at).isoformat()}
        if loan.ends_on < today:
            return _("over")
        word = _("in force") if loan.starts_on <= today else _("to come")
        if not getattr(self, "may_end", False):
            return word
        address = reverse("admin:news_deputy_end", args=[loan.pk])
        button = '<span class="d-weeks">{} <button class="d-btn d-danger" formaction="{}">{}</button></span>'
        return format_html(button, word, address, _("End now"))


@admin.register(DutyShift)
class DutyShiftAdmin(LentAdmin):
    """The roster, a week on a page."""

    form = ShiftForm
    fields = ["person", "starts_at", "ends_at", "note"]
    end_permission = "news.delete_dutyshift"
    add_title = gettext_lazy("Add a shift")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Leave times to the form: one field for day and time, which phones know how to fill."""
        if db_field.name in {"starts_at", "ends_at"}:
            kwargs.pop("form_class", None)
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Offer the day that was pressed, from eight to eight."""
        day = _day(request.GET.get("day", "")) or timezone.localdate()
        start = timezone.make_aware(datetime.combine(day, time(8)))
        return {"starts_at": start, "ends_at": start + timedelta(hours=12)}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show a week and who is on duty now. One query for the rows, whatever their number."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.localtime()
        asked = _day(request.GET.get("week", "")) or now.date()
        monday = asked - timedelta(days=asked.weekday())
        days = [monday + timedelta(days=n) for n in range(7)]
        start = timezone.make_aware(datetime.combine(monday, time()))
        end = start + timedelta(days=7)
        rows = list(
            DutyShift.objects.filter(Q(starts_at__lt=end, ends_at__gt=start) | Q(starts_at__lte=now, ends_at__gt=now))
            .select_related("person")
            .order_by("starts_at", "pk")[:MOST_SHIFTS]
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Duty roster"),
            "subtitle": None,
            "opts": self.opts,
            "days": [(day, day == now.date(), [row for row in _lines(rows) if row["on"](day)]) for day in days],
            "on_duty": [row for row in _lines(rows) if row["now"]],
            "before": (monday - timedelta(days=7)).isoformat(),
            "after": (monday + timedelta(days=7)).isoformat(),
            "this_week": days[0] <= now.date() <= days[6],
            "may_add": self.has_add_permission(request),
            "may_end": request.user.has_perm(self.end_permission),
        }
        return TemplateResponse(request, "desk/roster.html", context)

    def save_model(self, request: HttpRequest, obj: DutyShift, form: Any, change: bool) -> None:
        """Write through the one door."""
        put_on_duty(obj, by=asker(request))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write nothing more."""

    def response_add(self, request: HttpRequest, obj: DutyShift, post_url_continue: str | None = None) -> HttpResponse:
        """Go back to the week of the shift."""
        messages.success(request, _("%(name)s is on the roster.") % {"name": display_name(obj.person)})
        day = timezone.localdate(obj.starts_at).isoformat()
        return HttpResponseRedirect(f"{reverse('admin:news_dutyshift_changelist')}?week={day}")

    def end(self, pk: int, request: HttpRequest) -> str:
        """End it."""
        end_shift(pk, by=asker(request))
        return _("Taken off the roster.")


def _lines(rows: list[DutyShift]) -> list[dict[str, Any]]:
    now = timezone.localtime()
    found = []
    for row in rows:
        first, last = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
        # A shift that ends at midnight is not on the next day's list.
        last_day = (last - timedelta(microseconds=1)).date()
        found.append(
            {
                "shift": row,
                "name": display_name(row.person),
                "first": first,
                "last": last,
                "now": first <= now < last,
                "open": last > now,
                "on": lambda day, first=first, last_day=last_day: first.date() <= day <= last_day,
            }
        )
    return found


def _day(text: str) -> date | None:
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and found.year in SANE_YEARS else None
