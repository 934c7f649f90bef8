"""A number of rows that never costs more than its bound, read in passing with another query."""

from django.db.models import IntegerField, Subquery


class BoundedCount(Subquery):
    """How many rows a sliced queryset has: ``BoundedCount(rows.values("pk")[:100])`` is 100 for “100 or more”."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
