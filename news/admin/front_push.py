"""推荐到…: putting stories into a block of a front page, from the list of articles or from a story's form."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.admin.asking import asker, powers
from news.admin.front import Place, place_of
from news.admin.front_rows import name_of
from news.admin.numbers import number
from news.editorial.launches import MOST_PUSHED, push
from news.editorial.layouts import CHANGE, LAUNCH, Changed, layout_in_force, sheet_of
from news.errors import Refused
from news.models import Article, ChannelFront
from news.rules.layout import Block
from news.rules.layout_edits import LAST

PLACES = 10


def push_page(site: Any, request: HttpRequest) -> HttpResponse:
    """Ask where the stories shall stand, or put them there. ``a`` names each story."""
    rights = powers(request).all
    if CHANGE not in rights:
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else request.GET
    numbers = [found for text in sent.getlist("a")[: MOST_PUSHED + 1] if (found := number(text)) is not None]
    articles = {item.pk: item for item in Article.objects.filter(pk__in=numbers, deleted_at=None).defer("body")}
    stories = [articles[pk] for pk in numbers if pk in articles]
    if not stories:
        messages.error(request, _("Tick the stories that shall stand on the front page."))
        return HttpResponseRedirect(reverse("admin:news_article_changelist"))
    places = _places(request)
    refused = ""
    if request.method == "POST":
        answer = _push(request, places, [story.pk for story in stories])
        if not isinstance(answer, str):
            return answer
        refused = answer
    context = {
        **site.each_context(request),
        "title": _("Recommend to…"),
        "subtitle": None,
        "stories": stories,
        "places": [(place, _options(place, blocks)) for place, blocks in places],
        "may_launch": LAUNCH in rights,
        "spots": range(1, PLACES + 1),
        "asked": sent,
        "refused": refused,
        "back": reverse("admin:news_article_change", args=[stories[0].pk])
        if len(stories) == 1
        else reverse("admin:news_article_changelist"),
    }
    request.current_app = site.name
    return TemplateResponse(request, "desk/front_push.html", context)


def _places(request: HttpRequest) -> list[tuple[Place, list[Block]]]:
    """Return the pages with the blocks that take stories: home, and for who may launch every channel's front."""
    home = place_of(request, None, CHANGE)
    found = [(home, _taking(sheet_of(None).layout.blocks))]
    if LAUNCH in powers(request).all:
        for front in ChannelFront.objects.all():
            channel = home.tree.by_id.get(front.channel_id)
            if channel is not None and front.layout.blocks:
                found.append((Place(channel, home.tree), _taking(front.layout.blocks)))
    return found


def _taking(blocks: tuple[Block, ...]) -> list[Block]:
    return [block for block in blocks if not block.form.free]


def _options(place: Place, blocks: list[Block]) -> list[tuple[str, str, str]]:
    return [(f"{_key(place)}:{block.id}", name_of(block, place.tree), str(block.kind.label)) for block in blocks]


def _push(request: HttpRequest, places: list[tuple[Place, list[Block]]], numbers: list[int]) -> HttpResponse | str:
    """Do it; returns the refusal in words."""
    where, _colon, block_id = request.POST.get("to", "").partition(":")
    place = next((place for place, _blocks in places if _key(place) == where), None)
    if place is None or not block_id:
        return _("Choose the block.")
    spot = number(request.POST.get("at", ""))
    live = request.POST.get("live") == "1"
    try:
        done = push(
            numbers,
            block_id,
            by=asker(request),
            at=LAST if spot is None else max(spot - 1, 0),
            live=live,
            channel=place.channel,
            title=request.POST.get("title", ""),
        )
    except Refused as error:
        return str(error)
    many = ngettext("%(n)d story", "%(n)d stories", len(numbers)) % {"n": len(numbers)}
    layout = done.sheet.layout if isinstance(done, Changed) else layout_in_force()
    block = layout.block(block_id)
    facts = {"many": many, "block": name_of(block, place.tree) if block else ""}
    if live or place.channel is not None:
        messages.success(request, _("%(many)s in “%(block)s”. Readers see it now.") % facts)
    else:
        messages.success(request, _("%(many)s in “%(block)s” of the draft. It goes out with the next launch.") % facts)
    return HttpResponseRedirect(f"{place.url('front')}#b-{block_id}")


def _key(place: Place) -> str:
    return str(place.channel.pk) if place.channel else "home"
