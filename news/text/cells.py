"""CSV that a spreadsheet opens as what it is: columns of text, no formula among them."""

import csv
import io
from collections.abc import Iterable

BOM = "\ufeff"  # without it Excel reads UTF-8 as the local code page
# OWASP, "CSV Injection": signs with which a cell becomes a formula; Excel in Chinese takes the full-width ones too.
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")


def cell(value: object) -> str:
    """Return a value as text that no spreadsheet runs: a leading sign of a formula gets an apostrophe before it.

    A number is written as it is, a negative one too.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = "" if value is None else str(value)
    # Some programs skip blanks before they look.
    return f"'{text}" if text.startswith(DANGEROUS) or text.lstrip().startswith(DANGEROUS) else text


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV (RFC 4180, CRLF), every cell escaped."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()
