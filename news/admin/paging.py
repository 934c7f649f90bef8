"""Lists that never count: a page is read with one row more, and that row says whether there is another."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from news.admin.asking import asker
from news.editorial.audit import Facts, facts_of, note_added, note_changed, note_deleted

MAX_PAGE = 200
NEAR = 10  # pages up to which a page is read at once; further down the numbers first, which an index alone gives


class OpenPaginator(Paginator):
    """Knows only whether there is more: ``count`` is what was met so far, not the size of the table."""

    def __init__(self, *args: Any, met: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.met = met

    @cached_property
    def count(self) -> int:
        """Return how many rows are known to exist."""
        return self.met


class AheadPaginator(Paginator):
    """Reads one row more than a page instead of counting, for Django's answers to autocompletion."""

    def validate_number(self, number: int | str) -> int:
        """Return the number of a page that may exist; anything else is the first."""
        wanted = int(number) if str(number).isascii() and str(number).isdecimal() else 1
        return min(max(wanted, 1), MAX_PAGE)

    def page(self, number: int | str) -> Page:
        """Return a page that knows whether there is another."""
        wanted = self.validate_number(number)
        start = (wanted - 1) * self.per_page
        rows = list(self.object_list[start : start + self.per_page + 1])
        self.count = start + len(rows)
        return Page(rows[: self.per_page], wanted, self)

    count: int = 0


class OpenChangeList(ChangeList):
    """A ChangeList of one bounded query. ``carried`` are parameters that its links and its search form keep."""

    carried: dict[str, str] = {}
    more = False

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.carried = getattr(request, "desk_carried", {})
        super().__init__(request, *args)

    def get_results(self, request: HttpRequest) -> None:
        """Read one page and one row more."""
        page = min(max(self.page_num, 1), MAX_PAGE)
        start = (page - 1) * self.list_per_page
        rows = self._rows(start, start + self.list_per_page + 1)
        self.more = len(rows) > self.list_per_page and page < MAX_PAGE
        self.page_num = page
        self.paginator = OpenPaginator(self.queryset, self.list_per_page, met=start + len(rows))
        self.result_list = rows[: self.list_per_page]
        self.result_count = start + len(self.result_list)
        self.full_result_count = None
        self.show_full_result_count = False
        self.show_admin_actions = True
        self.can_show_all = False
        self.multi_page = self.more or page > 1

    def _rows(self, start: int, stop: int) -> list[Any]:
        if start <= NEAR * self.list_per_page:
            return list(self.queryset[start:stop])
        numbers = list(self.queryset.values_list("pk", flat=True)[start:stop])
        rows = self.apply_select_related(self.root_queryset.filter(pk__in=numbers).order_by())
        found = {row.pk: row for row in rows}
        return [found[pk] for pk in numbers if pk in found]

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        """Keep ``carried`` in every link of the list."""
        return super().get_query_string({**self.carried, **(new_params or {})}, remove)

    @property
    def next_query(self) -> str:
        """The query string of the next page."""
        return self.get_query_string({PAGE_VAR: self.page_num + 1})

    @property
    def previous_query(self) -> str:
        """The query string of the page before."""
        return self.get_query_string({PAGE_VAR: self.page_num - 1})


class DeskModelAdmin(admin.ModelAdmin):
    """What every list and form of the desk shares. No bulk deletion; one page of 50.

    What a form changes is told in the audit, in the transaction of the change: Django's own hooks for its LogEntry,
    of which no row is written, are where it is done.
    """

    list_per_page = 50
    show_full_result_count = False
    paginator = AheadPaginator
    actions_on_top = False
    actions_on_bottom = True
    actions: Any = None

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Name the list after what is in it."""
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say what is added in the desk's own words."""
        title = _("Add %(name)s") % {"name": self.opts.verbose_name}
        return super().add_view(request, form_url, {"title": title, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Write labels without a colon."""
        context["adminform"].form.label_suffix = ""
        return super().render_change_form(request, context, *args, **kwargs)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Use the list that never counts."""
        return OpenChangeList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row; before a change remember what it said."""
        row = super().get_object(request, object_id, from_field)
        if row is not None and request.method == "POST":
            _remembered(request)[(row._meta.label_lower, row.pk)] = facts_of(row)
        return row

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Tell the audit of a new row."""
        note_added(obj, by=asker(request))

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Tell the audit what is different."""
        before = _remembered(request).get((obj._meta.label_lower, obj.pk))
        if before is not None:
            note_changed(obj, before, by=asker(request))

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Tell the audit what is about to go; Django calls this before it does."""
        for row in queryset:
            note_deleted(row, by=asker(request))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send to what the audit says of this row; that page asks for its own permission."""
        query = urlencode({"thing": f"{self.opts.label_lower}:{object_id}"})
        return HttpResponseRedirect(f"{reverse('admin:desk_audit')}?{query}")


def _remembered(request: HttpRequest) -> dict[tuple[str, Any], Facts]:
    """Return what rows said before this request changed them."""
    if not hasattr(request, "desk_before"):
        request.desk_before = {}  # type: ignore[attr-defined]
    return request.desk_before  # type: ignore[attr-defined]
