"""The front page from data: lead, focus pictures, newest, a block a channel. No story stands on it twice."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from news.models import Article, ArticleQuerySet, Channel, FriendLink
from news.reading.cards import Card, cards
from news.reading.chrome import Chrome, load_chrome

NEWEST = 40
FOCUS = 5
HEADLINES = 9
BLOCK = 6


@dataclass(frozen=True)
class Block:
    """One channel on the front page: the first story large if it has a picture, the rest as headlines."""

    channel: Channel
    children: tuple[Channel, ...]
    cards: tuple[Card, ...]

    @property
    def rest(self) -> tuple[Card, ...]:
        """What stands below the first story."""
        return self.cards[1:]


@dataclass(frozen=True)
class HomePage:
    """The front page. ``lead`` is None on an empty site."""

    chrome: Chrome
    lead: Card | None
    focus: tuple[Card, ...]
    newest: tuple[Card, ...]
    blocks: tuple[Block, ...]
    links: tuple[FriendLink, ...]


def home_page() -> HomePage:
    """Compose the front page. Three queries however many channels: chrome, numbers by UNION ALL, cards."""
    chrome = load_chrome(front=True)
    channels = chrome.main
    live = Article.objects.live().promotable()
    # Enough from each channel that what stands above it cannot empty its block.
    sources = [live.newest()[:NEWEST], *(live.listed_in(channel.pk)[: BLOCK * 2] for channel in channels)]
    numbers = union_numbers(sources)
    loaded = {
        item.number: item
        for item in cards(Article.objects.filter(pk__in={pk for rows in numbers for pk in rows}).for_cards())
    }
    newest = [loaded[pk] for pk in numbers[0] if pk in loaded]
    used: set[int] = set()

    def take(pool: list[Card], count: int) -> tuple[Card, ...]:
        taken = [item for item in pool if item.number not in used][:count]
        used.update(item.number for item in taken)
        return tuple(taken)

    lead = take([item for item in newest if item.summary], 1) or take(newest, 1)
    focus = take([item for item in newest if item.picture], FOCUS)
    headlines = take(newest, HEADLINES)
    blocks = []
    for channel, rows in zip(channels, numbers[1:], strict=True):
        pool = [loaded[pk] for pk in rows if pk in loaded]
        pool.sort(key=lambda item: item.picture is None)  # stable: the newest with a picture leads
        shown = take(pool[:1], 1) + take(sorted(pool[1:], key=lambda item: item.time, reverse=True), BLOCK - 1)
        if shown:
            blocks.append(Block(channel, tuple(chrome.tree.children(channel)[:3]), shown))
    return HomePage(
        chrome=chrome,
        lead=lead[0] if lead else None,
        focus=focus,
        newest=headlines,
        blocks=tuple(blocks),
        links=chrome.around.links,
    )


def union_numbers(sources: list[ArticleQuerySet]) -> list[list[int]]:
    """Return the article numbers of each sliced, ordered query, in its order, by one UNION ALL statement.

    Each part is wrapped, because SQLite takes ORDER BY and LIMIT only inside a sub-select; the place in the part is
    not numbered by a window (which would read the whole part) but restored from the times.
    """
    parts: list[str] = []
    params: list[Any] = []
    for place, source in enumerate(sources):
        sql, values = source.values("pk", "published_at").query.sql_with_params()
        parts.append(f"SELECT {place} AS part, rows.* FROM ({sql}) AS rows")  # noqa: S608 - compiled by the ORM
        params.extend(values)
    found: list[list[int]] = [[] for _source in sources]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        rows = cursor.fetchall()
    for part, pk, _published_at, *_rest in sorted(rows, key=lambda row: (row[2], row[1]), reverse=True):
        found[part].append(pk)
    return found
