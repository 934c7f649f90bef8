"""Series: the part that an article's page shows, and the page that lists all of them in their order."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q

from news.models import Article, ArticleQuerySet, Series
from news.pagestore.recording import depends_on
from news.reading.cards import Card, Picture, cards, picture_of
from news.reading.chrome import Chrome, load_chrome
from news.reading.paging import LAST_NUMBER, NoSuchPage, Pager, Place, number_link

NEAR = 5  # stories before and after, on an article's page
SIZE = 50
END = 2**31 - 1


@dataclass(frozen=True)
class SeriesPart:
    """The stories of a series around one of them, in their order; ``before`` and ``after`` hold five at most."""

    series: Series
    before: tuple[Card, ...]
    after: tuple[Card, ...]

    @property
    def previous(self) -> Card | None:
        """The one before."""
        return self.before[-1] if self.before else None

    @property
    def next(self) -> Card | None:
        """The one after."""
        return self.after[0] if self.after else None


@dataclass(frozen=True)
class SeriesPage:
    """The list of a series from its first story on."""

    chrome: Chrome
    series: Series
    picture: Picture | None
    cards: tuple[Card, ...]
    pager: Pager


def beside(
    live: ArticleQuerySet, series_id: int | OuterRef, place: int | OuterRef, number: int | OuterRef
) -> tuple[ArticleQuerySet, ArticleQuerySet]:
    """Return the live stories next to a place in a series, before and after: two short walks in its index."""
    listed = live.in_series(series_id)
    earlier = listed.filter(_before(place, number)).order_by("-series_place", "-pk")
    return earlier[:NEAR], listed.filter(_after(place, number))[:NEAR]


def numbers_beside(article: Article) -> tuple[int, ...]:
    """Return the numbers of the live stories next to an article that is only in memory. Two queries, none without."""
    if article.series_id is None:
        return ()
    walks = beside(Article.objects.live(), article.series_id, article.series_place or END, article.pk or 0)
    return tuple(number for walk in walks for number in walk.values_list("pk", flat=True))


def part_of(article: Article, found: list[Article]) -> SeriesPart | None:
    """Return the part of the series, from the articles loaded for the page, in any order. No query."""
    if article.series is None:
        return None
    here = (article.series_place or END, article.pk or 0)
    rows = sorted((item for item in found if item.series_id == article.series_id), key=_key)
    others = [item for item in rows if item.pk != article.pk]
    return SeriesPart(
        article.series,
        cards(item for item in others if _key(item) < here)[-NEAR:],
        cards(item for item in others if _key(item) > here)[:NEAR],
    )


def series_page(slug: str, place: Place) -> SeriesPage | None:
    """Compose a page of a series; None for one that is unknown or has no story that readers may see.

    Two queries beside the chrome: series, stories. Raises NoSuchPage for a page past the end.
    """
    series = Series.objects.select_related("cover").filter(slug=slug).first()
    if series is None:
        return None
    depends_on(f"series:{series.pk}", *([f"image:{series.cover_id}"] if series.cover_id else []))
    rows, pager = _cut(Article.objects.live().in_series(series.pk).for_cards(), place)
    if not rows:
        return None
    return SeriesPage(load_chrome(), series, picture_of(series.cover), cards(rows), pager)


def _cut(stories: ArticleQuerySet, place: Place) -> tuple[list[Article], Pager]:
    """Return one page: by number near the top, after that ``?before=<place>-<number>`` names the story it follows."""
    start = 0
    if place.before:
        stories = stories.filter(_after(int(place.before[0].timestamp()), place.before[1]))
    else:
        start = (place.number - 1) * SIZE
    rows = list(stories[start : start + SIZE + 1])
    if not rows and place.number != 1:
        raise NoSuchPage
    shown, more = rows[:SIZE], len(rows) > SIZE
    following = None
    if more and 0 < place.number < LAST_NUMBER:
        following = number_link(place.number + 1)
    elif more:
        following = f"?before={shown[-1].series_place}-{shown[-1].pk}"
    highest = place.number + 1 if more and 0 < place.number < LAST_NUMBER else place.number
    numbers = tuple((number, number_link(number)) for number in range(1, highest + 1))
    return shown, Pager(place.number, numbers, number_link(place.number - 1) if place.number > 1 else None, following)


def _key(article: Article) -> tuple[int, int]:
    return article.series_place or END, article.pk


def _before(place: int | OuterRef, number: int | OuterRef) -> Q:
    return Q(series_place__lte=place) & (Q(series_place__lt=place) | Q(pk__lt=number))


def _after(place: int | OuterRef, number: int | OuterRef) -> Q:
    return Q(series_place__gte=place) & (Q(series_place__gt=place) | Q(pk__gt=number))
