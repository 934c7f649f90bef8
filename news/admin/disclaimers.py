"""Disclaimers, with every text they ever had."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from news.admin.asking import asker
from news.admin.columns import yes_no
from news.admin.paging import DeskModelAdmin
from news.editorial.disclaimers import save_disclaimer
from news.models import Disclaimer, DisclaimerVersion


class VersionInline(admin.TabularInline):
    """The texts, newest first; they are only read."""

    model = DisclaimerVersion
    fields = ["number", "text", "created_at"]
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A version comes with a change of the text."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A version is never changed."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees a disclaimer sees its versions."""
        return request.user.has_perm("news.view_disclaimer")


@admin.register(Disclaimer)
class DisclaimerAdmin(DeskModelAdmin):
    """Saving goes through ``save_disclaimer``, which keeps one default per use."""

    list_display = ["label", "use", yes_no("is_default", gettext_lazy("the site's default for this use"))]
    fields = ["use", "label", "text", "is_default"]
    inlines = [VersionInline]
    sortable_by = ()

    def save_model(self, request: HttpRequest, obj: Disclaimer, form: Any, change: bool) -> None:
        """Write the row and its version."""
        save_disclaimer(obj, by=asker(request))
