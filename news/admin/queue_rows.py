"""The lines of the review queue: what was asked for in the address, one bounded query, keyset pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Substr
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from news.admin.numbers import number
from news.admin.reviewer import Reviewer
from news.admin.states import Mark, desk_mark
from news.editorial.access import display_name
from news.enums import Level
from news.models import Article, ArticleQuerySet, Revision
from news.text.excerpt import count_characters, plain_text

SHOWN = 50
SOON = timedelta(minutes=30)
READ_OF_BODY = 20_000  # signs of markup, about 15,000 字; what is longer is shown as “more than”
OVERDUE, MINE, ALL = "over", "mine", "all"
DUE, WAITING, URGENT = "due", "wait", "urgent"
TABS = ("page", "last", "live", "records", "checks")
ORDERS: dict[str, tuple[str, ...]] = {
    DUE: ("due_at", "pk"),
    WAITING: ("waiting_since", "pk"),
    URGENT: ("-urgent", "due_at", "pk"),
}


@dataclass(frozen=True)
class Choice:
    """What the address asks for; every state of the queue is in it. Unknown values are as if left out."""

    level: str = ""
    only: str = ""
    channel: int | None = None
    order: str = DUE
    after: str = ""
    article: int | None = None
    tab: str = TABS[0]
    ask: str = ""

    @classmethod
    def of(cls, sent: QueryDict) -> "Choice":
        """Read a query string."""
        level, only, order, tab = (sent.get(key, "") for key in ("level", "only", "order", "tab"))
        return cls(
            level=level if level in Level.values else "",
            only=only if only in {OVERDUE, MINE, ALL} else "",
            channel=number(sent.get("channel", "")),
            order=order if order in ORDERS else DUE,
            after=sent.get("after", "")[:60],
            article=number(sent.get("a", "")),
            tab=tab if tab in TABS else TABS[0],
            ask=sent.get("ask", "")[:20],
        )

    def url(self, **changes: Any) -> str:
        """Return the queue's address with changes; what is usual is left out."""
        new = replace(self, **{"ask": "", **changes})
        said = {
            "level": new.level,
            "only": new.only,
            "channel": new.channel,
            "order": new.order if new.order != DUE else "",
            "after": new.after,
            "a": new.article,
            "tab": new.tab if new.article and new.tab != TABS[0] else "",
            "ask": new.ask,
        }
        query = urlencode({key: value for key, value in said.items() if value})
        return reverse("admin:desk_queue") + (f"?{query}" if query else "")


@dataclass(frozen=True)
class Row:
    """A line. ``due_is`` is over, soon or ''; ``held`` who has claimed it; ``token`` names the text that was shown."""

    article: Article
    url: str
    mark: Mark | None
    author: str
    words: str
    due: str
    due_is: str
    waited: str
    held: str
    mine: bool
    token: str
    on: bool


@dataclass(frozen=True)
class Lines:
    """One page. ``more`` is the address of the next page, ``first`` of the first one; '' where there is none."""

    rows: list[Row]
    more: str
    first: str


def chosen(me: Reviewer, choice: Choice) -> ArticleQuerySet:
    """Return the stories that the choice keeps, in its order, from where the page begins; unread."""
    stories = Article.objects.waiting() if choice.only == ALL else me.stories()
    if choice.level:
        stories = stories.filter(level=choice.level)
    if choice.only == OVERDUE:
        stories = stories.filter(due_at__lte=me.now)
    if choice.only == MINE:
        stories = stories.filter(held_by=me.user)
    node = me.channels.by_id.get(choice.channel or 0)
    if node:
        stories = stories.filter(desk_channel_id__in=me.channels.branch([node.path]))
    return _from(stories.order_by(*ORDERS[choice.order]), choice)


def lines(me: Reviewer, choice: Choice) -> Lines:
    """Read one page and what its texts measure. Two queries."""
    found = list(chosen(me, choice).for_queue()[: SHOWN + 1])
    shown = found[:SHOWN]
    words = _words([article.working_revision_id for article in shown if article.working_revision_id])
    return Lines(
        rows=[_row(article, me, choice, words.get(article.working_revision_id or 0, "")) for article in shown],
        more=choice.url(after=cursor(shown[-1], choice.order), article=None) if len(found) > SHOWN else "",
        first=choice.url(after="", article=None) if choice.after else "",
    )


def following(me: Reviewer, choice: Choice) -> Choice:
    """Return the choice with the story after the opened one; without a story where none is left. One query."""
    rows = list(chosen(me, choice).values_list("pk", "due_at", "waiting_since", "urgent")[: SHOWN + 1])
    numbers = [row[0] for row in rows]
    place = numbers.index(choice.article) if choice.article in numbers else -1
    if place + 1 < len(rows):
        after = choice.after
        if place + 1 == SHOWN:
            pk, due_at, waiting_since, urgent = rows[place]
            last = Article(pk=pk, due_at=due_at, waiting_since=waiting_since, urgent=urgent)
            after = cursor(last, choice.order)
        return replace(choice, article=rows[place + 1][0], after=after, ask="")
    others = [pk for pk in numbers if pk != choice.article]
    return replace(choice, article=others[0] if others else None, ask="")


def token_of(article: Article) -> str:
    """Name what a reviewer sees: story, text, and since when it waits at its level (microseconds)."""
    since = article.waiting_since
    return f"{article.pk}-{article.working_revision_id or 0}-{_micro(since) if since else 0}"


def read_token(text: str) -> tuple[int, int | None, datetime | None] | None:
    """Read a token back as (article, revision, waiting since); None for anything else."""
    parts = [number(part) for part in text.split("-")]
    if len(parts) != 3 or parts[0] is None or parts[1] is None or parts[2] is None:
        return None
    return parts[0], parts[1] or None, _moment(parts[2]) if parts[2] else None


def span(seconds: float) -> str:
    """Say how long something is, in minutes, hours or days, at most two of them."""
    minutes = max(0, int(seconds // 60))
    hours, days = minutes // 60, minutes // (24 * 60)
    if days >= 2:
        return _("%(d)d d %(h)d h") % {"d": days, "h": hours % 24} if hours % 24 else _("%(d)d d") % {"d": days}
    if hours:
        said = {"h": hours, "m": minutes % 60}
        return _("%(h)d h %(m)d min") % said if minutes % 60 else _("%(h)d h") % said
    return _("%(m)d min") % {"m": minutes}


def due_words(due_at: datetime, now: datetime) -> tuple[str, str]:
    """Return what to say of a due time, and whether it is over, soon or ''."""
    left = (due_at - now).total_seconds()
    if left <= 0:
        return _("overdue by %(span)s") % {"span": span(-left)}, "over"
    return _("%(span)s left") % {"span": span(left)}, "soon" if left <= SOON.total_seconds() else ""


def cursor(article: Article, order: str) -> str:
    """Name the place of a story in an order, for ``after``."""
    when = article.waiting_since if order == WAITING else article.due_at
    return f"{int(article.urgent)}-{_micro(when) if when else 0}-{article.pk}"


def _from(stories: ArticleQuerySet, choice: Choice) -> ArticleQuerySet:
    parts = [number(part) for part in choice.after.split("-")]
    if len(parts) != 3 or None in parts:
        return stories
    urgent, micro, pk = (part or 0 for part in parts)
    when = _moment(micro)
    if when is None:
        return stories
    field = "waiting_since" if choice.order == WAITING else "due_at"
    beyond = Q(**{f"{field}__gt": when}) | Q(**{field: when, "pk__gt": pk})
    if choice.order == URGENT and urgent:
        return stories.filter(Q(urgent=False) | beyond)
    if choice.order == URGENT:
        return stories.filter(beyond, urgent=False)
    return stories.filter(beyond, **{f"{field}__gte": when})


def _words(revisions: Sequence[int]) -> dict[int, str]:
    """Return 字数 by revision, from at most 20,000 signs of each body. One query."""
    if not revisions:
        return {}
    # one sign more than is read tells whether there is more
    rows = Revision.objects.filter(pk__in=revisions).annotate(start=Substr(KT("data__body"), 1, READ_OF_BODY + 1))
    found = {}
    for pk, start in rows.values_list("pk", "start"):
        text = start or ""
        count = count_characters(plain_text(text[:READ_OF_BODY]))
        found[pk] = f"{count}+" if len(text) > READ_OF_BODY else str(count)
    return found


def _row(article: Article, me: Reviewer, choice: Choice, words: str) -> Row:
    due, due_is = due_words(article.due_at, me.now) if article.due_at else ("", "")
    waited = (me.now - article.waiting_since).total_seconds() if article.waiting_since else 0
    return Row(
        article=article,
        url=choice.url(article=article.pk),
        mark=desk_mark(article),
        author=display_name(article.author) if article.author else "",
        words=words,
        due=due,
        due_is=due_is,
        waited=span(waited),
        held=display_name(article.held_by) if article.held_by else "",
        mine=article.held_by_id == me.user.pk,
        token=token_of(article),
        on=article.pk == choice.article,
    )


def _micro(when: datetime) -> int:
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _moment(micro: int) -> datetime | None:
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro)
    except OverflowError:
        return None
