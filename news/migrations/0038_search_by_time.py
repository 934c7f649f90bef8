"""The full-text column of PostgreSQL is made anew after this, with tokens of time in it (``search.schema``)."""

from typing import Any

from django.db import migrations


def drop(apps: Any, schema_editor: Any) -> None:
    """Drop the column with its index: the step after every migration puts back what is missing."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in ("news_searchdocument", "news_deskdocument"):
        schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS vector")


class Migration(migrations.Migration):
    """As long as the column is missing nothing is found; a million stories take some minutes."""

    dependencies = [("news", "0037_filters_of_the_desk")]

    operations = [migrations.RunPython(drop, drop)]
