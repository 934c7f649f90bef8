"""The article page, and what an article's address answers."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString

from news.enums import BylineRole, DisclaimerUse, Kind, Origin, Publication
from news.media.qr import qr_data_uri
from news.models import Article, Channel, Disclaimer, Keyword, Redirect, Source
from news.reading.cards import Card, cards
from news.reading.chrome import Chrome, absolute, load_chrome
from news.reading.hot import most_read
from news.reading.paging import LISTED
from news.reading.prose import body_pictures, dress
from news.reading.series import SeriesPart, beside, part_of
from news.text.addresses import MAX_ID
from news.text.excerpt import count_characters, plain_text
from news.text.segment import phrases

ROLE_LABELS = {
    BylineRole.AUTHOR: "作者",
    BylineRole.REPORTER: "记者",
    BylineRole.CORRESPONDENT: "通讯员",
    BylineRole.PHOTOGRAPHER: "摄影",
}
ORIGIN_LABELS = {Origin.ORIGINAL: "原创", Origin.REPRINT: "转载", Origin.CONTRIBUTED: "来稿"}


@dataclass(frozen=True)
class Moved:
    """The story lives at another address (301)."""

    address: str


@dataclass(frozen=True)
class Gone:
    """The story was public and is not any more (410). ``reason`` is public, '' where none is given."""

    title: str
    reason: str
    when: datetime | None
    retracted: bool


@dataclass(frozen=True)
class Statement:
    """A labelled legal text under the story."""

    label: str
    text: str


@dataclass(frozen=True)
class ArticlePage:
    """Everything that the page shows. ``byline`` is (label, names); ``qr`` is (data address, side in px)."""

    chrome: Chrome
    article: Article
    trail: tuple[Channel, ...]
    headline: tuple[str, ...]
    byline: tuple[tuple[str, str], ...]
    source: Source | None
    origin: str
    body: SafeString
    characters: int
    keywords: tuple[Keyword, ...]
    editors: str
    short_disclaimer: Statement | None
    statement: Statement | None
    notice: Statement | None
    previous: Card | None
    next: Card | None
    related: tuple[Card, ...]
    hot: tuple[Card, ...]
    series: SeriesPart | None
    url: str
    qr: tuple[str, int]
    preview: bool = False

    @property
    def leads_away(self) -> str:
        """What the link to another site says, with its host; '' where the story leads nowhere else."""
        said = {Kind.LINK: "阅读原文", Kind.VIDEO: "观看视频"}.get(Kind(self.article.kind), "")
        return f"{said}（{urlsplit(self.article.link).hostname}）" if said and self.article.link else ""

    @property
    def branch(self) -> list[Channel]:
        """The channels of the branch that the story stands in, for the rail."""
        return [self.trail[0], *self.chrome.tree.children(self.trail[0])] if self.trail else []


def resolve(path: str, number: int) -> Article | Moved | Gone | None:
    """Say what ``path`` (an article's shape, with ``number``) answers: the article, 301, 410, or None for 404.

    Article by number first; redirect rows are asked only when nothing live matches. Two queries at most.
    """
    article = Article.objects.for_page().filter(pk=number).first() if number <= MAX_ID else None
    if article is not None:
        state = article.publication()
        if state == Publication.LIVE:
            return article if path == article.address else Moved(article.address)
        if article.was_public():
            return gone(article)
    target = Redirect.objects.target_of(path)
    return Moved(target) if target else None


def gone(article: Article) -> Gone:
    """Return what is said of a story that was taken off."""
    retracted = article.withdrawal == "retracted" and not article.deleted_at
    return Gone(
        title=article.title if retracted else "",
        reason=article.withdrawal_reason if retracted else "",
        when=article.withdrawn_at if retracted else None,
        retracted=retracted,
    )


def article_page(article: Article, *, preview: bool = False) -> ArticlePage:
    """Compose the page of an article loaded by ``for_page``."""
    chrome = load_chrome()  # after the article: so its channel is known
    channel = chrome.tree.by_id[article.channel_id] if article.channel_id else None
    trail = tuple(chrome.tree.trail(channel)) if channel else ()
    keywords = tuple(item.tag for item in article.keywordings.select_related("tag").order_by("position"))
    return compose(article, chrome.along(trail), trail, keywords, preview=preview)


def compose(
    article: Article, chrome: Chrome, trail: tuple[Channel, ...], keywords: tuple[Keyword, ...], *, preview: bool
) -> ArticlePage:
    """Compose the page from an article, whether its row is live or only in memory (a preview of a draft)."""
    now = timezone.now()
    short, statement, notice = _statements(article, chrome, trail)
    previous, following = (None, None) if preview else neighbours(article, now)
    url = absolute(article.address) if article.address else chrome.home
    related, series = _others(article, now)
    return ArticlePage(
        chrome=chrome,
        article=article,
        trail=trail,
        headline=phrases(article.title),
        byline=_byline(article),
        source=article.source,
        origin=ORIGIN_LABELS[Origin(article.origin)],
        body=dress(article.body, body_pictures(article.body)),
        characters=count_characters(plain_text(article.body)),
        keywords=keywords,
        editors="、".join(article.editors),
        short_disclaimer=short,
        statement=statement,
        notice=notice,
        previous=previous,
        next=following,
        related=related,
        series=series,
        hot=() if preview else most_read(),
        url=url,
        qr=qr_data_uri(url),
        preview=preview,
    )


def _byline(article: Article) -> tuple[tuple[str, str], ...]:
    rows = []
    for role, label in ROLE_LABELS.items():
        names = [item["name"] for item in article.byline if item["role"] == role]
        if names:
            rows.append((label, " ".join(names)))
    return tuple(rows)


def _statements(
    article: Article, chrome: Chrome, trail: tuple[Channel, ...]
) -> tuple[Statement | None, Statement | None, Statement | None]:
    """Return the short link, the reprint statement and the notice; article before channel before site."""
    around = chrome.around

    def said(row: Disclaimer | None) -> Statement | None:
        return Statement(row.label, row.text_for(chrome.site.name)) if row else None

    named = [article.notice_id, *(channel.notice_id for channel in reversed(trail))]
    own = next((around.disclaimer_by_id.get(number) for number in named if number), None)
    notice = own or around.default(DisclaimerUse.NOTICE)
    statement = None
    if article.origin == Origin.REPRINT:
        number = article.source.reprint_statement_id if article.source else None
        of_source = around.disclaimer_by_id.get(number) if number else None
        statement = of_source or around.default(DisclaimerUse.REPRINT)
    return said(around.default(DisclaimerUse.SHORT)), said(statement), said(notice)


def neighbours(article: Article, now: datetime) -> tuple[Card | None, Card | None]:
    """Return the story before and the one after in the channel's list. Two queries, each one step in the index."""
    if article.channel_id is None or article.published_at is None:
        return None, None
    live = Article.objects.live(now)
    place = article.published_at, article.pk
    older = live.listed_in(article.channel_id, LISTED.before(*place)).for_cards().first()
    newer = (
        live.listed_in(article.channel_id, LISTED.after(*place))
        .order_by("listings__published_at", "listings__article_id")
        .for_cards()
        .first()
    )
    pair = cards(item for item in (older, newer) if item)
    by_number = {item.number: item for item in pair}
    return by_number.get(older.pk) if older else None, by_number.get(newer.pk) if newer else None


def _others(article: Article, now: datetime) -> tuple[tuple[Card, ...], SeriesPart | None]:
    """Return related stories and the part of the series around this one. One query for both, none without either."""
    live = Article.objects.live(now)
    near = beside(article, live)
    if not article.related_ids and near is None:
        return (), None
    found = list(
        live.filter(Q(pk__in=article.related_ids) | near if near else Q(pk__in=article.related_ids)).for_cards()
    )
    related = {item.number: item for item in cards(item for item in found if item.pk in article.related_ids)}
    return tuple(related[pk] for pk in article.related_ids if pk in related), part_of(article, found)
