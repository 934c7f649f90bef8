"""The pages of one card and of one block. What somebody else wrote on the same thing meanwhile is shown beside it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from news.admin.asking import asker
from news.admin.filters import in_tree_order
from news.admin.front import Place, may_change, place_of, tell_beside
from news.admin.front_rows import name_of
from news.admin.numbers import number
from news.editorial.layouts import change_sheet, edit_block, edit_card, new_id, sheet_of
from news.errors import Conflict, Refused
from news.forms.layout import BlockForm, CardForm
from news.media.crops import SHAPES
from news.models import Article, Image
from news.rules.layout import Block, Layout, Placed
from news.rules.layout_edits import FIRST, add_card, mark

NEW = "new"


def card_page(
    site: Any, request: HttpRequest, block_id: str, card_id: str, channel_id: int | None = None
) -> HttpResponse:
    """Show a card's words, picture and times, or save them; ``new`` is a card without a story for this block."""
    place = place_of(request, channel_id)
    sheet = sheet_of(place.channel)
    found = _card(sheet.layout, block_id, card_id)
    if found is None:
        return _gone(request, place)
    block, card = found
    if request.method == "POST" and not may_change(request, place):
        raise PermissionDenied
    form = CardForm(request.POST if request.method == "POST" else None, block=block, card=card)
    rivals: list[tuple[str, str, str]] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        seen, version = request.POST.get("seen", ""), number(request.POST.get("version", ""))
        try:
            if card_id == NEW:
                made = replace(form.card, id=new_id())
                done = change_sheet(
                    lambda page: add_card(page, block.id, made, FIRST),
                    by=asker(request),
                    channel=place.channel,
                    version=version,
                )
            else:
                made = form.card
                done = edit_card(made, seen=seen, by=asker(request), channel=place.channel, version=version)
        except Conflict as error:
            messages.error(request, str(error))
            status, rivals = 409, _rivals(form, CardForm(None, block=block, card=card))
        except Refused as error:
            form.add_error(None, str(error))
        else:
            tell_beside(request, done)
            messages.success(request, _said(place))
            return HttpResponseRedirect(f"{place.url('front')}#c-{made.id}")
    article = Article.objects.select_related("cover").filter(pk=card.article).first() if card.article else None
    wanted = number(form["picture"].value() or "") if "picture" in form.fields else None
    image = Image.objects.filter(pk=wanted).first() if wanted else (article.cover if article else None)
    context = {
        "title": card.title or (str(article) if article else _("New card")),
        "form": form,
        "block": block,
        "block_name": name_of(block, place.tree),
        "article": article,
        "seen": mark(card),
        "rivals": rivals,
        "picture": image,
        "preview": image.nearest(960) if image else "",
        "focus": _focus(image, form) if image else None,
        "crops": [
            (shape, f"{a}:{b}") for shape in ("lead", "card") if (ratio := SHAPES[shape].ratio) for a, b in [ratio]
        ],
    }
    return _show(site, request, place, "desk/front_card.html", context, sheet.version, status)


def block_page(site: Any, request: HttpRequest, block_id: str, channel_id: int | None = None) -> HttpResponse:
    """Show what a block is, or save it."""
    place = place_of(request, channel_id)
    sheet = sheet_of(place.channel)
    block = sheet.layout.block(block_id)
    if block is None:
        return _gone(request, place)
    if request.method == "POST" and not may_change(request, place):
        raise PermissionDenied
    channels = [(channel.pk, f"{'　' * depth}{channel.name}") for channel, depth in in_tree_order(place.tree)]
    form = BlockForm(request.POST if request.method == "POST" else None, block=block, channels=channels)
    rivals: list[tuple[str, str, str]] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        seen, version = request.POST.get("seen", ""), number(request.POST.get("version", ""))
        try:
            done = edit_block(form.block, seen=seen, by=asker(request), channel=place.channel, version=version)
        except Conflict as error:
            messages.error(request, str(error))
            status, rivals = 409, _rivals(form, BlockForm(None, block=block, channels=channels))
        except Refused as error:
            form.add_error(None, str(error))
        else:
            tell_beside(request, done)
            messages.success(request, _said(place))
            return HttpResponseRedirect(f"{place.url('front')}#b-{block.id}")
    context = {
        "title": name_of(block, place.tree),
        "kind": block.kind.label,
        "form": form,
        "block": block,
        "seen": mark(block),
        "rivals": rivals,
    }
    return _show(site, request, place, "desk/front_block.html", context, sheet.version, status)


def _card(layout: Layout, block_id: str, card_id: str) -> tuple[Block, Placed] | None:
    if card_id != NEW:
        return layout.find(card_id)
    block = layout.block(block_id)
    return (block, Placed(NEW)) if block is not None and block.form.free else None


def _gone(request: HttpRequest, place: Place) -> HttpResponse:
    messages.error(request, _("It was taken out meanwhile. What you see is the newest state."))
    typed = [request.POST.get(name, "").strip() for name in ("title", "heading", "summary", "address")]
    if any(typed):
        kept = " / ".join(filter(None, typed))
        messages.warning(request, _("You had written: %(note)s") % {"note": kept})
    return HttpResponseRedirect(place.url("front"))


def _said(place: Place) -> str:
    return _("Saved; readers see it now.") if place.channel else _("Saved in the draft.")


def _rivals(mine: Any, theirs: Any) -> list[tuple[str, str, str]]:
    """Return (field, what stands there now, what was typed) for every field in which the two differ."""
    found = []
    for name, field in mine.fields.items():
        stands, typed = _text(theirs[name]), _text(mine[name])
        if stands != typed:
            found.append((str(field.label), stands, typed))
    return found


def _text(bound: Any) -> str:
    value = bound.value()
    choices = dict(getattr(bound.field, "choices", ()))
    if isinstance(value, bool) or value in {"on", None}:
        return "✓" if value else ""
    for key, label in choices.items():
        if str(key) == str(value):
            return str(label).strip()
    return str(value)


def _focus(image: Image, form: Any) -> dict[str, int]:
    x, y = (number(form[name].value()) if name in form.fields else 50 for name in ("crop_x", "crop_y"))
    across, down = (50 if value is None else min(value, 100) for value in (x, y))
    return {"x": image.width * across // 100, "y": image.height * down // 100, "r": max(image.width // 50, 4)}


def _show(
    site: Any, request: HttpRequest, place: Place, template: str, context: dict[str, Any], version: int, status: int
) -> HttpResponse:
    context |= {
        **site.each_context(request),
        "title": context["title"],
        "subtitle": None,
        "place": place,
        "back": place.url("front"),
        "version": version,
        "editable": may_change(request, place),
    }
    request.current_app = site.name
    return TemplateResponse(request, template, context, status=status)
