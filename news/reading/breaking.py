"""The line of breaking news above every page, as it is kept with the site's settings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from news.models import BreakingLine

OF_ITS_STORY = "published_at expires_at withdrawal deleted_at first_published_at channel__path".split()


@dataclass(frozen=True)
class Breaking:
    """One line and the time for which readers see it: ``start <= now < end``. ``address`` may be ''."""

    number: int
    text: str
    address: str
    start: datetime
    end: datetime

    @property
    def outside(self) -> bool:
        """True where it leads to another site."""
        return not self.address.startswith("/")


def load_lines() -> tuple[Breaking, ...]:
    """Return what is up or goes up later, without lines whose story is not public. One query."""
    rows = (
        BreakingLine.objects.standing()
        .select_related("article__channel")
        .only("text", "address", "starts_at", "ends_at", *(f"article__{name}" for name in OF_ITS_STORY))
        .order_by("pk")
    )
    return tuple(line for row in rows if (line := _line(row)))


def _line(row: BreakingLine) -> Breaking | None:
    if row.article_id is None:
        return Breaking(row.pk, row.text, row.address, row.starts_at, row.ends_at)
    story = row.article
    if story is None or story.withdrawal or story.deleted_at or not story.published_at or not story.address:
        return None
    start = max(row.starts_at, story.published_at)
    end = min(row.ends_at, story.expires_at or row.ends_at)
    return Breaking(row.pk, row.text, story.address, start, end) if start < end else None


def line_at(lines: Iterable[Breaking], now: datetime | None = None) -> Breaking | None:
    """Return the line that readers see at ``now``: of several the one that began last. No query."""
    now = now or timezone.now()
    up = [line for line in lines if line.start <= now < line.end]
    return max(up, key=lambda line: (line.start, line.number), default=None)
