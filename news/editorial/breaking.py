"""突发: putting the line of breaking news up and taking it down. At most one is up at any moment."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.access import display_name, not_permitted, powers_of
from news.editorial.audit import note as audit
from news.enums import AuditArea, Publication
from news.errors import BadInput, WrongState
from news.models import Article, BreakingLine, SiteIdentity
from news.models.breaking import LONGEST
from news.rules.checks import is_sane
from news.text.addresses import MAX_ID
from news.text.links import read_link

PUT_UP = "news.put_up_breakingline"
LONGEST_UP = timedelta(hours=72)
STORY = re.compile(r"(?:/.+/)([0-9]{1,18})\.html|([0-9]{1,18})")


def put_up(
    *,
    by: User | None,
    text: str,
    leads: str = "",
    start: datetime | None = None,
    end: datetime,
    own: tuple[str, ...] = (),
    by_name: str = "",
) -> BreakingLine:
    """Put a line up from ``start`` (default: now) until ``end`` (aware). What is up now is taken down for it.

    ``leads`` is a story's number or address, any other address, or ''. ``own`` are this site's hosts. ``by`` None is
    a command, named by ``by_name``. Raises NotAllowed, BadInput, WrongState where another line is to go up meanwhile.
    """
    if by is not None:
        _require(by)
    now = timezone.now()
    text = " ".join(text.split())
    begins = start or now
    if not text:
        raise BadInput(_("Write what has happened."), "text")
    if len(text) > LONGEST:
        raise BadInput(_("Write at most %(n)d characters; it is one line.") % {"n": LONGEST}, "text")
    if start is not None and start <= now:
        raise BadInput(_("This time has passed; put it up at once or choose a later one."), "start")
    if end <= begins or not is_sane(begins.isoformat()) or not is_sane(end.isoformat()):
        raise BadInput(_("It has to end after it begins."), "end")
    if end - begins > LONGEST_UP:
        raise BadInput(_("Breaking news stays for at most %(n)d hours.") % {"n": 72}, "end")
    article, address = _target(leads, begins, own)
    with transaction.atomic():
        SiteIdentity.objects.select_for_update().filter(pk=1).first()  # one at a time, also where no line is up
        others = list(BreakingLine.objects.select_for_update().standing(now).filter(starts_at__lt=end))
        ahead = next((row for row in others if row.starts_at > now and row.ends_at > begins), None)
        up = [row for row in others if row.starts_at <= now and row.ends_at > begins]
        if ahead is not None or (start is not None and up):
            other = ahead or up[0]
            raise WrongState(
                _("“%(text)s” stands from %(start)s to %(end)s. Take it down, or choose a time outside of that.")
                % {"text": other.text, "start": _said(other.starts_at), "end": _said(other.ends_at)},
                "taken",
            )
        name = (by_name or (display_name(by) if by else ""))[:80]
        for row in up:
            _mark_down(row, now, name)
        line = BreakingLine.objects.create(
            text=text, article=article, address=address, starts_at=begins, ends_at=end, by=by, by_name=name
        )
        changes: dict[str, list[Any]] = {
            _("leads to"): ["", str(article) if article else address],
            _("from"): ["", begins],
            _("until"): ["", end],
        }
        if up:
            changes[_("instead of")] = [up[0].text, ""]
        audit(AuditArea.SETTING, "put_up", by=by, by_name=by_name, thing=line, changes=changes)
    return line


def may_lead(article: Article | None) -> bool:
    """True for a story that a line could lead to now: public, no advertisement, not flagged for minors."""
    return bool(
        article and article.publication() == Publication.LIVE and article.promotable and not article.advertisement
    )


def take_down(line_id: int, *, by: User) -> BreakingLine:
    """Take a line down, or cancel one that is to go up. Raises NotAllowed, BadInput, WrongState."""
    _require(by)
    with transaction.atomic():
        row = BreakingLine.objects.select_for_update(of=("self",)).filter(pk=line_id).first()
        now = timezone.now()
        if row is None:
            raise BadInput(_("There is no such line."), "line")
        if row.taken_down_at or row.ends_at <= now:
            raise WrongState(_("It is down already."), "down")
        _mark_down(row, now, display_name(by)[:80])
        audit(AuditArea.SETTING, "taken_down", by=by, thing=row)
    return row


def _require(by: User) -> None:
    if PUT_UP not in powers_of(by).all:
        raise not_permitted(by, _("put up breaking news"))


def _mark_down(row: BreakingLine, now: datetime, name: str) -> None:
    row.taken_down_at, row.taken_down_by_name = now, name
    BreakingLine.objects.filter(pk=row.pk).update(taken_down_at=now, taken_down_by_name=name)


def _said(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%m-%d %H:%M}"


def _target(leads: str, begins: datetime, own: tuple[str, ...]) -> tuple[Article | None, str]:
    """Return the story or the address. A story's own address is that story, so that the line goes when it goes."""
    leads = leads.strip()
    if not leads:
        return None, ""
    address = leads
    if not (leads.isascii() and leads.isdecimal()):
        address, problem = read_link(leads, own)
        if problem == "login":
            raise BadInput(_("Readers cannot open an address of the desk."), "leads")
        if problem or not address.startswith(("/", "https://", "http://")):
            raise BadInput(_("Give a story’s number, or an address that begins with “/” or https://."), "leads")
    match = STORY.fullmatch(address)
    if match is None:
        return None, address
    number = int(match[1] or match[2])
    story = Article.objects.filter(pk=number, deleted_at=None).first() if number <= MAX_ID else None
    if story is None:
        raise BadInput(_("There is no story with this number."), "leads")
    if not story.promotable or story.advertisement:
        raise BadInput(_("This story may not be put forward: it is an advertisement or flagged for minors."), "leads")
    if not story.published_at or story.published_at > begins or story.withdrawal:
        raise BadInput(_("Readers cannot open this story at that time; publish it first."), "leads")
    return story, ""
