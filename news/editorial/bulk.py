"""Many finished articles at once, for demo content: rows as a sign-off writes them, in batches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.utils import timezone

from news.editorial.placing import signers
from news.enums import Review
from news.models import Article, Bylining, Keywording, Listing
from news.models.purging import all_at_once
from news.rules.snapshot import Snapshot
from news.search.index import add_many, told_of_text

BATCH = 500

CORRECTED_AFTER = timedelta(hours=1)  # of a text that comes with its correction


@dataclass(frozen=True)
class Finished:
    """``snapshot`` is canonical already; ``channels`` are the listed ones, ``keywords`` Keyword ids in order."""

    number: int
    snapshot: Snapshot
    source_id: int | None
    summary: str
    published_at: datetime
    channels: tuple[int, ...]
    keywords: tuple[int, ...]
    related: tuple[int, ...]
    mark: str


def publish_many(items: Iterable[Finished]) -> Iterator[int]:
    """Write the articles in batches of 500, a transaction each; yields how many there are so far."""
    done, pending = 0, iter(items)
    known: dict[tuple[Any, ...], set[int]] = {}
    while batch := list(islice(pending, BATCH)):
        with all_at_once():
            rows = Article.objects.bulk_create([_row(item) for item in batch])
            Listing.objects.bulk_create(
                Listing(
                    article_id=item.number,
                    channel_id=channel,
                    published_at=item.published_at,
                    day=timezone.localtime(item.published_at).date(),
                )
                for item in batch
                for channel in item.channels
            )
            Keywording.objects.bulk_create(
                Keywording(
                    content_object_id=item.number, tag_id=keyword, position=place, published_at=item.published_at
                )
                for item in batch
                for place, keyword in enumerate(item.keywords)
            )
            Bylining.objects.bulk_create(
                Bylining(article_id=item.number, staff_id=number, published_at=item.published_at)
                for item in batch
                for number in _signers(item.snapshot, known)
            )
            add_many(
                (row, told_of_text(row, replace(item.snapshot, summary=item.summary)))
                for row, item in zip(rows, batch, strict=True)
            )
        done += len(batch)
        yield done


def _signers(text: Snapshot, known: dict[tuple[Any, ...], set[int]]) -> set[int]:
    """Return who signed a text; asked once for each byline."""
    credits_of = tuple((person.role, person.name, person.staff) for person in text.byline)
    key = (*credits_of, text.origin)
    if key not in known:
        known[key] = signers(credits_of, text.origin)
    return known[key]


def _row(item: Finished) -> Article:
    text = item.snapshot
    return Article(
        pk=item.number,
        title=text.title,
        kicker=text.kicker,
        subhead=text.subhead,
        short_title=text.short_title,
        kind=text.kind,
        desk_kind=text.kind,
        link=text.link,
        seconds=text.seconds or None,
        correction=text.correction,
        corrected_at=item.published_at + CORRECTED_AFTER if text.correction else None,
        series_id=text.series,
        series_place=text.series_place,
        labels=text.labels,
        promotable=not text.minors,
        summary=item.summary,
        body=text.body,
        channel_id=text.channel,
        origin=text.origin,
        source_id=item.source_id,
        original_url=text.original_url,
        byline=[{"role": person.role, "name": person.name, "staff": person.staff} for person in text.byline],
        editors=list(text.editors),
        cover_id=text.cover,
        related_ids=list(item.related),
        published_at=item.published_at,
        first_published_at=item.published_at,
        updated_at=item.published_at,
        import_hash=item.mark,
        desk_title=text.title,
        desk_channel_id=text.channel,
        review=Review.NONE,
        created_at=item.published_at,
        changed_at=item.published_at,
    )
