"""Review times, and how much each check weighs: one page each, one save."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from news.admin.asking import asker
from news.admin.numbers import number
from news.admin.paging import DeskModelAdmin
from news.editorial.desk_rules import MOST_MINUTES, TIMES, desk_rules, label_of, set_times, set_weights, weights
from news.enums import CheckLevel
from news.errors import Refused
from news.models import CheckRule, DeskRules
from news.reading.audit import CHECKS
from news.rules.findings import ADJUSTABLE


class OnePageAdmin(DeskModelAdmin):
    """The list's address is one form; Django's own pages for rows are closed."""

    def get_urls(self) -> list[URLPattern]:
        """Only the page itself."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name=f"{name}_changelist"), path("", view, name=f"{name}_add")]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are the page's own business."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows are the page's own business."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the page, or save it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_change = self.has_change_permission(request)
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            try:
                self.save(request)
                messages.success(request, _("Saved; it holds from now on."))
                return HttpResponseRedirect(request.path)
            except Refused as error:
                messages.error(request, str(error))
        context = {
            **self.admin_site.each_context(request),
            "title": self.opts.verbose_name_plural,
            "subtitle": None,
            "opts": self.opts,
            "editable": may_change,
            **self.shown(request),
        }
        return TemplateResponse(request, f"desk/{self.opts.model_name}.html", context)

    def save(self, request: HttpRequest) -> None:
        """Write what was sent. Raises Refused."""
        raise NotImplementedError

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the page shows, with what was sent where it was refused."""
        raise NotImplementedError


@admin.register(DeskRules)
class DeskRulesAdmin(OnePageAdmin):
    """How long a story may wait at each level before it is overdue."""

    def save(self, request: HttpRequest) -> None:
        """Write the times."""
        set_times(by=asker(request), minutes={name: number(request.POST.get(name, "")) or 0 for name in TIMES})

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        """Return (name, label, minutes)."""
        rules = desk_rules()
        fields = []
        for name in TIMES:
            fields.append((name, label_of(name), request.POST.get(name, getattr(rules, name))))
        return {"fields": fields, "most": MOST_MINUTES}


@admin.register(CheckRule)
class CheckRuleAdmin(OnePageAdmin):
    """Which findings only hint and which block, where the newsroom may choose."""

    def save(self, request: HttpRequest) -> None:
        """Write the weights."""
        sent = {check: request.POST.get(check, "") for check in ADJUSTABLE if check in request.POST}
        chosen = {check: CheckLevel(word) if word in CheckLevel.values else None for check, word in sent.items()}
        set_weights(by=asker(request), chosen=chosen, names={check: str(name) for check, name in CHECKS.items()})

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        """Return (id, name, own weight or '', weight that it comes with)."""
        own = weights()
        rows = [
            (check, CHECKS.get(check, check), request.POST.get(check, own[check] or ""), default.label)
            for check, default in ADJUSTABLE.items()
        ]
        return {"rows": rows, "levels": CheckLevel.choices}
