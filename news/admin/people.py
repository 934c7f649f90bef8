"""The register of staff; accounts and roles."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from news.admin.columns import yes_no
from news.admin.paging import DeskModelAdmin
from news.editorial.access import display_name
from news.forms.site import StaffMemberForm
from news.models import StaffMember
from news.rules.roles import ROLES

ROLE_NAMES = {
    "reporter": pgettext_lazy("role", "Reporter"),
    "first": pgettext_lazy("role", "First reviewer"),
    "second": pgettext_lazy("role", "Second reviewer"),
    "final": pgettext_lazy("role", "Final reviewer"),
    "chief": pgettext_lazy("role", "Editor-in-chief"),
    "site": pgettext_lazy("role", "Site manager"),
    "auditor": pgettext_lazy("role", "Auditor"),
}
RIGHT_NAMES = {
    "view": pgettext_lazy("right", "view"),
    "add": pgettext_lazy("right", "add"),
    "change": pgettext_lazy("right", "change"),
    "delete": pgettext_lazy("right", "delete"),
    "publish": pgettext_lazy("right", "publish"),
    "withdraw": pgettext_lazy("right", "unpublish and retract"),
}
# Rights over what readers see and over other people: handed out and touched only by those who have them.
GUARDED = {
    "news.publish_article",
    "news.withdraw_article",
    "news.delete_article",
    "auth.change_group",
    "auth.add_group",
    "auth.delete_group",
}
RIGHTS_OF = ("news", "auth", "axes", "django_tasks_database")
# The desk's own pages for accounts take the place of Django's.
admin.site.unregister([User, Group])


@admin.register(StaffMember)
class StaffMemberAdmin(DeskModelAdmin):
    """Who may speak for the site."""

    form = StaffMemberForm
    list_display = ["name", "card_number", "job", "status", "valid_until"]
    list_filter = ["status"]
    search_fields = ["name", "card_number"]
    raw_id_fields = ["photo"]
    sortable_by = ()

    @admin.display(description=_("job title"))
    def job(self, person: StaffMember) -> str:
        """Show what the person does."""
        return person.position


class RoleField(forms.ModelMultipleChoiceField):
    """Roles by their names in the desk's language."""

    def label_from_instance(self, obj: Group) -> str:
        """Return the translated name."""
        return str(ROLE_NAMES.get(obj.name, obj.name))


@admin.register(User)
class DeskUserAdmin(DeskModelAdmin, UserAdmin):
    """Accounts. Who is not a superuser can neither make one nor touch one, nor hand out single permissions."""

    list_display = [
        "username",
        "person",
        yes_no("is_active", _("account open")),
        yes_no("is_superuser", _("superuser")),
        "last_login",
    ]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["username", "last_name", "first_name"]
    filter_horizontal = ()
    add_form_template = "admin/change_form.html"
    sortable_by = ()
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["last_name", "first_name", "email"]}),
        (_("Roles"), {"fields": ["groups", "is_active", "is_staff", "is_superuser"]}),
        (_("Times"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "usable_password", "password1", "password2"]}),
        (_("Person"), {"fields": ["last_name", "first_name", "groups"]}),
    ]

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        """Show roles as boxes to tick."""
        if db_field.name == "groups":
            return RoleField(
                Group.objects.filter(pk__in=_roles_within(request.user)).order_by("pk"),
                required=False,
                label=_("Roles"),
                widget=forms.CheckboxSelectMultiple,
            )
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Keep the keys of the house to superusers."""
        fixed = ["last_login", "date_joined"]
        if request.user.is_superuser:
            return fixed
        return [*fixed, "is_superuser", "is_staff", *(["groups", "is_active"] if obj == request.user else [])]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A superuser is changed only by a superuser, whoever may publish only by one who may publish too."""
        if obj is not None and obj != request.user and not _outranks(request.user, obj.get_all_permissions()):
            return False
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, not deleted: records name them."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Open the desk's door to a new account."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    @admin.display(description=_("name"))
    def person(self, user: User) -> str:
        """Show the person's name, family name first."""
        return display_name(user)


def _outranks(person: Any, rights: set[str]) -> bool:
    """True where a person holds every guarded right among ``rights``, and so may hand them out or take them."""
    return person.is_superuser or all(person.has_perm(right) for right in rights & GUARDED)


def _roles_within(person: Any) -> list[int]:
    """Return the roles that a person may give: those without a guarded right that the person has not."""
    rows = Group.objects.prefetch_related("permissions__content_type")
    return [
        group.pk
        for group in rows
        if _outranks(person, {f"{right.content_type.app_label}.{right.codename}" for right in group.permissions.all()})
    ]


def right_name(permission: Permission) -> str:
    """Return a right in the desk's language: what is done, and to what."""
    model = permission.content_type.model_class()
    thing = str(model._meta.verbose_name) if model else permission.content_type.model
    act, _sign, _rest = permission.codename.partition("_")
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
        return str(ROLE_NAMES.get(group.name, group.name))
