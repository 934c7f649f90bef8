"""Accounts at the desk: the list, the form without a password, and the pages beside it (``account_pages``)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from news.admin.account_pages import AccountPages, decides, show_link
from news.admin.asking import asker
from news.admin.columns import yes_no
from news.admin.paging import DeskModelAdmin
from news.editorial.access import display_name
from news.editorial.accounts import make_link, role_name, roles_within, save_account
from news.errors import Refused
from news.forms.people import AccountForm, RoleField

# The desk's own pages take the place of Django's.
admin.site.unregister(User)


class RoleFilter(admin.SimpleListFilter):
    """Who has a role."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """Offer every role. One query."""
        return [(str(role.pk), role_name(role)) for role in Group.objects.order_by("pk")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """Keep those who have it."""
        value = self.value() or ""
        return queryset.filter(groups=int(value)) if value.isdecimal() and len(value) < 10 else queryset


@admin.register(User)
class DeskUserAdmin(AccountPages, DeskModelAdmin, UserAdmin):
    """Saving goes through ``editorial.accounts``. Nobody sets another's password; closing is ``leave``."""

    form = add_form = AccountForm
    change_form_template = add_form_template = "admin/auth/user/change_form.html"
    list_display = [
        "username",
        "person",
        "roles",
        yes_no("is_active", _("account open")),
        yes_no("is_superuser", _("superuser")),
        "last_login",
    ]
    list_filter = ["is_active", RoleFilter]
    search_fields = ["username", "last_name", "first_name"]
    filter_horizontal = ()
    sortable_by = ()

    def get_urls(self) -> list[URLPattern]:
        """Add the pages beside the form; Django's page for setting somebody's password leads to the link."""
        pages = {"link": self.link_view, "scopes": self.scopes_view, "leave": self.leave_view, "left": self.left_view}
        mine = [
            path(f"<path:object_id>/{name}/", self.admin_site.admin_view(view), name=f"auth_user_{name}")
            for name, view in pages.items()
        ]
        return [*mine, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Read the roles with the list."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Show the superuser's mark to superusers only; times only where there are some."""
        roles = ["groups", *(["is_superuser"] if request.user.is_superuser else [])]
        times = [(_("Times"), {"fields": ["last_login", "date_joined"]})] if obj else []
        return [
            (None, {"fields": ["username"]}),
            (_("Person"), {"fields": ["last_name", "first_name", "email"]}),
            (_("Roles"), {"fields": roles}),
            *times,
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody but a superuser changes roles of his own."""
        fixed = ["last_login", "date_joined"]
        return [*fixed, "groups"] if obj == request.user and not request.user.is_superuser else fixed

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Tell the form who asks."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"asker": asker(request)})

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        """Show those roles as boxes to tick that this person may give."""
        if db_field.name == "groups":
            return RoleField(
                roles_within(asker(request)), required=False, label=_("Roles"), widget=forms.CheckboxSelectMultiple
            )
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An account above one's own is looked at only."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or obj == request.user or decides(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, not deleted: records name them."""
        return False

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Lead to the one-time link: a password that somebody else chose is nobody's."""
        return HttpResponseRedirect(reverse("admin:auth_user_link", args=[id]))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Say what was refused in the moment between checking and saving."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.get_full_path())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the ways to the pages beside the form."""
        person = kwargs.get("obj")
        if person is not None:
            context["beside"] = self.beside(request, person)
            context["closed"] = not person.is_active
        context |= {"show_save_and_add_another": False, "show_save_and_continue": person is not None}
        context["title"] = display_name(person) if person else _("Open an account")
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Write account and roles through the one door."""
        save_account(obj, by=asker(request), roles=form.roles())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write nothing more: the roles are written."""

    def log_addition(self, request: HttpRequest, obj: User, message: Any) -> None:
        """Write nothing more: the verb has told the audit."""

    log_change = log_addition

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """Show the link that the new colleague gets."""
        return show_link(request, obj, make_link(obj.pk, by=asker(request)))

    @admin.display(description=_("name"))
    def person(self, user: User) -> str:
        """Show the person's name, family name first."""
        return display_name(user)

    @admin.display(description=_("Roles"))
    def roles(self, user: User) -> str:
        """Show the roles in words."""
        names = [role_name(role) for role in sorted(user.groups.all(), key=lambda role: role.pk)]
        return "、".join(names) or "—"
