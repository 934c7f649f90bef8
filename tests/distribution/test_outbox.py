"""The outbox: sent after the act, again after a failure or a crash, never by two at once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.utils import timezone

from news.distribution.outbox import deliver
from news.editorial.outbox import LEASE, MOST_ATTEMPTS, claim, failed, look_for_overdue, remove_old, sent
from news.editorial.review import submit
from news.models import Article, Delivery, Notice, Robot
from tests.distribution.conftest import Service

pytestmark = pytest.mark.django_db
Make, Put = Callable[..., Robot], Callable[..., Delivery]


def test_group_gets_headline_state_channel_and_link_and_nothing_else(
    robot: Make, waiting: Put, service: Service
) -> None:
    row = waiting(robot=robot())
    assert deliver(connect=service.connect) == 1
    assert service.texts() == [
        f"《城市书房夜间开放》\n沈知禾送来，待初审\n频道：本网资讯\nhttps://news.example/admin/queue/?a={row.article_id}"
    ]
    row.refresh_from_db()
    assert row.finished_at is not None
    assert Robot.objects.get().last_sent_at is not None
    assert deliver(connect=service.connect) == 0


def test_headline_cannot_call_the_whole_group(robot: Make, waiting: Put, service: Service) -> None:
    service.answer = (200, {}, b'{"code":0}')
    waiting(robot=robot("feishu"), title='<at user_id="all">所有人</at>\n@all')
    deliver(connect=service.connect)
    assert "<" not in service.texts()[0]
    assert service.texts()[0].count("\n") == 3


def test_person_gets_a_mail_without_the_text(waiting: Put, chief: User) -> None:
    chief.email = "gu@hewan.example"
    chief.save()
    row = waiting(person=chief, kind="returned", level="", title="标题\r\nBcc: x@evil.example")
    deliver()
    (message,) = mail.outbox
    assert message.to == ["gu@hewan.example"]
    assert message.recipients() == ["gu@hewan.example"]
    assert message.subject == "沈知禾退改《标题 Bcc: x@evil.example》"
    assert "意见：请先看数字" in message.body
    assert f"https://news.example/admin/news/article/{row.article_id}/change/" in message.body
    assert "正文第一段" not in message.body


def test_closed_account_and_robot_that_is_switched_off_get_nothing(
    robot: Make, waiting: Put, chief: User, service: Service
) -> None:
    User.objects.filter(pk=chief.pk).update(is_active=False, email="gu@hewan.example")
    waiting(person=chief)
    waiting(robot=robot(active=False))
    assert deliver(connect=service.connect) == 2
    assert (mail.outbox, service.asked) == ([], [])
    assert not Delivery.objects.filter(finished_at=None).exists()


def test_failure_is_shown_tried_again_later_and_forgotten_on_success(
    robot: Make, waiting: Put, service: Service
) -> None:
    row = waiting(robot=robot("dingtalk"))
    service.answer = (200, {}, b'{"errcode":310000,"errmsg":"sign not match"}')
    deliver(connect=service.connect)
    assert Robot.objects.get().last_error == "钉钉：签名不对，请检查加签密钥和服务器时钟（310000 sign not match）"
    row.refresh_from_db()
    assert (row.finished_at, row.attempts) == (None, 1)
    assert timedelta(seconds=50) < row.due_at - timezone.now() < timedelta(seconds=70)
    assert deliver(connect=service.connect) == 0
    Delivery.objects.update(due_at=timezone.now())
    service.answer = (200, {}, b'{"errcode":0}')
    deliver(connect=service.connect)
    assert Robot.objects.get().last_error == ""
    assert Delivery.objects.get().finished_at is not None


def test_it_is_given_up_after_some_attempts_with_longer_and_longer_pauses(
    robot: Make, waiting: Put, service: Service
) -> None:
    row = waiting(robot=robot())
    service.answer = (500, {}, b"")
    pauses = []
    for _turn in range(20):
        Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now())
        if not deliver(connect=service.connect):
            break
        row.refresh_from_db()
        pauses.append(round((row.due_at - timezone.now()) / timedelta(minutes=1)))
    assert len(service.asked) == MOST_ATTEMPTS
    assert pauses[:5] == [1, 5, 15, 60, 180]
    assert row.finished_at is not None
    assert row.error


def test_worker_that_dies_while_sending_leaves_the_message_to_another(
    robot: Make, waiting: Put, service: Service
) -> None:
    waiting(robot=robot())

    def die(host: str) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(connect=die)
    assert deliver(connect=service.connect) == 0  # perhaps it is still on its way
    assert claim(timezone.now() + LEASE + timedelta(seconds=1)) is not None


def test_message_that_kills_every_worker_is_given_up(robot: Make, waiting: Put) -> None:
    waiting(robot=robot())
    at = timezone.now()
    for _turn in range(MOST_ATTEMPTS):
        assert claim(at) is not None
        at += LEASE + timedelta(seconds=1)
    assert claim(at) is None
    assert "放弃" in Delivery.objects.get().error


def test_news_of_yesterday_wakes_nobody(robot: Make, waiting: Put, service: Service) -> None:
    waiting(robot=robot(), created_at=timezone.now() - timedelta(hours=25))
    assert deliver(connect=service.connect) == 0
    assert service.asked == []
    assert Delivery.objects.get().finished_at is not None


def test_late_answer_of_a_worker_that_lost_the_message_changes_nothing(robot: Make, waiting: Put) -> None:
    waiting(robot=robot())
    slow = claim()
    assert slow is not None
    quick = claim(timezone.now() + LEASE + timedelta(seconds=1))
    assert quick is not None
    sent(quick)
    failed(slow, "太迟")
    assert Delivery.objects.get().error == ""


def test_idle_worker_only_looks(waiting: Put, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):  # is anything due
        assert deliver() == 0


def test_old_messages_are_tidied(robot: Make, waiting: Put) -> None:
    waiting(robot=robot(), created_at=timezone.now() - timedelta(days=31))
    kept = waiting(robot=robot())
    remove_old()
    assert list(Delivery.objects.all()) == [kept]


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_message_once_and_tell_of_each_overdue_story_once(
    robot: Make, waiting: Put, service: Service, make_article: Callable[..., Article], chief: User, reporter: User
) -> None:
    group = robot(kinds=[])
    for turn in range(12):
        waiting(robot=group, title=f"第{turn}条")
    story = make_article(live=False)
    submit(story.pk, by=chief)
    Notice.objects.all().delete()
    start = threading.Barrier(4)
    later = timezone.now() + timedelta(hours=5)

    def work() -> None:
        start.wait(timeout=10)
        try:
            look_for_overdue(later)
            while deliver(connect=service.connect):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(service.texts()) == sorted(set(service.texts()))
    assert len(service.texts()) == 12
    per_person = Notice.objects.filter(kind="overdue").values_list("person", flat=True)
    assert sorted(per_person) == sorted(set(per_person))
