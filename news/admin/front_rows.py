"""What the layout page shows of a front page: each block with its cards, what readers see of them and why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.admin.states import Mark, marks
from news.enums import CardState, FillBy, Publication
from news.models import Article, Image
from news.reading.front import filled_front
from news.reading.tree import ChannelTree
from news.rules.layout import Block, Layout, Placed
from news.rules.layout_fill import Filled

SHAPES = {CardState.WAITING: "scheduled", CardState.GONE: "off"}


@dataclass(frozen=True)
class CardRow:
    """A line of a block. ``card`` is None where the rule brought the story; ``wrong``: readers do not see it."""

    card: Placed | None
    article: Article | None
    title: str
    where: str
    thumb: str
    state: Mark
    notes: tuple[str, ...]
    wrong: bool = False
    crop: str = ""

    @property
    def key(self) -> str:
        """What its buttons name."""
        return self.card.id if self.card else str(self.article.pk if self.article else "")


@dataclass(frozen=True)
class BlockRow:
    """A block of the page. ``room`` is how many of its places are filled for readers."""

    block: Block
    name: str
    hint: str
    rows: tuple[CardRow, ...]
    room: int
    empty_pictures: int
    others: tuple[tuple[str, str], ...]

    @property
    def short(self) -> bool:
        """True where readers see fewer stories than there is room for."""
        return self.room < self.block.count and not (self.block.form.free and self.room)

    @property
    def capped(self) -> bool:
        """True where the number of places says something: a row of links has room for any number."""
        return self.block.fill != FillBy.FRIENDS


@dataclass(frozen=True)
class Board:
    """The whole page, and the cards of which somebody should hear: their stories are not public any more."""

    blocks: tuple[BlockRow, ...]
    fallen: tuple[tuple[BlockRow, CardRow], ...]
    articles: Mapping[int, Article]


def name_of(block: Block, tree: ChannelTree) -> str:
    """Return what the desk calls a block."""
    channel = tree.by_id.get(block.channel) if block.channel else None
    if block.heading:
        return block.heading
    return channel.name if channel else str(block.kind.label[:1].upper() + block.kind.label[1:])


def board(layout: Layout, tree: ChannelTree, now: datetime) -> Board:
    """Read what the layout page shows: candidates, stories, pictures. Three queries."""
    filled = filled_front(layout, now)
    numbers = layout.articles | filled.numbers
    articles = (
        Article.objects.filter(pk__in=numbers)
        .select_related("channel", "desk_channel", "cover")
        .defer("body")
        .in_bulk()
        if numbers
        else {}
    )
    pictures = Image.objects.in_bulk(layout.pictures) if layout.pictures else {}
    names = [(block.id, name_of(block, tree)) for block in layout.blocks]
    rows = []
    for block in layout.blocks:
        others = tuple((key, name) for key, name in names if key != block.id)
        rows.append(_row(block, filled, articles, pictures, tree, others))
    fallen = tuple(
        (row, line)
        for row in rows
        for line in row.rows
        if line.card and filled.states.get(line.card.id) == CardState.GONE and _was_public(line.article, now)
    )
    return Board(tuple(rows), fallen, articles)


def _was_public(article: Article | None, now: datetime) -> bool:
    return article is None or article.was_public(now)


def _row(
    block: Block,
    filled: Filled,
    articles: Mapping[int, Article],
    pictures: Mapping[int, Image],
    tree: ChannelTree,
    others: tuple[tuple[str, str], ...],
) -> BlockRow:
    rows = []
    for card in block.ordered:
        article = articles.get(card.article) if card.article else None
        rows.append(_chosen(card, article, pictures, filled.states[card.id]))
    shown = filled.blocks[block.id]
    for item in shown:
        found = articles.get(item.number) if item.card is None and item.number else None
        if found is not None:
            rows.append(_brought(found))
    missing = sum(filled.states[card.id] == CardState.NO_PICTURE for card in block.cards)
    return BlockRow(block, name_of(block, tree), hint_of(block, tree), tuple(rows), len(shown), missing, others)


def _chosen(card: Placed, article: Article | None, pictures: Mapping[int, Image], state: CardState) -> CardRow:
    image = pictures.get(card.picture) if card.picture else (article.cover if article else None)
    notes = []
    if card.pinned:
        notes.append(_("pinned"))
    if card.starts_at and state == CardState.WAITING:
        notes.append(_("from %(time)s") % {"time": _when(card.starts_at)})
    if card.ends_at:
        notes.append(_("until %(time)s") % {"time": _when(card.ends_at)})
    if article and card.title and card.title != article.title:
        notes.append(_("own headline"))
    if card.picture:
        notes.append(_("own picture"))
    if card.crop:
        notes.append(_("own crop"))
    return CardRow(
        card=card,
        article=article,
        title=card.title or _title(article),
        where=_where(article) if article else card.address,
        thumb=image.nearest(480) if image else "",
        state=_mark(state, article),
        notes=tuple(notes),
        wrong=state in {CardState.GONE, CardState.NO_PICTURE, CardState.ENDED, CardState.DOUBLE},
        crop=f"at fx-{card.crop[0]} fy-{card.crop[1]}" if card.crop else "",
    )


def _brought(article: Article) -> CardRow:
    thumb = article.cover.nearest(480) if article.cover else ""
    return CardRow(
        None, article, _title(article), _where(article), thumb, Mark("live", _("Live")), (_("by the rule"),)
    )


def _title(article: Article | None) -> str:
    return (article.title or article.desk_title or str(article.pk)) if article else _("(a story that is not there)")


def _where(article: Article) -> str:
    channel = article.channel or article.desk_channel
    return channel.name if channel else "—"


def _mark(state: CardState, article: Article | None) -> Mark:
    if state == CardState.GONE and article and article.publication() == Publication.LIVE:
        return Mark("off", _("Kept off front pages for minors’ sake"))
    if state == CardState.GONE:
        return marks(article)[0] if article else Mark("off", _("Not there"))
    if state == CardState.SHOWN:
        return Mark("live", _("Live") if article else _("Shown"))
    word = str(state.label)
    return Mark(SHAPES.get(state, "returned"), word[:1].upper() + word[1:])


def _when(moment: str) -> str:
    when = timezone.localtime(datetime.fromisoformat(moment))
    pattern = "H:i" if when.date() == timezone.localdate() else "m-d H:i"
    return date_format(when, f"{pattern}:s" if when.second else pattern)


def hint_of(block: Block, tree: ChannelTree) -> str:
    """Return in a line what a block is and what fills it up."""
    many = ngettext("%(n)d place", "%(n)d places", block.count) % {"n": block.count}
    channel = tree.by_id.get(block.channel) if block.channel else None
    rule = {
        FillBy.NONE: _("only what is chosen"),
        FillBy.NEWEST: _("filled up with the newest"),
        FillBy.BRANCH: _("filled up from %(channel)s") % {"channel": channel.name if channel else "—"},
        FillBy.KEYWORD: _("filled up by a keyword"),
        FillBy.HOT: _("filled up with the most read"),
        FillBy.FRIENDS: _("with the friend links"),
    }[block.fill]
    words = [many] if block.fill != FillBy.FRIENDS else []
    if block.form.needs_picture:
        words.append(_("pictures needed"))
    return _(", ").join([*words, rule])
