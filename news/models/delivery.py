"""Delivery: one message that is to leave the house, to a person's mailbox or to a group robot. The outbox."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.enums import Level, NoticeKind


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """The vocabulary of the outbox."""

    def due(self, at: datetime) -> Self:
        """What is to be sent at ``at``, oldest first."""
        return self.filter(finished_at=None, due_at__lte=at).order_by("due_at", "pk")


class Delivery(models.Model):
    """Written with the act that it tells of, sent by the worker afterwards.

    What it says is kept by value. ``due_at`` is the time of the next attempt; while one worker is at it, the time at
    which another may take over. ``finished_at`` with an ``error`` means given up, without one sent.
    """

    robot = models.ForeignKey("news.Robot", models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind)
    article = models.ForeignKey("news.Article", models.CASCADE, null=True, related_name="+", verbose_name=_("article"))
    letter = models.ForeignKey("news.Letter", models.CASCADE, null=True, related_name="+", verbose_name=_("letter"))
    title = models.CharField(_("headline"), max_length=120)
    level = models.CharField(_("level"), max_length=8, choices=Level, blank=True, default="")
    channel_name = models.CharField(_("channel"), max_length=30, blank=True)
    actor_name = models.CharField(_("by"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(robot=None, person__isnull=False) | Q(robot__isnull=False, person=None),
                name="delivery_has_one_receiver",
            ),
            models.CheckConstraint(
                condition=Q(article=None, letter__isnull=False) | Q(article__isnull=False, letter=None),
                name="delivery_is_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="delivery_due", condition=Q(finished_at=None)),
            models.Index(fields=["person", "-id"], name="delivery_of_person", condition=Q(person__isnull=False)),
            models.Index(fields=["created_at"], name="delivery_created"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"
