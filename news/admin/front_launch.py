"""Launching the front page, its history with the way back, and the preview on desktop and phone."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from news.admin.asking import asker, powers
from news.admin.front import Place, place_of, show_layout
from news.admin.numbers import moment, number
from news.editorial.launches import cancel_launch, go_back, launch, take_into_draft
from news.editorial.layouts import CHANGE, LAUNCH, sheet_of
from news.errors import Conflict, Refused
from news.models import FrontLayout
from news.reading.chrome import load_chrome
from news.reading.home import home_page
from news.reading.lists import channel_page
from news.reading.paging import Place as ListPlace
from news.rules.layout import Layout
from news.rules.layout_checks import read_layout

PER_PAGE = 20
DEVICES = ("desktop", "phone")


def launch_page(site: Any, request: HttpRequest) -> HttpResponse:
    """Launch the draft (POST), now or at a time; a refusal shows the page again with all that was typed."""
    place = place_of(request, None)
    at, note = None, request.POST.get("note", "")
    timed = "timed" in request.POST
    refused, status = "", 200
    if timed:
        at = moment(request.POST.get("at", ""))
        refused = "" if at else _("Choose the day and time at which it goes live.")
    if not refused:
        try:
            row = launch(by=asker(request), version=number(request.POST.get("version", "")) or 0, at=at, note=note)
        except Refused as error:
            refused, status = str(error), 409 if isinstance(error, Conflict) else 200
        else:
            when = timezone.localtime(row.live_from).strftime("%Y-%m-%d %H:%M:%S")
            said = _("Readers get it from %(time)s on.") % {"time": when} if at else _("Launched. Readers see it now.")
            messages.success(request, said)
            return HttpResponseRedirect(place.url("front"))
    return show_layout(
        site, request, place, status=status, refused=refused, seen=_seen(request) if status == 409 else None
    )


def _seen(request: HttpRequest) -> Layout | None:
    """Return the state that the person had on the screen, as the page sent it along; None for anything else."""
    try:
        return read_layout(json.loads(request.POST.get("seen", "")))
    except ValueError:
        return None


def history_page(site: Any, request: HttpRequest) -> HttpResponse:
    """Show every launch, newest first, or go back to one, cancel one, take one into the draft (POST)."""
    place = place_of(request, None)
    if request.method == "POST":
        return _history_act(request, place)
    now = timezone.now()
    in_force = FrontLayout.objects.in_force(now).values_list("pk", flat=True).first()
    rows = FrontLayout.objects.select_related("back_to").order_by("-pk")
    before = number(request.GET.get("before", ""))
    shown = list((rows.filter(pk__lt=before) if before else rows)[: PER_PAGE + 1])
    rights = powers(request).all
    context = {
        **site.each_context(request),
        "title": _("History of the front page"),
        "subtitle": None,
        "place": place,
        "launches": [(row, _state(row, in_force, now), len(row.layout.blocks)) for row in shown[:PER_PAGE]],
        "next": shown[PER_PAGE - 1].pk if len(shown) > PER_PAGE else 0,
        "may_launch": LAUNCH in rights,
        "may_change": CHANGE in rights,
        "version": sheet_of(None).version,
    }
    request.current_app = site.name
    return TemplateResponse(request, "desk/front_history.html", context)


def _state(row: FrontLayout, in_force: int | None, now: Any) -> str:
    if row.pk == in_force:
        return "live"
    if row.cancelled_at:
        return "cancelled"
    return "ahead" if row.live_from > now else "earlier"


def _history_act(request: HttpRequest, place: Place) -> HttpResponse:
    verb, _colon, rest = request.POST.get("do", "").partition(":")
    launch_id = number(rest)
    target = place.url("front_history")
    try:
        if verb == "back" and launch_id is not None:
            go_back(launch_id, by=asker(request))
            messages.success(request, _("Readers see the earlier layout again."))
        elif verb == "cancel" and launch_id is not None:
            cancel_launch(launch_id, by=asker(request))
            messages.success(request, _("Cancelled. It will not go live."))
        elif verb == "take":
            version = number(request.POST.get("version", "")) or 0
            take_into_draft(launch_id, by=asker(request), version=version)
            messages.success(request, _("It is the draft now; the state before can be had by “Take back”."))
            target = place.url("front")
        else:
            raise Http404
    except Refused as error:
        messages.error(request, str(error))
    if request.POST.get("next") == "front":
        target = place.url("front")
    return HttpResponseRedirect(target)


def preview_frame(site: Any, request: HttpRequest, channel_id: int | None = None) -> HttpResponse:
    """Show what readers will get, as wide as a desktop or a phone; of the draft, an earlier launch, at any moment."""
    place = place_of(request, channel_id)
    device = request.GET.get("device", "")
    device = device if device in DEVICES else DEVICES[0]
    chosen = {key: value for key in ("launch", "at") if (value := request.GET.get(key, "")[:30])}
    pages = [(name, f"{request.path}?{urlencode({**chosen, 'device': name})}", name == device) for name in DEVICES]
    context = {
        **site.each_context(request),
        "title": _("Preview"),
        "subtitle": place.name,
        "place": place,
        "device": device,
        "devices": pages,
        "at": chosen.get("at", ""),
        "launch": chosen.get("launch", ""),
        "source": place.url("front_preview_page", **chosen),
        "back": place.url("front"),
    }
    request.current_app = site.name
    return TemplateResponse(request, "desk/front_preview.html", context)


def preview_page(request: HttpRequest, channel_id: int | None = None) -> HttpResponse:
    """Answer the page itself, by the very code and template that answer readers."""
    place = place_of(request, channel_id)
    now = moment(request.GET.get("at", "")) or timezone.now()
    asked = number(request.GET.get("launch", ""))
    if asked is not None and channel_id is None:
        row = FrontLayout.objects.filter(pk=asked).first()
        if row is None:
            raise Http404
        layout = row.layout
    else:
        layout = sheet_of(place.channel).layout
    if place.channel is None:
        page: Any = home_page(layout, now)
        response = render(request, "news/home.html", {"page": page, "chrome": page.chrome})
    else:
        page = channel_page(load_chrome(), place.channel, ListPlace.asked(None, None), layout)
        response = render(request, "news/channel.html", {"page": page, "chrome": page.chrome})
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    response._csp_config = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]  # type: ignore[attr-defined]
    return response
