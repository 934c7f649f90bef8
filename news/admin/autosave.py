"""Autosave of the writing page: its address, and what the page's script starts from. Answers are JSON, for a script.

``POST`` keeps what was typed, ``GET`` only asks who else is at work, ``DELETE`` throws the copy away. A login that has
expired is a plain 401, not a redirect, so that the script can say so and keep the text in the browser.
"""

import json
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from news.admin.asking import asker
from news.admin.numbers import number
from news.editorial.access import display_name, require
from news.editorial.working_copies import (
    AT_WORK,
    MAX_BYTES,
    PAGE,
    discard,
    keep,
    newer_revision,
    others_at_work,
    page_of,
)
from news.enums import Verb
from news.errors import BadInput, NotAllowed, Refused
from news.models import Article, WorkingCopy
from news.models.working_copy import milliseconds
from news.text.addresses import MAX_ID

STATUS = {"missing": 404, "size": 413}
# A form-encoded body has up to nine bytes for the three of a Han character.
MAX_BODY = 3 * MAX_BYTES
NOT_FIELDS = frozenset({"csrfmiddlewaretoken", "_person"})


@never_cache
@require_http_methods(["GET", "POST", "DELETE"])
def autosave(request: HttpRequest, article_id: int | None = None) -> JsonResponse:
    """Answer ``{"saved_at": "HH:MM:SS", "at": ms, "others": [names], "newer": bool, "newer_by": name}``, or why not.

    ``at`` is the same moment in milliseconds since 1970, as the page that offers the copy back has it. ``displaced``
    is what another page of the same person had there, as it would be offered back, or null. GET answers in ``page``
    the mark of the page that the copy is of.
    POST takes JSON ``{"fields": {name: [texts]}, "based_on": id or null, "person": id}`` or the form itself, with the
    writer's number in ``_person``. 401 not signed in, 403 not allowed, 404 no such article, 409 closed to editing or
    signed in as somebody else, 413 larger than 2 MB, 400 anything else; each with a ``message``.
    """
    if not admin.site.has_permission(request):
        return _refusal(401, _("Your login has expired. Log in again; what you typed is kept in this browser."))
    by = asker(request)
    # For POST the lock asks the same.
    unknown = article_id is not None and (
        article_id > MAX_ID or (request.method != "POST" and not Article.objects.filter(pk=article_id).exists())
    )
    if unknown:
        return _refusal(404, _("There is no article %(id)s.") % {"id": article_id})
    try:
        if request.method == "GET":
            _require_writer(by, article_id)
            based_on = number(request.GET.get("based_on"))
            return JsonResponse({"page": page_of(article_id, by=by), **_company(by, article_id, based_on)})
        if request.method == "DELETE":
            discard(article_id, by=by, page=request.GET.get("page", ""))
            return JsonResponse({"saved_at": None})
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
            return _refusal(413, _("The text is larger than 2 MB; it cannot be kept on the server."))
        fields, based_on, person = _typed(request)
        if person is not None and person != by.pk:
            return _refusal(409, _("Somebody else is logged in now in this browser; the text was kept for neither."))
        copy = keep(article_id, by=by, fields=fields, based_on=based_on)
    except Refused as error:
        fallback = 403 if isinstance(error, NotAllowed) else 400 if isinstance(error, BadInput) else 409
        return _refusal(STATUS.get(error.code, fallback), str(error))
    saved_at = timezone.localtime(copy.saved_at).strftime("%H:%M:%S")
    kept = {"saved_at": saved_at, "at": milliseconds(copy.saved_at), "displaced": copy.displaced}
    return JsonResponse(kept | _company(by, article_id, based_on))


def autosave_context(request: HttpRequest, article: Article | None, *, editable: bool) -> dict[str, Any]:
    """Return the address, the person's own unsaved copy and the names of others at work. One query."""
    number, me = article.pk if article else None, asker(request)
    copies = list(WorkingCopy.objects.around(number, me.pk, timezone.now() - AT_WORK))
    context: dict[str, Any] = {
        "now_ms": milliseconds(timezone.now()),
        "autosave_url": reverse("admin:news_article_autosave", args=[number] if number else []),
        "others": _names([copy.person for copy in copies if copy.person_id != me.pk]),
    }
    # A form that comes back with errors or a conflict holds the newer text itself.
    mine = next((copy for copy in copies if copy.person_id == me.pk), None)
    if editable and mine and request.method == "GET":
        context["working_copy"] = {
            "fields": cast(Any, mine).text,
            "at": milliseconds(mine.saved_at),
            "version": mine.based_on_id or 0,
        }
    return context


def discard_saved(request: HttpRequest, article_id: int | None) -> None:
    """Discard the copy of the page whose text has just been saved, or the one that was put back into it.

    A page that signs nothing has written no copy, as its script has not run; what there is, it has never seen.
    """
    for page in request.POST.getlist(PAGE)[:5]:
        if page:
            discard(article_id, by=asker(request), page=page)


def _require_writer(by: User, article_id: int | None) -> None:
    verb = Verb.EDIT if article_id else Verb.CREATE
    require(by, "news.change_article" if article_id else "news.add_article", str(verb.label))


def _company(by: User, article_id: int | None, based_on: int | None) -> dict[str, Any]:
    newer = newer_revision(article_id, based_on)
    return {
        "others": _names(others_at_work(article_id, by=by)),
        "newer": newer is not None,
        "newer_by": display_name(newer.author) if newer and newer.author else "",
    }


def _names(people: list[User]) -> list[str]:
    return [display_name(person) for person in people]


def _typed(request: HttpRequest) -> tuple[Any, int | None, int | None]:
    """Read a body of either kind as fields, base, writer. Raises BadInput."""
    if request.content_type not in {"application/json", "application/x-www-form-urlencoded", "multipart/form-data"}:
        raise BadInput(_("This is not what the writing page sends."), "shape")
    if request.content_type != "application/json":
        fields = {name: texts for name, texts in request.POST.lists() if name not in NOT_FIELDS}
        return fields, number(request.POST.get("based_on")), number(request.POST.get("_person"))
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BadInput(_("This is not what the writing page sends."), "shape") from error
    if not isinstance(sent, dict):
        raise BadInput(_("This is not what the writing page sends."), "shape")
    return sent.get("fields"), number(sent.get("based_on")), number(sent.get("person"))


def _refusal(status: int, message: str) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)
