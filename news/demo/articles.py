"""All articles of the demo site, woven so that neighbours come from different subjects."""

from itertools import chain, zip_longest

from news.demo import texts_news, texts_north, texts_service, texts_south, texts_streets, texts_xuzhou
from news.demo.shapes import DemoArticle

__all__ = ["ARTICLES", "DemoArticle"]

_SUBJECTS = (
    texts_news.ARTICLES,
    texts_service.ARTICLES,
    texts_xuzhou.ARTICLES,
    texts_streets.ARTICLES,
    texts_north.ARTICLES,
    texts_south.ARTICLES,
)

ARTICLES: tuple[DemoArticle, ...] = tuple(
    article for article in chain.from_iterable(zip_longest(*_SUBJECTS)) if article is not None
)
