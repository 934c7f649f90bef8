"""Helps that the writing page's scripts ask for: pasted text cleaned, signs set, keywords and a summary suggested.

JSON; nothing is written.
"""

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from news.admin.comparing import unchanged
from news.reading.keywords import house_keywords
from news.text.diff import diff_html, fold
from news.text.keywords import split_keywords
from news.text.paste import clean_paste, clean_plain
from news.text.sanitise import sanitise
from news.text.suggest import counted, suggest_keywords, suggest_summary
from news.text.typesetting import typeset_html

MAX_TITLE = 400  # characters, as in the form
MAX_BYTES = 6 * 2**20  # of a request; the script takes embedded pictures out before


@never_cache
@require_POST
def paste(request: HttpRequest) -> JsonResponse:
    """Answer ``{"html", "pictures", "lost", "players"}`` for ``{"html": …}`` or ``{"text": …}`` as it was pasted.

    ``pictures`` is how many the text waits for, ``lost`` how many could not come along, ``players`` how many videos
    and sounds were left out. 400 for anything else, 413 if it is too much, 403 for who may not write.
    """
    sent = _sent(request)
    if isinstance(sent, JsonResponse):
        return sent
    if sent.get("html"):
        pasted = clean_paste(sent["html"], own=own_hosts(request))
        return JsonResponse(pasted._asdict() | {"pictures": len(pasted.pictures)})
    return JsonResponse({"html": clean_plain(sent.get("text", "")), "pictures": 0, "lost": 0, "players": 0})


@never_cache
@require_POST
def typography(request: HttpRequest) -> JsonResponse:
    """Answer ``{"html", "diff"}`` for ``{"html": …}``: the text with its signs set; no ``diff`` if nothing changes."""
    sent = _sent(request)
    if isinstance(sent, JsonResponse):
        return sent
    old = sanitise(sent.get("html", ""))
    new = sanitise(typeset_html(old))
    return JsonResponse({"html": new, "diff": fold(diff_html(old, new), unchanged) if new != old else ""})


@never_cache
@require_POST
def keywords_of_text(request: HttpRequest) -> JsonResponse:
    """Answer ``{"names"}``, at most eight, for ``{"title", "html", "have"}``; ``have`` is the field as it is typed."""
    sent = _sent(request)
    if isinstance(sent, JsonResponse):
        return sent
    words = counted(sent.get("title", "")[:MAX_TITLE], sent.get("html", ""))
    house = house_keywords(words.grams) if words.grams else {}
    return JsonResponse({"names": suggest_keywords(words, house, split_keywords(sent.get("have", "")))})


@never_cache
@require_POST
def summary_of_text(request: HttpRequest) -> JsonResponse:
    """Answer ``{"summary"}`` for ``{"html": …}``: the first sentences of the lead, '' where there is none."""
    sent = _sent(request)
    if isinstance(sent, JsonResponse):
        return sent
    return JsonResponse({"summary": suggest_summary(sent.get("html", ""))})


def _sent(request: HttpRequest) -> dict[str, str] | JsonResponse:
    """Return the texts of a JSON body, or the refusal."""
    if not (request.user.has_perm("news.add_article") or request.user.has_perm("news.change_article")):
        raise PermissionDenied
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
            raise RequestDataTooBig
        sent: Any = json.loads(request.body)
    except RequestDataTooBig:
        return JsonResponse({"message": _("This is more than can be cleaned at once.")}, status=413)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict) or not all(isinstance(item, str) for item in sent.values()):
        return JsonResponse({"message": _("This is not what the writing page sends.")}, status=400)
    return sent


def own_hosts(request: HttpRequest) -> tuple[str, ...]:
    """Return the hosts under which readers and editors see this site's pictures."""
    names = {urlsplit(settings.SITE_URL).hostname, request.get_host().partition(":")[0]}
    return tuple(name for name in names if name)
