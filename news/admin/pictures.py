"""The picture library: a grid, uploads of several files, and the window in which a story chooses a picture."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from news.admin.asking import asker
from news.admin.numbers import number
from news.admin.paging import DeskModelAdmin, OpenChangeList
from news.editorial.pictures import add_picture, used_by
from news.errors import Refused
from news.forms.picture import UploadForm
from news.models import Image

MAX_FILES = 50
PICKER = ("_picker", "CKEditorFuncNum")


class GridChangeList(OpenChangeList):
    """A page of pictures, each with the copy that the grid shows."""

    def get_results(self, request: HttpRequest) -> None:
        """Read one page and choose the copies."""
        super().get_results(request)
        for image in self.result_list:
            image.thumb = image.nearest(480)


@admin.register(Image)
class ImageAdmin(DeskModelAdmin):
    """A picture's words can be changed, its file never."""

    list_display = ["__str__", "credit", "created_at"]
    search_fields = ["caption", "alt", "credit"]
    ordering = ["-pk"]
    list_per_page = 48
    sortable_by = ()
    fields = ["preview", "alt", "caption", "credit", "facts"]
    readonly_fields = ["preview", "facts"]
    change_list_template = "admin/news/image/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the look-up of a picture by its address."""
        return [path("at/", self.admin_site.admin_view(self.at_view), name="news_image_at"), *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[OpenChangeList]:
        """Use the grid."""
        return GridChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        """Read pictures with who brought them."""
        return Image.objects.select_related("created_by").order_by("-pk")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the grid; with ``_picker`` as a window that answers its opener."""
        picker = _picker_of(request)
        context: dict[str, Any] = {
            "title": _("Choose a picture") if picker else _("Pictures"),
            "picker": picker,
            "upload_form": UploadForm(),
        }
        if picker:
            request.desk_carried = picker  # type: ignore[attr-defined]
            query = request.GET.copy()
            for name in PICKER:
                query.pop(name, None)
            query["_popup"] = "1"
            request.GET = query
            context["upload_url"] = f"{reverse('admin:news_image_add')}?{urlencode({**picker, '_popup': '1'})}"
        return super().changelist_view(request, context | (extra_context or {}))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take one file or several; what cannot be used is named with its reason and the others are kept."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        picker = _picker_of(request)
        form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
        if request.method == "POST" and form.is_valid():
            refused = self._take(request, form.cleaned_data)
            target = reverse("admin:news_image_changelist") + (
                f"?{urlencode({**picker, '_popup': '1'})}" if picker else ""
            )
            if not refused or picker:
                return HttpResponseRedirect(target)
            return HttpResponseRedirect(
                reverse("admin:news_image_add") if len(refused) == len(form.cleaned_data["pictures"]) else target
            )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Upload pictures"),
            "subtitle": None,
            "opts": self.opts,
            "form": form,
            "is_popup": bool(picker),
            "picker": picker,
        }
        return TemplateResponse(request, "admin/news/image/upload.html", context)

    def _take(self, request: HttpRequest, data: dict[str, Any]) -> list[str]:
        refused, taken = [], 0
        words = {name: data[name] for name in ("alt", "caption", "credit")}
        for file in data["pictures"][MAX_FILES:]:
            refused.append(file.name)
            said = _("“%(file)s”: at most %(n)d pictures at once; upload it again.")
            messages.error(request, said % {"file": file.name, "n": MAX_FILES})
        for file in data["pictures"][:MAX_FILES]:
            try:
                image, new = add_picture(file, file.size, by=asker(request), **words)
            except Refused as error:
                refused.append(file.name)
                messages.error(request, _("“%(file)s”: %(reason)s") % {"file": file.name, "reason": error})
                continue
            if new:
                taken += 1
            else:
                messages.warning(
                    request,
                    _("“%(file)s” is in the library already, as picture %(id)s; that one was kept.")
                    % {"file": file.name, "id": image.pk},
                )
        if taken:
            said = ngettext("%(n)d picture is in the library now.", "%(n)d pictures are in the library now.", taken)
            messages.success(request, said % {"n": taken})
        return refused

    def at_view(self, request: HttpRequest) -> JsonResponse:
        """Answer which picture stands at a ``/media/…`` address, for “use the first picture of the text”."""
        if not request.user.has_perm("news.view_image"):
            raise PermissionDenied
        address = request.GET.get("url", "")[:300]
        image = Image.objects.at([address]).get(address)
        if image is None:
            return JsonResponse({"found": False})
        return JsonResponse({"found": True, "id": image.pk, "thumb": image.nearest(480), "alt": image.alt})

    @admin.display(description=gettext_lazy("picture"))
    def preview(self, image: Image) -> SafeString:
        """Show the picture."""
        return format_html(
            '<img class="d-preview" src="{}" alt="{}" width="{}" height="{}">',
            image.nearest(960),
            image.alt,
            image.width,
            image.height,
        )

    @admin.display(description=gettext_lazy("file"))
    def facts(self, image: Image) -> str:
        """Say what is known of the file."""
        return f"{image.width}×{image.height}，{image.size // 1024} KB"

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse while a story or page shows the picture; say which."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        if number(object_id) is not None:
            image = Image.objects.filter(pk=number(object_id)).first()
            using = used_by(image) if image else ""
            if using:
                messages.error(
                    request, _("“%(title)s” shows this picture; take it out there first.") % {"title": using}
                )
                return HttpResponseRedirect(reverse("admin:news_image_change", args=[object_id]))
        return super().delete_view(request, object_id, extra_context)


def _picker_of(request: HttpRequest) -> dict[str, str]:
    """Return the picker's parameters, empty where the page is not a picker."""
    if "_picker" not in request.GET:
        return {}
    number = request.GET.get("CKEditorFuncNum", "")
    return {"_picker": "1", "CKEditorFuncNum": number if number.lstrip("-").isalnum() else ""}
