"""Filters of the desk's templates. None of them makes a query."""

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any

from django import template
from django.template.defaultfilters import capfirst
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

register = template.Library()
CELL = "<td "


@register.filter
def named(cells: Iterable[str], headers: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the cells of a list's line, each ``td`` with the name of its column in ``data-label``.

    On a telephone a line is a card and the head of the table is not shown; the style sheet writes the name before the
    value. A box for ticking and the cell that heads its line stay as they are.
    """
    pairs = zip_longest(cells, headers, fillvalue={"text": ""})  # hidden fields of a line come after its columns
    return [_with_name(str(cell), str(header["text"])) for cell, header in pairs]


def _with_name(cell: str, text: str) -> str:
    name = capfirst(strip_tags(text).strip())
    if not name or not cell.startswith(CELL):  # the head over boxes for ticking is a box itself: it has no words
        return cell
    return format_html('<td data-label="{}" {}', name, SafeString(cell[len(CELL) :]))
