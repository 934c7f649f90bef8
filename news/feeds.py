"""RSS 2.0 and Atom 1.0 of the site and of every channel."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from news.pagestore.recording import keep
from news.reading.chrome import absolute
from news.reading.feeds import feed_page

MEDIA_TYPES = {"rss": "application/rss+xml; charset=utf-8", "atom": "application/atom+xml; charset=utf-8"}
KINDS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


def feed(request: HttpRequest, kind: str, path: str = "") -> HttpResponse:
    """Answer the newest 40 stories. A guid is the story's address, which never changes while the story lives."""
    keep()
    page = feed_page(path)
    if page is None:
        raise Http404
    out = KINDS[kind](
        title=page.title,
        link=absolute(page.link),
        description=page.description,
        language="zh-cn",
        feed_url=absolute(request.path),
        feed_guid=absolute(page.link),
    )
    for item in page.items:
        card = item.card
        more: dict[str, Any] = {"author_name": card.reporters} if card.reporters else {}
        out.add_item(
            title=card.full_title,
            link=absolute(card.page),
            description=card.summary,
            unique_id=absolute(card.page),
            unique_id_is_permalink=True,
            pubdate=_second(card.time),
            updateddate=_second(item.changed),
            categories=[card.channel, *(["广告"] if card.ad else [])],
            **more,
        )
    response = HttpResponse(out.writeString("utf-8"), content_type=MEDIA_TYPES[kind])
    response.headers["Cache-Control"] = "no-cache"
    return response


def _second(moment: datetime) -> datetime:
    """Return a moment as pages say it: local, to the second."""
    return timezone.localtime(moment).replace(microsecond=0)
