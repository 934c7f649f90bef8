"""One question, two databases: which stories, in which order. The same set and the same order on both.

By time the newest come first. By weight: all words in the headline, then how long ago in four bands, then how often
the words occur (and whether they stand together), then the newer one. What more than 20,000 stories have is weighed
among its newest 5,000. Whether a reader may see a story is asked of ``Article.objects.live()`` at that moment,
whatever the index says.
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
from news.search.asking import Asked, postgresql_match, sqlite_match
from news.search.index import LEVELS
from news.search.schema import DESK, LIVE, Searched

COMMON, WEIGHED = 20_000, 5_000
DESK_MOST = 2_000
READ = 2_000  # so many texts are read to see whether words stand together; it counts like
CLOSE = 2  # … two steps of frequency
BANDS = (timedelta(days=7), timedelta(days=31), timedelta(days=366))
PAGE_SIZE, LAST_PAGE = 20, 10


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
    """Return the numbers of stories whose live or working text fits, as a subquery: the newest 2,000 of each."""
    question = _Question(asked, Narrowed(), None, using)
    live, desk = question.numbers(LIVE), question.numbers(DESK)
    # S611: made of constants, everything typed is a parameter
    return RawSQL(  # noqa: S611
        f"SELECT article_id FROM ({live[0]}) a UNION SELECT article_id FROM ({desk[0]}) b",  # noqa: S608
        [*live[1], *desk[1]],
    )


class _Question:
    """SQL for one question; names are constants, everything that was typed is a parameter."""

    def __init__(self, asked: Asked, narrowed: Narrowed, at: datetime | None, using: str) -> None:
        self.asked, self.narrowed, self.at, self.using = asked, narrowed, at, using
        self.sqlite = connections[using].vendor == "sqlite"
        self.find = "instr" if self.sqlite else "strpos"
        make = sqlite_match if self.sqlite else postgresql_match
        self.match = make(asked, narrowed.facets)

    def hits(self, searched: Searched, limit: int, *, ordered: bool) -> tuple[str, list[Any]]:
        """``SELECT key`` of what the index finds, narrowed in time; the newest ``limit`` where it is ordered."""
        where, params = self._times("f.rowid" if self.sqlite else "f.key")
        order = f" ORDER BY {'f.rowid' if self.sqlite else 'f.key'} DESC" if ordered or self.sqlite else ""
        if self.sqlite:
            sql = f"SELECT f.rowid AS key FROM {searched.index} f WHERE f.{searched.index} MATCH %s"  # noqa: S608
        else:
            sql = f"SELECT f.key FROM {searched.table} f WHERE f.vector @@ %s::tsquery"  # noqa: S608
        return f"{sql}{where}{order} LIMIT {limit}", [self.match, *params]

    def newest(self, limit: int, start: int) -> tuple[str, list[Any]]:
        """The newest: walked in the order of time where many fit, else sorted.

        FTS5 gives its rows in that order. PostgreSQL would walk a million rows for a rare word, or sort a common
        one; so what fits is read up to 20,000, and only where there are more the index of time is walked.
        """
        where, params = self._conditions()
        end = f" ORDER BY d.key DESC LIMIT {limit} OFFSET {start}"
        if self.sqlite:
            times, bounds = self._times("f.rowid")
            sql = (
                f"SELECT d.article_id FROM {LIVE.index} f CROSS JOIN {LIVE.table} d ON d.key = f.rowid "  # noqa: S608
                f"WHERE f.{LIVE.index} MATCH %s{times}{where} ORDER BY f.rowid DESC LIMIT {limit} OFFSET {start}"
            )
            return sql, [self.match, *bounds, *params]
        hits, found = self.hits(LIVE, COMMON + 1, ordered=False)
        times, bounds = self._times("d.key")
        sql = (
            f"WITH hits AS MATERIALIZED ({hits}), "  # noqa: S608
            f"few AS (SELECT d.article_id, d.key FROM hits JOIN {LIVE.table} d ON d.key = hits.key "
            f"WHERE (SELECT count(*) FROM hits) <= {COMMON}{where}{end}), "
            f"many AS (SELECT d.article_id, d.key FROM {LIVE.table} d "
            f"WHERE (SELECT count(*) FROM hits) > {COMMON} AND d.vector @@ %s::tsquery{times}{where}{end}) "
            "SELECT article_id FROM (SELECT * FROM few UNION ALL SELECT * FROM many) both_ways ORDER BY key DESC"
        )
        return sql, [*found, *params, self.match, *bounds, *params]

    def weighed(self, limit: int, start: int) -> tuple[str, list[Any]]:
        """By weight among what fits, or among the newest 5,000 where more than 20,000 do."""
        where, params = self._conditions()
        weights, more = self._weights()
        hits, found = self.hits(LIVE, COMMON + 1, ordered=self.sqlite)
        how_many = "(SELECT count(*) FROM hits)"
        if self.sqlite:
            near = (
                "near AS MATERIALIZED (SELECT key FROM hits ORDER BY key DESC "  # noqa: S608
                f"LIMIT (SELECT CASE WHEN count(*) > {COMMON} THEN {WEIGHED} ELSE {COMMON} END FROM hits))"
            )
            between: list[Any] = []
        else:
            times, between = self._times("w.key")
            near = (
                f"near AS MATERIALIZED (SELECT key FROM hits WHERE {how_many} <= {COMMON} UNION ALL "  # noqa: S608
                f"(SELECT w.key FROM {LIVE.table} w WHERE {how_many} > {COMMON} AND w.vector @@ %s::tsquery{times} "
                f"ORDER BY w.key DESC LIMIT {WEIGHED}))"
            )
            between = [self.match, *between]
        sql = (
            f"WITH hits AS MATERIALIZED ({hits}), {near} "  # noqa: S608
            f"SELECT d.article_id FROM near CROSS JOIN {LIVE.table} d WHERE d.key = near.key{where} "
            f"ORDER BY {weights}, d.key DESC LIMIT {limit} OFFSET {start}"
        )
        return sql, [*found, *between, *params, *more]

    def numbers(self, searched: Searched) -> tuple[str, list[Any]]:
        """``SELECT article_id`` of the newest rows that fit, live or not."""
        hits, found = self.hits(searched, DESK_MOST, ordered=True)
        where, params = self._pieces("title", "names", "body", "facets")
        sql = f"SELECT d.article_id FROM ({hits}) h CROSS JOIN {searched.table} d WHERE d.key = h.key{where}"  # noqa: S608
        return sql, [*found, *params]

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

    def _conditions(self) -> tuple[str, list[Any]]:
        """What must stand together, and that the story is live now."""
        where, params = self._pieces()
        # S611: a column's name
        row = RawSQL("d.article_id", [])
        live = Article.objects.using(self.using).live(self.at).filter(pk=row).order_by().values(seen=Value(1))
        sql, more = live.query.get_compiler(self.using).as_sql()
        return f"{where} AND EXISTS ({sql})", [*params, *more]

    def _pieces(self, *columns: str) -> tuple[str, list[str]]:
        text = self._text(*columns)
        together = "".join(f" AND {self.find}({text}, %s) > 0" for _piece in self.asked.together)
        apart = "".join(f" AND {self.find}({text}, %s) = 0" for _piece in self.asked.apart)
        return together + apart, [*self.asked.together, *self.asked.apart]

    def _text(self, *columns: str) -> str:
        told = " || '\n' || ".join(f"d.{column}" for column in columns or ("title", "names", "body"))
        return f"replace({told}, ' ', '')"

    def _weights(self) -> tuple[str, list[Any]]:
        words = self.asked.words
        head = " AND ".join(f"{self.find}(replace(d.title, ' ', ''), %s) > 0" for _word in words)
        params: list[Any] = [*words]
        now = self.at or timezone.now()
        bands = " ".join(f"WHEN d.key >= %s THEN {place}" for place in range(len(BANDS)))
        params += [publication_key(now - band, 0) for band in BANDS]
        marks: Sequence[str] = [f" {level}:{token} " for token in self.asked.tokens for level in LEVELS]
        how_many = "(SELECT count(*) FROM hits)"
        close = "".join(
            f" + CASE WHEN {how_many} <= {READ} AND {self.find}({self._text()}, %s) > 0 THEN {CLOSE} ELSE 0 END"
            for _piece in self.asked.near
        )
        often = " + ".join(f"CASE WHEN {self.find}(d.frequent, %s) > 0 THEN 1 ELSE 0 END" for _mark in marks)
        params += [*marks, *self.asked.near]
        return (
            f"CASE WHEN {head} THEN 0 ELSE 1 END, CASE {bands} ELSE {len(BANDS)} END, ({often}{close}) DESC",
            params,
        )
