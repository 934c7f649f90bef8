"""Which of the newsroom's keywords stand in a text, and how usual they are."""

from collections.abc import Iterable

from django.db.models import OuterRef

from news.models import Keyword, Keywording
from news.models.bounded_count import BoundedCount
from news.text.suggest import COUNTED, House


def house_keywords(keys: Iterable[str]) -> dict[str, House]:
    """Return the keywords with these keys, each with the number of its stories, counted up to 500.

    One query by index, whatever the size of the site: the list of keywords is not read, nor any article. The text is
    asked for what it may name, instead of every name being looked for in the text.
    """
    stories = Keywording.objects.filter(tag=OuterRef("pk")).order_by().values("pk")[:COUNTED]
    rows = Keyword.objects.filter(key__in=list(keys)).order_by().annotate(stories=BoundedCount(stories))
    return {key: House(name, n) for key, name, n in rows.values_list("key", "name", "stories")}
