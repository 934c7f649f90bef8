"""The working text of an article as its reader will see it."""

from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from news.models import Article, Image, Keyword, PreviewLink, Series, Source
from news.reading.article import ArticlePage, Found, article_page, compose, find_article
from news.reading.chrome import load_chrome
from news.reading.series import numbers_beside
from news.rules.snapshot import Snapshot


def preview_page(article_id: int) -> ArticlePage | None:
    """Compose the page of the working revision; nothing is written. None for an article without a text."""
    article = Article.objects.select_related("working_revision").filter(pk=article_id).first()
    if article is None:
        return None
    if article.working_revision is None:
        live = find_article(article_id)
        return article_page(replace(live, older=None, newer=None), preview=True) if live else None
    return page_of_text(article, article.working_revision.snapshot)


@dataclass(frozen=True)
class Expired:
    """A preview link that does not hold any more."""


def shared_preview(token: str) -> ArticlePage | Expired | None:
    """Compose what a preview link shows: the one text it was made for. None for an address nobody made."""
    link = PreviewLink.objects.by_token(token)
    if link is None:
        return None
    if not link.holds(timezone.now()) or link.revision.article.deleted_at:
        return Expired()
    return page_of_text(link.revision.article, link.revision.snapshot)


def page_of_text(article: Article, text: Snapshot) -> ArticlePage:
    """Compose the page of any text of an article, from memory."""
    chrome = load_chrome()
    channel = chrome.tree.by_id.get(text.channel) if text.channel else None
    shown = Article(
        pk=article.pk,
        title=text.title,
        kicker=text.kicker,
        subhead=text.subhead,
        short_title=text.short_title,
        summary=text.summary,
        body=text.body,
        channel=channel,
        origin=text.origin,
        source=(Source.objects.filter(name=text.source).first() or Source(name=text.source)) if text.source else None,
        original_url=text.original_url,
        byline=[{"role": item.role, "name": item.name, "staff": item.staff} for item in text.byline],
        editors=list(text.editors),
        cover=Image.objects.filter(pk=text.cover).first() if text.cover else None,
        notice_id=text.notice,
        labels=text.labels,
        kind=text.kind,
        link=text.link,
        seconds=text.seconds or None,
        series=Series.objects.filter(pk=text.series).first() if text.series else None,
        series_place=text.series_place,
        editors_note=text.editors_note,
        correction=text.correction,
        corrected_at=timezone.now() if text.correction else None,
        published_at=article.published_at or timezone.now(),
        first_published_at=article.first_published_at or timezone.now(),
        expires_at=parse_datetime(text.expires_at) if text.expires_at else None,
    )
    known = {item.name: item for item in Keyword.objects.filter(name__in=text.keywords)}
    keywords = tuple(known.get(name) or Keyword(name=name, slug=name) for name in text.keywords)
    return compose(Found(shown, keywords, numbers_beside(shown)), chrome, channel, preview=True)
