"""The picture library: a grid, a picture's page, and the window in which a story chooses a picture."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from news.admin.asking import asker
from news.admin.numbers import number
from news.admin.paging import DeskModelAdmin, OpenChangeList
from news.admin.picture_filters import KindFilter, RightsFilter
from news.admin.picture_uploads import PICKER, PictureUploads, picker_of
from news.editorial.access import display_name
from news.editorial.pictures import describe, like, offer_of, replace_picture, used_by, uses
from news.errors import NotAllowed, Refused
from news.forms.picture import PictureForm, ReplaceForm, UploadForm
from news.media.crops import SHAPES
from news.models import Image

OFFERED = 18  # pictures at once in the editor's own choice
CROPS = {"lead": gettext_lazy("lead"), "card": gettext_lazy("card"), "square": gettext_lazy("square")}


class GridChangeList(OpenChangeList):
    """A page of pictures, each with the copy that the grid shows."""

    def get_results(self, request: HttpRequest) -> None:
        """Read one page and choose the copies."""
        super().get_results(request)
        for image in self.result_list:
            image.thumb = image.nearest(480)


@admin.register(Image)
class ImageAdmin(PictureUploads, DeskModelAdmin):
    """A picture's words can be changed, its file never: a newer version is a picture of its own."""

    form = PictureForm
    list_display = ["__str__", "credit", "created_at"]
    list_filter = [RightsFilter, KindFilter]
    search_fields = ["caption", "alt", "credit"]
    ordering = ["-pk"]
    list_per_page = 48
    sortable_by = ()
    fieldsets = [
        (None, {"fields": ["caption", "alt", "credit", "taken_on"]}),
        (
            gettext_lazy("Rights to the picture"),
            {"fields": ["rights", "rights_until", "kind", "map_number", "ai_made"]},
        ),
        (
            gettext_lazy("Focal point"),
            {
                "fields": [("focus_x", "focus_y")],
                "description": gettext_lazy(
                    "Click on what matters in the picture, or enter the place; every crop keeps it in view."
                ),
            },
        ),
    ]
    change_list_template = "admin/news/image/change_list.html"
    change_form_template = "admin/news/image/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the look-up of a picture by its address, its uses, a newer version."""
        view = self.admin_site.admin_view
        return [
            path("at/", view(self.at_view), name="news_image_at"),
            path("pick/", view(never_cache(require_GET(pick_pictures))), name="news_image_pick"),
            path("<int:image_id>/uses/", view(self.uses_view), name="news_image_uses"),
            path("<int:image_id>/replace/", view(require_POST(self.replace_view)), name="news_image_replace"),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[OpenChangeList]:
        """Use the grid."""
        return GridChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        """Read pictures with who brought them."""
        return Image.objects.select_related("created_by").order_by("-pk")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Tell the form who asks."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"asker": asker(request)})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the grid; with ``_picker`` as a window that answers its opener."""
        picker = picker_of(request)
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

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Image | None = None, **kwargs: Any
    ) -> HttpResponse:
        """Show the picture with its crops, what it is like, and what the file said."""
        if obj is not None:
            alike = like(obj)
            for other in alike:
                other.thumb = other.nearest(480)  # type: ignore[attr-defined]
            context |= {
                "picture": obj,
                "focus": _focus(obj),
                "preview": obj.nearest(960),
                "crops": [_crop(obj, shape) for shape in CROPS],
                "alike": alike,
                "offer": [(self.opts.get_field(name).verbose_name, value) for name, value in offer_of(obj).items()],
                "brought_by": display_name(obj.created_by) if obj.created_by else "",
                "replace_form": ReplaceForm(label_suffix=""),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request: HttpRequest, obj: Image, form: ModelForm, change: bool) -> None:
        """Keep the words; a button of the page takes over what the file said."""
        take = "_take" in request.POST
        try:
            describe(obj, by=asker(request), take_offer=take)
        except NotAllowed as error:  # it has become the cover of a public story since the form was looked over
            typed, obj.alt = obj.alt, Image.objects.values_list("alt", flat=True).get(pk=obj.pk)
            describe(obj, by=asker(request), take_offer=take)
            messages.error(request, str(error))
            messages.error(request, _("You had written: %(note)s") % {"note": typed})

    def response_change(self, request: HttpRequest, obj: Image) -> HttpResponse:
        """Stay on the page where the file's words were taken over, so that they can be read."""
        if "_take" in request.POST:
            messages.success(request, _("The file’s words were taken over; read them once more."))
            return HttpResponseRedirect(reverse("admin:news_image_change", args=[obj.pk]))
        return super().response_change(request, obj)

    def at_view(self, request: HttpRequest) -> JsonResponse:
        """Answer which picture stands at a ``/media/…`` address, for “use the first picture of the text”."""
        if not request.user.has_perm("news.view_image"):
            raise PermissionDenied
        address = request.GET.get("url", "")[:300]
        image = Image.objects.at([address]).get(address)
        if image is None:
            return JsonResponse({"found": False})
        return JsonResponse(
            {
                "found": True,
                "id": image.pk,
                "thumb": image.nearest(480),
                "alt": image.alt,
                "width": image.width,
                "height": image.height,
                "focus": [image.focus_x, image.focus_y],
            }
        )

    def uses_view(self, request: HttpRequest, image_id: int) -> HttpResponse:
        """Show where a picture stands; all texts are read for it, so it is a page of its own."""
        if not (request.user.has_perm("news.view_image") and request.user.has_perm("news.view_article")):
            raise PermissionDenied
        image = self._found(image_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Where the picture is used"),
            "opts": self.opts,
            "picture": image,
            "thumb": image.nearest(480),
            "uses": uses(image),
        }
        return TemplateResponse(request, "admin/news/image/uses.html", context)

    def replace_view(self, request: HttpRequest, image_id: int) -> HttpResponse:
        """Take a newer version of a picture."""
        if not (request.user.has_perm("news.change_image") and request.user.has_perm("news.add_image")):
            raise PermissionDenied
        image, form = self._found(image_id), ReplaceForm(request.POST, request.FILES)
        target = image.pk
        if not form.is_valid():
            messages.error(request, _("Choose the file of the new version first."))
        else:
            file = form.cleaned_data["picture"]
            try:
                target = replace_picture(image.pk, file, file.size, by=asker(request), name=file.name).pk
            except Refused as error:
                messages.error(request, str(error))
            else:
                said = _("This is the new version. Each story shows it from its next sign-off; what is out stays.")
                messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:news_image_change", args=[target]))

    def _found(self, image_id: int) -> Image:
        image = Image.objects.filter(pk=image_id).first() if number(image_id) is not None else None
        if image is None:
            raise Http404
        return image

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


def pick_pictures(request: HttpRequest) -> JsonResponse:
    """Answer ``{"rows", "more"}`` for ``?q=&before=``: the newest pictures whose words have the word. One query."""
    if not request.user.has_perm("news.view_image"):
        raise PermissionDenied
    rows = Image.objects.filter(replaced_by=None).order_by("-pk")
    before = number(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    word = request.GET.get("q", "").strip()[:60]
    if word:
        rows = rows.filter(Q(caption__icontains=word) | Q(alt__icontains=word) | Q(credit__icontains=word))
    found = list(rows[: OFFERED + 1])
    return JsonResponse(
        {
            "rows": [
                {
                    "id": image.pk,
                    "url": image.file.url,
                    "thumb": image.nearest(480),
                    "alt": image.alt,
                    "caption": image.caption,
                    "credit": image.credit,
                    "ended": image.rights_state() == "ended",
                }
                for image in found[:OFFERED]
            ],
            "more": len(found) > OFFERED,
        }
    )


def _focus(image: Image) -> dict[str, str]:
    """Return where the cross stands, in the picture's own pixels, as text that no locale changes."""
    return {
        "x": str(image.width * image.focus_x // 100),
        "y": str(image.height * image.focus_y // 100),
        "r": str(max(image.width, image.height) // 28),
    }


def _crop(image: Image, shape: str) -> dict[str, Any]:
    """Return what the page shows of a crop: its copy if it is made for the present focal point, else the whole."""
    fresh = image.crops.get("at") == [image.focus_x, image.focus_y] and image.made(shape)
    ratio = SHAPES[shape].ratio or (1, 1)
    return {
        "shape": shape,
        "name": CROPS[shape],
        "ratio": f"{ratio[0]}:{ratio[1]}",
        "url": image.nearest(480, shape) if fresh else image.nearest(480),
    }
