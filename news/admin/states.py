"""The two axes of an article's state in words and shapes."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.enums import Kind, Level, Publication, Review
from news.models import Article
from news.rules.levels import IN_REVIEW, SEQUENCES

SHAPES = {
    Publication.SCHEDULED: "scheduled",
    Publication.LIVE: "live",
    Publication.EXPIRED: "off",
    Publication.UNPUBLISHED: "off",
    Publication.RETRACTED: "retracted",
    Publication.DELETED: "off",
}


NOT_OUT = {Publication.EXPIRED, Publication.UNPUBLISHED, Publication.RETRACTED}
WAITING = {
    Level.FIRST: gettext_lazy("Waits for the first review"),
    Level.SECOND: gettext_lazy("Waits for the second review"),
    Level.FINAL: gettext_lazy("Waits for the final review"),
}


@dataclass(frozen=True)
class Mark:
    """A word with its shape: ``d-st-<shape>``."""

    shape: str
    word: str


def marks(article: Article, at: datetime | None = None) -> list[Mark]:
    """Return what to say of an article: what readers get, then how far a text has come that they do not get yet."""
    publication = article.publication(at)
    desk = desk_mark(article)
    if publication == Publication.NEVER:
        found = [desk or Mark("draft", _("Draft"))]
    else:
        word = str(publication.label)
        if publication == Publication.SCHEDULED and article.published_at:
            word = _("Goes out %(time)s") % {"time": _when(article.published_at)}
        found = [Mark(SHAPES[publication], word[:1].upper() + word[1:])]
        if publication != Publication.DELETED and desk and article.review != Review.SIGNED_OFF:
            found.append(desk)
        elif article.review == Review.SIGNED_OFF and publication in NOT_OUT:
            found.append(Mark("signed", _("Signed off")))
    now = at or timezone.now()
    if article.embargo_until and article.embargo_until > now and publication in {Publication.NEVER, *NOT_OUT}:
        found.append(Mark("scheduled", _("Embargo until %(time)s") % {"time": _when(article.embargo_until)}))
    if article.urgent and article.level:
        found.insert(0, Mark("flag", _("Urgent")))
    return found


def desk_mark(article: Article) -> Mark | None:
    """Return how far the working text has come; None where the desk has nothing to say."""
    match article.review:
        case Review.DRAFT if article.returned_at:
            return Mark("returned", _("Returned"))
        case Review.DRAFT:
            public = article.publication() != Publication.NEVER
            return Mark("draft", _("Unpublished changes") if public else _("Draft"))
        case Review.SIGNED_OFF:
            return Mark("signed", _("Signed off"))
        case Review.WITHHELD:
            return Mark("withheld", _("Withheld"))
        case Review.REJECTED:
            return Mark("off", _("Rejected"))
    if article.level:
        return Mark(article.level, str(WAITING[Level(article.level)]))
    return None


def steps_of(article: Article, levels: int) -> list[tuple[str, str]]:
    """Return the way of the working text as (name, state): ``done``, ``now`` or ''."""
    names = [_("Draft"), *(str(level.label) for level in SEQUENCES[levels]), _("sign off")]
    review = Review(article.review)
    if review in IN_REVIEW and article.level:
        place = 1 + list(SEQUENCES[levels]).index(Level(article.level))
    elif review in {Review.SIGNED_OFF, Review.WITHHELD}:
        place = len(names)
    elif review in {Review.DRAFT, Review.REJECTED}:
        place = 0
    else:
        return []
    return [(name, "done" if at < place else "now" if at == place else "") for at, name in enumerate(names)]


def _when(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "m-d H:i")


def state_html(article: Article) -> SafeString:
    """Return the marks as HTML for a list."""
    return format_html(
        '<span class="d-sts">{}</span>',
        format_html_join("", '<span class="d-st d-st-{}">{}</span>', ((m.shape, m.word) for m in marks(article))),
    )


KIND_ICONS = {Kind.GALLERY: "image", Kind.VIDEO: "play", Kind.LINK: "ext"}


def kind_icon(article: Article) -> SafeString:
    """Return the sign of what the working text mainly is; nothing for a text story."""
    kind = Kind(article.desk_kind)
    if kind not in KIND_ICONS:
        return SafeString("")
    return format_html(
        '<svg class="d-i d-kindi" role="img" aria-label="{}"><use href="#i-{}"/></svg> ', kind.label, KIND_ICONS[kind]
    )
