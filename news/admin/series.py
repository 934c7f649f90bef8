"""Series: the rows that stories name. Which stories stand in one, and where, is part of each story's text."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.admin.paging import DeskModelAdmin
from news.models import Series


@admin.register(Series)
class SeriesAdmin(DeskModelAdmin):
    """One that a signed-off story stands in is not deleted, and its address stays."""

    list_display = ["name", "description", "address"]
    search_fields = ["name"]
    fields = ["name", "slug", "description", "cover"]
    raw_id_fields = ["cover"]
    ordering = ["-pk"]
    sortable_by = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Series | None = None) -> tuple[str, ...]:
        """Close the address once a story was signed off in it: addresses never die."""
        return ("slug",) if obj and obj.articles.exists() else ()

    @admin.display(description=gettext_lazy("address"))
    def address(self, series: Series) -> SafeString:
        """Lead to what readers see."""
        return format_html(
            '<a href="{}" target="_blank" rel="noopener">{}<span class="visually-hidden"> ({})</span></a>',
            reverse("series", args=[series.slug]),
            series.get_absolute_url(),
            _("View on site"),
        )
