"""Numbers and times from outside."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from news.rules.checks import SANE_YEARS

MOST_DIGITS = 18


def number(text: object) -> int | None:
    """Return a row's number from a form, an address or JSON; None for anything else, however long."""
    said = str(text)
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= MOST_DIGITS else None


def holder_seen(sent: Mapping[str, str]) -> int | None:
    """Return who held a story on the screen, as ``holding.let_go`` takes it; None for a form that does not say."""
    return number(sent["holder"]) or 0 if "holder" in sent else None


def moment(text: str) -> datetime | None:
    """Read what a datetime-local field sends, by the newsroom's clock; None for anything else."""
    try:
        when = parse_datetime(text)
    except ValueError:
        return None
    if when is None:
        return None
    if when.year not in SANE_YEARS:
        return None
    return timezone.make_aware(when) if timezone.is_naive(when) else when
