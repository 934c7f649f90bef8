"""Sends what is in the outbox, one message after the other."""

from collections.abc import Callable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from news.distribution import mail, robots
from news.distribution.messages import group_text
from news.distribution.problems import Undelivered
from news.editorial.outbox import claim, failed, sent
from news.models import Delivery

MOST_AT_ONCE = 200


def deliver(*, connect: robots.Connect | None = None, stop: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, in the newsroom's language; return how many messages were tried.

    ``stop`` is asked before each. ``connect`` replaces the connection to a service, not the check of its address.
    """
    tried = 0
    with translation.override(settings.LANGUAGE_CODE):
        while tried < MOST_AT_ONCE and not stop() and (delivery := claim()) is not None:
            tried += 1
            try:
                _send(delivery, connect or robots.https)
            except Undelivered as problem:
                failed(delivery, str(problem), final=problem.final)
            else:
                sent(delivery)
    return tried


def _send(delivery: Delivery, connect: robots.Connect) -> None:
    robot = delivery.robot
    if robot is None:
        mail.post(delivery)
    elif robot.active:
        robots.say(robot, group_text(delivery), connect=connect)
    else:
        raise Undelivered(_("The robot was switched off."), final=True)
