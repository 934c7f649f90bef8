"""Which advertisement stands at a place at a moment: the same for every reader, so that pages may be kept."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol, TypeVar

TURN = 600  # seconds


class Scheduled(Protocol):
    """What the choice asks of an advertisement; ``ends_at`` None: no end."""

    starts_at: datetime
    ends_at: datetime | None
    weight: int


Ad = TypeVar("Ad", bound=Scheduled)


def is_due(ad: Scheduled, at: datetime) -> bool:
    """True from its start until before its end."""
    return ad.starts_at <= at and (ad.ends_at is None or at < ad.ends_at)


def chosen(ads: Iterable[Ad], at: datetime) -> Ad | None:
    """Return the one whose turn it is at ``at``, None where none is due. Heavier ones have more turns in a round."""
    due = [ad for ad in ads if is_due(ad, at)]
    if not due:
        return None
    turn = int(at.timestamp()) // TURN % sum(ad.weight for ad in due)
    for ad in due:
        turn -= ad.weight
        if turn < 0:
            return ad
    return due[-1]


def changes_next(ads: Iterable[Scheduled], at: datetime) -> datetime | None:
    """Return the next moment at which ``chosen`` may say something else; None where it never will."""
    ads = list(ads)
    moments = [moment for ad in ads for moment in (ad.starts_at, ad.ends_at) if moment is not None and moment > at]
    if sum(is_due(ad, at) for ad in ads) > 1:
        moments.append(datetime.fromtimestamp((int(at.timestamp()) // TURN + 1) * TURN, UTC))
    return min(moments, default=None)
