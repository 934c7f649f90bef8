"""我的稿件: my stories, newest change first, and where each is stuck: with whom, since when, and what I do next."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from news.admin.asking import powers
from news.admin.level_people import Holder, holders, reaching
from news.admin.numbers import number
from news.admin.queue_rows import due_words, span
from news.admin.reviewer import Reviewer, reviewer
from news.admin.states import Mark, marks
from news.editorial.access import display_name
from news.enums import Level, Publication, Review, Verb, Verdict
from news.models import Article, ArticleQuerySet, ReviewRecord

SHOWN = 50
NAMED = 3
RETURNED, WAITING, DRAFTS = "returned", "waiting", "draft"


@dataclass(frozen=True)
class Mine:
    """A line. ``stuck`` says where it is and since when, ``why`` the reason it came back with.

    ``next`` is what I do, '' where there is nothing to do; ``back`` is where it is taken back from its review, ''
    where it is not mine to take back.
    """

    article: Article
    marks: list[Mark]
    stuck: list[str]
    late: str
    why: str
    next: str
    url: str
    back: str


@dataclass(frozen=True)
class MyStories:
    """One page; ``more`` is the query of the next one, ``first`` true where this is not the first."""

    lines: list[Mine]
    more: str
    first: bool


def mine_page(site: Any, request: HttpRequest) -> HttpResponse:
    """Show my stories. For those who may read or write articles."""
    powers(request)
    if not (request.user.has_perm("news.view_article") or request.user.has_perm("news.add_article")):
        raise PermissionDenied
    only = request.GET.get("only", "")
    views = [
        (name, f"?only={key}" if key else reverse("admin:desk_mine"), only == key)
        for key, name in (
            ("", _("All")),
            (RETURNED, _("Returned to me")),
            (WAITING, _("Under review")),
            (DRAFTS, _("Drafts")),
        )
    ]
    context = {
        **site.each_context(request),
        "title": _("My articles"),
        "subtitle": None,
        "page": my_stories(reviewer(request), only, request.GET.get("after", "")),
        "views": views,
        "only": only,
    }
    request.current_app = site.name
    return TemplateResponse(request, "desk/mine.html", context)


def my_stories(me: Reviewer, only: str = "", after: str = "") -> MyStories:
    """Read one page: three index walks for the numbers, one for the lines, and who has them. At most ten queries."""
    found = _numbers(me.user, only, after)
    shown = dict(found[:SHOWN])
    articles = list(Article.objects.for_queue().filter(pk__in=shown)) if shown else []
    articles.sort(key=lambda article: (shown[article.pk], article.pk), reverse=True)
    back = [article.pk for article in articles if article.returned_at or article.review == Review.REJECTED]
    reasons = _reasons(back)
    people = holders() if any(article.level for article in articles) else {}
    lines = [_line(article, me, people, reasons.get(article.pk, "")) for article in articles]
    more = ""
    if len(found) > SHOWN:
        pk, changed = found[SHOWN - 1]
        micro = (changed - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        more = "?" + urlencode({"only": only, "after": f"{micro}-{pk}"})
    return MyStories(lines, more, first=bool(after))


def _numbers(user: User, only: str, after: str) -> list[tuple[int, datetime]]:
    """Return (number, changed) of the newest stories of which I am author, submitter or last editor.

    Each part is read by its own index; a single OR would sort all that a person has ever written.
    """
    rows = Article.objects.filter(deleted_at=None)
    if only == RETURNED:
        rows = rows.filter(review=Review.DRAFT, returned_at__isnull=False)
    elif only == WAITING:
        rows = rows.exclude(level="")
    elif only == DRAFTS:
        rows = rows.filter(review=Review.DRAFT)
    rows = _before(rows, after).order_by("-changed_at", "-pk")
    found: dict[int, datetime] = {}
    for part in (Q(author=user), Q(last_editor=user), Q(submitted_by=user)):
        found |= dict(rows.filter(part).values_list("pk", "changed_at")[: SHOWN + 1])
    return sorted(found.items(), key=lambda item: (item[1], item[0]), reverse=True)[: SHOWN + 1]


def _before(rows: ArticleQuerySet, after: str) -> ArticleQuerySet:
    micro, _dash, last = after.partition("-")
    micro_, pk = number(micro), number(last)
    if micro_ is None or pk is None:
        return rows
    try:
        when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro_)
    except OverflowError:
        return rows
    return rows.filter(Q(changed_at__lt=when) | Q(changed_at=when, pk__lt=pk), changed_at__lte=when)


def _reasons(numbers: list[int]) -> dict[int, str]:
    """Return who sent each story back last, and why. One query, none where nothing came back."""
    if not numbers:
        return {}
    sent_back = (Verdict.RETURN, Verdict.REJECT)
    rows = ReviewRecord.objects.filter(article__in=numbers, verdict__in=sent_back, returned_to="").order_by("pk")
    said = _("%(name)s (%(level)s, %(time)s): %(note)s")
    return {
        pk: said
        % {
            "name": name,
            "level": Level(level).label,
            "time": date_format(timezone.localtime(at), "m-d H:i"),
            "note": note,
        }
        for pk, name, level, at, note in rows.values_list("article_id", "by_name", "level", "at", "note")
    }


def _line(article: Article, me: Reviewer, people: dict[Level, list[Holder]], reason: str) -> Mine:
    stuck: list[str] = []
    late = todo = back = ""
    match article.review:
        case Review.DRAFT if article.returned_at:
            stuck, todo = [_("with you"), _since(article.returned_at, me.now)], _("Mend it and submit again")
        case Review.DRAFT:
            stuck, todo = [_("with you")], _("Go on writing")
        case Review.WITHHELD:
            stuck = [_("until somebody who may publish releases it")]
        case Review.SIGNED_OFF if article.publication(me.now) == Publication.NEVER:
            stuck = [_("somebody who may publish has to put it out")]
    if article.level and article.waiting_since and article.due_at:
        stuck = [_with_whom(article, me, people), _since(article.waiting_since, me.now)]
        words, due_is = due_words(article.due_at, me.now)
        late = words if due_is == "over" else ""
        if me.user.pk in {article.author_id, article.submitted_by_id}:
            todo, back = _("Look"), reverse("admin:news_article_act", args=[article.pk, Verb.WITHDRAW])
    return Mine(
        article=article,
        marks=marks(article, me.now),
        stuck=[item for item in stuck if item],
        late=late,
        why=reason if article.review in {Review.DRAFT, Review.REJECTED} else "",
        next=todo,
        url=reverse("admin:news_article_change", args=[article.pk]),
        back=back,
    )


def _with_whom(article: Article, me: Reviewer, people: dict[Level, list[Holder]]) -> str:
    """Say who has a waiting story, or who could take it."""
    if article.held_by_id == me.user.pk:
        return _("claimed by me")
    if article.held_by:
        return _("claimed by %(name)s") % {"name": display_name(article.held_by)}
    able = reaching(people.get(Level(article.level), []), me.channels, [article.desk_channel_id])
    names = [person.name for person in able if person.pk not in {article.author_id, article.submitted_by_id}]
    if not names:
        return _("nobody holds this level for the channel: tell the editor-in-chief")
    said = {"names": "、".join(names[:NAMED]), "n": len(names)}
    return (
        _("nobody has claimed it; %(names)s and others may (%(n)d people)") % said
        if len(names) > NAMED
        else (_("nobody has claimed it; %(names)s may") % said)
    )


def _since(when: datetime | None, now: datetime) -> str:
    return _("for %(span)s") % {"span": span((now - when).total_seconds())} if when else ""
