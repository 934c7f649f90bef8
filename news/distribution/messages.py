"""What a notice says, in a sentence; the same in the inbox, in an e-mail and in a group. Never the story's text."""

from typing import Protocol

from django.urls import reverse
from django.utils.translation import gettext as _

from news.enums import Level, NoticeKind
from news.models import Delivery
from news.reading.chrome import absolute

TO_QUEUE = (NoticeKind.SUBMITTED, NoticeKind.OVERDUE)


class Told(Protocol):
    """What a Notice and a Delivery have in common."""

    kind: str
    level: str
    actor_name: str
    note: str
    article_id: int | None
    letter_id: int | None


def sentence(told: Told) -> str:
    """Return what happened, without a full stop: who did what, what comes next."""
    level = str(Level(told.level).label) if told.level else ""
    facts = {"name": told.actor_name or _("Somebody"), "level": level, "time": told.note}
    match told.kind:
        case NoticeKind.SUBMITTED:
            return _("%(name)s sent it to the %(level)s") % facts
        case NoticeKind.RETURNED if level:
            return _("%(name)s returned it to the %(level)s") % facts
        case NoticeKind.RETURNED:
            return _("%(name)s returned it to its author") % facts
        case NoticeKind.REJECTED:
            return _("%(name)s rejected it") % facts
        case NoticeKind.PASSED if level:
            return _("%(name)s passed it; the %(level)s is next") % facts
        case NoticeKind.PASSED:
            return _("%(name)s signed it off; it is not published yet") % facts
        case NoticeKind.PUBLISHED if not told.actor_name:
            return _("It is live since %(time)s, as scheduled") % facts
        case NoticeKind.PUBLISHED:
            return _("%(name)s published it") % facts
        case NoticeKind.SCHEDULED:
            return _("%(name)s scheduled it for %(time)s") % facts
        case NoticeKind.WITHDRAWN:
            return _("%(name)s took it off the site") % facts
        case NoticeKind.OVERDUE:
            return _("The %(level)s is overdue") % facts
        case NoticeKind.NOBODY:
            return _("Nobody can do the %(level)s: lend the level to somebody") % facts
        case NoticeKind.LETTER if told.actor_name:
            return _("%(name)s asks you to deal with a letter from a reader") % facts
        case NoticeKind.LETTER:
            return _("A letter from a reader has come: %(what)s") % {"what": told.note}
        case NoticeKind.OFF_FRONT:
            return _("Its card is gone from a front page, since readers may not see it there any more")
        case NoticeKind.UNCLEAR:
            return _("It goes out at the time set, and would not pass its checks any more")
    return _("%(name)s handed it over to you") % facts


def reason(told: Told) -> str:
    """Return the note that came with the act, '' where the sentence has said it."""
    said = told.kind in {NoticeKind.SCHEDULED, NoticeKind.LETTER} or (
        told.kind == NoticeKind.PUBLISHED and not told.actor_name
    )
    return "" if said else told.note


def desk_path(told: Told) -> str:
    """Return where on the desk one goes on: the queue for what waits for a review, else the story's form."""
    if told.letter_id:
        return reverse("admin:news_letter_change", args=[told.letter_id])
    if told.kind in TO_QUEUE:
        return f"{reverse('admin:desk_queue')}?a={told.article_id}"
    if told.kind == NoticeKind.OFF_FRONT:
        return reverse("admin:desk_front")
    return reverse("admin:news_article_change", args=[told.article_id])


def group_text(delivery: Delivery) -> str:
    """Return the message for a group: headline, what happened, channel, link. Reasons stay in the house."""
    lines = [f"《{plain(delivery.title)}》", plain(sentence(delivery))]
    if delivery.channel_name:
        lines.append(_("Channel: %(channel)s") % {"channel": plain(delivery.channel_name)})
    return "\n".join([*lines, absolute(desk_path(delivery))])


def mail_text(delivery: Delivery) -> tuple[str, str]:
    """Return subject and body of an e-mail: headline, what happened, by whom, why, link."""
    what = plain(sentence(delivery))
    lines = [what, "", _("Headline: %(title)s") % {"title": plain(delivery.title)}]
    if delivery.channel_name:
        lines.append(_("Channel: %(channel)s") % {"channel": plain(delivery.channel_name)})
    if reason(delivery):
        lines.append(_("Note: %(note)s") % {"note": plain(reason(delivery))})
    lines += [
        "",
        absolute(desk_path(delivery)),
        "",
        _("You get this because you asked for notices by e-mail; switch it off on the page of your notices."),
    ]
    return f"{what}《{plain(delivery.title)}》", "\n".join(lines)


def plain(text: str) -> str:
    """Return text on one line that no service takes for a tag: ``<at user_id="all">`` would call a whole group."""
    return " ".join(text.split()).replace("<", "＜").replace(">", "＞")
