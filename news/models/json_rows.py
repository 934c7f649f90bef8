"""The rows of a small queryset as one value, read in passing with another query."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import JSONField, Subquery
from django.db.models.sql.compiler import SQLCompiler


class JSONRows(Subquery):
    """Rows as a list of lists, in the order of ``columns``: ``JSONRows(rows.values(a=…, b=…), columns="a, b")``.

    The database promises no order of the rows; whoever needs one sorts by a column.
    """

    template = "(SELECT json_group_array(json_array(%(columns)s)) FROM (%(subquery)s) AS listed)"
    on_postgresql = "(SELECT COALESCE(jsonb_agg(jsonb_build_array(%(columns)s)), '[]') FROM (%(subquery)s) AS listed)"
    output_field = JSONField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Say the same in PostgreSQL's words."""
        sql, params = self.as_sql(compiler, connection, template=self.on_postgresql, **context)
        return sql, tuple(params)
