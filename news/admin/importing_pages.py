"""A story from a Word file or a web address, how far its pictures have come, and the same told to scripts."""

import json
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from news.admin.asking import asker
from news.admin.numbers import number
from news.editorial.fetching import sought, take_out_missing, try_again
from news.enums import FetchState
from news.errors import BadInput, NotAllowed, Refused
from news.importing.docx_file import MAX_BYTES
from news.importing.webpage import PageDraft, draft_from_page
from news.models import FetchJob
from news.text.pending import pending_address

if TYPE_CHECKING:
    from news.importing.docx import DocxDraft

EVERY = 3  # seconds between two looks of a page without script
MOST_ASKED = 500


def importing_urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the addresses; each checks its own permission."""
    wrap, either = site.admin_view, require_http_methods(["GET", "POST"])
    return [
        path("news/article/import/", wrap(either(partial(import_page, site))), name="desk_import"),
        path("news/article/import/<int:job_id>/", wrap(either(partial(progress, site))), name="desk_import_job"),
        path("news/image/fetching/", wrap(seek), name="news_image_fetching"),
        path("news/image/fetching/<int:job_id>/", wrap(fetching), name="news_image_fetching_job"),
    ]


def import_page(site: admin.AdminSite, request: HttpRequest) -> HttpResponse:
    """Take a file (``document``) or an address (``address``); ``channel`` goes into the draft.

    A script that asks for JSON gets ``{"location": …}``, or ``{"message": …}`` with status 400 or 403.
    """
    if not request.user.has_perms(["news.add_article", "news.add_image"]):
        raise PermissionDenied
    if request.method != "POST":
        return _import_form(site, request)
    try:
        location = _imported(request)
    except Refused as error:
        if request.accepts("text/html"):
            return _import_form(site, request, error)
        return JsonResponse({"message": str(error)}, status=403 if isinstance(error, NotAllowed) else 400)
    return HttpResponseRedirect(location) if request.accepts("text/html") else JsonResponse({"location": location})


def _imported(request: HttpRequest) -> str:
    """Make the draft and return where to go on. Raises Refused."""
    channel = number(request.POST.get("channel", ""))
    file = request.FILES.get("document")
    if isinstance(file, UploadedFile):
        from news.importing.docx import draft_from_docx  # noqa: PLC0415 - what reads documents takes 11 MB of memory

        draft = draft_from_docx(
            cast(BinaryIO, file.file or file), file.size or 0, name=file.name or "", by=asker(request), channel=channel
        )
        _say_docx(request, draft)
        return reverse("admin:news_article_change", args=[draft.article.pk])
    address = request.POST.get("address", "").strip()
    if not address:
        raise BadInput(_("Choose a Word file, or enter the address of a page."), "nothing")
    page = draft_from_page(address, by=asker(request), channel=channel)
    _say_page(request, page)
    if page.job:
        return reverse("admin:desk_import_job", args=[page.job.pk])
    return reverse("admin:news_article_change", args=[page.article.pk])


def _say_docx(request: HttpRequest, draft: "DocxDraft") -> None:
    said = ngettext(
        "The document is a draft now, with %(n)d picture.", "The document is a draft now, with %(n)d pictures.",
        draft.pictures,
    )  # fmt: skip
    messages.success(request, said % {"n": draft.pictures})
    for problem in draft.problems:
        messages.warning(request, problem)


def _say_page(request: HttpRequest, page: PageDraft) -> None:
    messages.success(request, _("The page is a draft now. Look through source, headline and text before you go on."))
    if page.players:
        said = ngettext("%(n)d video or sound was left out.", "%(n)d videos or sounds were left out.", page.players)
        messages.warning(request, said % {"n": page.players})


def _import_form(site: admin.AdminSite, request: HttpRequest, error: Refused | None = None) -> HttpResponse:
    context = {
        **site.each_context(request),
        "title": _("Story from a file or an address"),
        "subtitle": None,
        "problem": error,
        "wrong": "address" if request.POST.get("address") else "document",
        "address": request.POST.get("address", "")[:2000],
        "channel": number(request.POST.get("channel") or request.GET.get("channel", "")),
        "most": MAX_BYTES,
    }
    request.current_app = site.name
    return TemplateResponse(request, "desk/import.html", context, status=400 if error else 200)


def progress(site: admin.AdminSite, request: HttpRequest, job_id: int) -> HttpResponse:
    """Show how far a job has come; POST ``do=retry`` or ``do=take_out`` (the missing pictures, out of the story)."""
    _require(request)
    job = _job(job_id)
    if request.method == "POST":
        return _do(request, job)
    pictures = list(job.pictures.all())
    waiting = [item for item in pictures if item.state == FetchState.WAITING]
    failed = [item for item in pictures if item.state == FetchState.FAILED]
    context = {
        **site.each_context(request),
        "title": _("Fetching pictures"),
        "subtitle": None,
        "job": job,
        "pictures": pictures,
        "there": len(pictures) - len(waiting) - len(failed),
        "waiting": waiting,
        "failed": failed,
        "stalled": waiting and job.stalled(),
        "every": EVERY,
    }
    request.current_app = site.name
    return TemplateResponse(request, "desk/import_progress.html", context)


def _do(request: HttpRequest, job: FetchJob) -> HttpResponse:
    try:
        if request.POST.get("do") == "take_out" and job.article_id:
            take_out_missing(job.article_id, by=asker(request))
            messages.success(request, _("The pictures that could not be fetched are out of the text."))
            return HttpResponseRedirect(reverse("admin:news_article_change", args=[job.article_id]))
        try_again(job.pk, by=asker(request))
    except Refused as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("admin:desk_import_job", args=[job.pk]))


@require_POST
def seek(request: HttpRequest) -> JsonResponse:
    """Answer of the job that fetches the pictures named in a JSON body; start one if need be."""
    _require(request)
    try:
        sent = json.loads(request.body)
        named = [str(item) for item in sent["pictures"]][:MOST_ASKED]
    except (ValueError, TypeError, KeyError, RecursionError):
        return JsonResponse({"message": _("This is not what the writing page sends.")}, status=400)
    urls = [pending_address(item) or item for item in named]
    if not any(url.strip() for url in urls):
        return JsonResponse({"message": _("This is not what the writing page sends.")}, status=400)
    job = sought(urls, by=asker(request))
    return JsonResponse(state_of(_job(job.pk)))


@require_http_methods(["GET", "POST"])
def fetching(request: HttpRequest, job_id: int) -> JsonResponse:
    """Answer how far a job has come; POST tries again what failed."""
    _require(request)
    if request.method == "POST":
        try:
            try_again(job_id, by=asker(request))
        except Refused as error:
            return JsonResponse({"message": str(error)}, status=404 if error.code == "missing" else 403)
    return JsonResponse(state_of(_job(job_id)))


def state_of(job: FetchJob) -> dict[str, Any]:
    """Return what scripts are told of a job, loaded ``for_progress``. No query."""
    pictures = list(job.pictures.all())
    waiting = sum(item.state == FetchState.WAITING for item in pictures)
    return {
        "job": job.pk,
        "url": reverse("admin:news_image_fetching_job", args=[job.pk]),
        "done": not waiting,
        "stalled": bool(waiting) and job.stalled(),
        "waiting": waiting,
        "failed": sum(item.state == FetchState.FAILED for item in pictures),
        "pictures": [
            {
                "url": item.url,
                "placeholder": item.placeholder,
                "state": item.state,
                "word": item.get_state_display(),
                "address": item.image.file.url if item.image else "",
                "width": item.image.width if item.image else 0,
                "height": item.image.height if item.image else 0,
                "problem": item.problem,
            }
            for item in pictures
        ],
    }


def _require(request: HttpRequest) -> None:
    if not request.user.has_perm("news.add_image"):
        raise PermissionDenied


def _job(job_id: int) -> FetchJob:
    job = FetchJob.objects.for_progress().filter(pk=job_id).first()
    if job is None:
        raise Http404(_("These pictures are no longer being fetched. Paste them once more."))
    return job
