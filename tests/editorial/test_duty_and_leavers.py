"""What the duty editor's fast lane is for, and who hears of a return when the author has left."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from news.editorial import review
from news.enums import NoticeKind, Publication
from news.errors import NotAllowed
from news.models import Article, DutyShift, Notice
from tests.conftest import signer

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


def test_the_duty_editor_puts_others_text_out_alone_and_only_during_the_shift(
    make_article: Make, reporter: User
) -> None:
    article, now = make_article(live=False), timezone.now()
    shift = DutyShift.objects.create(
        person=reporter, starts_at=now - timedelta(hours=2), ends_at=now - timedelta(minutes=1)
    )
    with pytest.raises(NotAllowed):
        review.fast_sign_off(article.pk, by=reporter, note="夜里突发。", publish=True)
    DutyShift.objects.filter(pk=shift.pk).update(ends_at=now + timedelta(hours=1))
    out = review.fast_sign_off(article.pk, by=reporter, note="夜里突发。", publish=True)
    assert out.publication() == Publication.LIVE
    assert list(out.reviews.values_list("by_name", "verdict", "note")) == [("沈知禾", "fast", "夜里突发。")]


@pytest.mark.parametrize("gone", [True, False])
def test_a_return_to_somebody_who_has_left_reaches_the_chiefs(
    make_article: Make, chief: User, reporter: User, gone: bool
) -> None:
    article = make_article(live=False)
    review.submit(article.pk, by=chief)
    other = signer()
    User.objects.filter(pk=chief.pk).update(is_active=not gone)
    third = User.objects.create_user("chief3", is_staff=True)
    third.groups.set(other.groups.all())
    review.send_back(article.pk, by=other, note="数字待核。")
    told = set(Notice.objects.filter(kind=NoticeKind.RETURNED).values_list("person__username", flat=True))
    assert ("chief3" in told, "chief" in told) == (gone, not gone)
