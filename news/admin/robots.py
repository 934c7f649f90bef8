"""Group robots: which group is told of what, and whether it arrives."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from tree_queries.forms import TreeNodeChoiceField

from news.admin.asking import asker
from news.admin.columns import yes_no
from news.admin.paging import DeskModelAdmin
from news.distribution.problems import Undelivered
from news.distribution.robots import https, say
from news.editorial.access import display_name
from news.editorial.outbox import robot_answered
from news.forms.robot import RobotForm
from news.models import Channel, Robot
from news.models.robot import EVENTS


class BranchField(TreeNodeChoiceField):
    """Channels of a select, indented by full-width blanks."""

    def label_from_instance(self, obj: Channel) -> str:
        """Return the name behind its depth."""
        return f"{'　' * getattr(obj, 'tree_depth', 0)}{obj.name}"


@admin.register(Robot)
class RobotAdmin(DeskModelAdmin):
    """The address with its key and the secret are written, never read back."""

    form = RobotForm
    list_display = [
        "name",
        "kind",
        "key",
        "branch",
        "told_of",
        yes_no("active", gettext_lazy("active")),
        "last_sent_at",
        "last_error",
    ]
    sortable_by = ()
    change_form_template = "admin/news/robot/change_form.html"
    connect = staticmethod(https)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Robot]:
        """Load the branch with the row."""
        return super().get_queryset(request).select_related("channel")

    def get_urls(self) -> list[Any]:
        """Add the test message."""
        test: URLPattern = path(
            "<int:robot_id>/test/", self.admin_site.admin_view(self.test_view), name="news_robot_test"
        )
        return [test, *super().get_urls()]

    def get_fields(self, request: HttpRequest, obj: Robot | None = None) -> list[str]:
        """Show the state only of a robot that is there; who may not change it sees the masked address."""
        if obj is not None and not self.has_change_permission(request, obj):
            return ["name", "kind", "address", "branch", "told_of", "active", "last_sent_at", "last_error"]
        forget = ["forget_secret"] if obj is not None and obj.secret else []
        state = ["last_sent_at", "last_error"] if obj is not None else []
        return ["name", "kind", "url", "secret", *forget, "channel", "kinds", "active", *state]

    def get_readonly_fields(self, request: HttpRequest, obj: Robot | None = None) -> list[str]:
        """The state is the worker's."""
        return ["last_sent_at", "last_error", "address", "branch", "told_of"]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offer the channels as an indented tree."""
        if db_field.name == "channel":
            return BranchField(
                Channel.objects.all(),
                required=False,
                label=_("only stories of"),
                empty_label=_("every channel"),
                help_text=_("With everything below it."),
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @method_decorator(require_POST)
    def test_view(self, request: HttpRequest, robot_id: int) -> HttpResponse:
        """Write one line into the group now and show what the service answers."""
        robot = Robot.objects.filter(pk=robot_id).first()
        if not self.has_change_permission(request, robot):
            raise PermissionDenied
        if robot is None:
            raise Http404
        text = _("A test from the newsroom, sent by %(name)s.") % {"name": display_name(asker(request))}
        try:
            say(robot, text, connect=self.connect)
        except Undelivered as problem:
            robot_answered(robot.pk, str(problem))
            messages.error(request, _("It did not arrive. %(reason)s") % {"reason": problem})
        else:
            robot_answered(robot.pk)
            messages.success(request, _("The service took the message; look into the group."))
        return HttpResponseRedirect(reverse("admin:news_robot_change", args=[robot.pk]))

    @admin.display(description=gettext_lazy("key"))
    def key(self, robot: Robot) -> str:
        """Show which key it is, for a list of several robots of one service."""
        return robot.masked_key

    @admin.display(description=gettext_lazy("webhook address"))
    def address(self, robot: Robot) -> str:
        """Show the address without its key."""
        return robot.masked_url

    @admin.display(description=gettext_lazy("only stories of"))
    def branch(self, robot: Robot) -> str:
        """Show the branch."""
        return robot.channel.name if robot.channel else _("every channel")

    @admin.display(description=gettext_lazy("told of"))
    def told_of(self, robot: Robot) -> str:
        """Show the kinds in words."""
        return "、".join(str(name) for kind, name in EVENTS.items() if kind in robot.kinds)
