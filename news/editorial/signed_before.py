"""Stories that were live before who signed them stood in the register: looked through in the background."""

import time

from django.db import transaction
from django.db.models import QuerySet

from news.editorial.placing import signers
from news.enums import Origin, StaffStatus, Withdrawal
from news.models import Article, Bylining, StaffMember

STEP = 1000  # stories of one transaction
TURN = 2.0  # seconds after which other work is let in


def look_again(person: StaffMember) -> None:
    """Have all stories looked through for somebody whose name is new. Unsaved."""
    person.looked_through = 0


def find_stories(seconds: float = TURN) -> bool:
    """Link people of the register to the stories that they signed before they stood in it; True where some are left.

    Linked is who the byline names by number, else by a name that nobody else in the register has or ever had: an old
    story is not given to somebody who came later. Resumes where it stopped; two at once do no harm. One query where
    nobody is new.
    """
    until = time.monotonic() + seconds
    while True:
        people = list(StaffMember.objects.filter(looked_through__isnull=False, status=StaffStatus.ACTIVE))
        if not people:
            return False
        _step(people)
        if time.monotonic() > until:
            return True


def _step(people: list[StaffMember]) -> None:
    """Look through the next stories for those who are furthest behind."""
    behind = min(person.looked_through or 0 for person in people)
    named = {person.name for person in people}
    numbers = {person.pk for person in people}
    rows = list(_out().filter(pk__gt=behind).order_by("pk").values_list("pk", "byline")[:STEP])
    signed = [
        pk for pk, byline in rows if any(item["name"] in named or item.get("staff") in numbers for item in byline)
    ]
    here = StaffMember.objects.filter(pk__in=numbers, looked_through=behind)
    with transaction.atomic():
        for article in _out().filter(pk__in=signed).select_for_update().only("byline", "origin", "published_at"):
            credits_of = [(item["role"], item["name"], item.get("staff")) for item in article.byline]
            Bylining.objects.bulk_create(
                (
                    Bylining(staff_id=number, article=article, published_at=article.published_at)
                    for number in sorted(signers(credits_of, article.origin, ever=True) & numbers)
                    if article.published_at is not None
                ),
                ignore_conflicts=True,
            )
        here.update(looked_through=rows[-1][0] if len(rows) == STEP else None)


def _out() -> QuerySet[Article]:
    """Return the stories of our own that stand in lists, now or when their time comes."""
    return Article.objects.filter(
        published_at__isnull=False, withdrawal=Withdrawal.NONE, deleted_at=None, origin=Origin.ORIGINAL
    )
