"""Keywords and sources."""

from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from taggit.models import Tag

from news.admin.columns import yes_no
from news.admin.paging import DeskModelAdmin
from news.enums import DisclaimerUse
from news.forms.channel import KeywordForm
from news.models import Disclaimer, Keyword, Source
from news.text.keywords import keyword_key

# taggit's own tags are not used: keywords are a table of their own.
admin.site.unregister(Tag)


@admin.register(Keyword)
class KeywordAdmin(DeskModelAdmin):
    """The address of a keyword never changes with its name."""

    form = KeywordForm
    list_display = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]
    readonly_fields = ["slug"]
    fields = ["name", "slug"]
    sortable_by = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Keyword], search_term: str
    ) -> tuple[QuerySet[Keyword], bool]:
        """Find by the key, so that width and letter case do not matter."""
        key = keyword_key(search_term)
        return (queryset.filter(key__contains=key) if key else queryset), False


@admin.register(Source)
class SourceAdmin(DeskModelAdmin):
    """Where stories come from."""

    list_display = [
        "name",
        yes_no("own", gettext_lazy("our own")),
        yes_no("designated", gettext_lazy("on the designated list")),
        "homepage",
    ]
    list_filter = ["own", "designated"]
    search_fields = ["name"]
    sortable_by = ()
    ordering = ["-own", "name"]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: object
    ) -> ModelChoiceField | None:
        """Offer only reprint statements."""
        if db_field.name == "reprint_statement":
            kwargs["queryset"] = Disclaimer.objects.filter(use=DisclaimerUse.REPRINT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
