"""Where a text stands among others: its channels' ancestors, its source, the older stories it points to."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from news.enums import BylineRole, Origin, StaffStatus
from news.models import Article, Channel, Keywording, SiteIdentity, Source, StaffMember

RELATED = 6
RELATED_CANDIDATES = 200


def ancestors_and_self(channel_ids: list[int]) -> list[int]:
    """Return the channels and everything above them, each once. One query; the tree is small."""
    parents = dict(Channel.objects.without_tree_fields().values_list("pk", "parent_id"))
    return climb(parents, channel_ids)


def climb(parents: dict[int, int | None], channel_ids: Iterable[int | None]) -> list[int]:
    """Do the same over a tree read before, parent by number; a channel that is gone lists nothing."""
    found: dict[int, None] = {}
    for number in channel_ids:
        current = number
        while current is not None and current in parents and current not in found:
            found[current] = None
            current = parents[current]
    return list(found)


def also_in_of(article: Article) -> tuple[int, ...]:
    """Return the also-in channels of the live text.

    Read from the live revision; for an imported text, the listed channels that are neither its own branch nor an
    ancestor of another listed one.
    """
    if article.live_revision is not None:
        return article.live_revision.snapshot.also_in
    if article.channel_id is None:
        return ()
    listed = set(article.listings.values_list("channel_id", flat=True))
    extra = listed - set(ancestors_and_self([article.channel_id]))
    parents = set(Channel.objects.filter(pk__in=extra).values_list("parent_id", flat=True))
    return tuple(sorted(extra - parents))


def source_named(name: str) -> Source:
    """Return the source of that name, making it if the desk has not met it before."""
    source, created = Source.objects.get_or_create(name=name)
    if created and SiteIdentity.objects.filter(name=name).exists():
        source.own = True
        source.save(update_fields=["own"])
    return source


def signers(credits_of: Iterable[tuple[str, str, int | None]], origin: str, *, ever: bool = False) -> set[int]:
    """Return the numbers of those of the register who signed a story of our own; ``credits_of`` (role, name, number).

    Linked is who the desk named by number, else the only one now in the register under that very name; with ``ever``
    the only one who ever was. Nobody of a reprint, no correspondents: they are not the house's. One query, none
    without a name.
    """
    wanted = [(name, number) for role, name, number in credits_of if role != BylineRole.CORRESPONDENT]
    if origin != Origin.ORIGINAL or not wanted:
        return set()
    found: dict[str, list[int]] = {}
    here: set[int] = set()
    numbers = {number for _name, number in wanted if number}
    known = StaffMember.objects.filter(Q(name__in={name for name, _number in wanted}) | Q(pk__in=numbers))
    for pk, name, status in known.values_list("pk", "name", "status"):
        if status == StaffStatus.ACTIVE:
            here.add(pk)
        if ever or status == StaffStatus.ACTIVE:
            found.setdefault(name, []).append(pk)
    by_name = {found[name][0] for name, number in wanted if not number and len(found.get(name, ())) == 1}
    return (numbers | by_name) & here


def choose_related(article_id: int, keyword_ids: list[int], before: datetime) -> list[int]:
    """Return up to 6 older live articles that share the most keywords, newer ones first among equals.

    Only older stories, chosen once: a later publication never changes this page. Looks at the newest 200 uses of
    the keywords before ``before``.
    """
    if not keyword_ids:
        return []
    rows = (
        Keywording.objects.filter(
            Q(published_at__lt=before) | Q(content_object_id__lt=article_id),
            tag_id__in=keyword_ids,
            published_at__lte=before,
        )
        .order_by("-published_at", "-content_object_id")
        .values_list("content_object_id", flat=True)[:RELATED_CANDIDATES]
    )
    shared = Counter(rows)
    if not shared:
        return []
    order = {pk: place for place, pk in enumerate(shared)}
    best = sorted(shared, key=lambda pk: (-shared[pk], order[pk]))[: RELATED * 3]
    alive = set(Article.objects.live().filter(pk__in=best).values_list("pk", flat=True))
    return [pk for pk in best if pk in alive][:RELATED]
