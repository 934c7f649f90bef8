"""`manage.py worker`: what it does in one round, and that it stops."""

import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from news.editorial import hits
from news.editorial.channels import reckon_waiting
from news.editorial.review import submit
from news.enums import Level
from news.management.commands import worker
from news.management.commands.worker import Ticker
from news.models import Article, Delivery, DeskProfile, Notice
from news.reading.hot import most_read


@pytest.fixture
def _signals() -> Iterator[None]:
    """Put back what the task worker does to the process."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals")
@pytest.mark.django_db(transaction=True)  # the task worker closes connections
def test_one_round_sends_what_waits_and_tells_of_what_is_overdue(
    make_article: Callable[..., Article], chief: User, reporter: User, settings: Any
) -> None:
    settings.MAIL_ON = True
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    User.objects.filter(pk=chief.pk).update(email="gu@hewan.example")
    DeskProfile.objects.create(person=chief, mail_notices=True)
    story = make_article(live=False)
    submit(story.pk, by=chief)
    Article.objects.filter(pk=story.pk).update(due_at=timezone.now())
    read = make_article("有人读的")
    hits.report(read.pk)
    call_command("worker", batch=True, verbosity=0)
    assert [card.number for card in most_read()] == [read.pk]
    assert Notice.objects.filter(kind="overdue", person=chief).count() == 1
    assert "初审已超时《城市书房夜间开放》" in [message.subject for message in mail.outbox]
    assert not Delivery.objects.filter(finished_at=None).exists()


@pytest.mark.django_db
def test_a_story_whose_level_is_wrong_gets_the_right_one_and_its_reviewers_are_told(
    make_article: Callable[..., Article], chief: User, django_assert_num_queries: Any
) -> None:
    """As happens where a channel changes its levels while a story of it is submitted."""
    story = make_article(live=False)
    submit(story.pk, by=chief)
    first = User.objects.create_user("first", is_staff=True)
    first.groups.add(Group.objects.get(name="first"))
    Article.objects.filter(pk=story.pk).update(level=Level.FINAL)
    Ticker().tick()
    assert Article.objects.get(pk=story.pk).level == Level.FIRST
    assert Notice.objects.filter(article=story, kind="submitted", person=first).count() == 1
    row = Article.objects.filter(pk=story.pk).values().get()
    for _round in range(2):
        with django_assert_num_queries(2):  # the tree, what waits; nothing is written or locked
            assert reckon_waiting(by=None, tell=True) == 0
        Ticker().tick()
    assert Article.objects.filter(pk=story.pk).values().get() == row
    assert Notice.objects.filter(kind="submitted").count() == 1


def test_it_outlives_a_failing_round_and_stops_when_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing = Ticker()
    rounds = iter(range(100))

    def tick() -> None:
        if next(rounds) == 0:
            raise OSError("the database is away")
        failing.stopping.set()

    monkeypatch.setattr(worker, "EVERY", 0.01)
    monkeypatch.setattr(failing, "tick", tick)
    failing.start()
    failing.join(5)
    assert not failing.is_alive()
    assert "the next round tries again" in caplog.text
    failing.stop()
