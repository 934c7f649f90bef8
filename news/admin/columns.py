"""Columns that several lists share."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _


def yes_no(field: str, description: Any) -> Callable[[Any], str]:
    """Return a column that says a boolean in words: Django's own is an icon named True or False in any language."""

    @admin.display(description=description, ordering=field)
    def column(row: Any) -> str:
        return _("yes") if getattr(row, field) else "—"

    column.__name__ = field
    return column
