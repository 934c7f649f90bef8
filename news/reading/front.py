"""From a layout to what stands on a front page now: chosen cards, then what the rules bring, set into bands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from news.enums import BlockKind, FillBy
from news.models import Article, ArticleQuerySet, Channel, ChannelFront, FriendLink, Image
from news.reading.cards import LEAD, Card, Picture, cards, picture_of
from news.reading.tree import ChannelTree
from news.rules.layout import Band, Block, Layout, bands
from news.rules.layout_fill import Candidate, Filled, Shown, fill, room_above

MOST_OF_A_RULE = 300
LOOKED_AT = 40  # stories that a block of pictures looks at beside the others: not every one has a cover
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
    """The blocks of a page in their bands; an empty block is left out. ``filled`` says what stands where and why."""

    bands: tuple[Band, ...]
    filled: Filled

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


def compose_front(layout: Layout, tree: ChannelTree, now: datetime) -> Front:
    """Fill a layout and load what stands on it. Two queries; one more each for own pictures and friend links."""
    filled = filled_front(layout, now)
    numbers = filled.numbers
    stories = {
        item.number: item
        for item in cards(Article.objects.live(now).filter(pk__in=numbers).for_cards() if numbers else ())
    }
    wanted = {item.card.picture for shown in filled.blocks.values() for item in shown if item.card} - {None}
    pictures: dict[int, Image] = Image.objects.in_bulk(wanted) if wanted else {}
    friends = _friends() if any(block.fill == FillBy.FRIENDS for block in layout.blocks) else ()
    blocks = [_block(block, filled.blocks[block.id], stories, pictures, friends, tree) for block in layout.blocks]
    shown = tuple(block for block in blocks if block.cards or block.links)
    return Front(tuple(bands(shown, lambda block: block.whole)), filled)


def channel_front(channel: Channel, tree: ChannelTree, now: datetime | None = None) -> Front | None:
    """Compose the blocks above a channel's list, None where nobody has laid any out."""
    front = ChannelFront.objects.filter(channel=channel).only("data").first()
    return compose_front(front.layout, tree, now or timezone.now()) if front else None


def filled_front(layout: Layout, now: datetime) -> Filled:
    """Say which story stands where at ``now``. One query, however many blocks; none for a layout without stories."""
    live, pools = _candidates(layout, now)
    return fill(layout, now, live, pools)


def _candidates(layout: Layout, now: datetime) -> tuple[dict[int, Candidate], dict[str, list[Candidate]]]:
    wanted = room_above(layout)
    public = Article.objects.live(now)
    sources: dict[str, ArticleQuerySet] = {}
    for block in layout.blocks:
        source = _source(block, public)
        if source is not None:
            most = min(wanted[block.id], MOST_OF_A_RULE) + (LOOKED_AT if block.form.needs_picture else 0)
            sources[block.id] = source[:most]
    chosen = layout.articles
    if chosen:
        sources[""] = public.filter(pk__in=chosen)
    found = union_candidates(sources)
    return {item.number: item for item in found.pop("", ())}, found


def _source(block: Block, public: ArticleQuerySet) -> ArticleQuerySet | None:
    match block.fill:
        case FillBy.NEWEST | FillBy.HOT if block.channel is None:
            return public.newest()
        case FillBy.BRANCH | FillBy.NEWEST | FillBy.HOT if block.channel is not None:
            return public.listed_in(block.channel)
        case FillBy.KEYWORD if block.keyword is not None:
            return public.about(block.keyword)
    return None


def union_candidates(sources: Mapping[str, ArticleQuerySet]) -> dict[str, list[Candidate]]:
    """Return the stories of each query, newest first, by one UNION ALL statement; none without a query.

    Each part is wrapped, because SQLite takes ORDER BY and LIMIT only inside a sub-select; the place in the part is
    not numbered by a window (which would read the whole part) but restored from the times.
    """
    names = list(sources)
    found: dict[str, list[Candidate]] = {name: [] for name in names}
    parts: list[str] = []
    params: list[Any] = []
    for place, name in enumerate(names):
        sql, values = sources[name].values("pk", "published_at", "cover_id").query.sql_with_params()
        parts.append(f"SELECT {place} AS part, rows.* FROM ({sql}) AS rows")  # noqa: S608 - compiled by the ORM
        params.extend(values)
    if not parts:
        return found
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        rows = cursor.fetchall()
    for part, pk, _published_at, cover, *_rest in sorted(rows, key=lambda row: (row[2], row[1]), reverse=True):
        found[names[part]].append(Candidate(pk, cover is not None))
    return found


def _friends() -> tuple[FrontLink, ...]:
    return tuple(FrontLink(link.name, link.url) for link in FriendLink.objects.all())


def _block(
    block: Block,
    shown: Iterable[Shown],
    stories: Mapping[int, Card],
    pictures: Mapping[int, Image],
    friends: tuple[FrontLink, ...],
    tree: ChannelTree,
) -> FrontBlock:
    channel = tree.by_id.get(block.channel) if block.channel else None
    placed = [(item, stories.get(item.number or 0)) for item in shown]
    placed = [(item, story) for item, story in placed if story is not None or item.number is None]
    links: tuple[FrontLink, ...] = ()
    if block.form.free:
        links = tuple(_link(item, story, pictures) for item, story in placed)
        links += friends if block.fill == FillBy.FRIENDS else ()
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
    if image is not None:
        return replace(
            story, picture=picture_of(image, crop=chosen.crop), lead_picture=picture_of(image, LEAD, chosen.crop)
        )
    if chosen.crop and story.image is not None:
        return replace(
            story,
            picture=picture_of(story.image, crop=chosen.crop),
            lead_picture=picture_of(story.image, LEAD, chosen.crop),
        )
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
    public = Article.objects.live(now).newest()
    terms = words.split()[:5]
    if not terms:
        return public.for_cards()[:most]
    newest = Article.objects.live(now).newest().values("pk")[:among]
    found = Q()
    for term in terms:
        found &= Q(title__icontains=term)
    return public.filter(found, pk__in=newest).for_cards()[:most]
