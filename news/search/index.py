"""What goes into the index. Called in the transaction that publishes, withdraws or saves, so that none of it can lag.

A story has at most two rows: its live text for readers and the desk, and its working text for the desk alone where
readers have another text or none.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from news.enums import BylineRole
from news.models import Article, ChannelMap, DeskDocument, SearchDocument
from news.models.search import publication_key
from news.rules.snapshot import Credit, Snapshot
from news.search.words import BREAK, STOP, Cutter, cutter
from news.text.excerpt import plain_text
from news.text.folding import folded

MOST_BODY = 60_000  # characters of a body that are indexed; a tsvector holds no more than 1 MB
MOST_FREQUENT = 40  # tokens whose number of occurrences is kept
LEVELS = (2, 4, 8)  # … and from how many on they count more
FACET, DESK = "\ue000", "\ue001"  # private signs: nothing that is typed has them after folding


@dataclass(frozen=True)
class Told:
    """What of a story is searched. ``names`` are keywords, people and the source; ``channels`` its own and also-in."""

    title: str
    names: tuple[str, ...]
    body: str
    channels: tuple[int, ...]
    source: str
    origin: str
    kind: str
    reporters: tuple[str, ...]
    author: str


def facet(kind: str, value: object) -> str:
    """Return the token of a filter: c channel, s source, o origin, k kind, r reporter."""
    return f"{FACET}{kind}{''.join(sign for sign in folded(str(value)) if sign.isalnum())}"


def desk_tokens(text: str) -> list[str]:
    """Return the single signs and pairs of a short text: by those the desk finds any part of a headline or name."""
    found: list[str] = []
    for run in "".join(sign if sign.isalnum() else " " for sign in folded(text)).split():
        found += [
            f"{DESK}{run[start : start + length]}" for length in (1, 2) for start in range(len(run) - length + 1)
        ]
    return list(dict.fromkeys(found))


def show_live(article: Article, keywords: Sequence[str], also_in: Iterable[int]) -> None:
    """Index the live text; the desk has no other text to find where it is the working one too."""
    if article.published_at is None:
        raise ValueError("A text without a time is not live.")
    told = told_of_live(article, keywords, also_in)
    _write(SearchDocument, article.pk, publication_key(article.published_at, article.pk), told)
    if article.working_revision_id in (None, article.live_revision_id):
        DeskDocument.objects.filter(article_id=article.pk).delete()


def hide_live(article: Article) -> None:
    """Take the live text out; the desk goes on finding the working one."""
    taken, _by_model = SearchDocument.objects.filter(article_id=article.pk).delete()
    if taken and article.working_revision is not None:
        show_desk(article, article.working_revision.snapshot)


def show_desk(article: Article, snapshot: Snapshot) -> None:
    """Index the working text for the desk."""
    _write(DeskDocument, article.pk, publication_key(article.changed_at, article.pk), told_of_text(article, snapshot))


def told_of_live(article: Article, keywords: Sequence[str], also_in: Iterable[int]) -> Told:
    """Return what is searched of a live text; source and author are read if they are not loaded."""
    titles = (article.title, article.kicker, article.subhead, article.short_title)
    source = article.source.name if article.source else ""
    people = [Credit(**item) for item in article.byline]
    return Told(
        title="\n".join(title for title in titles if title),
        names=(*keywords, *(item.name for item in people), *([source] if source else [])),
        body=f"{article.summary}\n{_plain(article.body)}",
        channels=tuple(dict.fromkeys(number for number in (article.channel_id, *also_in) if number)),
        source=source,
        origin=article.origin,
        kind=str(getattr(article, "kind", "")),
        reporters=tuple(item.name for item in people if item.role == BylineRole.REPORTER),
        author=_author(article),
    )


def told_of_text(article: Article, text: Snapshot) -> Told:
    """Return what the desk searches of a working text."""
    return Told(
        title="\n".join(title for title in (text.title, text.kicker, text.subhead, text.short_title) if title),
        names=(*text.keywords, *(item.name for item in text.byline), *([text.source] if text.source else [])),
        body=f"{text.summary}\n{_plain(text.body)}",
        channels=tuple(number for number in (text.channel, *text.also_in) if number),
        source=text.source,
        origin=text.origin,
        kind=str(getattr(text, "kind", "")),
        reporters=tuple(text.names(BylineRole.REPORTER)),
        author=_author(article),
    )


def _author(article: Article) -> str:
    person = article.author
    return f"{person.last_name}{person.first_name} {person.username}" if person else ""


def fields_of(told: Told, words: Cutter) -> dict[str, str]:
    """Return the columns of a row."""
    title = words.cut(folded(told.title))
    names: list[str] = []
    for name in dict.fromkeys(told.names):  # each apart, so that it is cut as a reader types it
        names += [*words.cut(folded(name)), BREAK]
    body_stream, body_parts, body_counts = _body(told.body, words)
    short = [token for token in (*title, *names) if token != BREAK]
    counts = Counter(dict(body_counts))
    counts.update(short)
    counts.update(part for token in short for part in words.parts(token))
    parts = dict.fromkeys((*body_parts, *(part for token in short for part in words.parts(token))))
    facets = [facet("o", told.origin), *(facet("c", number) for number in told.channels)]
    facets += [facet("s", told.source)] if told.source else []
    facets += [facet("k", told.kind)] if told.kind else []
    facets += [facet("r", name) for name in told.reporters]
    for text in (told.title, told.author, *told.names):
        facets += desk_tokens(text)
    facets += [f"{DESK}{part}" for part in folded(told.author).split() if part.isalnum()]
    return {
        "title": " ".join(title),
        "names": " ".join(names),
        "body": body_stream,
        "parts": " ".join(parts),
        "facets": " ".join(dict.fromkeys(facets)),
        "frequent": _frequent(counts),
    }


@lru_cache(maxsize=256)
def _plain(markup: str) -> str:
    return plain_text(markup)


@lru_cache(maxsize=256)
def _body(text: str, words: Cutter) -> tuple[str, tuple[str, ...], tuple[tuple[str, int], ...]]:
    """Return tokens, their parts, and what occurs more than once. Kept: demo texts come many times over."""
    tokens = words.cut(folded(text[:MOST_BODY]))
    counts = Counter(token for token in tokens if token != BREAK)
    parts: dict[str, None] = {}
    for token, number in list(counts.items()):
        for part in words.parts(token):
            parts[part] = None
            counts[part] += number
    return " ".join(tokens), tuple(part for part in parts), tuple(counts.items())


def _frequent(counts: Counter[str]) -> str:
    often = [(token, number) for token, number in counts.most_common(4 * MOST_FREQUENT) if token not in STOP]
    marks = [f"{level}:{token}" for token, number in often[:MOST_FREQUENT] for level in LEVELS if number >= level]
    return f" {' '.join(marks)} "


def _write(model: type[SearchDocument] | type[DeskDocument], article_id: int, key: int, told: Told) -> None:
    values = fields_of(told, cutter())
    model.objects.filter(article_id=article_id).delete()
    while model.objects.filter(pk=key).exists():  # two numbers 2**29 apart in one second
        key += 1
    model.objects.create(pk=key, article_id=article_id, **values)


def add_many(articles: Iterable[tuple[Article, Told]]) -> None:
    """Index many new live texts; none of them may be indexed already."""
    words = cutter()
    SearchDocument.objects.bulk_create(
        (
            SearchDocument(
                pk=publication_key(article.published_at, article.pk), article_id=article.pk, **fields_of(told, words)
            )
            for article, told in articles
            if article.published_at
        ),
        batch_size=500,
    )


def index_again(after: int, limit: int) -> tuple[int, int]:
    """Index the next articles by number; returns (the last number done, how many). In the caller's transaction.

    The rows are locked, so a sign-off meanwhile comes before or after, never in between.
    """
    numbers = list(
        Article.objects.select_for_update().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit]
    )
    articles = (
        Article.objects.filter(pk__in=numbers)
        .select_related("source", "author", "live_revision", "working_revision")
        .prefetch_related("keywordings__tag", "listings")
        .order_by("pk")
    )
    tree = ChannelMap.load()
    shown: list[tuple[Article, Told]] = []
    SearchDocument.objects.filter(article__in=numbers).delete()
    DeskDocument.objects.filter(article__in=numbers).delete()
    for article in articles:
        if article.published_at and not article.withdrawal and not article.deleted_at:
            rows = sorted(article.keywordings.all(), key=lambda row: row.position)
            shown.append((article, told_of_live(article, [row.tag.name for row in rows], _also_in(article, tree))))
            if article.working_revision_id in (None, article.live_revision_id):
                continue
        if article.working_revision is not None:
            show_desk(article, article.working_revision.snapshot)
        elif article.desk_title and not (shown and shown[-1][0] is article):
            show_desk(article, Snapshot(title=article.desk_title, body=article.body, channel=article.desk_channel_id))
    add_many(shown)
    return (numbers[-1] if numbers else after), len(numbers)


def _also_in(article: Article, tree: ChannelMap) -> tuple[int, ...]:
    """Return the channels besides its own: those listed that lie above no other listed one."""
    if article.live_revision is not None:
        return article.live_revision.snapshot.also_in
    listed = {row.channel_id for row in article.listings.all()}
    above: set[int | None] = set()
    for number in listed:
        node = tree.by_id.get(number)
        while node is not None and node.parent is not None:
            above.add(node.parent)
            node = tree.by_id.get(node.parent)
    return tuple(sorted(listed - above - {article.channel_id}))
