"""From a layout to what stands on a front page now: chosen cards, then what the rules bring, set into bands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Self

from django.db import connection
from django.db.models import F, Q, Value

from news.enums import BlockKind, FillBy, Label
from news.models import Article, ArticleQuerySet, Channel, Image
from news.models.prepared import MOMENT, as_sent
from news.pagestore.recording import depends_on, depends_on_each, good_until
from news.reading.cards import LEAD, Card, Picture, card, picture_of, read_numbered
from news.reading.chrome import Chrome
from news.reading.paging import PAGE_SIZE
from news.rules.layout import Band, Block, Layout, bands
from news.rules.layout_fill import Candidate, Filled, Shown, fill, room_above

MOST_OF_A_RULE = 300
LOOKED_AT = 60  # stories that a choosy block looks at beside the others: not every one has a cover or is of its kind
CHOSEN, RAIL, BELOW = "", "+hot", "+list"  # names of parts that are no block's
SPARE = 5
PLACE = "hot_entries__position"
HOTTEST = Block(RAIL, BlockKind.PICKS, fill=FillBy.HOT)
SUBS = 3  # channels of the second level named beside a block's heading


@dataclass(frozen=True)
class FrontLink:
    """A card that is not set as a story: in a banner, a notice bar, a list of links. ``address`` may be ''."""

    title: str
    address: str
    summary: str = ""
    kicker: str = ""
    picture: Picture | None = None

    @property
    def outside(self) -> bool:
        """True where it leaves the site."""
        return not self.address.startswith("/")


@dataclass(frozen=True)
class FrontBlock:
    """A block as the page shows it. ``cards`` are stories, ``links`` what stands in a block of addresses."""

    id: str
    kind: BlockKind
    style: str
    heading: str
    channel: Channel | None
    children: tuple[Channel, ...]
    cards: tuple[Card, ...]
    links: tuple[FrontLink, ...]
    whole: bool

    @property
    def first(self) -> Card | None:
        """The first story."""
        return self.cards[0] if self.cards else None

    @property
    def rest(self) -> tuple[Card, ...]:
        """What stands below or behind the first story."""
        return self.cards[1:]


@dataclass(frozen=True)
class Front:
    """The blocks of a page in their bands; an empty block is left out. ``filled`` says what stands where and why.

    ``below`` are the stories of the list under the blocks, whether they stand in a block too or not.
    """

    bands: tuple[Band, ...]
    filled: Filled
    hot: tuple[Card, ...] = ()
    below: tuple[Article, ...] = ()

    @property
    def blocks(self) -> tuple[FrontBlock, ...]:
        """All blocks in reading order."""
        return tuple(block for band in self.bands for block in band.blocks)

    @property
    def preload(self) -> Picture | None:
        """The first large picture, which browsers should ask for at once."""
        for block in self.blocks[:3]:
            if block.first and (
                block.kind == BlockKind.FOCUS or (block.kind, block.style) == (BlockKind.LEAD, "picture")
            ):
                return block.first.lead_picture
        return None


def compose_front(layout: Layout, chrome: Chrome, now: datetime, *, hot: int = 0, below: int | None = None) -> Front:
    """Fill a layout and load what stands on it: one query for numbers, one for cards, one for own pictures if any.

    ``hot`` is how many of the most read shall be loaded beside it, ``below`` the channel whose list stands under it.
    """
    _record(layout, now, hot)
    filled, pools = _filled(layout, now, hot, below)
    listed = [item.number for item in pools.get(BELOW, ())]
    wanted = filled.numbers.union(listed, (item.number for item in pools.get(RAIL, ())))
    articles = {row.pk: row for row in (read_numbered(wanted, now) if wanted else ())}
    # Between the two queries a story may have been marked for minors: it stays in the list, and leaves the blocks.
    stories = {pk: card(row) for pk, row in articles.items() if Label.MINORS not in row.labels}
    own = {item.card.picture for shown in filled.blocks.values() for item in shown if item.card} - {None}
    pictures: dict[int, Image] = Image.objects.in_bulk(own) if own else {}
    depends_on_each("image", pictures)
    blocks = [_block(block, filled.blocks[block.id], stories, pictures, chrome) for block in layout.blocks]
    shown = tuple(block for block in blocks if block.cards or block.links)
    ranked = [stories[item.number] for item in pools.get(RAIL, ()) if item.number in stories]
    most_read = tuple(item for item in ranked if not item.ad)[:hot]
    return Front(
        tuple(bands(shown, lambda block: block.whole)),
        filled,
        most_read,
        tuple(articles[number] for number in listed if number in articles),
    )


def _record(layout: Layout, now: datetime, hot: int) -> None:
    """Say what decides which stories stand where, and until when."""
    depends_on("stories", "friends", *(f"word:{block.keyword}" for block in layout.blocks if block.keyword))
    depends_on_each("article", layout.articles)
    spans = {block.span for block in layout.blocks if block.fill == FillBy.HOT}
    depends_on_each("hot", [*spans, HOTTEST.span] if hot else spans)
    for placed in (placed for block in layout.blocks for placed in block.cards):
        for moment in (placed.starts_at, placed.ends_at):
            if moment and datetime.fromisoformat(moment) > now:
                good_until(datetime.fromisoformat(moment))


def filled_front(layout: Layout, now: datetime) -> Filled:
    """Say which story stands where at ``now``. One query, however many blocks; none for a layout without stories."""
    return _filled(layout, now)[0]


def _public(now: datetime) -> ArticleQuerySet:
    """What a front page may show: live, and not kept off front pages for minors' sake."""
    return Article.objects.live(now).promotable()


def _filled(
    layout: Layout, now: datetime, hot: int = 0, below: int | None = None
) -> tuple[Filled, dict[str, list[Candidate]]]:
    found = _union(connection.vendor, layout, hot, below).read(now)
    live = {item.number: item for item in found.pop(CHOSEN, ())}
    return fill(layout, now, live, found), found


@lru_cache(maxsize=128)
def _union(_vendor: str, layout: Layout, hot: int, below: int | None) -> "_Union":
    """Return the words that ask for all stories of a layout; they are the same until somebody changes it."""
    public = _public(MOMENT)
    sources: dict[str, ArticleQuerySet] = {}
    if below is not None:
        sources[BELOW] = Article.objects.live(MOMENT).listed_in(below)[: PAGE_SIZE + 1]
    hottest = _source(HOTTEST, public) if hot else None
    if hottest is not None:
        sources[RAIL] = hottest[: hot + SPARE]
    wanted = room_above(layout)
    for block in layout.blocks:
        source = _source(block, public)
        if source is not None:
            choosy = block.form.needs_picture or bool(block.only)
            sources[block.id] = source[: min(wanted[block.id], MOST_OF_A_RULE) + (LOOKED_AT if choosy else 0)]
    if layout.articles:
        sources[CHOSEN] = public.filter(pk__in=sorted(layout.articles))
    return _Union.of(sources)


def _source(block: Block, public: ArticleQuerySet) -> ArticleQuerySet | None:
    """Return the stories that a block's rule brings, best first."""
    match block.fill:
        case FillBy.HOT:
            rows = public.filter(hot_entries__period=block.span).annotate(place=F(PLACE))
            if block.channel is not None:
                rows = rows.filter(listings__channel_id=block.channel)
            return rows.order_by(PLACE)
        case FillBy.NEWEST:
            return public.newest()
        case FillBy.BRANCH if block.channel is not None:
            return public.listed_in(block.channel)
        case FillBy.KEYWORD if block.keyword is not None:
            return public.about(block.keyword)
    return None


def union_candidates(sources: Mapping[str, ArticleQuerySet]) -> dict[str, list[Candidate]]:
    """Return the stories of each query in its order (by place, else newest first) by one UNION ALL statement."""
    return _Union.of(sources).read(MOMENT)


@dataclass(frozen=True)
class _Union:
    """Queries put into one UNION ALL statement, with gaps where they name ``MOMENT``.

    Each part is wrapped, because SQLite takes ORDER BY and LIMIT only inside a sub-select; the place in the part is
    not numbered by a window (which would read the whole part) but restored from the times.
    """

    names: tuple[str, ...]
    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, sources: Mapping[str, ArticleQuerySet]) -> Self:
        parts: list[str] = []
        params: list[Any] = []
        for part, rows in enumerate(sources.values()):
            asked: Any = rows if "place" in rows.query.annotations else rows.annotate(place=Value(0))
            sql, values = asked.values_list("pk", "published_at", "cover_id", "kind", "place").query.sql_with_params()
            parts.append(f"SELECT {part} AS part, rows.* FROM ({sql}) AS rows")  # noqa: S608 - compiled by the ORM
            params.extend(values)
        return cls(tuple(sources), " UNION ALL ".join(parts), tuple(params))

    def read(self, now: datetime) -> dict[str, list[Candidate]]:
        """Return the stories of each query in its order, as they are at ``now``. One query, none for no source."""
        found: dict[str, list[Candidate]] = {name: [] for name in self.names}
        if not self.names:
            return found
        gap, moment = as_sent(connection, MOMENT), as_sent(connection, now)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [moment if value == gap else value for value in self.params])
            read = cursor.fetchall()
        read.sort(key=lambda row: (row[2], row[1]), reverse=True)
        read.sort(key=lambda row: row[5])
        for part, pk, _published_at, cover, kind, _place in read:
            found[self.names[part]].append(Candidate(pk, cover is not None, kind))
        return found


def _block(
    block: Block,
    shown: Iterable[Shown],
    stories: Mapping[int, Card],
    pictures: Mapping[int, Image],
    chrome: Chrome,
) -> FrontBlock:
    tree = chrome.tree
    channel = tree.by_id.get(block.channel) if block.channel else None
    placed = [(item, stories.get(item.number or 0)) for item in shown]
    placed = [(item, story) for item, story in placed if story is not None or item.number is None]
    links: tuple[FrontLink, ...] = ()
    if block.form.free:
        links = tuple(_link(item, story, pictures) for item, story in placed)
        if block.fill == FillBy.FRIENDS:
            links += tuple(FrontLink(link.name, link.url) for link in chrome.around.links)
    return FrontBlock(
        id=block.id,
        kind=block.kind,
        style=block.style,
        heading=block.heading or (channel.name if channel else ""),
        channel=channel,
        children=tuple(tree.children(channel)[:SUBS]) if channel else (),
        cards=() if block.form.free else tuple(_card(item, story, pictures) for item, story in placed if story),
        links=links[: max(block.count, len(placed))],
        whole=block.whole,
    )


def _card(item: Shown, story: Card, pictures: Mapping[int, Image]) -> Card:
    """Return a story's card with the words and the picture that the editor gave it here."""
    chosen = item.card
    if chosen is None:
        return story
    if chosen.title:
        story = replace(story, title=chosen.title, full_title=chosen.title)
    if chosen.summary:
        story = replace(story, summary=chosen.summary)
    image = pictures.get(chosen.picture) if chosen.picture else None
    if image is not None or chosen.crop:
        story = replace(story, image=image or story.image, crop=chosen.crop)
    return story


def _link(item: Shown, story: Card | None, pictures: Mapping[int, Image]) -> FrontLink:
    card = item.card
    if card is None:
        raise ValueError("A block of addresses has chosen cards only.")
    image = pictures.get(card.picture) if card.picture else (story.image if story else None)
    return FrontLink(
        title=card.title or (story.full_title if story else ""),
        address=story.address if story else card.address,
        summary=card.summary or (story.summary if story and not card.title else ""),
        kicker=story.kicker if story else "",
        picture=picture_of(image, LEAD, card.crop or (50, 50)),
    )


def candidates_for(words: str, now: datetime, most: int, among: int) -> ArticleQuerySet:
    """Return live stories that an editor may choose, newest first; ``words`` are sought in the newest ``among``."""
    public = _public(now).newest()
    terms = words.split()[:5]
    if not terms:
        return public.for_cards()[:most]
    newest = _public(now).newest().values("pk")[:among]
    found = Q()
    for term in terms:
        found &= Q(title__icontains=term)
    return public.filter(found, pk__in=newest).for_cards()[:most]
