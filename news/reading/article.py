"""The article page, and what an article's address answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import CharField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString

from news.enums import BylineRole, DisclaimerUse, Kind, Origin, Publication, StaffStatus
from news.media.qr import qr_data_uri
from news.models import Article, Bylining, Channel, Disclaimer, Keyword, Keywording, Redirect, Source, TopicStory
from news.models.json_rows import JSONRows
from news.models.prepared import MOMENT, NUMBERS, Prepared
from news.pagestore.recording import depends_on, depends_on_each, depends_on_months, with_holes
from news.reading.cards import LEAD, SIZES, Card, Picture, cards, numbered
from news.reading.chrome import Chrome, absolute, load_chrome
from news.reading.hot import most_read
from news.reading.paging import LISTED
from news.reading.prose import dress, shown_by
from news.reading.series import SeriesPart, beside, part_of
from news.text.addresses import MAX_ID, reporter_address, topic_address
from news.text.segment import phrases

ROLE_LABELS = {
    BylineRole.AUTHOR: "作者",
    BylineRole.REPORTER: "记者",
    BylineRole.CORRESPONDENT: "通讯员",
    BylineRole.PHOTOGRAPHER: "摄影",
}
GALLERIES, LOOKED_AT = 4, 200
ORIGIN_LABELS = {Origin.ORIGINAL: "原创", Origin.REPRINT: "转载", Origin.CONTRIBUTED: "来稿"}


@dataclass(frozen=True)
class Found:
    """An article with its keywords in order, and the numbers of stories around it.

    ``older`` and ``newer`` are those in its channel (None in a preview), ``series`` those near it in its series;
    ``topics`` are (title, address) of those that it was chosen for, ``people`` the addresses of who signed it, by the
    number in the register and by name, ``staff`` the numbers of these and of those who left. ``galleries`` are those
    before a gallery in its channel, newest first, of the stories since ``looked_back``.
    """

    article: Article
    keywords: tuple[Keyword, ...]
    series: tuple[int, ...]
    older: int | None = None
    newer: int | None = None
    topics: tuple[tuple[str, str], ...] = ()
    people: Mapping[int | str, str] = field(default_factory=dict)
    galleries: tuple[int, ...] = ()
    staff: tuple[int, ...] = ()
    looked_back: datetime | None = None


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
    what: str = "文章"


@dataclass(frozen=True)
class Statement:
    """A labelled legal text under the story."""

    label: str
    text: str


@dataclass(frozen=True)
class ArticlePage:
    """Everything that the page shows. ``qr`` is (data address, side in px).

    ``byline`` is (label, names), each name with the address of its page or ''. ``preload`` is a picture at the top of
    the text.
    """

    chrome: Chrome
    article: Article
    trail: tuple[Channel, ...]
    headline: tuple[str, ...]
    byline: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    source: Source | None
    origin: str
    body: SafeString
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
    topics: tuple[tuple[str, str], ...] = ()
    galleries: tuple[Card, ...] = ()
    preload: Picture | None = None

    @property
    def leads_away(self) -> str:
        """What the link to another site says, with its host; '' where the story leads nowhere else."""
        said = {Kind.LINK: "阅读原文", Kind.VIDEO: "观看视频"}.get(Kind(self.article.kind), "")
        return f"{said}（{urlsplit(self.article.link).hostname}）" if said and self.article.link else ""

    @property
    def large(self) -> int:
        """How many of its pictures a script can show in large."""
        return self.body.count(" data-view=")

    @property
    def plates(self) -> int:
        """How many pictures a gallery has; 0 for any other kind of story."""
        return self.large if self.article.kind == Kind.GALLERY else 0

    @property
    def changed(self) -> datetime:
        """When readers last got another text, for machines; never before it was public."""
        published = self.article.published_at or timezone.now()
        return max(published, self.article.updated_at or published)

    @property
    def picture(self) -> Picture | None:
        """What stands for the story where its address is shared."""
        cover = self.article.cover
        if cover is None:
            return None
        shape, width = LEAD
        src = cover.plain(width, shape)
        across, down = (cover.width, cover.height) if src == cover.address else SIZES[shape]
        return Picture(src, (), across, down, cover.alt)

    @property
    def branch(self) -> list[Channel]:
        """The channels of the branch that the story stands in, for the rail."""
        return [self.trail[0], *self.chrome.tree.children(self.trail[0])] if self.trail else []


def resolve(path: str, number: int) -> Found | Moved | Gone | None:
    """Say what ``path`` (an article's shape, with ``number``) answers: the article, 301, 410, or None for 404.

    Article by number first; redirect rows are asked only when nothing live matches. Two queries at most.
    """
    found = find_article(number)
    depends_on(f"article:{number}", "settings")
    if found is not None:
        state = found.article.publication()
        if state == Publication.LIVE:
            return found if path == found.article.address else Moved(found.article.address)
        if found.article.was_public():
            return gone(found.article)
    depends_on("redirects")
    target = Redirect.objects.target_of(path)
    return Moved(target) if target else None


def _page_rows(*, now: datetime, number: int) -> QuerySet[Article]:
    """Return the article with what its page shows; what stands around it is a step or five in an index each."""
    live = Article.objects.live(now)
    place = OuterRef("published_at"), OuterRef("pk")
    before = live.listed_in(OuterRef("channel_id"), LISTED.before(*place))
    after = live.listed_in(OuterRef("channel_id"), LISTED.after(*place)).order_by(LISTED.time, LISTED.number)
    earlier, later = beside(live, OuterRef("series_id"), OuterRef("series_place"), OuterRef("pk"))
    keywords = Keywording.objects.filter(content_object=OuterRef("pk")).order_by()
    people = Bylining.objects.filter(article=OuterRef("pk")).order_by()
    # Asked of a gallery alone: else the first condition is false at once and no row is read. Only older ones, so that
    # a new gallery changes no page.
    shown_before = before.alias(here=ExpressionWrapper(OuterRef("kind"), CharField())).filter(here=Kind.GALLERY)
    topics = TopicStory.objects.filter(article=OuterRef("pk"), topic__opens_at__lte=now, topic__removed_at=None)
    return (
        Article.objects.for_page()
        .annotate(
            older=Subquery(before.values("pk")[:1]),
            newer=Subquery(after.values("pk")[:1]),
            keyword_rows=JSONRows(
                keywords.values(place=F("position"), word=F("tag__name"), segment=F("tag__slug"), row=F("tag_id")),
                columns="place, word, segment, row",
            ),
            before_rows=JSONRows(
                shown_before.values(
                    time=F("published_at"), part=F("pk"), form=F("kind"), picture=F("cover_id"), may=F("promotable")
                )[:LOOKED_AT],
                columns="time, part, form, picture, may",
            ),
            earlier=JSONRows(earlier.values(part=F("pk")), columns="part"),
            later=JSONRows(later.values(part=F("pk")), columns="part"),
            people_rows=JSONRows(
                people.values(who=F("staff__name"), person=F("staff_id"), standing=F("staff__status")),
                columns="who, person, standing",
            ),
            topic_rows=JSONRows(
                topics.order_by().values(opened=F("topic_id"), named=F("topic__title"), segment=F("topic__slug")),
                columns="opened, named, segment",
            ),
        )
        .filter(pk=number)
        .order_by()
    )


PAGE_ROWS: Prepared[Any] = Prepared(_page_rows, now=MOMENT, number=NUMBERS[0])


def find_article(number: int) -> Found | None:
    """Return an article with what its page shows. One query."""
    rows = PAGE_ROWS.rows(now=timezone.now(), number=number) if number <= MAX_ID else []
    if not rows:
        return None
    row = rows[0]
    words = tuple(Keyword(pk=tag, name=word, slug=segment) for _place, word, segment, tag in sorted(row.keyword_rows))
    series = tuple(part for (part,) in (*row.earlier, *row.later))
    topics = tuple((name, topic_address(slug)) for _number, name, slug in sorted(row.topic_rows, reverse=True))
    return Found(
        row,
        words,
        series,
        row.older,
        row.newer,
        topics,
        _addresses((name, number) for name, number, state in row.people_rows if state == StaffStatus.ACTIVE),
        _galleries(row.before_rows),
        tuple(number for _name, number, _state in row.people_rows),
        _looked_back(row.before_rows),
    )


def gone(article: Article) -> Gone:
    """Return what is said of a story that was taken off."""
    retracted = article.withdrawal == "retracted" and not article.deleted_at
    return Gone(
        title=article.title if retracted else "",
        reason=article.withdrawal_reason if retracted else "",
        when=article.withdrawn_at if retracted else None,
        retracted=retracted,
    )


def article_page(found: Found, *, preview: bool = False) -> ArticlePage:
    """Compose the page of an article. Three queries at most beside its own: chrome, cards around it, pictures."""
    chrome = load_chrome()  # after the article: so its channel is known
    channel = chrome.tree.by_id[found.article.channel_id] if found.article.channel_id else None
    return compose(found, chrome, channel, preview=preview)


def compose(found: Found, chrome: Chrome, channel: Channel | None, *, preview: bool) -> ArticlePage:
    """Compose the page from an article, whether its row is live or only in memory (a preview of a draft)."""
    article = found.article
    trail = tuple(chrome.tree.trail(channel)) if channel else ()
    chrome = chrome.along(trail)
    short, statement, notice = _statements(article, chrome, trail)
    if not preview:
        _record(found, channel)
    galleries = () if preview else found.galleries
    loaded = _nearby((found.older, found.newer, *found.series, *article.related_ids, *galleries))
    nearby = {item.number: item for item in cards(loaded)}
    url = absolute(article.address) if article.address else chrome.home
    dressed = dress(article.body, shown_by(article.body), gallery=article.kind == Kind.GALLERY)
    return ArticlePage(
        chrome=chrome,
        article=article,
        trail=trail,
        headline=phrases(article.title),
        byline=_byline(article, found.people),
        source=article.source,
        origin=ORIGIN_LABELS[Origin(article.origin)],
        body=dressed.html,
        preload=dressed.first,
        keywords=found.keywords,
        editors="、".join(article.editors),
        short_disclaimer=short,
        statement=statement,
        notice=notice,
        previous=nearby.get(found.older) if found.older else None,
        next=nearby.get(found.newer) if found.newer else None,
        related=tuple(nearby[number] for number in article.related_ids if number in nearby),
        series=part_of(article, loaded),
        hot=() if preview or with_holes() else most_read(),
        url=url,
        qr=qr_data_uri(url),
        preview=preview,
        topics=found.topics,
        galleries=tuple(nearby[number] for number in galleries if number in nearby)[:GALLERIES],
    )


def _record(found: Found, channel: Channel | None) -> None:
    """Say what the page shows beside stories (whose cards say so themselves) and settings."""
    article = found.article
    tags = [f"word:{keyword.pk}" for keyword in found.keywords]
    rows = {"source": article.source_id, "image": article.cover_id, "series": article.series_id}
    tags += [f"{name}:{number}" for name, number in rows.items() if number]
    tags += [f"staff:{number}" for number in found.staff]
    if channel is not None and found.newer is None:
        tags.append(f"channel:{channel.pk}")  # the next story of the channel will be 下一篇
    depends_on(f"article:{article.pk}", *tags)
    depends_on_each("article", article.related_ids)
    if channel is not None and article.kind == Kind.GALLERY and article.published_at:
        first, last = found.looked_back, article.published_at
        depends_on_months(f"past:{channel.pk}", first and first.date(), last.date(), otherwise=f"channel:{channel.pk}")


def _looked_back(rows: Sequence[tuple[str, int, str, int | None, bool]]) -> datetime | None:
    """Return the time of the oldest story that was looked at for galleries; None where that was the first of all."""
    if len(rows) < LOOKED_AT:
        return None
    return parse_datetime(min(str(row[0]) for row in rows))


def _galleries(rows: Iterable[tuple[str, int, str, int | None, bool]]) -> tuple[int, ...]:
    """Return the newest galleries among the stories before this one that have a picture to show."""
    shown = ((time, part) for time, part, form, picture, may in rows if form == Kind.GALLERY and picture and may)
    return tuple(part for _time, part in sorted(shown, reverse=True)[:GALLERIES])


def _addresses(people: Iterable[tuple[str, int]]) -> dict[int | str, str]:
    """Return the pages of people by number, and by name; a name that two of them share stands for neither."""
    found: dict[int | str, str] = {}
    for name, number in people:
        found[number] = reporter_address(number)
        found[name] = "" if name in found else found[number]
    return found


def _byline(article: Article, people: Mapping[int | str, str]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    rows = []
    for role, label in ROLE_LABELS.items():
        linked = people if role != BylineRole.CORRESPONDENT else {}
        names = tuple(
            (item["name"], linked.get(item.get("staff") or item["name"], ""))
            for item in article.byline
            if item["role"] == role
        )
        if names:
            rows.append((label, names))
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


def _nearby(numbers: Iterable[int | None]) -> list[Article]:
    """Return the live among these stories, in any order. One query, none for no story."""
    wanted = {number for number in numbers if number}
    return numbered(wanted) if wanted else []
