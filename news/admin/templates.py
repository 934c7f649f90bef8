"""Story templates on the desk: kept from a story, listed, renamed, thrown away; the writing page offers them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.admin.asking import asker
from news.admin.numbers import number
from news.admin.paging import DeskModelAdmin
from news.editorial.access import display_name
from news.editorial.templates import frame_for, may_change, save_template
from news.errors import BadInput, Refused
from news.models import Article, StoryTemplate
from news.rules.frames import filled
from news.rules.snapshot import Snapshot

OFFERED = 40


@admin.register(StoryTemplate)
class StoryTemplateAdmin(DeskModelAdmin):
    """One's own templates and the house's. What is in one comes from a story, never from a form here."""

    list_display = ["name", "whose", "changed_at", "start"]
    search_fields = ["name"]
    fields = ["name"]
    ordering = ["name", "pk"]
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoryTemplate]:
        """Leave out what belongs to others."""
        return StoryTemplate.objects.open_to(asker(request).pk).select_related("owner").order_by(*self.ordering)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever writes has templates."""
        return request.user.has_perm("news.add_article")

    def has_view_permission(self, request: HttpRequest, obj: StoryTemplate | None = None) -> bool:
        """Whoever writes sees the house's and their own."""
        return request.user.has_perm("news.add_article")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """One is kept from a story."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: StoryTemplate | None = None) -> bool:
        """One's own; the house's with the permission."""
        return self.has_view_permission(request) and (obj is None or may_change(obj, asker(request), "change"))

    def has_delete_permission(self, request: HttpRequest, obj: StoryTemplate | None = None) -> bool:
        """One's own; the house's with the permission."""
        return self.has_view_permission(request) and (obj is None or may_change(obj, asker(request), "delete"))

    @admin.display(description=gettext_lazy("whose"))
    def whose(self, template: StoryTemplate) -> str:
        """Show for whom it is."""
        return display_name(template.owner) if template.owner else _("everybody")

    @admin.display(description="")
    def start(self, template: StoryTemplate) -> SafeString:
        """Lead to a new story."""
        return format_html('<a class="d-btn" href="{}">{}</a>', start_url(template.pk), _("Write from it"))


def start_url(template_id: int) -> str:
    """Return where a new story starts from a template."""
    return reverse("admin:news_article_add", query={"template": template_id})


def offered(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Return (name, address, one's own) of the templates that the page for a new story offers. One query."""
    rows = StoryTemplate.objects.open_to(asker(request).pk).offered()[:OFFERED]
    return [(row.name, start_url(row.pk), row.owner_id is not None) for row in rows]


def asked_frame(request: HttpRequest) -> Snapshot | None:
    """Return the frame that ``?template=`` asks for, dated today; None without one, with a word if it is gone."""
    asked = request.GET.get("template")
    if not asked:
        return None
    try:
        return filled(frame_for(number(asked) or 0, by=asker(request)), timezone.localdate())
    except BadInput as error:
        if request.method != "POST":
            messages.error(request, str(error))
        return None


def keep_template(request: HttpRequest, article_id: int) -> HttpResponse:
    """Ask for the name, then keep the story's frame (POST)."""
    if not (request.user.has_perm("news.view_article") and request.user.has_perm("news.add_article")):
        raise PermissionDenied
    article = Article.objects.only("desk_title").filter(pk=article_id).first()
    if article is None:
        raise Http404(_("There is no article %(id)s.") % {"id": article_id})
    refused: Refused | None = None
    name, house = request.POST.get("name", ""), request.POST.get("house") == "1"
    if request.method == "POST":
        try:
            template, new = save_template(article_id, name=name, by=asker(request), house=house)
        except Refused as error:
            refused = error
        else:
            said = _("Kept as the template “%(name)s”.") if new else _("The template “%(name)s” has the new frame.")
            messages.success(request, said % {"name": template.name})
            return HttpResponseRedirect(reverse("admin:news_article_change", args=[article_id]))
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Save as a template"),
        "subtitle": None,
        "article": article,
        "name": name,
        "house": house,
        "may_house": request.user.has_perm("news.add_storytemplate"),
        "refused": refused,
    }
    return TemplateResponse(request, "desk/template.html", context, status=400 if refused else 200)
