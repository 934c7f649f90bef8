"""An archive of any size for measuring, in an empty database of one's own: the demo, then its texts over and over."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from news.demo.articles import ARTICLES
from news.demo.many import multiply, shorten, without_indexes
from news.demo.seed import FIRST_NUMBER, seed
from news.models import Article

STEP = timedelta(minutes=5, seconds=15)  # from story to story: a million of them in ten years
SHORT = 300  # characters


def fill_archive(count: int, *, whole: int = 0, by: User | None = None) -> None:
    """Make ``count`` stories with short bodies, the newest ``whole`` with theirs; a third of them by ``by``.

    A larger archive is the same as a smaller one but for what is older, so that pages of both can be compared.
    """
    texts = len(ARTICLES)
    for _done in seed(texts, STEP):
        pass
    thirds = Article.objects.filter(pk__in=range(FIRST_NUMBER, FIRST_NUMBER + texts, 3))
    thirds.update(author=by, last_editor=by)
    newest = timezone.now().replace(microsecond=0)
    middle = max(texts, min(whole, count))
    with without_indexes():
        for places in (range(texts, middle), range(middle, count)):
            if places.start == middle and places:
                shorten(FIRST_NUMBER, texts, SHORT)
            for _done in multiply(FIRST_NUMBER, texts, places, newest, STEP):
                pass
