"""The outbox: which message is to be sent next, and what became of it. ``distribution`` does the sending.

At least once: a message is claimed, sent and struck off. If its worker dies in between, it is due again after
``LEASE``, and may then arrive twice.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.articles import locked
from news.editorial.notices import tell_out, tell_overdue
from news.enums import Publication
from news.models import Article, Delivery, Notice, Robot

# Longer than one message can take: robots 5 s to connect and 5 s to answer, mail the like (EMAIL_TIMEOUT).
LEASE = timedelta(minutes=2)
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180)]
MOST_ATTEMPTS = len(PAUSES) + 1
STALE = timedelta(hours=24)  # news of yesterday wakes nobody
OLD_DELIVERIES = timedelta(days=30)
OLD_READ, OLD_UNREAD = timedelta(days=90), timedelta(days=180)


def claim(at: datetime | None = None) -> Delivery | None:
    """Take the message that is due first, for ``LEASE``; None where there is none. No other worker gets it meanwhile.

    What has been tried too often or is a day old is given up here.
    """
    now = at or timezone.now()
    while Delivery.objects.due(now).exists():  # without a lock: an idle worker leaves the database alone
        with transaction.atomic():
            rows = Delivery.objects.due(now).select_for_update(of=("self",), skip_locked=True)
            delivery: Delivery | None = rows.select_related("robot", "person").first()
            if delivery is None:
                return None  # another worker has them all
            if delivery.attempts < MOST_ATTEMPTS and delivery.created_at > now - STALE:
                delivery.attempts += 1
                delivery.due_at = now + LEASE
                delivery.save(update_fields=["attempts", "due_at"])
                return delivery
            delivery.finished_at = now
            delivery.error = delivery.error or _("It could not be sent in time.")
            delivery.save(update_fields=["finished_at", "error"])
    return None


def sent(delivery: Delivery) -> None:
    """Strike a claimed message off."""
    now = timezone.now()
    with transaction.atomic():
        _claimed(delivery).update(finished_at=now, error="")
        if delivery.robot_id:
            robot_answered(delivery.robot_id)


def failed(delivery: Delivery, problem: str, *, final: bool = False) -> None:
    """Keep why a claimed message was not sent; it is tried again later unless ``final`` or tried too often."""
    now = timezone.now()
    over = final or delivery.attempts >= MOST_ATTEMPTS
    with transaction.atomic():
        _claimed(delivery).update(
            error=problem[:300],
            due_at=now + PAUSES[min(delivery.attempts, len(PAUSES)) - 1],
            finished_at=now if over else None,
        )
        if delivery.robot_id:
            robot_answered(delivery.robot_id, problem)


def robot_answered(robot_id: int, problem: str = "") -> None:
    """Keep what a group's service said last: '' for a message that arrived."""
    if problem:
        Robot.objects.filter(pk=robot_id).update(last_error=problem[:300])
    else:
        Robot.objects.filter(pk=robot_id).update(last_sent_at=timezone.now(), last_error="")


def _claimed(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, unless its lease ran out and another worker has it."""
    rows: QuerySet[Delivery] = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, finished_at=None)
    return rows


def look_for_overdue(at: datetime | None = None, most: int = 50) -> int:
    """Tell of stories that wait longer than they may, each once for each level. Return how many there were.

    Any number of workers may do it at once: the story's row decides.
    """
    now = at or timezone.now()
    told = 0
    for pk in list(Article.objects.overdue_untold(now).values_list("pk", flat=True)[:most]):
        with locked(pk) as article:  # one short transaction each, so that no reviewer waits for the others
            if not Article.objects.overdue_untold(now).filter(pk=pk).exists():
                continue  # somebody acted on it, or another worker told of it
            article.overdue_told_at = timezone.now()
            article.save(update_fields=["overdue_told_at"])
            tell_overdue(article)
            told += 1
    return told


def look_for_out(at: datetime | None = None, most: int = 50) -> int:
    """Tell of stories that went live by the clock, each once for each time that it was scheduled; return how many.

    Readers have had them since that second: this only tells the desk. The mark goes in the transaction that writes the
    notices, so a crash in between tells nobody twice and leaves nobody out; any number of workers may do it at once.
    """
    now = at or timezone.now()
    told = 0
    for pk in list(Article.objects.out_untold(now).values_list("pk", flat=True)[:most]):
        with locked(pk) as article:
            if article.goes_out_at is None or article.goes_out_at > now:
                continue  # another worker told of it, or it was scheduled anew
            article.goes_out_at = None
            article.save(update_fields=["goes_out_at"])
            if article.publication(now) == Publication.LIVE:  # one taken off in the meantime is no news any more
                tell_out(article)
                told += 1
    return told


def remove_old(at: datetime | None = None) -> int:
    """Delete finished messages of long ago and notices that nobody will look for; return how many notices."""
    now = at or timezone.now()
    Delivery.objects.filter(created_at__lt=now - OLD_DELIVERIES).delete()
    read = Notice.objects.filter(created_at__lt=now - OLD_READ).exclude(read_at=None)
    unread = Notice.objects.filter(created_at__lt=now - OLD_UNREAD)
    return int(read.delete()[0]) + int(unread.delete()[0])
