"""Several stories of the queue at once: what a press would do to each, then each in a transaction of its own."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.admin.acts import AT, LATER, Asked, outlook, perform, usual_time
from news.admin.queue_rows import SHOWN, read_token
from news.admin.reviewer import Reviewer
from news.editorial import holding
from news.editorial.as_seen import as_seen
from news.enums import Level, Publication, Verb
from news.errors import Refused
from news.models import Article

Token = tuple[int, int | None, datetime | None]


@dataclass(frozen=True)
class Planned:
    """What would become of a ticked story. ``expected`` goes with the confirmation: the press must find the same."""

    token: str
    pk: int
    title: str
    channel: str
    what: str
    signs: bool
    expected: str


def plan_of(texts: list[str]) -> list[Planned]:
    """Return what passing the ticked stories would do to each, in their order. One query."""
    tokens = _tokens(texts)
    rows = _rows(tokens)
    return [_planned(text, rows[token[0]]) for text, token in tokens.items() if token[0] in rows]


def do_batch(request: HttpRequest, me: Reviewer, *, passing: bool) -> None:
    """Pass or claim every ticked story; refusals are listed with their reason."""
    tokens = _tokens(request.POST.getlist("pick"))
    rows = _rows(tokens)
    done = signed = 0
    refused = []
    for article_id, revision_id, waiting_since in tokens.values():
        article = rows.get(article_id)
        last = article is not None and article.level == Level.FINAL
        try:
            with as_seen(article_id, by=me.user, waiting_since=waiting_since):
                if passing:
                    verb = Verb.SIGN_OFF if last else Verb.PASS
                    asked = Asked(outlook=request.POST.get(f"expected_{article_id}", ""))
                    perform(verb, article_id, by=me.user, asked=asked, based_on=revision_id)
                else:
                    holding.hold(article_id, by=me.user)
        except Refused as error:
            title = article.desk_title if article else ""
            refused.append(_("“%(title)s”: %(reason)s") % {"title": title or article_id, "reason": error})
        else:
            done += 1
            signed += passing and last
    _say(request, passing=passing, done=done, signed=signed, refused=refused)
    if not tokens:
        messages.error(request, _("Tick at least one story."))


def batch_label(me: Reviewer) -> str:
    """Return what the button says: whoever holds the last level puts stories before readers with it."""
    levels = set(me.powers.levels())
    if Level.FINAL not in levels:
        return _("Pass the ticked")
    return _("Sign off and publish the ticked") if levels == {Level.FINAL} else _("Pass or sign off the ticked")


def _tokens(texts: list[str]) -> dict[str, Token]:
    return {text: token for text in texts[:SHOWN] if (token := read_token(text))}


def _rows(tokens: dict[str, Token]) -> dict[int, Article]:
    return Article.objects.for_queue().in_bulk([pk for pk, *_more in tokens.values()])


def _planned(token: str, article: Article) -> Planned:
    now = timezone.now()
    signs = article.level == Level.FINAL
    return Planned(
        token=token,
        pk=article.pk,
        title=article.desk_title or str(article.pk),
        channel=article.desk_channel.name if article.desk_channel else "",
        what=_what(article, now) if signs else _("Pass"),
        signs=signs,
        expected=outlook(article, now) if signs else "",
    )


def _what(article: Article, now: datetime) -> str:
    if article.publication(now) == Publication.LIVE:
        return _("the new text takes the place of the live one, now")
    when, at = usual_time(article, now)
    time = date_format(timezone.localtime(at), "Y-m-d H:i") if at else ""
    if when == LATER:
        return _("signed off; goes out at the time set, %(time)s") % {"time": time}
    if when == AT:
        return _("signed off; goes out when its embargo ends, %(time)s") % {"time": time}
    return _("published, now")


def _say(request: HttpRequest, *, passing: bool, done: int, signed: int, refused: list[str]) -> None:
    if passing:
        said = ngettext("%(n)d story passed.", "%(n)d stories passed.", done)
    else:
        said = ngettext("%(n)d story is yours now.", "%(n)d stories are yours now.", done)
    if done:
        messages.success(request, said % {"n": done})
    if signed:
        out = ngettext(
            "%(n)d of them is signed off: it is public now, or at the time set for it.",
            "%(n)d of them are signed off: they are public now, or at the time set for each.",
            signed,
        )
        messages.success(request, out % {"n": signed})
    if refused:
        head = ngettext("%(n)d story was refused:", "%(n)d stories were refused:", len(refused))
        messages.error(request, head % {"n": len(refused)})
    for line in refused:
        messages.error(request, line, extra_tags="line")
