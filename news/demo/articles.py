"""All articles of the demo site, woven so that neighbours come from different subjects."""

from itertools import chain, zip_longest

from news.demo import (
    texts_comment,
    texts_culture,
    texts_economy,
    texts_elsewhere,
    texts_films,
    texts_news,
    texts_north,
    texts_pictures,
    texts_schools,
    texts_service,
    texts_south,
    texts_streets,
    texts_xuzhou,
)
from news.demo.shapes import DemoArticle

__all__ = ["ARTICLES", "DemoArticle"]

_SUBJECTS = (
    texts_news.ARTICLES,
    texts_service.ARTICLES,
    texts_xuzhou.ARTICLES,
    texts_streets.ARTICLES,
    texts_north.ARTICLES,
    texts_south.ARTICLES,
    texts_economy.ARTICLES,
    texts_culture.ARTICLES,
    texts_schools.ARTICLES,
    texts_comment.ARTICLES,
    texts_pictures.ARTICLES,
    texts_films.ARTICLES,
)

_WOVEN = (article for article in chain.from_iterable(zip_longest(*_SUBJECTS)) if article is not None)
ARTICLES: tuple[DemoArticle, ...] = (*_WOVEN, *texts_elsewhere.ARTICLES)
