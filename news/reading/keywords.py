"""Which of the newsroom's keywords stand in a text, and how usual they are."""

from collections.abc import Iterable

from django.db.models import Count, Max

from news.models import Keyword, Keywording
from news.text.suggest import House

NEWEST = 2000  # article numbers back from the newest with a keyword: what is counted, however old the site is


def house_keywords(keys: Iterable[str]) -> tuple[dict[str, House], int]:
    """Return the keywords with these keys, and of how many stories their figures are.

    Three queries by index, whatever the size of the site: the keywords, the newest story that bears one, and how many
    of the newest 2,000 bear each. No article is read.
    """
    names = {key: (pk, name) for pk, key, name in Keyword.objects.filter(key__in=list(keys)).values_list("pk", "key", "name")}
    if not names:
        return {}, 0
    newest = Keywording.objects.aggregate(newest=Max("content_object_id"))["newest"] or 0
    rows = Keywording.objects.filter(content_object_id__gt=newest - NEWEST, tag_id__in=[pk for pk, _name in names.values()])
    uses = dict(rows.order_by().values_list("tag_id").annotate(n=Count("pk")))
    return {key: House(name, uses.get(pk, 0)) for key, (pk, name) in names.items()}, min(newest, NEWEST)
