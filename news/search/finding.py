"""One question, two databases: which stories, in which order. The same set and the same order on both.

By time the newest come first. By weight: all words in the headline, then how long ago in four bands, then how often
the words occur (and whether they stand together), then the newer one. Of what many stories have the newest 3,000 are
weighed, and phrases are looked up in them. Whether a reader may see a story is asked of ``Article.objects.live()`` at
that moment, whatever the index says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connections
from django.db.models import Value
from django.db.models.expressions import RawSQL
from django.utils import timezone

from news.models import Article
from news.models.search import last_key, publication_key
from news.search.asking import TSQUERY, Asked, Either, postgresql_match, sqlite_match
from news.search.index import LEVELS, desk_tokens
from news.search.schema import DESK, LIVE, Searched
from news.search.windows import Window, windows

WEIGHED = 3_000
SPARE = 100  # hits more than a page by time needs, for those that have expired; PostgreSQL reads no further
DESK_MOST = 1_000
READ = 2_000  # so many texts are read to see whether words stand together; it counts like
CLOSE = 2  # … two steps of frequency
UNLIKELY = 8  # a longer stretch is passed over where even so many times the hits would be too few
ALWAYS = 2  # … but not this one, of some 80 days
BANDS = (timedelta(days=7), timedelta(days=31), timedelta(days=366))
PAGE_SIZE, LAST_PAGE = 20, 10
COLUMNS = ("title", "names", "body")  # what is read to see whether words stand together, always within one of them


@dataclass(frozen=True)
class Narrowed:
    """The filters. ``facets``: of each list one token must be there; times are aware, ``until`` is left out."""

    facets: tuple[tuple[str, ...], ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Found:
    """Article numbers of one page in order, and whether there are more."""

    numbers: tuple[int, ...]
    more: bool


def find(
    asked: Asked,
    narrowed: Narrowed = Narrowed(),
    *,
    by_time: bool = False,
    page: int = 1,
    at: datetime | None = None,
    using: str = "default",
) -> Found:
    """Return one page of live stories. One query; pages past the tenth are empty."""
    if asked.empty or not 1 <= page <= LAST_PAGE:
        return Found((), False)
    question = _Question(asked, narrowed, at or timezone.now(), using)
    limit = (PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
    sql, params = question.newest(*limit) if by_time else question.weighed(*limit)
    with connections[using].cursor() as cursor:
        cursor.execute(sql, params)
        rows = [number for (number,) in cursor.fetchall()]
    return Found(tuple(rows[:PAGE_SIZE]), len(rows) > PAGE_SIZE)


def desk_numbers(asked: Asked, using: str = "default") -> RawSQL:
    """Return the numbers of stories whose live or working text fits, as a subquery: the newest 1,000 of each."""
    question = _Question(asked, Narrowed(), None, using)
    live, desk = question.numbers(LIVE), question.numbers(DESK)
    # S611: made of constants, everything typed is a parameter
    return RawSQL(  # noqa: S611
        f"SELECT article_id FROM ({live[0]}) a UNION SELECT article_id FROM ({desk[0]}) b",  # noqa: S608
        [*live[1], *desk[1]],
    )


def headline_numbers(words: Sequence[str], using: str = "default") -> RawSQL | None:
    """Return the numbers of stories whose headline or names have each of these pieces, as ``desk_numbers``.

    None where there is no letter, digit or Han in them.
    """
    pieces = [tokens for word in words if (tokens := tuple(desk_tokens(word)))]
    asked = Asked(required=tuple(Either((tokens,)) for tokens in pieces))
    return None if asked.empty else desk_numbers(asked, using)


class _Question:
    """SQL for one question; names are constants, everything that was typed is a parameter."""

    def __init__(self, asked: Asked, narrowed: Narrowed, at: datetime | None, using: str) -> None:
        self.asked, self.narrowed, self.at, self.using = asked, narrowed, at, using
        self.sqlite = connections[using].vendor == "sqlite"
        self.find = "instr" if self.sqlite else "strpos"
        make = sqlite_match if self.sqlite else postgresql_match
        self.match = make(asked, narrowed.facets)

    def newest(self, limit: int, start: int) -> tuple[str, list[Any]]:
        """The newest, by a walk down the hits that ends with the page. Phrases are looked up in the newest 3,000."""
        pieces, typed = self._pieces()
        live, moment = self._live()
        found: list[Any] = list(typed)
        end = f"LIMIT {limit} OFFSET {start}"
        if self.sqlite:  # FTS5 gives its rows in that order, one by one
            times, bounds = self._times("f.rowid")
            hits = f"FROM {LIVE.index} f WHERE f.{LIVE.index} MATCH %s{times}"
            if pieces:
                last = f"(SELECT min(key) FROM (SELECT f.rowid AS key {hits} ORDER BY f.rowid DESC LIMIT {WEIGHED}))"  # noqa: S608
                pieces, found = f" AND f.rowid >= {last}{pieces}", [self.match, *bounds, *typed]
            sql = (
                f"SELECT d.article_id FROM {LIVE.index} f CROSS JOIN {LIVE.table} d ON d.key = f.rowid "  # noqa: S608
                f"WHERE f.{LIVE.index} MATCH %s{times}{pieces} AND {live} ORDER BY f.rowid DESC {end}"
            )
            return sql, [self.match, *bounds, *found, *moment]
        enough = limit + start + SPARE
        hits, found = self._hits(LIVE, WEIGHED, enough=enough) if pieces else self._hits(LIVE, enough)
        sql = (  # LATERAL and OFFSET: each hit is looked at when it is its turn, and none after the page is full
            f"{hits} SELECT d.article_id FROM (SELECT key FROM newest ORDER BY key DESC) n CROSS JOIN LATERAL "  # noqa: S608
            f"(SELECT d.article_id FROM {LIVE.table} d WHERE d.key = n.key OFFSET 0) d "
            f"WHERE {live} ORDER BY n.key DESC {end}"
        )
        return sql, [*found, *moment]

    def weighed(self, limit: int, start: int) -> tuple[str, list[Any]]:
        """By weight among the newest 3,000. Who may be seen is asked of the best only, until the page is full."""
        pieces, typed = self._pieces()
        live, moment = self._live()
        weights, more = self._weights()
        hits, found = self._hits(LIVE, WEIGHED)
        order = "headline, band, often DESC, place DESC"
        sql = (
            f"{hits}, best AS (SELECT d.article_id, d.key AS place, {weights} FROM newest {self._rows(LIVE)}"  # noqa: S608
            f"{pieces} ORDER BY {order} LIMIT {WEIGHED}) "
            f"SELECT d.article_id FROM best d WHERE {live} ORDER BY {order} LIMIT {limit} OFFSET {start}"
        )
        return sql, [*found, *more, *typed, *moment]

    def numbers(self, searched: Searched) -> tuple[str, list[Any]]:
        """``SELECT article_id`` of the newest rows that fit, live or not."""
        hits, found = self._hits(searched, DESK_MOST)
        where, params = self._pieces("title", "names", "body", "facets")
        sql = f"{hits} SELECT d.article_id FROM newest {self._rows(searched)}{where}"  # noqa: S608
        return sql, [*found, *params]

    def _rows(self, searched: Searched) -> str:
        """The rows ``d`` of the newest hits, each found by its key: PostgreSQL might read the whole table for them."""
        if self.sqlite:
            return f"CROSS JOIN {searched.table} d WHERE d.key = newest.key"
        one = f"SELECT * FROM {searched.table} o WHERE o.key = newest.key OFFSET 0"  # noqa: S608
        return f"CROSS JOIN LATERAL ({one}) d WHERE true"

    def _hits(self, searched: Searched, most: int, *, enough: int = 0) -> tuple[str, list[Any]]:
        """``WITH … newest``: the keys of the newest ``most`` hits; with ``enough`` of those that have the pieces.

        FTS5 gives its rows in the order of time.
        """
        if not self.sqlite:
            return self._stretches(searched, most, enough=enough)
        where, params = self._times("f.rowid")
        sql = f"SELECT f.rowid AS key FROM {searched.index} f WHERE f.{searched.index} MATCH %s{where}"  # noqa: S608
        return f"WITH newest AS MATERIALIZED ({sql} ORDER BY f.rowid DESC LIMIT {most})", [self.match, *params]

    def _stretches(self, searched: Searched, most: int, *, enough: int) -> tuple[str, list[Any]]:
        """The same for PostgreSQL, whose GIN gives all hits in no order.

        It is asked for hits of the last days, of four times as many, and so on until there are ``most``, or ``enough``
        with the pieces: a common word ends in the first stretch. A stretch that cannot be expected to hold as many is
        passed over, and a word that is rare in the third is taken to be rare (all of its hits are read faster than
        those of a stretch).
        """
        now = self.at or timezone.now()
        until = min(now, self.narrowed.until) if self.narrowed.until else now
        steps = windows(self.narrowed.since, until)
        pieces, typed = self._pieces() if enough else ("", [])
        enough = enough or most
        parts, taken, given = [], [], []
        for place, window in enumerate(steps):
            where, bounds = self._window(window, now)
            before, last = f"met{place - 1}", window == steps[-1]
            few = f"(SELECT n < {most} AND good < {enough} FROM {before})"  # noqa: S608
            likely = f" AND (SELECT n * {UNLIKELY} >= {most} OR good * {UNLIKELY} >= {enough} FROM {before})"  # noqa: S608
            open_ = f"{few}{'' if last or place == ALWAYS else likely} AND " if place else ""
            parts.append(f"w{place} AS MATERIALIZED (SELECT f.key FROM {searched.table} f WHERE {open_}{where})")  # noqa: S608
            given += bounds
            kept = f"w{place}"
            if pieces:
                kept = f"p{place}"
                one = f"SELECT d.key FROM {searched.table} d WHERE d.key = n.key{pieces} OFFSET 0"  # noqa: S608
                best = f"SELECT key FROM w{place} ORDER BY key DESC LIMIT {most}"  # noqa: S608
                read = f"SELECT d.key FROM ({best}) n CROSS JOIN LATERAL ({one}) d ORDER BY n.key DESC LIMIT {enough}"  # noqa: S608
                parts.append(f"{kept} AS MATERIALIZED ({read})")
                given += typed
            counts = [f"(SELECT count(*) FROM {name})" for name in (f"w{place}", kept)]  # noqa: S608
            if place:  # one that is passed over has none
                counts = [
                    f"GREATEST((SELECT {name} FROM {before}), {count})"  # noqa: S608
                    for name, count in zip(("n", "good"), counts, strict=True)
                ]
            parts.append(f"met{place} AS MATERIALIZED (SELECT {counts[0]} AS n, {counts[1]} AS good)")
            # the one that is taken: all of the steps before it had too few, all after it were not taken
            ends = [] if last else [f"(SELECT n >= {most} OR good >= {enough} FROM met{place})"]  # noqa: S608
            only = " AND ".join([*([few] if place else []), *ends])
            taken.append(f"SELECT key FROM {kept}{' WHERE ' if only else ''}{only}")  # noqa: S608
        if self.at is None:  # the desk finds what goes out later too
            taken.append(f"SELECT f.key FROM {searched.table} f WHERE f.key > %s AND f.vector @@ %s::tsquery")  # noqa: S608
            given += [last_key(now), self.match]
        every = " UNION ALL ".join(taken)
        parts.append(f"newest AS MATERIALIZED (SELECT key FROM ({every}) t ORDER BY key DESC LIMIT {most})")  # noqa: S608
        return f"WITH {', '.join(parts)}", given

    def _window(self, window: Window, now: datetime) -> tuple[str, list[Any]]:
        times, bounds = self._times("f.key") if self.at else (" AND f.key <= %s", [last_key(now)])
        match = (
            f"{self.match} & {TSQUERY.group([(token,) for token in window.tokens])}" if window.tokens else self.match
        )
        return f"f.vector @@ %s::tsquery{times}", [match, *bounds]

    def _times(self, column: str) -> tuple[str, list[int]]:
        since, until = self.narrowed.since, self.narrowed.until
        bounds: list[tuple[str, int]] = []
        if self.at is not None:
            bounds.append(("<=", last_key(self.at)))
        if until is not None:
            bounds.append(("<", publication_key(until, 0)))
        if since is not None:
            bounds.append((">=", publication_key(since, 0)))
        return "".join(f" AND {column} {sign} %s" for sign, _key in bounds), [key for _sign, key in bounds]

    def _live(self) -> tuple[str, list[Any]]:
        """That the story is live now."""
        # S611: a column's name
        row = RawSQL("d.article_id", [])
        live = Article.objects.using(self.using).live(self.at).filter(pk=row).order_by().values(seen=Value(1))
        sql, params = live.query.get_compiler(self.using).as_sql()
        return f"EXISTS ({sql})", list(params)

    def _pieces(self, *columns: str) -> tuple[str, list[str]]:
        """What must stand together, and what must not. The headline is looked at first: bodies lie elsewhere."""
        fields = columns or COLUMNS
        one = " OR ".join(f"{self.find}(replace(d.{column}, ' ', ''), %s) > 0" for column in fields)
        together = f" AND ({one})" * len(self.asked.together)
        typed = [piece for piece in self.asked.together for _column in fields]
        apart = f" AND {self.find}({self._text(*fields)}, %s) = 0" * len(self.asked.apart)
        return together + apart, [*typed, *self.asked.apart]

    def _text(self, *columns: str) -> str:
        told = " || '\n' || ".join(f"d.{column}" for column in columns or COLUMNS)
        return f"replace({told}, ' ', '')"

    def _weights(self) -> tuple[str, list[Any]]:
        words = self.asked.words
        head = " AND ".join(f"{self.find}(replace(d.title, ' ', ''), %s) > 0" for _word in words)
        params: list[Any] = [*words]
        now = self.at or timezone.now()
        bands = " ".join(f"WHEN d.key >= %s THEN {place}" for place in range(len(BANDS)))
        params += [publication_key(now - band, 0) for band in BANDS]
        marks: Sequence[str] = [f" {level}:{token} " for token in self.asked.tokens for level in LEVELS]
        close = "".join(
            f" + CASE WHEN (SELECT count(*) FROM newest) <= {READ} AND {self.find}({self._text()}, %s) > 0 "  # noqa: S608
            f"THEN {CLOSE} ELSE 0 END"
            for _piece in self.asked.near
        )
        often = " + ".join(f"CASE WHEN {self.find}(d.frequent, %s) > 0 THEN 1 ELSE 0 END" for _mark in marks)
        params += [*marks, *self.asked.near]
        return (
            f"CASE WHEN {head} THEN 0 ELSE 1 END AS headline, CASE {bands} ELSE {len(BANDS)} END AS band, "
            f"({often}{close}) AS often",
            params,
        )
