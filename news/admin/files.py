"""Videos and documents: the list, uploading one or several, where one is used, and the editor's own look-up."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from news.admin.asking import asker
from news.admin.numbers import number
from news.admin.paging import DeskModelAdmin
from news.editorial.access import display_name
from news.editorial.files import add_file, delete_file, file_uses, rename_file
from news.enums import FileKind
from news.errors import Refused
from news.forms.file import FileForm, FilesForm
from news.models import MediaFile

MAX_FILES = 20
OFFERED = 24
MAX_QUERY = 60


class KindFilter(admin.SimpleListFilter):
    """Videos or documents."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two kinds."""
        return [(str(value), str(label)) for value, label in FileKind.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[MediaFile]) -> QuerySet[MediaFile]:
        """Narrow the list."""
        return queryset.filter(kind=self.value()) if self.value() in FileKind.values else queryset


@admin.register(MediaFile)
class MediaFileAdmin(DeskModelAdmin):
    """A file's name can be changed, its bytes never; one that a text shows stays."""

    form = FileForm
    list_display = ["title", "type_and_size", "when", "by"]
    list_filter = [KindFilter]
    search_fields = ["title"]
    ordering = ["-pk"]
    sortable_by = ()
    actions = None
    change_form_template = "admin/news/mediafile/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the editor's look-up and the uses of a file."""
        wrap = self.admin_site.admin_view
        return [
            path("pick/", wrap(never_cache(require_GET(self.pick_view))), name="news_mediafile_pick"),
            path("<int:file_id>/uses/", wrap(self.uses_view), name="news_mediafile_uses"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MediaFile]:
        """Read files with who brought them."""
        return MediaFile.objects.select_related("created_by").order_by("-pk")

    @admin.display(description=gettext_lazy("type"))
    def type_and_size(self, row: MediaFile) -> str:
        """Show what it is and how large."""
        return f"{row.type_name} · {row.size_text}"

    @admin.display(description=gettext_lazy("uploaded"))
    def when(self, row: MediaFile) -> str:
        """Show when, by the newsroom's clock."""
        return date_format(timezone.localtime(row.created_at), "Y-m-d H:i")

    @admin.display(description=gettext_lazy("by"))
    def by(self, row: MediaFile) -> str:
        """Show who brought it."""
        return display_name(row.created_by) if row.created_by else "—"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take one file or several; a request that accepts JSON sends one and is answered with what became of it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = FilesForm(request.POST, request.FILES) if request.method == "POST" else FilesForm()
        if request.method == "POST" and request.headers.get("Accept", "").startswith("application/json"):
            return _answer(request, form)
        if request.method == "POST" and form.is_valid():
            if _take(request, form.cleaned_data["uploads"]):
                return HttpResponseRedirect(reverse("admin:news_mediafile_changelist"))
            return HttpResponseRedirect(reverse("admin:news_mediafile_add"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Upload videos and documents"),
            "subtitle": None,
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/news/mediafile/upload.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: MediaFile | None = None, **kwargs: Any
    ) -> HttpResponse:
        """Show the file beside its name."""
        if obj is not None:
            context |= {"row": obj, "brought_by": display_name(obj.created_by) if obj.created_by else ""}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request: HttpRequest, obj: MediaFile, form: forms.ModelForm, change: bool) -> None:
        """Keep the name."""
        rename_file(obj.pk, obj.title, by=asker(request))

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Say nothing: the verb told the audit."""

    def uses_view(self, request: HttpRequest, file_id: int) -> HttpResponse:
        """Show where a file stands; all texts are read for it, so it is a page of its own."""
        if not (request.user.has_perm("news.view_mediafile") and request.user.has_perm("news.view_article")):
            raise PermissionDenied
        row = MediaFile.objects.filter(pk=file_id).first() if number(file_id) is not None else None
        if row is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("Where the file is used"),
            "opts": self.opts,
            "row": row,
            "uses": file_uses(row),
        }
        return TemplateResponse(request, "admin/news/mediafile/uses.html", context)

    def pick_view(self, request: HttpRequest) -> JsonResponse:
        """Answer ``{"rows"}`` for ``?kind=&q=``, the newest files whose name has the words, or for ``?at=ADDRESS``.

        One query.
        """
        if not request.user.has_perm("news.view_mediafile"):
            raise PermissionDenied
        if "at" in request.GET:
            return JsonResponse(
                {"rows": [_row(row) for row in MediaFile.objects.at([request.GET["at"][:300]]).values()]}
            )
        rows = MediaFile.objects.order_by("-pk")
        if request.GET.get("kind") in FileKind.values:
            rows = rows.filter(kind=request.GET["kind"])
        words = request.GET.get("q", "").strip()[:MAX_QUERY]
        if words:
            rows = rows.filter(title__icontains=words)
        return JsonResponse({"rows": [_row(row) for row in rows[:OFFERED]]})

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse while a text shows the file; say which."""
        row = MediaFile.objects.filter(pk=number(object_id)).first() if number(object_id) is not None else None
        if row is None:
            raise Http404
        if not self.has_delete_permission(request, row):
            raise PermissionDenied
        target = reverse("admin:news_mediafile_changelist")
        if request.method == "POST":
            try:
                delete_file(row.pk, by=asker(request))
            except Refused as error:
                messages.error(request, str(error))
                target = reverse("admin:news_mediafile_change", args=[row.pk])
            else:
                messages.success(request, _("“%(name)s” was deleted.") % {"name": row.title})
            return HttpResponseRedirect(target)
        used = file_uses(row)
        if used:
            said = _("“%(title)s” shows this file; take it out there first.") % {"title": used[0].title}
            messages.error(request, said)
            return HttpResponseRedirect(reverse("admin:news_mediafile_change", args=[row.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Delete a file"),
            "subtitle": None,
            "opts": self.opts,
            "row": row,
        }
        return TemplateResponse(request, "admin/news/mediafile/delete.html", context)


def _row(row: MediaFile) -> dict[str, Any]:
    """Return what the editor needs of a file."""
    return {
        "id": row.pk,
        "url": row.address,
        "title": row.title,
        "said": f"{row.type_name} · {row.size_text}",
        "kind": row.kind,
        "page": reverse("admin:news_mediafile_change", args=[row.pk]),
    }


def _answer(request: HttpRequest, form: FilesForm) -> JsonResponse:
    """Take one file and say in JSON what became of it; ``refused`` is the reason why it was not taken."""
    if not form.is_valid():
        return JsonResponse({"refused": " ".join(str(error) for errors in form.errors.values() for error in errors)})
    file = form.cleaned_data["uploads"][0]
    try:
        row, new = add_file(file, by=asker(request), name=file.name)
    except Refused as error:
        return JsonResponse({"refused": str(error)})
    return JsonResponse({**_row(row), "new": new, "said_of": "" if new else _known(row)})


def _known(row: MediaFile) -> str:
    return _("The same file is there already, as “%(name)s”; that one was kept.") % {"name": row.title}


def _take(request: HttpRequest, files: list[Any]) -> int:
    """Take the files of a form without a script; return how many are there now."""
    taken = 0
    for file in files[MAX_FILES:]:
        said = _("“%(file)s”: at most %(n)d files at once; upload it again.")
        messages.error(request, said % {"file": file.name, "n": MAX_FILES})
    for file in files[:MAX_FILES]:
        try:
            row, new = add_file(file, by=asker(request), name=file.name)
        except Refused as error:
            messages.error(request, _("“%(file)s”: %(reason)s") % {"file": file.name, "reason": error})
            continue
        taken += 1
        if not new:
            messages.warning(request, _known(row))
    if taken:
        said = ngettext("%(n)d file is there now.", "%(n)d files are there now.", taken)
        messages.success(request, said % {"n": taken})
    return taken
