"""How a story looks in a list."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from itertools import zip_longest

from django.db.models import QuerySet
from django.utils import timezone

from news.enums import BylineRole, Kind
from news.models import Article, Image
from news.models.prepared import MOMENT, NUMBERS, Prepared
from news.pagestore.recording import depends_on, depends_on_each
from news.text.lengths import clock

# Width and height that the tag states for a crop; the browser needs their ratio (media.crops.SHAPES).
SIZES = {"lead": (960, 540), "card": (480, 300)}


@dataclass(frozen=True)
class Picture:
    """A <picture>: everything its tags need. ``sources`` are (type, srcset), best first, none until copies exist."""

    src: str
    sources: tuple[tuple[str, str], ...]
    width: int
    height: int
    alt: str
    crop: str = ""  # classes that say which part of the whole a fixed frame shows


@dataclass(frozen=True)
class Card:
    """A story in a list; ``time`` is aware. ``address`` is where its headline leads: of a link-out the other site
    (``external``), of any other story its own page, which ``page`` always is. ``image`` is shown whole around the
    point ``crop`` (in percent) where an editor has chosen one, else by the place's own part of it."""

    number: int
    title: str
    full_title: str
    address: str
    kicker: str
    summary: str
    channel: str
    channel_address: str
    time: datetime
    reporters: str
    source: str
    ai: bool
    ad: bool = False
    kind: str = Kind.STORY
    page: str = ""
    image: Image | None = None
    length: str = ""  # of a video, as in 3:12
    crop: tuple[int, int] | None = None

    @cached_property
    def picture(self) -> Picture | None:
        """The picture beside its headline."""
        return picture_of(self.image, CARD, self.crop)

    @cached_property
    def lead_picture(self) -> Picture | None:
        """The large picture, where the story leads."""
        return picture_of(self.image, LEAD, self.crop)

    @property
    def external(self) -> bool:
        """True where the headline leads to another site; the link carries rel="external noopener"."""
        return self.address != self.page

    @property
    def marks(self) -> tuple[str, ...]:
        """What stands beside the headline: that it is paid for, what it is if not a text, how long a video runs."""
        what = f"{KIND_MARKS.get(self.kind, '')} {self.length}".strip()
        return tuple(word for word in ("广告" if self.ad else "", what) if word)


KIND_MARKS: dict[str, str] = {Kind.GALLERY: "组图", Kind.VIDEO: "视频", Kind.LINK: "外链"}
# The part of a picture that a place shows, and the width of its plain copy; the whole until the crop exists.
CARD, LEAD = ("card", 480), ("lead", 960)


def picture_of(
    image: Image | None, place: tuple[str, int] = CARD, crop: tuple[int, int] | None = None
) -> Picture | None:
    """Return a library picture as a place shows it; its size is that of what is shown.

    With ``crop``, the point in percent that stays in view, it is the whole picture, cut by the frame it stands in.
    """
    if image is None:
        return None
    if crop is not None:
        classes = f"at fx-{crop[0]} fy-{crop[1]}"
        return Picture(image.plain(place[1]), image.sources(), image.width, image.height, image.alt, classes)
    shape, width = place if image.made(place[0]) else ("", place[1])
    across, down = SIZES[shape] if shape else (image.width, image.height)
    return Picture(image.plain(width, shape), image.sources(shape), across, down, image.alt)


def card(article: Article) -> Card:
    """Return the card of an article loaded by ``for_cards``. No query."""
    if article.channel is None or article.published_at is None:
        raise ValueError("Only a public article has a card.")
    depends_on(f"article:{article.pk}", "settings", *_rows_beside(article))  # settings: its channel's name and path
    page = article.address
    return Card(
        number=article.pk,
        title=article.list_title,
        full_title=article.title,
        address=article.link if article.kind == Kind.LINK else page,
        kicker=article.kicker,
        summary=article.summary,
        channel=article.channel.name,
        channel_address=article.channel.get_absolute_url(),
        time=article.published_at,
        reporters=" ".join(item["name"] for item in article.byline if item["role"] == BylineRole.REPORTER),
        source=article.source.name if article.source and not article.source.own else "",
        ai=article.ai_generated,
        image=article.cover,
        ad=article.advertisement,
        kind=article.kind,
        page=page,
        length=clock(article.seconds) if article.kind == Kind.VIDEO else "",
    )


def _rows_beside(article: Article) -> list[str]:
    """Return the tags of the picture and the source that a story is shown with."""
    found = [("image", article.cover_id), ("source", article.source_id)]
    return [f"{name}:{number}" for name, number in found if number]


def cards(articles: Iterable[Article]) -> tuple[Card, ...]:
    """Return the cards of articles loaded by ``for_cards``."""
    return tuple(card(article) for article in articles)


FEW = 16
SETS = FEW, 64, 192  # so many gaps have the queries that are kept


@cache
def _numbered(most: int) -> Prepared[Article]:
    def rows(now: datetime, **numbers: int) -> QuerySet[Article]:
        return Article.objects.live(now).filter(pk__in=list(numbers.values())).order_by().for_cards()

    return Prepared(rows, now=MOMENT, **{f"n{place}": NUMBERS[place] for place in range(most)})


def numbered(numbers: Collection[int]) -> list[Article]:
    """Return the live among these stories with what a card shows, in any order. One query."""
    depends_on_each("article", numbers)  # one that is not live now may be again
    return read_numbered(numbers, timezone.now())


def read_numbered(numbers: Collection[int], now: datetime) -> list[Article]:
    """Do the same at ``now``; what the page depends on is said by the caller. One query."""
    most = next((size for size in SETS if len(numbers) <= size), None)
    if most is None:
        return list(Article.objects.live(now).filter(pk__in=numbers).order_by().for_cards())
    gaps = zip_longest(range(most), numbers, fillvalue=0)  # no article has the number 0
    return _numbered(most).rows(now=now, **{f"n{place}": number for place, number in gaps})
