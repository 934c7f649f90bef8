"""Channels as a tree, and the redirects that moving them leaves."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from tree_queries.forms import TreeNodeChoiceField

from news.admin.asking import asker
from news.admin.columns import yes_no
from news.admin.filters import in_tree_order
from news.admin.paging import DeskModelAdmin, OpenChangeList, OpenPaginator
from news.editorial.channels import add_redirect, delete_channel, save_channel
from news.errors import BadInput
from news.forms.channel import ChannelForm, RedirectForm
from news.models import Channel, ChannelMap, Redirect
from news.reading.tree import ChannelTree

BRANCH = yes_no("is_prefix", gettext_lazy("with everything below"))


class TreeChangeList(OpenChangeList):
    """The whole tree on one page, parents before children. One query."""

    def get_results(self, request: HttpRequest) -> None:
        """Read the tree and walk it."""
        rows = []
        tree = ChannelTree.load()
        levels = ChannelMap.of(tree.channels)
        for channel, depth in in_tree_order(tree):
            channel.desk_depth, channel.desk_levels = depth, levels.levels([channel.pk])
            rows.append(channel)
        self.result_list, self.result_count = rows, len(rows)
        self.paginator = OpenPaginator(rows, max(len(rows), 1), met=len(rows))
        self.full_result_count = None
        self.show_full_result_count = self.can_show_all = self.multi_page = self.more = False
        self.show_admin_actions = False


class IndentedChoiceField(TreeNodeChoiceField):
    """Channels of a select, indented by full-width blanks."""

    def label_from_instance(self, obj: Channel) -> str:
        """Return the name behind its depth."""
        return f"{'　' * getattr(obj, 'tree_depth', 0)}{obj.name}"


@admin.register(Channel)
class ChannelAdmin(DeskModelAdmin):
    """Saving and deleting go through ``editorial.channels``; its refusals stand at the field."""

    form = ChannelForm
    list_display = [
        "indented",
        "address",
        "reviews",
        "position",
        yes_no("in_nav", gettext_lazy("in the navigation")),
        "list_style",
    ]
    sortable_by = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[OpenChangeList]:
        """Use the tree."""
        return TreeChangeList

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offer the parent as an indented tree."""
        if db_field.name == "parent":
            return IndentedChoiceField(
                Channel.objects.all(),
                required=False,
                label=_("parent channel"),
                empty_label=_("none: a first-level channel"),
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("name"))
    def indented(self, channel: Channel) -> SafeString:
        """Show the name at its depth."""
        return format_html(
            '<span class="d-depth d-depth-{}">{}</span>', getattr(channel, "desk_depth", 0), channel.name
        )

    @admin.display(description=gettext_lazy("address"))
    def address(self, channel: Channel) -> str:
        """Show the address."""
        return channel.get_absolute_url()

    @admin.display(description=gettext_lazy("review levels"))
    def reviews(self, channel: Channel) -> str:
        """Show how many apply, and whether that is the channel's own figure."""
        number = ngettext("%(n)d review", "%(n)d reviews", channel.desk_levels) % {"n": channel.desk_levels}
        if channel.review_levels:
            return number
        inherited = _("%(levels)s (as above)") if channel.parent_id else _("%(levels)s (unless said otherwise)")
        return inherited % {"levels": number}

    def save_model(self, request: HttpRequest, obj: Channel, form: Any, change: bool) -> None:
        """Write through the one door."""
        save_channel(obj, by=asker(request))

    def delete_model(self, request: HttpRequest, obj: Channel) -> None:
        """Remove through the one door."""
        delete_channel(obj)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say why a channel that is in use stays."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except BadInput as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:news_channel_change", args=[object_id]))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Ask ``delete_channel`` alone; Django would list every row that hangs on a channel."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        return [str(obj) for obj in objs], {}, set(), []


@admin.register(Redirect)
class RedirectAdmin(DeskModelAdmin):
    """Exact redirects can be added; those of a branch come from moving a channel."""

    form = RedirectForm
    list_display = ["old_path", "new_path", BRANCH, "created_at"]
    search_fields = ["old_path", "new_path"]
    sortable_by = ()
    fields: Any = ["old_path", "new_path", BRANCH, "created_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Redirect | None = None) -> list[Any]:
        """Keep the old address of a row: another old address is another row."""
        return [BRANCH, "created_at", *(["old_path"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: Redirect, form: Any, change: bool) -> None:
        """Write through the one door, which collapses chains."""
        row = add_redirect(obj.old_path, obj.new_path, is_prefix=obj.is_prefix)
        obj.pk = row.pk
