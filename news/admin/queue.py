"""待审队列: what waits for this person, the story beside it, and every act of a reviewer, on one page."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.admin.acts import Asked, asked_from, perform
from news.admin.asking import powers
from news.admin.mine import mine_page
from news.admin.numbers import holder_seen, number
from news.admin.queue_batch import Planned, batch_label, do_batch, plan_of
from news.admin.queue_rows import (
    ALL,
    DUE,
    MINE,
    OVERDUE,
    URGENT,
    WAITING,
    Choice,
    following,
    lines,
    read_token,
)
from news.admin.queue_story import story
from news.admin.reviewer import Reviewer, reviewer
from news.admin.schedule import schedule_page
from news.editorial import holding
from news.editorial.as_seen import as_seen
from news.editorial.review import set_urgent
from news.enums import Level, Verb
from news.errors import BadInput, Refused
from news.models import Article

HOLD, LET_GO, HAND_OVER, URGENT_ON, URGENT_OFF = "hold", "let_go", "hand_over", "urgent_on", "urgent_off"
BATCH_PASS, BATCH_HOLD = "batch_pass", "batch_hold"
JUDGING = {verb.value: verb for verb in (Verb.PASS, Verb.SIGN_OFF, Verb.RETURN, Verb.REJECT)}
REASONS = (
    gettext_lazy("facts to be checked"),
    gettext_lazy("figures disagree"),
    gettext_lazy("headline not exact"),
    gettext_lazy("byline or source missing"),
    gettext_lazy("picture caption"),
    gettext_lazy("wording"),
)
TAB_NAMES = {
    "page": gettext_lazy("Reader's page"),
    "last": gettext_lazy("Since last time"),
    "live": gettext_lazy("Against the site"),
    "records": gettext_lazy("Review records"),
    "checks": gettext_lazy("Check results"),
}
ORDER_NAMES = {
    DUE: gettext_lazy("Due first"),
    WAITING: gettext_lazy("Waiting longest"),
    URGENT: gettext_lazy("Urgent first"),
}


def queue_urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the queue and the two pages that go with it; each checks its own permission."""
    return [
        path("queue/", site.admin_view(partial(queue_page, site)), name="desk_queue"),
        path("mine/", site.admin_view(partial(mine_page, site)), name="desk_mine"),
        path("schedule/", site.admin_view(partial(schedule_page, site)), name="desk_schedule"),
    ]


def queue_page(site: Any, request: HttpRequest) -> HttpResponse:
    """Show the queue, or do what was pressed and open the next story. For those who may view articles."""
    powers(request)
    if not request.user.has_perm("news.view_article"):
        raise PermissionDenied
    me, choice = reviewer(request), Choice.of(request.GET)
    if not me.reach and not choice.only:
        choice = replace(choice, only=ALL)  # nothing waits for somebody without a level; they may look at what does
    if request.method != "POST":
        return _page(site, request, me, choice)
    pressed = request.POST.get("do", "")
    if pressed in {BATCH_PASS, BATCH_HOLD}:
        plan = plan_of(request.POST.getlist("pick")) if pressed == BATCH_PASS and "sure" not in request.POST else []
        if any(item.signs for item in plan):  # readers would get them: first show what would become of each
            return _page(site, request, me, choice, plan=plan)
        do_batch(request, me, passing=pressed == BATCH_PASS)
        return HttpResponseRedirect(choice.url())
    after = following(me, choice) if pressed in JUDGING else choice
    try:
        said = _do(request, me, pressed)
    except Refused as error:
        return _page(site, request, me, choice, refused=str(error), pressed=pressed)
    if pressed in JUDGING:  # the next story is on the screen by then: say which one this is about
        title = Article.objects.filter(pk=choice.article).values_list("desk_title", flat=True).first()
        said = _("“%(title)s”: %(reason)s") % {"title": title or choice.article, "reason": said}
    messages.success(request, said)
    return HttpResponseRedirect(after.url())


def _do(request: HttpRequest, me: Reviewer, pressed: str) -> str:
    """Do one act to the story on the screen and return what to say. Raises Refused."""
    seen = read_token(request.POST.get("token", ""))
    if seen is None:
        raise BadInput(_("Choose a story first."), "token")
    article_id, revision_id, waiting_since = seen
    verb = JUDGING.get(pressed)
    if verb:
        with as_seen(article_id, by=me.user, waiting_since=waiting_since):
            return perform(verb, article_id, by=me.user, asked=_asked(request, verb), based_on=revision_id)
    match pressed:
        case "hold":
            holding.hold(article_id, by=me.user)
            return _("The story is yours. Nobody else can judge it until you release it.")
        case "let_go":
            holding.let_go(article_id, by=me.user, seen=holder_seen(request.POST))
            return _("Released. Anybody may take it.")
        case "hand_over":
            to = User.objects.filter(pk=number(request.POST.get("to", "")) or 0).first()
            if to is None:
                raise BadInput(_("Choose to whom the story is handed."), "to")
            holding.hand_over(article_id, by=me.user, to=to, seen=holder_seen(request.POST))
            return _("Handed over.")
        case "urgent_on" | "urgent_off":
            set_urgent(article_id, by=me.user, urgent=pressed == URGENT_ON)
            return _("Marked as urgent.") if pressed == URGENT_ON else _("No longer urgent.")
    raise BadInput(_("There is no such act."), "do")


def _asked(request: HttpRequest, verb: Verb) -> Asked:
    """Read a dialog; the ticked reasons go in front of the note."""
    asked = asked_from(request.POST, verb)
    ticked = [str(reason) for reason in REASONS if str(reason) in request.POST.getlist("why")]
    note = "；".join(part for part in ("、".join(ticked), asked.note) if part)
    return replace(asked, note=note)


def _page(
    site: Any,
    request: HttpRequest,
    me: Reviewer,
    choice: Choice,
    refused: str = "",
    pressed: str = "",
    plan: list[Planned] | None = None,
) -> HttpResponse:
    """Compose the page. At most 12 queries, 20 with an open story."""
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Review queue"),
        "subtitle": None,
        "choice": choice,
        "everything": choice.only == ALL,
        "tally": me.tally,
        "total": me.tally.said(me.tally.total),
        "overdue": me.tally.said(me.tally.overdue) if me.tally.overdue else "",
        "chips": _chips(me, choice),
        "channel_menu": _channel_menu(me, choice),
        "order_menu": [
            (label, choice.url(order=key, after=""), key == choice.order) for key, label in ORDER_NAMES.items()
        ],
        "order_name": ORDER_NAMES[choice.order],
        "lines": lines(me, choice),
        "batch_label": batch_label(me),
        "plan": plan or [],
        "ticked": {item.token for item in plan or []},
        "here": choice.url(),
        "back": choice.url(article=None),
        "picked": choice.article is not None,
        "refused": refused,
        "now": timezone.localtime(),
        "messages": [],
        "said": list(get_messages(request)),
    }
    opened = story(me, choice) if choice.article else None
    if opened:
        context |= _opened(request, me, choice, opened, context["lines"].rows, pressed)
    request.current_app = site.name
    return TemplateResponse(request, "desk/queue.html", context, status=409 if refused else 200)


def _opened(
    request: HttpRequest, me: Reviewer, choice: Choice, opened: Any, rows: list[Any], pressed: str
) -> dict[str, Any]:
    """Return what the right half needs besides the story."""
    numbers = [row.article.pk for row in rows]
    place = numbers.index(opened.article.pk) if opened.article.pk in numbers else None
    after = rows[place + 1 : place + 2] if place is not None else rows[:1]
    before = rows[place - 1 : place] if place else []
    verb = JUDGING.get(pressed)
    asked = asked_from(request.POST, verb) if verb else None
    offered = {act.verb for act in (opened.passing, opened.returning, opened.rejecting) if act}
    tabs = [
        (key, name, choice.url(tab=key), key == choice.tab, place)
        for place, (key, name) in enumerate(TAB_NAMES.items(), start=1)
    ]
    return {
        "story": opened,
        "article": opened.article,
        "tab": choice.tab,
        "tabs": tabs,
        "place": place + 1 if place is not None else None,
        "next": after[0].url if after else "",
        "previous": before[0].url if before else "",
        "asking": pressed if verb else choice.ask,
        "asked": asked,
        # a dialog that is not offered any more cannot hold what was typed in it
        "typed": asked.note if asked and verb not in offered else "",
        "reasons": [(reason, str(reason) in request.POST.getlist("why")) for reason in REASONS],
        "ask_urls": {key: choice.url(ask=key) for key in (*JUDGING, HAND_OVER)},
    }


def _chips(me: Reviewer, choice: Choice) -> list[tuple[str, str, str, bool]]:
    """Return the filters as (name, number, address, on)."""
    tally, fresh = me.tally, replace(choice, after="", article=None, level="", only="")
    levels = tally.levels
    found = []
    if me.reach:
        found.append((_("All of mine"), tally.said(tally.total), fresh.url(), not choice.level and not choice.only))
    if len(me.reach) > 1 or choice.only == ALL:
        shown = Level if choice.only == ALL else me.reach
        for level in shown:
            text = "" if choice.only == ALL else tally.said(levels.get(level, 0))
            kept = ALL if choice.only == ALL else ""
            found.append((str(level.label), text, fresh.url(level=level.value, only=kept), choice.level == level))
    for key, name, many in (
        (OVERDUE, _("Overdue"), tally.overdue),
        (MINE, _("Claimed by me"), tally.mine),
    ):
        if me.reach:
            found.append((name, tally.said(many), fresh.url(only=key), choice.only == key))
    found.append((_("All waiting"), "", fresh.url(only=ALL), choice.only == ALL and not choice.level))
    return found


def _channel_menu(me: Reviewer, choice: Choice) -> dict[str, Any]:
    """Return the channels in which something waits; in the view of all, the whole tree."""
    nodes = me.channels.by_id
    ids = list(nodes) if choice.only == ALL else [pk for pk in nodes if pk in me.tally.channels]
    if choice.channel in nodes and choice.channel not in ids:
        ids.append(choice.channel)
    fresh = replace(choice, after="", article=None)
    items = [(_("All channels"), fresh.url(channel=None), not choice.channel)]
    items += [(nodes[pk].name, fresh.url(channel=pk), pk == choice.channel) for pk in ids]
    return {"name": nodes[choice.channel].name if choice.channel in nodes else "", "entries": items}
