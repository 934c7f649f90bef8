"""What is scheduled and would not pass its checks any more: it goes out all the same, and people are told.

The clock alone puts a story before readers (promise 4), so nothing can hold it back unseen; who may stop it does it
by hand: withhold, take off, or schedule anew with a reason.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation

from news.editorial.articles import locked
from news.editorial.checking import blocks_of_scheduled
from news.editorial.notices import tell_unclear
from news.enums import NoticeKind, Publication
from news.models import Article, Notice
from news.rules.findings import Finding

AHEAD = timedelta(hours=24)
MOST = 40  # stories whose texts are read at one look, the next to go out first


def unclear(articles: Iterable[Article], at: datetime) -> dict[int, list[Finding]]:
    """Return what blocks in those of the stories that go out within a day of ``at``, the first 40. Five queries."""
    soon = [article for article in articles if article.published_at and at < article.published_at <= at + AHEAD]
    soon.sort(key=lambda article: (article.published_at, article.pk))
    return blocks_of_scheduled(soon[:MOST])


def look_for_unclear(at: datetime | None = None) -> int:
    """Tell of stories that go out within a day and would not pass their checks now, each once for what it is.

    Returns how many there were. Of two workers one waits for the story's row and then finds the notice.
    """
    now = at or timezone.now()
    rows = Article.objects.filter(published_at__gt=now, published_at__lte=now + AHEAD, withdrawal="", deleted_at=None)
    told = 0
    with translation.override(settings.LANGUAGE_CODE):
        for pk, found in unclear(rows.defer("body").order_by("published_at", "pk")[:MOST], now).items():
            note = found[0].message
            with locked(pk) as article:
                known = Notice.objects.filter(article=article, kind=NoticeKind.UNCLEAR, note=note)
                if article.publication(now) == Publication.SCHEDULED and not known.exists():
                    tell_unclear(article, note=note)
                    told += 1
    return told
