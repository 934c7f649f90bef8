"""The two axes of an article's state in words and shapes."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from news.enums import Publication, Review
from news.models import Article

SHAPES = {
    Publication.SCHEDULED: "scheduled",
    Publication.LIVE: "live",
    Publication.EXPIRED: "off",
    Publication.UNPUBLISHED: "off",
    Publication.RETRACTED: "retracted",
    Publication.DELETED: "off",
}


@dataclass(frozen=True)
class Mark:
    """A word with its shape: ``d-st-<shape>``."""

    shape: str
    word: str


def marks(article: Article, at: datetime | None = None) -> list[Mark]:
    """Return what to say of an article: what readers get, then whether there is a text they do not get yet."""
    publication = article.publication(at)
    draft = article.review == Review.DRAFT
    if publication == Publication.NEVER:
        return [Mark("draft", _("Draft"))]
    word = str(publication.label)
    if publication == Publication.SCHEDULED and article.published_at:
        word = _("Goes out %(time)s") % {"time": date_format(timezone.localtime(article.published_at), "m-d H:i")}
    found = [Mark(SHAPES[publication], word[:1].upper() + word[1:])]
    if draft and publication != Publication.DELETED:
        found.append(Mark("draft", _("Unpublished changes")))
    return found


def state_html(article: Article) -> SafeString:
    """Return the marks as HTML for a list."""
    return format_html(
        '<span class="d-sts">{}</span>',
        format_html_join("", '<span class="d-st d-st-{}">{}</span>', ((m.shape, m.word) for m in marks(article))),
    )
