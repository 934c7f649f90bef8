"""Several people deciding about one account at once, on PostgreSQL, where they really run at once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from news.editorial.accounts import choose_password, make_link
from news.editorial.articles import create_article
from news.editorial.holding import hold, let_go
from news.editorial.leaving import leave
from news.editorial.people import end_loan, end_shift
from news.errors import WrongState
from news.models import Article, AuditEntry, Channel, Deputy, DutyShift
from news.rules.snapshot import Snapshot
from tests.editorial.test_races import at_once

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def person(name: str, role: str) -> User:
    """Open an account."""
    user = User.objects.create_user(name, password="Alt-geheim-77", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def test_two_who_close_an_account_one_is_told(yaowen: Channel) -> None:
    managers = [person(f"站点{n}", "site") for n in range(2)]
    leaver, heirs = person("甲", "reporter"), [person(f"乙{n}", "reporter") for n in range(2)]
    text = Snapshot(title="在手", body="<p>一。</p>", channel=yaowen.pk)
    article = create_article(snapshot=text, by=leaver)
    hold(article.pk, by=leaver)
    raised = at_once(
        [
            lambda n=n: leave(leaver.pk, by=managers[n], successor_id=heirs[n].pk)  # type: ignore[misc]
            for n in range(2)
        ]
    )
    assert [type(error) for error in raised] == [WrongState]
    entry = AuditEntry.objects.get(act="closed")
    article.refresh_from_db()
    assert article.held_by is not None
    assert article.held_by.username == entry.note


def test_leaving_while_the_leaver_works_ends_well(yaowen: Channel) -> None:
    manager = person("站点", "site")
    for turn in range(5):
        leaver = person(f"甲{turn}", "reporter")
        text = Snapshot(title="在手", body="<p>一。</p>", channel=yaowen.pk)
        articles = [create_article(snapshot=text, by=leaver) for _n in range(3)]
        for article in articles:
            hold(article.pk, by=leaver)
        acts = [lambda pk=article.pk, by=leaver: let_go(pk, by=by) for article in articles]  # type: ignore[misc]
        raised = at_once([lambda by=leaver: leave(by.pk, by=manager), *acts])  # type: ignore[misc]
        # Whoever comes late is told that nobody holds it; nothing hangs and nothing breaks.
        assert all(isinstance(error, WrongState) for error in raised), raised
        assert not User.objects.get(pk=leaver.pk).is_active
        assert not Article.objects.filter(held_by=leaver).exists()


def test_two_who_open_one_link_one_chooses() -> None:
    manager, owner = person("站点", "site"), person("甲", "reporter")
    link = make_link(owner.pk, by=manager)
    words = ["Erstes-2026-wort", "Zweites-2026-wort"]
    raised = at_once([lambda word=word: choose_password(link.uid, link.token, password=word) for word in words])  # type: ignore[misc]
    assert [type(error) for error in raised] == [WrongState]
    assert [User.objects.get(pk=owner.pk).check_password(word) for word in words].count(True) == 1
    assert AuditEntry.objects.filter(act="password_chosen").count() == 1


def test_two_who_end_a_loan_or_a_shift_one_is_told(chief: User) -> None:
    user, day, now = person("甲", "reporter"), timezone.localdate(), timezone.now()
    loan = Deputy.objects.create(person=user, level="first", starts_on=day, ends_on=day, lent_by=chief, reason="x")
    shift = DutyShift.objects.create(person=user, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    for act in (lambda: end_loan(loan.pk, by=chief), lambda: end_shift(shift.pk, by=chief)):
        assert [type(error) for error in at_once([act, act])] == [WrongState]
