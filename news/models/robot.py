"""Robot: a group chat that is told of what happens to stories."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.enums import NoticeKind, RobotKind
from news.errors import BadInput
from news.rules.robots import masked, webhook_key

# What a group can be told of, as its settings name it. What concerns one person alone is told to no group.
EVENTS: dict[NoticeKind, Any] = {
    NoticeKind.SUBMITTED: _("waits for a review"),
    NoticeKind.RETURNED: _("returned"),
    NoticeKind.REJECTED: _("rejected by a reviewer"),
    NoticeKind.PASSED: _("passed a review or signed off"),
    NoticeKind.PUBLISHED: _("put on the site"),
    NoticeKind.SCHEDULED: _("scheduled"),
    NoticeKind.WITHDRAWN: _("unpublished or retracted"),
    NoticeKind.OVERDUE: _("overdue"),
    NoticeKind.NOBODY: _("nobody can review it"),
    NoticeKind.LETTER: _("letter from a reader"),
    NoticeKind.OFF_FRONT: _("gone from a front page"),
    NoticeKind.UNCLEAR: _("scheduled, and its checks do not pass any more"),
}


class Robot(models.Model):
    """A group chat's webhook. ``channel`` empty: told of every story; else of those in that branch.

    ``kinds`` are the NoticeKinds it wants. Only headline, channel, state and a link into the desk are sent, no text.
    ``url`` holds the key that lets anybody write into the group, ``secret`` signs: neither is ever shown.
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

    def clean(self) -> None:
        """Refuse an address that is not exactly the service's own."""
        super().clean()
        try:
            webhook_key(self.kind, self.url)
        except BadInput as error:
            raise ValidationError({"url": str(error)}) from error

    @property
    def masked_url(self) -> str:
        """The address with the key hidden, but for its last four signs."""
        return masked(self.kind, self.url)

    @property
    def masked_key(self) -> str:
        """The key hidden but for its last four signs."""
        return f"••••{self.masked_url.rpartition('••••')[2]}"

    def wants(self, kind: str, channel_path: str) -> bool:
        """True where the group is to be told of this, for a story in the channel at ``channel_path`` ('' for none)."""
        if kind not in self.kinds:
            return False
        branch = self.channel.path if self.channel else ""
        return not branch or channel_path == branch or channel_path.startswith(f"{branch}/")
