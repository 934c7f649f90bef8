"""推荐位: the page on which editors lay out the home page or a channel's front, and its acts. Each is one POST."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from news.admin.asking import asker, powers
from news.admin.filters import in_tree_order
from news.admin.front_rows import board, name_of
from news.admin.numbers import number
from news.editorial.layouts import CHANGE, LAUNCH, Changed, Sheet, change_sheet, new_id, sheet_of, undo
from news.enums import BlockKind, FillBy
from news.errors import BadInput, Refused
from news.models import Channel, ChannelFront, FrontLayout
from news.reading.cards import Card, cards
from news.reading.front import candidates_for
from news.reading.tree import ChannelTree
from news.rules import layout_edits as edits
from news.rules.layout import FORMS, Layout, Placed, new_block

VIEW = "news.view_frontlayout"
POOL = 30
SEARCHED = 5000  # newest stories in which the side list looks for words
CHANGES_SHOWN = 30


@dataclass(frozen=True)
class Place:
    """Which page is laid out: the home page (None) or a channel's front."""

    channel: Channel | None
    tree: ChannelTree

    def url(self, name: str, *args: Any, **query: str) -> str:
        """Return the address of one of its pages."""
        if self.channel is None:
            found = reverse(f"admin:desk_{name}", args=args)
        else:
            found = reverse(f"admin:desk_channel_{name}", args=[self.channel.pk, *args])
        kept = {key: value for key, value in query.items() if value}
        return f"{found}?{urlencode(kept)}" if kept else found

    @property
    def name(self) -> str:
        """What the page is called."""
        return self.channel.name if self.channel else _("Home page")


def place_of(request: HttpRequest, channel_id: int | None, right: str = VIEW) -> Place:
    """Return the page that is asked for, for somebody who may look at it (or has ``right``)."""
    if right not in powers(request).all and not (right == VIEW and CHANGE in powers(request).all):
        raise PermissionDenied
    tree = ChannelTree.load()
    channel = tree.by_id.get(channel_id) if channel_id is not None else None
    if channel_id is not None and channel is None:
        raise Http404
    return Place(channel, tree)


def may_change(request: HttpRequest, place: Place) -> bool:
    """True where the person may change this page: a channel's front is live with each change."""
    return (CHANGE if place.channel is None else LAUNCH) in powers(request).all


def front_page(site: Any, request: HttpRequest, channel_id: int | None = None) -> HttpResponse:
    """Show the layout, or do one act on it."""
    place = place_of(request, channel_id)
    if request.method == "POST":
        return _act(request, place)
    return show_layout(site, request, place)


def show_layout(
    site: Any, request: HttpRequest, place: Place, *, status: int = 200, refused: str = "", seen: Layout | None = None
) -> HttpResponse:
    """Show the layout page; ``seen`` is the state that a refused launch was meant for."""
    now = timezone.now()
    sheet = sheet_of(place.channel)
    layout = sheet.layout
    found = board(layout, place.tree, now)
    words = request.GET.get("q", "")[:60]
    pool: tuple[Card, ...] = cards(candidates_for(words, now, POOL, SEARCHED))
    rights = powers(request).all
    context = {
        **site.each_context(request),
        "title": _("Front page") if place.channel is None else _("Front of %(name)s") % {"name": place.channel.name},
        "subtitle": None,
        "place": place,
        "sheet": sheet,
        "board": found,
        "pool": [(card, card.number in layout.articles) for card in pool],
        "q": words,
        "editable": may_change(request, place),
        "may_launch": LAUNCH in rights,
        "kinds": [(kind.value, kind.label) for kind in BlockKind],
        "urls": urls_of(place),
        "refused": refused,
        "now": timezone.localtime(now),
    }
    if place.channel is None:
        launch = FrontLayout.objects.in_force(now).first()
        in_force = launch.layout if launch else FrontLayout.objects.layout_at(place.tree.channels, now)
        context |= {
            "launch": launch,
            "ahead": list(FrontLayout.objects.ahead(now)[:10]),
            "changes": changes_in_words(in_force, layout, place.tree, found.articles),
            "news": changes_in_words(seen, layout, place.tree, found.articles) if seen else [],
            "seen_json": json.dumps(layout.as_json(), ensure_ascii=False),
        }
    if LAUNCH in rights:
        laid = {front.pk for front in ChannelFront.objects.all() if front.layout.blocks}
        context["fronts"] = [
            ("　" * depth + item.name, Place(item, place.tree).url("front"), item.pk in laid, item == place.channel)
            for item, depth in in_tree_order(place.tree)
        ]
    request.current_app = site.name
    return TemplateResponse(request, "desk/front.html", context, status=status)


def urls_of(place: Place) -> dict[str, str]:
    """Return the addresses that the page's links and forms lead to."""
    return {"self": place.url("front"), "preview": place.url("front_preview")}


def changes_in_words(old: Layout, new: Layout, tree: ChannelTree, articles: Any) -> list[str]:
    """Return what differs, a sentence each."""
    said = []
    words = {
        "added": _("added: %(what)s"),
        "removed": _("taken out: %(what)s"),
        "moved": _("moved: %(what)s"),
        "changed": _("changed: %(what)s"),
    }
    for what, block_id, card_id in edits.differences(old, new):
        block = new.block(block_id) or old.block(block_id)
        name = name_of(block, tree) if block else block_id
        found = new.find(card_id) or old.find(card_id) if card_id else None
        if found is not None:
            card = found[1]
            article = articles.get(card.article)
            title = card.title or (str(article.title or article) if article else f"No. {card.article}")
            name = f"{name} · {title}"
        said.append(words[what] % {"what": name})
    return said


def _act(request: HttpRequest, place: Place) -> HttpResponse:
    """Do what the pressed button says and come back to where it stood."""
    if not may_change(request, place):
        raise PermissionDenied
    verb, _colon, rest = request.POST.get("do", "").partition(":")
    version = number(request.POST.get("version", ""))
    spot = ""
    try:
        if verb == "undo":
            undo(by=asker(request), version=version or 0, channel=place.channel)
            messages.success(request, _("Taken back. Press again to have it again."))
        else:
            change, spot, said = _change_of(verb, rest, request)
            done = change_sheet(change, by=asker(request), channel=place.channel, version=version)
            tell_beside(request, done)
            _say(request, place, done.sheet, spot, said)
    except Refused as error:
        messages.error(request, str(error))
    target = place.url("front", q=request.POST.get("q", "")[:60])
    return HttpResponseRedirect(f"{target}#{spot}" if spot else target)


def tell_beside(request: HttpRequest, done: Changed) -> None:
    """Say that somebody else has changed the page meanwhile, and that both changes are there."""
    if done.beside:
        said = _("%(name)s has changed this page since you opened it. Your change was added to theirs; look at both.")
        messages.warning(request, said % {"name": done.beside})


def _say(request: HttpRequest, place: Place, sheet: Sheet, spot: str, said: str) -> None:
    """Say where a card stands now: what a reader of the screen cannot see at a glance."""
    found = sheet.layout.find(spot.removeprefix("c-"))
    if found is not None:
        block, card = found
        facts = {
            "block": name_of(block, place.tree),
            "n": [item.id for item in block.ordered].index(card.id) + 1,
            "all": len(block.cards),
        }
        said = _("%(block)s, place %(n)d of %(all)d.") % facts
    if said:
        messages.success(request, said)


Move = tuple[Callable[[Layout], Layout], str, str]


def _change_of(verb: str, rest: str, request: HttpRequest) -> Move:
    """Return the change that a button stands for, where to come back to, and what to say. Raises BadInput."""
    parts = rest.split(":")
    first, second, third = (*parts, "", "")[:3]
    place = number(third)
    match verb:
        case "up" | "down":
            return lambda page: edits.move_card(page, first, -1 if verb == "up" else 1), f"c-{first}", ""
        case "to":
            return lambda page: edits.put_card(page, first, second), f"c-{first}", ""
        case "drop" if place is not None:
            return lambda page: edits.drop_card(page, first, second, place), f"c-{first}", ""
        case "out":
            return lambda page: edits.remove_card(page, first), "", _("Taken out.")
        case "take" if (story := number(second)) is not None:
            card = Placed(new_id(), story)
            return lambda page: edits.add_card(page, first, card, edits.LAST), f"c-{card.id}", ""
        case "bup" | "bdown":
            return lambda page: edits.move_block(page, first, by=-1 if verb == "bup" else 1), f"b-{first}", ""
        case "bdrop" if (spot := number(second)) is not None:
            return lambda page: edits.move_block(page, first, to=spot), f"b-{first}", ""
        case "bout":
            return lambda page: edits.remove_block(page, first), "", _("The block is taken out, with its cards.")
        case "add" if (story := number(first)) is not None:
            return _added(story, request.POST.get("into", ""))
        case "badd":
            return _new_block(request)
    raise BadInput(_("There is no such act."), "do")


def _added(story: int, block_id: str) -> Move:
    card = Placed(new_id(), story)

    def change(page: Layout) -> Layout:
        there = next((item for _block, item in page.cards() if item.article == story), None)
        if there is not None:
            return edits.put_card(page, there.id, block_id, edits.FIRST)
        return edits.add_card(page, block_id, card, edits.FIRST)

    return change, f"c-{card.id}", _("It stands on the page already and was moved.")


def _new_block(request: HttpRequest) -> Move:
    wanted = request.POST.get("kind", "")
    if wanted not in BlockKind.values:
        raise BadInput(_("Choose what kind of block it shall be."), "kind")
    kind = BlockKind(wanted)
    values: dict[str, Any] = {}
    if kind == BlockKind.CHANNEL:  # it needs a channel, which the block's page asks for
        values["channel"] = Channel.objects.in_order().values_list("pk", flat=True).first()
        if values["channel"] is None:
            raise BadInput(_("There is no channel yet. Add one first."), "kind")
    block = new_block(new_id(), kind, **values)
    if FillBy.NEWEST in FORMS[kind].fills and kind == BlockKind.PICKS:
        block = new_block(block.id, kind, heading=str(_("Recommended")))
    return (
        lambda page: edits.add_block(page, block),
        f"b-{block.id}",
        _("The block stands at the end. Open its settings, or move it up."),
    )
