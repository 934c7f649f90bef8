"""Queries that are put into words once: making the SQL of a page's query costs more than asking it.

So does making its rows the usual way: each model goes through ``__init__``, every field of it, read or not, and two
signals. Here a row becomes the attributes of its models straight away; how to do that is found out with the words.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

from news.models.planned import Planned

M = TypeVar("M", bound=models.Model)
Row = Sequence[Any]
# What stands for a value while the words are made; nothing else in a query looks like one.
MOMENT = datetime(1, 2, 3, 4, 5, 6, tzinfo=UTC)
NUMBERS = tuple(range(-987_654_321, -987_654_321 + 256))
DAYS = date(1, 2, 3), date(1, 2, 4)
PLAIN = re.compile(r"[a-z0-9_-]*", re.ASCII)


class Prepared(Generic[M]):
    """A queryset with gaps: ``build`` makes it from named values, ``rows`` fills the gaps.

    ``marks`` says for each name what to build it with: ``MOMENT`` for a time, one of ``NUMBERS`` for a number or of
    ``DAYS`` for a day, any unlikely text for a text. A value may change no more than itself: not None, not the length
    of a list, not which filters there are. The rows' models may neither override ``from_db`` nor wait for the signals
    of ``__init__``.
    """

    plan_once = True

    def __init__(self, build: Callable[..., models.QuerySet[M]], **marks: Any) -> None:
        self._build = build
        self._marks = marks
        self._made: dict[str, _Words] = {}

    def rows(self, **values: Any) -> list[M]:
        """Return the rows. One query."""
        words, read = self._read(values)
        maker = words.maker
        if maker is None:
            raise ValueError("These rows are tuples.")
        return [maker.make(row) for row in read]

    def tuples(self, **values: Any) -> list[Row]:
        """Return the rows of a ``values_list``. One query."""
        return self._read(values)[1]

    def _read(self, values: Mapping[str, Any]) -> "tuple[_Words, list[Row]]":
        connection = connections[DEFAULT_DB_ALIAS]
        words = self._made.get(connection.vendor)
        if words is None:
            words = self._made[connection.vendor] = self._words(connection)
        given = {name: as_sent(connection, value) for name, value in values.items()}
        filled = [given[param.name] if isinstance(param, _Gap) else param for param in words.params]
        if words.planned is not None:
            found = words.planned.read(connection, filled)
        else:
            with connection.cursor() as cursor:
                cursor.execute(words.sql, filled)
                found = cursor.fetchall()
        if not words.converters:
            return words, found
        read: list[Row] = []
        for row in map(list, found):
            for place, converters, expression in words.converters:
                value = row[place]
                for convert in converters:
                    value = convert(value, expression, connection)
                row[place] = value
            read.append(row)
        return words, read

    def _words(self, connection: BaseDatabaseWrapper) -> "_Words":
        queryset = self._build(**self._marks)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        gaps: Mapping[Any, _Gap] = {as_sent(connection, mark): _Gap(name) for name, mark in self._marks.items()}
        sql, found = _with_constants(str(sql), [gaps.get(param, param) for param in params])
        if {param.name for param in found if isinstance(param, _Gap)} != set(self._marks):
            raise ValueError("A value of a prepared query does not stand in its words.")
        columns = [column for column, _sql, _alias in compiler.select]
        converters = tuple(
            (place, tuple(each), expression) for place, (each, expression) in compiler.get_converters(columns).items()
        )
        whole = queryset._iterable_class is ModelIterable
        maker = _Maker.of(compiler, compiler.klass_info or {}, annotated=True) if whole else None
        planned = Planned(sql, found) if self.plan_once and connection.vendor == "postgresql" else None
        return _Words(sql, found, converters, maker, planned)


class PreparedForActs(Prepared[M]):
    """One that is asked within transactions. PostgreSQL plans it each time.

    A refusal behind a pooler (``news.models.planned``) would end the transaction.
    """

    plan_once = False


@dataclass(frozen=True)
class _Gap:
    """Where a value goes."""

    name: str


@dataclass(frozen=True)
class _Maker:
    """How a piece of a row becomes a model, with those that hang on it. ``pick`` is where its columns stand."""

    model: type[models.Model]
    names: tuple[str, ...]
    pick: slice
    key: int
    beside: tuple[tuple[str, int], ...]
    related: "tuple[tuple[str, _Maker], ...]"

    @classmethod
    def of(cls, compiler: SQLCompiler, info: Mapping[str, Any], *, annotated: bool = False) -> "_Maker":
        places = info["select_fields"]
        names = tuple(compiler.select[place][0].target.attname for place in places)
        if list(places) != list(range(places[0], places[-1] + 1)) or info.get("from_parent"):
            raise ValueError("The columns of a prepared query's models must stand together.")
        children = info.get("related_klass_infos", ())
        if any(child["reverse"] or child["field"].unique for child in children):
            raise ValueError("A prepared query follows foreign keys only.")
        return cls(
            model=info["model"],
            names=names,
            pick=slice(places[0], places[-1] + 1),
            key=places[0] + names.index(info["model"]._meta.pk.attname),
            beside=tuple(compiler.annotation_col_map.items()) if annotated else (),
            related=tuple((child["field"].name, cls.of(compiler, child)) for child in children),
        )

    def make(self, row: Row) -> Any:
        """Return what ``from_db`` would, or None where there is no such row."""
        if row[self.key] is None:
            return None
        made = self.model.__new__(self.model)
        state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        state.fields_cache = {name: maker.make(row) for name, maker in self.related}
        own = made.__dict__
        own["_state"] = state
        own.update(zip(self.names, row[self.pick], strict=True))
        for name, place in self.beside:
            own[name] = row[place]
        return made


@dataclass(frozen=True)
class _Words:
    """What was found out about a query: its words, whose gaps are among the parameters, and how rows are read."""

    sql: str
    params: tuple[Any, ...]
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]
    maker: _Maker | None
    planned: Planned | None


def _with_constants(sql: str, params: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """Write the parameters that never change into the words: numbers and plain words. Returns what is left of them.

    SQLite makes a new plan for every execution where a partial index may be chosen by the value of a parameter
    (sqlite.org/partialindex.html, section 3): the plan of the article page took longer than its execution.
    """
    between = sql.split("%s")
    if len(between) != len(params) + 1:
        raise ValueError("The words of a prepared query have another number of gaps than it has parameters.")
    written, left = between[0], []
    for param, more in zip(params, between[1:], strict=True):
        value = param.value if isinstance(param, Enum) else param
        if type(value) is int and value >= 0:
            written += str(value)
        elif type(value) is str and PLAIN.fullmatch(value):
            written += f"'{value}'"
        else:
            written += "%s"
            left.append(param)
        written += more
    return written, tuple(left)


def as_sent(connection: BaseDatabaseWrapper, value: Any) -> Any:
    """Return a value as it stands among the parameters of a query."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
