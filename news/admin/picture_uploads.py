"""Uploading to the library: several files in one form, or one request a file where the browser runs the script."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.admin.asking import asker
from news.editorial.pictures import add_picture, like
from news.errors import Refused
from news.forms.picture import UploadForm
from news.models import Image

MAX_FILES = 50
PICKER = ("_picker", "CKEditorFuncNum")


class PictureUploads:
    """The add page of the library."""

    opts: Any
    admin_site: Any
    has_add_permission: Any

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take one file or several; what cannot be used is named with its reason and the others are kept.

        A request that accepts JSON sends one file and is answered with what became of it.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        picker = picker_of(request)
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if request.method == "POST" and request.headers.get("Accept", "").startswith("application/json"):
            return self._answer(request, form)
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

    def _answer(self, request: HttpRequest, form: UploadForm) -> JsonResponse:
        """Take one file and say in JSON what became of it; ``refused`` is the reason why it was not taken."""
        if not form.is_valid():
            reasons = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"refused": " ".join(reasons)})
        data = form.cleaned_data
        file = data.pop("pictures")[0]
        try:
            image, new = add_picture(file, file.size, by=asker(request), name=file.name, **data)
        except Refused as error:
            return JsonResponse({"refused": str(error)})
        alike = like(image) if new else []
        return JsonResponse(
            {
                "new": new,
                "said": "" if new else _known(image),
                "alike": [{"url": _page_of(other), "said": _alike(other)} for other in alike[:1]],
                "id": image.pk,
                "page": _page_of(image),
                "url": image.file.url,
                "thumb": image.nearest(480),
                "alt": image.alt,
                "caption": image.caption,
                "credit": image.credit,
                "ai_made": image.ai_made,
            }
        )

    def _take(self, request: HttpRequest, data: dict[str, Any]) -> list[str]:
        refused, taken = [], 0
        words = {name: data[name] for name in ("alt", "caption", "credit", "words_from_file")}
        for file in data["pictures"][MAX_FILES:]:
            refused.append(file.name)
            said = _("“%(file)s”: at most %(n)d pictures at once; upload it again.")
            messages.error(request, said % {"file": file.name, "n": MAX_FILES})
        for file in data["pictures"][:MAX_FILES]:
            try:
                image, new = add_picture(file, file.size, by=asker(request), name=file.name, **words)
            except Refused as error:
                refused.append(file.name)
                messages.error(request, _("“%(file)s”: %(reason)s") % {"file": file.name, "reason": error})
                continue
            if not new:
                messages.warning(request, _("“%(file)s”: %(reason)s") % {"file": file.name, "reason": _known(image)})
                continue
            taken += 1
            for other in like(image)[:1]:
                messages.warning(request, _("“%(file)s”: %(reason)s") % {"file": file.name, "reason": _alike(other)})
        if taken:
            said = ngettext("%(n)d picture is in the library now.", "%(n)d pictures are in the library now.", taken)
            messages.success(request, said % {"n": taken})
        return refused


def _page_of(image: Image) -> str:
    return reverse("admin:news_image_change", args=[image.pk])


def _known(image: Image) -> str:
    return _("It is in the library already, as picture %(id)s; that one was kept.") % {"id": image.pk}


def _alike(other: Image) -> str:
    return _("It looks like picture %(id)s; both were kept.") % {"id": other.pk}


def picker_of(request: HttpRequest) -> dict[str, str]:
    """Return the picker's parameters, empty where the page is not a picker."""
    if "_picker" not in request.GET:
        return {}
    number = request.GET.get("CKEditorFuncNum", "")
    return {"_picker": "1", "CKEditorFuncNum": number if number.lstrip("-").isalnum() else ""}
