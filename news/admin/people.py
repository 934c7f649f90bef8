"""The register of staff; roles. Accounts are in ``accounts``."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from news.admin.paging import DeskModelAdmin
from news.editorial.accounts import role_name
from news.editorial.signed_before import look_again
from news.forms.site import StaffMemberForm
from news.models import StaffMember
from news.rules.roles import ROLES

RIGHT_NAMES = {
    "view": pgettext_lazy("right", "view"),
    "add": pgettext_lazy("right", "add"),
    "change": pgettext_lazy("right", "change"),
    "delete": pgettext_lazy("right", "delete"),
    "publish": pgettext_lazy("right", "publish"),
    "withdraw": pgettext_lazy("right", "unpublish and retract"),
    "review_first": pgettext_lazy("right", "first review"),
    "review_second": pgettext_lazy("right", "second review"),
    "sign_off_article": pgettext_lazy("right", "final review and sign-off"),
    "fast_article": pgettext_lazy("right", "fast lane"),
    "override_check": pgettext_lazy("right", "override a blocking check"),
    "release_hold": pgettext_lazy("right", "release and hand over what others hold"),
}
RIGHTS_OF = ("news", "auth", "axes", "django_tasks_database")
# The desk's own page takes the place of Django's.
admin.site.unregister(Group)


@admin.register(StaffMember)
class StaffMemberAdmin(DeskModelAdmin):
    """Who may speak for the site."""

    form = StaffMemberForm
    list_display = ["name", "card_number", "job", "status", "valid_until"]
    list_filter = ["status"]
    search_fields = ["name", "card_number"]
    raw_id_fields = ["photo"]
    sortable_by = ()

    def save_model(self, request: HttpRequest, obj: StaffMember, form: Any, change: bool) -> None:
        """Save; who has a new name, or is back, may have signed stories that are out."""
        if {"name", "status"} & set(form.changed_data):
            look_again(obj)
        super().save_model(request, obj, form, change)

    @admin.display(description=_("job title"))
    def job(self, person: StaffMember) -> str:
        """Show what the person does."""
        return person.position


def right_name(permission: Permission) -> str:
    """Return a right in the desk's language: what is done, and to what."""
    model = permission.content_type.model_class()
    thing = str(model._meta.verbose_name) if model else permission.content_type.model
    act, _sign, _rest = permission.codename.partition("_")
    act = permission.codename if permission.codename in RIGHT_NAMES else act
    if act in RIGHT_NAMES:
        return f"{thing}：{RIGHT_NAMES[act]}"
    return f"{thing}：{permission.name}"


class RightsField(forms.ModelMultipleChoiceField):
    """Rights in words."""

    def label_from_instance(self, obj: Permission) -> str:
        """Return the words."""
        return right_name(obj)


@admin.register(Group)
class RoleAdmin(DeskModelAdmin, GroupAdmin):
    """Roles. Those of the product are made from its table of rights at every migration."""

    list_display = ["role"]
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        """Show them in the order of the newsroom."""
        return super().get_queryset(request).order_by("pk")

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """In the order in which they were made."""
        return ["pk"]

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """A role of the product stays."""
        return super().has_delete_permission(request, obj) and not (obj and obj.name in ROLES)

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> list[str]:
        """The product's own roles are fixed; the next migration would undo a change."""
        return ["role", "rights"] if obj and obj.name in ROLES else []

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer what the desk knows, in its language."""
        if db_field.name == "permissions":
            return RightsField(
                Permission.objects.filter(content_type__app_label__in=RIGHTS_OF).select_related("content_type"),
                required=False,
                label=_("Rights"),
                widget=FilteredSelectMultiple(_("Rights"), False),
            )
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Group | None = None) -> list[str]:
        """Show the rights of the product's roles as words."""
        return ["role", "rights"] if obj and obj.name in ROLES else ["name", "permissions"]

    @admin.display(description=_("Rights"))
    def rights(self, group: Group) -> SafeString:
        """List the rights."""
        rows = group.permissions.select_related("content_type").order_by("content_type__app_label", "pk")
        return format_html(
            '<ul class="d-rights">{}</ul>', format_html_join("", "<li>{}</li>", ((right_name(row),) for row in rows))
        )

    @admin.display(description=_("role"))
    def role(self, group: Group) -> str:
        """Show the translated name."""
        return role_name(group)
