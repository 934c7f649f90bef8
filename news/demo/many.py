"""The demo's own texts over and over, made inside the database: a hundred thousand stories in seconds.

The rows are those that ``stream`` and ``publish_many`` write for the same places, follow-up numbers in headlines and
all; no row travels through Python. Only the first turn, each own text once, has to be there.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q

from news.enums import Review
from news.models import Article, Bylining, Keywording, Listing, SearchDocument
from news.models.search import NUMBER_BITS
from news.search import schema
from news.search.index import desk_tokens, show_live
from news.search.words import cutter
from news.text.excerpt import plain_text
from news.text.folding import folded

AT_ONCE = 20_000  # stories in one transaction
MICRO = 1_000_000
SHANGHAI = 8 * 3600  # seconds; no summer time since 1991
TURNS = "news_demo_turns"
FILLED: tuple[type[models.Model], ...] = (Article, Listing, Keywording, Bylining, SearchDocument)


def follow_up(turn: int) -> str:
    """Return what the headline of a text's later turn has behind it; '' for the first."""
    return f"（之{turn + 1}）" if turn else ""


def whole(first: int, texts: int, mark: str) -> bool:
    """True where the first turn is there as it was made; what editors have changed is not copied."""
    untouched = Q(import_hash=mark, working_revision=None, review=Review.NONE, withdrawal="", deleted_at=None)
    return Article.objects.filter(untouched, pk__gte=first, pk__lt=first + texts).count() == texts


def shorten(first: int, texts: int, characters: int) -> None:
    """Cut the texts of the first turn, so that later turns are short; what is searched is cut with them."""
    rows = Article.objects.filter(pk__gte=first, pk__lt=first + texts).select_related("source", "author")
    for article in rows.prefetch_related("keywordings__tag"):
        article.body = f"<p>{plain_text(article.body)[:characters]}</p>"
        Article.objects.filter(pk=article.pk).update(body=article.body)
        show_live(article, [row.tag.name for row in article.keywordings.all()], ())


def multiply(first: int, texts: int, places: range, newest: datetime, step: timedelta) -> Iterator[int]:
    """Write the stories of ``places`` (from the second turn on, none of them there yet); yields how many so far.

    Place ``p`` is text ``p % texts`` again, number ``first + p``, out ``p`` steps before ``newest`` (whole seconds).
    """
    for start in range(places.start, places.stop, AT_ONCE):
        chunk = range(start, min(start + AT_ONCE, places.stop))
        with transaction.atomic(), connection.cursor() as cursor:
            _write_turns(cursor, range(chunk.start // texts, (chunk.stop - 1) // texts + 1))
            for statement in _statements(first, texts, newest, step):
                cursor.execute(statement, [chunk.start, chunk.stop])
        yield chunk.stop - places.start


def _write_turns(cursor: Any, turns: range) -> None:
    """Make the small table of what differs from turn to turn: the headline, its words, what the desk finds it by."""
    words = cutter()
    cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {TURNS} (n integer, said text, tokens text, facets text)")
    cursor.execute(f"DELETE FROM {TURNS}")  # noqa: S608 - a constant
    rows = []
    for turn in turns:
        said = follow_up(turn)
        tokens = " ".join(words.cut(f"字{folded(said)}")[1:])  # the sign in front: a break is kept only behind a word
        rows.append((turn, said, f" {tokens}", f" {' '.join(desk_tokens(said))}"))
    cursor.executemany(f"INSERT INTO {TURNS} VALUES (%s, %s, %s, %s)", rows)  # noqa: S608


def _statements(first: int, texts: int, newest: datetime, step: timedelta) -> Iterator[str]:
    """Yield one INSERT … SELECT for each table; its parameters are the first place and the one after the last."""
    sqlite = connection.vendor == "sqlite"
    micro = step // timedelta(microseconds=1)
    epoch = int(newest.timestamp())
    place = f"(turn.n * {texts} + base.id - {first})"
    number = f"({first} + {place})"
    seconds = f"({epoch} - ({micro} * CAST({place} AS bigint) + {MICRO - 1}) / {MICRO})"
    if sqlite:
        moment, later = f"datetime({seconds}, 'unixepoch')", f"datetime({seconds} + 3600, 'unixepoch')"
        day = f"date({seconds} + {SHANGHAI}, 'unixepoch')"
    else:
        moment, later = f"to_timestamp({seconds})", f"to_timestamp({seconds} + 3600)"
        day = f"CAST(to_timestamp({seconds}) AT TIME ZONE 'Asia/Shanghai' AS date)"
    key = f"(({seconds} << {NUMBER_BITS}) | ({number} & {2**NUMBER_BITS - 1}))"
    headline = "base.title || turn.said"
    story = {
        "id": number,
        "title": headline,
        "desk_title": headline,
        **dict.fromkeys(("published_at", "first_published_at", "updated_at", "created_at", "changed_at"), moment),
        "corrected_at": f"CASE WHEN base.corrected_at IS NULL THEN NULL ELSE {later} END",
        "series_id": "NULL",
        "series_place": "NULL",
        "related_ids": "'[]'",
    }
    yield _insert(Article, story, first, texts, place)
    yield _insert(Listing, {"article_id": number, "published_at": moment, "day": day}, first, texts, place)
    yield _insert(Keywording, {"content_object_id": number, "published_at": moment}, first, texts, place)
    yield _insert(Bylining, {"article_id": number, "published_at": moment}, first, texts, place)
    document = {"key": key, "article_id": number, "title": "row.title || turn.tokens"}
    document["facets"] = "row.facets || turn.facets"
    yield _insert(SearchDocument, document, first, texts, place)


def _insert(model: type[models.Model], changed: Mapping[str, str], first: int, texts: int, place: str) -> str:
    """Return the statement that copies the rows of ``model`` that belong to the own texts."""
    story = model is Article
    names = [str(field.column) for field in model._meta.concrete_fields if story or field.column != "id"]
    told = [changed.get(name, f"{'base' if story else 'row'}.{_quoted(name)}") for name in names]
    to = "content_object_id" if model is Keywording else "article_id"
    joined = "" if story else f" JOIN {model._meta.db_table} row ON row.{to} = base.id"
    # names are those of models, values numbers
    return (
        f"INSERT INTO {model._meta.db_table} ({', '.join(map(_quoted, names))}) "  # noqa: S608
        f"SELECT {', '.join(told)} FROM {TURNS} turn CROSS JOIN {Article._meta.db_table} base{joined} "
        f"WHERE base.id >= {first} AND base.id < {first + texts} AND {place} >= %s AND {place} < %s"
    )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


@contextmanager
def without_indexes() -> Iterator[None]:
    """Take the indexes off while rows are written, and make them anew: several times as fast for many rows.

    Foreign keys are not looked at meanwhile. Only for a database of one's own that is thrown away if this fails.
    """
    tables = [model._meta.db_table for model in FILLED]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ANY(%s) "
                "AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
                [tables],
            )
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -1000000")
            cursor.execute("PRAGMA threads = 2")
            marks = ", ".join(["%s"] * len(tables))
            cursor.execute(
                f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ({marks}) "  # noqa: S608
                "AND sql NOT LIKE 'CREATE UNIQUE%%'",
                tables,
            )
        indexes = cursor.fetchall()
        if connection.vendor == "sqlite":
            for act in ("insert", "update", "delete"):
                cursor.execute(f"DROP TRIGGER {schema.LIVE.index}_{act}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {_quoted(name)}")
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("SET maintenance_work_mem = '1GB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        if connection.vendor == "sqlite":
            schema.install(connection.alias)
            schema.rebuild(connection, schema.LIVE)
        cursor.execute("ANALYZE")
