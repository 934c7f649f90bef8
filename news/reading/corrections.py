"""更正与撤稿: every corrected story that readers may see and every retracted one, newest first."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from news.enums import Withdrawal
from news.models import Article
from news.pagestore.recording import depends_on
from news.reading.chrome import Chrome, load_chrome
from news.reading.paging import LAST_NUMBER, NoSuchPage, Order, Pager, number_link

SIZE = 20
PLACE = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")  # microseconds: a correction has no rounded time
CORRECTED, RETRACTED = Order("corrected_at", "pk"), Order("withdrawn_at", "pk")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Amend:
    """A correction, or a retraction with its public reason; ``address`` is '' for a story that is gone."""

    when: datetime
    number: int
    title: str
    address: str
    text: str
    retracted: bool


@dataclass(frozen=True)
class CorrectionsPage:
    """One page of them."""

    chrome: Chrome
    rows: tuple[Amend, ...]
    pager: Pager


def corrections_page(page: str | None, before: str | None) -> CorrectionsPage:
    """Compose a page. Two queries beside the chrome's, each a walk in an index of such stories alone.

    Raises NoSuchPage for a page that does not exist.
    """
    depends_on("corrections")
    number, start, place = 1, 0, None
    if before is not None:
        match = PLACE.fullmatch(before)
        if not match:
            raise NoSuchPage
        number, place = 0, (_moment(int(match[1])), int(match[2]))
    elif page is not None:
        if not re.fullmatch(r"[1-9][0-9]?", page) or int(page) > LAST_NUMBER:
            raise NoSuchPage
        number = int(page)
        start = (number - 1) * SIZE
    now = timezone.now()
    corrected = Article.objects.live(now).filter(corrected_at__isnull=False)
    retracted = Article.objects.filter(
        withdrawal=Withdrawal.RETRACTED, deleted_at=None, first_published_at__lte=now, withdrawn_at__isnull=False
    )
    if place:
        corrected = corrected.filter(CORRECTED.before(*place))
        retracted = retracted.filter(RETRACTED.before(*place))
    most = start + SIZE + 1
    fields = ("title", "correction", "corrected_at", "first_published_at", "channel_id", "channel__path")
    live = corrected.select_related("channel").only(*fields).order_by("-corrected_at", "-pk")[:most]
    rows = [
        Amend(row.corrected_at, row.pk, row.title, row.address, row.correction, False)
        for row in live
        if row.corrected_at
    ]
    told = retracted.order_by("-withdrawn_at", "-pk").values_list("withdrawn_at", "pk", "title", "withdrawal_reason")
    rows += [Amend(when, pk, title, "", reason, True) for when, pk, title, reason in told[:most] if when]
    rows.sort(key=lambda row: (row.when, row.number), reverse=True)
    shown, more = rows[start : start + SIZE], len(rows) > start + SIZE
    if not shown and number != 1:
        raise NoSuchPage
    return CorrectionsPage(load_chrome(), tuple(shown), _pager(number, shown, more))


def _moment(microseconds: int) -> datetime:
    try:
        return EPOCH + timedelta(microseconds=microseconds)
    except OverflowError as error:
        raise NoSuchPage from error


def _pager(number: int, shown: list[Amend], more: bool) -> Pager:
    following = None
    if more and 0 < number < LAST_NUMBER:
        following = number_link(number + 1)
    elif more:
        last = shown[-1]
        following = f"?before={(last.when - EPOCH) // timedelta(microseconds=1)}-{last.number}"
    highest = number + 1 if more and 0 < number < LAST_NUMBER else number
    numbers = tuple((item, number_link(item)) for item in range(1, highest + 1))
    return Pager(number, numbers, number_link(number - 1) if number > 1 else None, following)
