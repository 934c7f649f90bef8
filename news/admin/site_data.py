"""What stands around every page: identity, licences, footer, friend links, fixed pages."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from js_asset import Media

from news.admin.paging import DeskModelAdmin
from news.forms.links import FriendLinkForm
from news.forms.site import PageForm, SiteIdentityForm
from news.media.qr import qr_data_uri
from news.models import FooterEntry, FriendLink, Licence, Page, SiteIdentity
from news.reading.footer_file import write_footer_file


class FooterAdmin(DeskModelAdmin):
    """Rows that stand in the footer: the kept copy of it is written anew after every change."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, then write the footer."""
        super().save_model(request, obj, form, change)
        transaction.on_commit(write_footer_file)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, then write the footer."""
        super().delete_model(request, obj)
        transaction.on_commit(write_footer_file)


@admin.register(SiteIdentity)
class SiteIdentityAdmin(FooterAdmin):
    """One row, so the list is the form."""

    form = SiteIdentityForm
    readonly_fields = ["qr_preview"]
    fieldsets = [
        (None, {"fields": ["name", "domain", "slogan", "founded", "topics_in_nav"]}),
        (
            gettext_lazy("Operator"),
            {"fields": ["company", "address", "phone", "qq", "submission_mail", "legal_counsel"]},
        ),
        (gettext_lazy("Reports of illegal content"), {"fields": ["report_phone", "report_mail"]}),
        (
            gettext_lazy("WeChat"),
            {"fields": ["wechat_name", "wechat_qr_text", "wechat_qr_file", "qr_preview", "wechat_caption"]},
        ),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Go to the one form there is."""
        if SiteIdentity.objects.filter(pk=1).exists() or not self.has_add_permission(request):
            return HttpResponseRedirect(reverse("admin:news_siteidentity_change", args=[1]))
        return HttpResponseRedirect(reverse("admin:news_siteidentity_add"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only while there is none."""
        return super().has_add_permission(request) and not SiteIdentity.objects.filter(pk=1).exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A site has an identity."""
        return False

    def save_model(self, request: HttpRequest, obj: SiteIdentity, form: Any, change: bool) -> None:
        """Save as the one row."""
        obj.pk = 1
        super().save_model(request, obj, form, change)

    def response_post_save_change(self, request: HttpRequest, obj: SiteIdentity) -> HttpResponse:
        """Stay on the form: there is no list to return to."""
        return HttpResponseRedirect(reverse("admin:news_siteidentity_change", args=[1]))

    response_post_save_add = response_post_save_change

    @admin.display(description=gettext_lazy("QR code as readers see it"))
    def qr_preview(self, site: SiteIdentity) -> SafeString | str:
        """Show the account's code: the uploaded picture, else one made from the content."""
        if site.wechat_qr_file:
            return format_html(
                '<img class="d-qr" src="{}" alt="{}" width="160" height="160">',
                site.wechat_qr_file.url,
                site.wechat_name,
            )
        if site.wechat_qr_text:
            data, side = qr_data_uri(site.wechat_qr_text)
            return format_html(
                '<img class="d-qr" src="{}" alt="{}" width="{}" height="{}">', data, site.wechat_name, side, side
            )
        return _("none yet")


@admin.register(Licence)
class LicenceAdmin(FooterAdmin):
    """Licence rows, in the order of the footer."""

    list_display = ["number", "label", "kind", "valid_until", "position"]
    ordering = ["position", "pk"]
    sortable_by = ()


@admin.register(FooterEntry)
class FooterEntryAdmin(FooterAdmin):
    """The footer's first line."""

    list_display = ["label", "page", "position"]
    ordering = ["position", "pk"]
    sortable_by = ()


@admin.register(FriendLink)
class FriendLinkAdmin(DeskModelAdmin):
    """Links on the front page."""

    form = FriendLinkForm
    list_display = ["name", "url", "position"]
    ordering = ["position", "pk"]
    sortable_by = ()


@admin.register(Page)
class PageAdmin(DeskModelAdmin):
    """The fixed pages."""

    form = PageForm
    list_display = ["title", "slug", "updated_at"]
    ordering = ["pk"]
    sortable_by = ()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Give the editor's import map the nonce of this answer."""
        context["media"] = Media.from_media(context["media"]).with_nonce(request.csp_nonce)  # type: ignore[attr-defined]
        return super().render_change_form(request, context, *args, **kwargs)
