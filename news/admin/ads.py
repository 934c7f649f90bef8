"""House advertisements: what stands where, from when until when."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.admin.paging import DeskModelAdmin
from news.enums import AdPlace
from news.forms.links import AdForm
from news.models import Ad
from news.reading.ads import ad_card
from news.rules.ads import is_due

WHERE = {
    AdPlace.MASTHEAD: gettext_lazy("Below the masthead of the home page, channels, lists and articles."),
    AdPlace.HOME: gettext_lazy("On the home page, behind its third row of blocks."),
    AdPlace.RAIL: gettext_lazy("In the side column of channels and articles."),
    AdPlace.ARTICLE: gettext_lazy("Below the text of every article, before the previous and the next one."),
}
NEVER = gettext_lazy("Never in large type, in print, in previews, or on articles marked for minors.")


@admin.register(Ad)
class AdAdmin(DeskModelAdmin):
    """Several at one place take turns; what is over stays here, switched off by the clock."""

    form = AdForm
    list_display = ["title", "place", "state", "starts_at", "ends_at", "weight", "position"]
    list_filter = ["place", "active"]
    raw_id_fields = ["image"]
    readonly_fields = ["state", "shown_where", "preview"]
    ordering = ["place", "position", "pk"]
    sortable_by = ()
    fieldsets = [
        (None, {"fields": ["place", "shown_where", "title", "image", "link", "preview"]}),
        (
            gettext_lazy("When"),
            {"fields": ["state", "active", "starts_at", "ends_at", "weight", "position"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ad]:
        """Load the picture with the row."""
        return super().get_queryset(request).select_related("image")

    @admin.display(description=gettext_lazy("state"))
    def state(self, ad: Ad) -> SafeString | str:
        """Show whether readers get it now."""
        if ad._state.adding:
            return "—"
        now = timezone.now()
        if not ad.active:
            shape, word = "off", _("switched off")
        elif is_due(ad, now):
            shape, word = "live", _("being shown")
        elif ad.starts_at > now:
            shape, word = "scheduled", _("not begun yet")
        else:
            shape, word = "off", _("over")
        return format_html('<span class="d-st d-st-{}">{}</span>', shape, word)

    @admin.display(description=gettext_lazy("where it is shown"))
    def shown_where(self, ad: Ad) -> SafeString:
        """Say on which pages its place is; of a new one all places."""
        places = [AdPlace(ad.place)] if not ad._state.adding else list(AdPlace)
        lines = [f"{place.label}：{WHERE[place]}" for place in places]
        return format_html("{}<br>{}", "　".join(lines), NEVER)

    @admin.display(description=gettext_lazy("as readers see it"))
    def preview(self, ad: Ad) -> SafeString | str:
        """Show the saved one with its label."""
        if ad._state.adding:
            return _("After saving.")
        return format_html(
            '<div class="d-adview">{}</div>', render_to_string("components/ad.html", {"ad": ad_card(ad)})
        )
