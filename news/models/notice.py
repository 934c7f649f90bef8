"""Notice: one line in a person's inbox. Robot: a group chat that is told too."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.enums import NoticeKind, RobotKind


class Notice(models.Model):
    """``actor_name`` and ``title`` are kept by value; ``note`` is the reason that came with the act."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind)
    article = models.ForeignKey("news.Article", models.CASCADE, related_name="+", verbose_name=_("article"))
    title = models.CharField(_("headline"), max_length=120)
    actor_name = models.CharField(_("by"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        default_permissions = ()  # everybody has an inbox of their own
        constraints = [models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_is_known")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_of_person"),
            models.Index(fields=["person"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["article", "kind", "-id"], name="notice_of_article"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"


class Robot(models.Model):
    """A group chat's webhook. ``channel`` empty: told of every story; else of those in that branch.

    ``kinds`` are the NoticeKinds it wants. Only headline, channel, state and a link into the desk are sent, no text.
    """

    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("service"), max_length=10, choices=RobotKind)
    url = models.URLField(_("webhook address"), max_length=500)
    secret = models.CharField(_("signing secret"), max_length=200, blank=True)
    channel = models.ForeignKey(
        "news.Channel", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("channel")
    )
    kinds = models.JSONField(_("told of"), default=list)
    active = models.BooleanField(_("active"), default=True)
    last_sent_at = models.DateTimeField(_("last sent"), null=True, blank=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("group robot")
        verbose_name_plural = _("group robots")
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=RobotKind.values), name="robot_kind_is_known")]

    def __str__(self) -> str:
        return self.name
