"""Background tasks and failed sign-ins, which are only looked at."""

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from news.admin.asking import asker
from news.admin.paging import DeskModelAdmin
from news.editorial.audit import let_in

TASK_STATES = {
    "READY": gettext_lazy("waiting"),
    "RUNNING": gettext_lazy("running"),
    "SUCCESSFUL": gettext_lazy("finished"),
    "FAILED": gettext_lazy("failed"),
}
# Their own pages count rows and are in English; these replace them.
for model in (AccessAttempt, AccessLog, AccessFailureLog, DBTaskResult):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class OnlyLookedAt(DeskModelAdmin):
    """A table that the desk reads and never writes."""

    sortable_by = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(AccessAttempt)
class AccessAttemptAdmin(OnlyLookedAt):
    """Wrong passwords of late, by which axes locks out; each of them is in the audit too."""

    list_display = ["username", "ip_address", "failures_since_start", "attempt_time"]
    search_fields = ["username", "ip_address"]
    ordering = ["-attempt_time"]
    fields = ["username", "ip_address", "user_agent", "failures_since_start", "attempt_time"]
    actions = ["let_in_again"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never by hand: whoever is locked out is let in, the row stays."""
        return False

    def has_let_in_permission(self, request: HttpRequest) -> bool:
        """Whether the button is shown: who could delete such rows may let people in."""
        return request.user.has_perm("axes.delete_accessattempt")

    @admin.action(description=gettext_lazy("Let in again"), permissions=["let_in"])
    def let_in_again(self, request: HttpRequest, queryset: QuerySet[AccessAttempt]) -> None:
        """Let the ticked accounts try again at once from these addresses."""
        for attempt in queryset[: self.list_per_page]:
            let_in(attempt, by=asker(request))
            said = _("%(name)s may try again from %(address)s.")
            messages.success(request, said % {"name": attempt.username or "—", "address": attempt.ip_address or "—"})


class TaskFilter(admin.SimpleListFilter):
    """How far a task is, in words."""

    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the four states."""
        return list(TASK_STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[DBTaskResult]) -> QuerySet[DBTaskResult]:
        """Keep the tasks in the chosen one."""
        return queryset.filter(status=self.value()) if self.value() in TASK_STATES else queryset


@admin.register(DBTaskResult)
class TaskAdmin(OnlyLookedAt):
    """Background tasks, newest first."""

    list_display = ["name", "state", "enqueued_at", "started_at", "finished_at"]
    list_filter = [TaskFilter]
    ordering = ["-enqueued_at"]
    fields = ["name", "state", "enqueued_at", "started_at", "finished_at", "trace"]
    readonly_fields = fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Old rows go by the worker's own pruning."""
        return False

    @admin.display(description=gettext_lazy("task"))
    def name(self, task: DBTaskResult) -> str:
        """Show what it does, else its dotted name."""
        known = {"make_renditions": _("Smaller copies of a picture")}
        short = task.task_path.rsplit(".", 1)[-1]
        return known.get(short, short)

    @admin.display(description=gettext_lazy("status"))
    def state(self, task: DBTaskResult) -> str:
        """Show how far it is."""
        return str(TASK_STATES.get(str(task.status), task.status))

    @admin.display(description=gettext_lazy("what went wrong"))
    def trace(self, task: DBTaskResult) -> SafeString | str:
        """Show the traceback of a failure."""
        return format_html("<pre>{}</pre>", task.traceback) if task.traceback else "—"
