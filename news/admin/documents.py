"""A Word file put into a story that is there: in place of its text or behind it, with the way back."""

from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from news.admin.asking import asker
from news.admin.autosave import discard_saved
from news.admin.numbers import number
from news.admin.page_writer import strangers_page
from news.admin.typed import forms
from news.editorial.articles import ensure_revision, locked
from news.errors import BadInput, Conflict, NotAllowed, Refused, WrongState
from news.importing.docx_file import MAX_BYTES
from news.models import Article
from news.rules.snapshot import Snapshot

if TYPE_CHECKING:
    from news.importing.docx import IntoStory

MODES = ("replace", "append")
STATUS = {NotAllowed: 403, Conflict: 409, WrongState: 409}


@require_http_methods(["GET", "POST"])
def document_view(request: HttpRequest, article_id: int) -> HttpResponse:
    """Take a file (``document``) and ``mode`` (replace or append); the writing page’s fields, if sent, are kept first.

    A script that asks for JSON gets ``{"location": …}``, or ``{"message": …}`` with status 400, 403 or 409.
    """
    if not request.user.has_perms(["news.change_article", "news.add_image"]):
        raise PermissionDenied
    article = Article.objects.select_related("working_revision").filter(pk=article_id).first()
    if article is None:
        raise Http404(_("There is no article %(id)s.") % {"id": article_id})
    error: Refused | None = None
    if request.method == "POST":
        try:
            put = _put(request, article)
        except Refused as refused:
            error = refused
        else:
            _say(request, put)
            if _brings_typing(request):  # what another page has typed is in no version
                discard_saved(request, article.pk)
            query = {"saved": "1", "undo": put.kept}
            location = reverse("admin:news_article_change", args=[article.pk], query=query)
            json = not request.accepts("text/html")
            return JsonResponse({"location": location}) if json else HttpResponseRedirect(location)
    status = STATUS.get(type(error), 400) if error else 200
    if error and not request.accepts("text/html"):
        return JsonResponse({"message": str(error)}, status=status)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Word file into this story"),
        "subtitle": None,
        "article": article,
        "problem": error,
        "most": MAX_BYTES,
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "desk/document.html", context, status=status)


def _put(request: HttpRequest, article: Article) -> "IntoStory":
    from news.importing.docx import docx_into_story  # noqa: PLC0415 - what reads documents takes 11 MB of memory

    file, mode = request.FILES.get("document"), request.POST.get("mode")
    if not isinstance(file, UploadedFile):
        raise BadInput(_("Choose a Word file."), "nothing")
    if mode not in MODES:
        raise BadInput(_("Say whether the text is to be replaced or added to."), "mode")
    if refusal := strangers_page(request):
        raise Conflict(refusal, "writer")
    typed, based_on = _typed(request, article)
    return docx_into_story(
        article.pk,
        cast(BinaryIO, file.file or file),
        file.size or 0,
        by=asker(request),
        replacing=mode == "replace",
        typed=typed,
        based_on=based_on,
    )


def _brings_typing(request: HttpRequest) -> bool:
    """Say whether the writing page has sent its fields along; a page of its own sends the file only."""
    return "title" in request.POST


def _typed(request: HttpRequest, article: Article) -> tuple[Snapshot | None, int | None]:
    """Return what the writing page's fields say and the version they stand on; nothing without those fields."""
    if not _brings_typing(request):
        return None, None
    with locked(article.pk) as row:
        ensure_revision(row)  # an untouched import has its version from here on, as any act on it gives it one
    form = forms()(article, request.POST)
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        raise BadInput(_("Mend this first, then put the file in again: %(problem)s") % {"problem": first}, "typed")
    return form.snapshot(), number(request.POST.get("based_on", ""))


def _say(request: HttpRequest, put: "IntoStory") -> None:
    said = ngettext(
        "The document’s text is in the story, with %(n)d picture.",
        "The document’s text is in the story, with %(n)d pictures.",
        put.pictures,
    )
    messages.success(request, said % {"n": put.pictures})
    if put.headline:
        messages.info(
            request, _("The story keeps its headline; the document’s is: %(title)s") % {"title": put.headline}
        )
    for problem in put.problems:
        messages.warning(request, problem)
