"""Queries that are put into words once: making the SQL of a page's query costs more than asking it."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=models.Model)
# What stands for a value while the words are made; nothing else in a query looks like one.
MOMENT = datetime(1, 2, 3, 4, 5, 6, tzinfo=UTC)
NUMBERS = tuple(range(-987_654_321, -987_654_321 + 64))


class Prepared(Generic[M]):
    """A queryset with gaps: ``build`` makes it from named values, ``rows`` fills the gaps.

    ``marks`` says for each name what to build it with: ``MOMENT`` for a time, one of ``NUMBERS`` for a number. A value
    may change no more than itself: not None, not the length of a list, not which filters there are.
    """

    def __init__(self, build: Callable[..., models.QuerySet[M]], **marks: Any) -> None:
        self._build = build
        self._marks = marks
        self._made: dict[str, tuple[models.QuerySet[M], SQLCompiler, str, tuple[Any, ...]]] = {}

    def rows(self, **values: Any) -> list[M]:
        """Return the rows. One query."""
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor not in self._made:
            self._made[connection.vendor] = self._words(connection)
        queryset, words, sql, params = self._made[connection.vendor]
        given = {name: _as_sent(connection, value) for name, value in values.items()}
        filled = tuple(given[param.name] if isinstance(param, _Gap) else param for param in params)
        # Rows are made by Django from what its compiler found out when the words were made.
        compiler = copy(words)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_options: (sql, filled)  # type: ignore[method-assign]
        asked = queryset.all()
        asked.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return list(asked)

    def _words(self, connection: BaseDatabaseWrapper) -> tuple[models.QuerySet[M], SQLCompiler, str, tuple[Any, ...]]:
        queryset = self._build(**self._marks)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        gaps: Mapping[Any, _Gap] = {_as_sent(connection, mark): _Gap(name) for name, mark in self._marks.items()}
        found = tuple(gaps.get(param, param) for param in params)
        if {param.name for param in found if isinstance(param, _Gap)} != set(self._marks):
            raise ValueError("A value of a prepared query does not stand in its words.")
        return queryset, compiler, str(sql), found


class _Gap:
    """Where a value goes."""

    def __init__(self, name: str) -> None:
        self.name = name


def _as_sent(connection: BaseDatabaseWrapper, value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
