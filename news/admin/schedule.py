"""发布排期: what went out today and what goes out in the next seven days, to the minute, with the gaps between."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from news.admin.asking import powers
from news.admin.queue_rows import span
from news.admin.states import Mark, desk_mark
from news.editorial.going_out import unclear
from news.models import Article
from news.rules.findings import Finding

DAYS = 7
MOST_OUT = 200
MOST_AHEAD = 300
MOST_EMBARGOES = 50
GAP = timedelta(minutes=60)
OUT, AHEAD, EMBARGO, NOW = "out", "ahead", "embargo", "now"


@dataclass(frozen=True)
class Slot:
    """A minute of a day. ``kind`` is out, ahead, embargo or now (then without an article); ``gap`` comes before it.

    ``problem`` is the first check that the story would not pass any more, ``more`` how many there are besides.
    """

    kind: str
    when: datetime
    article: Article | None = None
    mark: Mark | None = None
    gap: str = ""
    problem: str = ""
    more: int = 0


@dataclass(frozen=True)
class Day:
    """A day of the newsroom's calendar with what happens on it."""

    date: date
    slots: list[Slot]
    today: bool = False

    @property
    def count(self) -> int:
        """How many stories go out on it."""
        return sum(slot.kind in {OUT, AHEAD} for slot in self.slots)


@dataclass(frozen=True)
class Schedule:
    """Today and the next seven days. ``cut`` is true where a list was longer than is shown."""

    days: list[Day]
    cut: bool


def schedule_page(site: Any, request: HttpRequest) -> HttpResponse:
    """Show the schedule. For those who may view articles."""
    powers(request)
    if not request.user.has_perm("news.view_article"):
        raise PermissionDenied
    context = {
        **site.each_context(request),
        "title": _("Publication schedule"),
        "subtitle": None,
        "schedule": schedule(timezone.now()),
        "now": timezone.localtime(),
    }
    request.current_app = site.name
    return TemplateResponse(request, "desk/schedule.html", context)


def schedule(now: datetime) -> Schedule:
    """Read the days from the one of ``now`` on. At most nine queries, each bounded and along an index."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    end = midnight + timedelta(days=DAYS + 1)
    shown = Article.objects.filter(withdrawal="", deleted_at=None)
    out = _numbers(shown.filter(published_at__gte=midnight, published_at__lte=now).newest(), MOST_OUT)
    ahead = _numbers(
        shown.filter(published_at__gt=now, published_at__lt=end).order_by("published_at", "pk"), MOST_AHEAD
    )
    ends = Article.objects.filter(embargo_until__gt=now, embargo_until__lt=end, deleted_at=None)
    embargoed = _numbers(ends.order_by("embargo_until", "pk"), MOST_EMBARGOES)
    wanted = {*out[:MOST_OUT], *ahead[:MOST_AHEAD], *embargoed}
    slots: list[Slot] = []
    articles = list(Article.objects.for_desk().filter(pk__in=wanted))
    problems = unclear([article for article in articles if not article.withdrawal], now)
    for article in articles:
        if article.published_at and midnight <= article.published_at < end and not article.withdrawal:
            kind = OUT if article.published_at <= now else AHEAD
            slots.append(_told(Slot(kind, article.published_at, article), problems.get(article.pk, [])))
        if article.embargo_until and now < article.embargo_until < end:
            slots.append(Slot(EMBARGO, article.embargo_until, article, desk_mark(article)))
    slots.append(Slot(NOW, now))
    slots.sort(key=lambda slot: (slot.when, slot.article.pk if slot.article else 0))
    days = []
    for offset in range(DAYS + 1):
        day = (midnight + timedelta(days=offset)).date()
        days.append(Day(day, _with_gaps([s for s in slots if timezone.localtime(s.when).date() == day]), not offset))
    return Schedule(days, cut=len(out) > MOST_OUT or len(ahead) > MOST_AHEAD)


def _told(slot: Slot, found: list[Finding]) -> Slot:
    return replace(slot, problem=found[0].message, more=len(found) - 1) if found else slot


def _numbers(rows: Any, most: int) -> list[int]:
    return list(rows.values_list("pk", flat=True)[: most + 1])


def _with_gaps(slots: list[Slot]) -> list[Slot]:
    """Return the slots of a day, each with how long nothing goes out before it, if that is an hour or more."""
    found: list[Slot] = []
    before: datetime | None = None
    for slot in slots:
        silent = slot.when - before if before and slot.kind != EMBARGO else timedelta()
        gap = span(silent.total_seconds()) if silent >= GAP else ""
        found.append(replace(slot, gap=gap))
        if slot.kind != EMBARGO:
            before = slot.when
    return found
