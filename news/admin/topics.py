"""专题: topics in the admin. What stands in one is put together on its contents page (``topic_contents``)."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.admin.asking import asker
from news.admin.paging import DeskModelAdmin
from news.admin.topic_contents import contents_page, preview_page, push_page, section_page, step_page
from news.editorial.topics import LAUNCH, may_change, remove_topic, save_topic
from news.enums import TopicState
from news.errors import Refused
from news.forms.topic import TopicForm
from news.models import Topic

SHAPES = {TopicState.LIVE: "live", TopicState.SCHEDULED: "scheduled", TopicState.ENDED: "off"}


@admin.register(Topic)
class TopicAdmin(DeskModelAdmin):
    """Address and opening stay once readers have seen it; deleting then leaves a 410 at the address."""

    form = TopicForm
    list_display = ["title", "said", "opens_at", "closes_at", "position", "contents"]
    search_fields = ["title"]
    raw_id_fields = ["banner"]
    ordering = ["position", "-pk"]
    sortable_by = ()
    change_form_template = "admin/news/topic/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        """Leave out what was taken off."""
        return Topic.objects.filter(removed_at=None).order_by(*self.ordering)

    def get_readonly_fields(self, request: HttpRequest, obj: Topic | None = None) -> tuple[str, ...]:
        """Close the address once readers know it, and the dates to who may not launch."""
        closed = ("slug",) if obj and obj.was_public() else ()
        return closed if request.user.has_perm(LAUNCH) else (*closed, "opens_at", "closes_at")

    def has_change_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        """One that readers see or will see takes the permission to launch."""
        return super().has_change_permission(request, obj) and (obj is None or may_change(obj, asker(request)))

    def get_urls(self) -> list[URLPattern]:
        """Add the contents page and what belongs to it."""
        wrap = self.admin_site.admin_view
        pages: dict[str, tuple[Callable[..., HttpResponse], str]] = {
            "<int:topic_id>/contents/": (contents_page, "desk_topic"),
            "<int:topic_id>/contents/section/<int:section_id>/": (section_page, "desk_topic_section"),
            "<int:topic_id>/contents/step/<int:step_id>/": (step_page, "desk_topic_step"),
            "<int:topic_id>/preview/": (preview_page, "desk_topic_preview"),
            "push/": (push_page, "desk_topic_push"),
        }
        own = [path(route, wrap(view), name=name) for route, (view, name) in pages.items()]
        return [*own, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        """Write it by the verb."""
        save_topic(obj, by=asker(request))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say a refusal in words instead of an error page."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.path)

    def response_add(self, request: HttpRequest, obj: Topic, post_url_continue: str | None = None) -> HttpResponse:
        """Go on with what shall stand in it."""
        messages.success(request, _("“%(name)s” is added. Now choose what stands in it.") % {"name": obj})
        return HttpResponseRedirect(reverse("admin:desk_topic", args=[obj.pk]))

    def delete_model(self, request: HttpRequest, obj: Topic) -> None:
        """Take it off by the verb."""
        if remove_topic(obj, by=asker(request)):
            messages.info(request, _("Readers knew it: its address now says that it is gone."))

    @admin.display(description=gettext_lazy("state"))
    def said(self, topic: Topic) -> SafeString:
        """Show what it is for readers."""
        state = topic.state()
        return format_html('<span class="d-st d-st-{}">{}</span>', SHAPES.get(state, "draft"), state.label)

    @admin.display(description="")
    def contents(self, topic: Topic) -> SafeString:
        """Lead to what stands in it."""
        return format_html(
            '<a class="d-btn" href="{}">{}<span class="visually-hidden"> {}</span></a>',
            reverse("admin:desk_topic", args=[topic.pk]),
            _("Contents"),
            topic,
        )
