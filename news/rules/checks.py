"""What must be true of a text before it goes out. Later checks join the same tuple."""

from datetime import datetime

from django.utils.translation import gettext as _

from news.enums import Kind
from news.rules.snapshot import Snapshot
from news.text.addresses import is_web_address
from news.text.markup import parse
from news.text.pending import EMBEDDED, pending_pictures

# Placeholders that systems leave where a person's name belongs; the rule asks for an editor's real name.
PLACEHOLDER_NAMES = frozenset(
    {"管理员", "admin", "administrator", "root", "编辑", "佚名", "未知", "系统管理员", "站长"}
)
MAX_TITLE = 120
# what the columns hold; refused here in words instead of by PostgreSQL
MAX_LENGTHS = {
    "kicker": 60,
    "subhead": 120,
    "short_title": 40,
    "summary": 300,
    "source": 60,
    "original_url": 500,
    "link": 500,
    "correction": 500,
}
MAX_KEYWORD = 100
MIN_GALLERY = 2  # pictures
MAX_PLACE = 100_000
LEADING_AWAY = frozenset({Kind.LINK, Kind.VIDEO})  # with an address these need no text of their own
SANE_YEARS = range(1990, 2200)  # outside of them a time is a slip, and some cannot be turned into local time


def is_placeholder(name: str) -> bool:
    """True for 管理员, admin and their like, in any letter case."""
    return name.strip().casefold() in PLACEHOLDER_NAMES


def is_sane(text: str) -> bool:
    """True for an ISO 8601 time in a year that a newsroom deals with."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.year in SANE_YEARS


def form_problems(snapshot: Snapshot) -> dict[str, str]:
    """Return what makes a text unusable even as a draft, by field."""
    problems = {}
    if not snapshot.title:
        problems["title"] = _("Give the story a headline; everything else can wait.")
    elif len(snapshot.title) > MAX_TITLE:
        problems["title"] = _("The headline has %(n)d characters; at most %(max)d fit.") % {
            "n": len(snapshot.title),
            "max": MAX_TITLE,
        }
    for field, most in MAX_LENGTHS.items():
        if len(getattr(snapshot, field)) > most:
            problems[field] = _("This field takes %(max)d characters; %(n)d were entered.") % {
                "max": most,
                "n": len(getattr(snapshot, field)),
            }
    if any(len(name) > MAX_KEYWORD for name in snapshot.keywords):
        problems["keywords"] = _("A keyword takes %(max)d characters at most.") % {"max": MAX_KEYWORD}
    if snapshot.kind not in Kind.values:
        problems["kind"] = _("There is no kind of story “%(kind)s”.") % {"kind": snapshot.kind}
    if snapshot.link and not is_web_address(snapshot.link):
        problems["link"] = _("This is not a web address. It begins with https:// or http://, followed by a host.")
    if snapshot.series_place is not None and not 0 < snapshot.series_place <= MAX_PLACE:
        problems["series_place"] = _("The place in a series is a number from 1 on.")
    if snapshot.expires_at and not is_sane(snapshot.expires_at):
        problems["expires_at"] = _("This date lies too far away; check the year.")
    wrong = [name for name in snapshot.editors if is_placeholder(name)]
    if wrong:
        problems["editors"] = _("“%(name)s” is not a person. Enter the real name of the responsible editor.") % {
            "name": wrong[0]
        }
    return problems


def kind_problems(snapshot: Snapshot) -> dict[str, str]:
    """Return what a story lacks of what its kind promises, by field."""
    kind, body = snapshot.kind, snapshot.body
    if kind == Kind.LINK and not snapshot.link:
        return {"link": _("Enter the address that the story leads to.")}
    if kind == Kind.VIDEO and not snapshot.link and "<video" not in body:
        return {"body": _("Put the video into the text, or enter the address of the page where it can be seen.")}
    if kind == Kind.GALLERY:
        pictures = sum(1 for _image in parse(body).iter("img")) if "<img" in body else 0
        if pictures < MIN_GALLERY:
            message = _("A picture gallery needs at least %(min)d pictures; the text has %(n)d.")
            return {"body": message % {"min": MIN_GALLERY, "n": pictures}}
    return {}


def publication_problems(snapshot: Snapshot) -> dict[str, str]:
    """Return what keeps a text from readers, by field; empty when it may go out."""
    problems = form_problems(snapshot)
    if snapshot.channel is None:
        problems["channel"] = _("Choose the channel in which the story appears.")
    missing = pending_pictures(snapshot.body)
    problems |= kind_problems(snapshot)
    if not snapshot.body and not (snapshot.link and snapshot.kind in LEADING_AWAY):
        problems["body"] = _("The story has no text yet.")
    elif missing and missing[0].startswith(EMBEDDED):
        problems["body"] = _(
            "%(n)d pictures of the text have not reached the library. Upload them again, or take them out."
        ) % {"n": len(missing)}
    elif missing:
        problems["body"] = _(
            "%(n)d pictures of the text have not been fetched yet (the first: %(url)s). "
            "Wait for them, upload them, or take them out."
        ) % {"n": len(missing), "url": missing[0][:80]}
    return problems
