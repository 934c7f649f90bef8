"""How front pages are laid out: launches of the home page, its shared draft, channels' own fronts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.models.channel import Channel
from news.rules.layout import Layout, default_layout


def usual_layout(channels: Iterable[Channel]) -> Layout:
    """Return the home page of a site on which nobody has laid out anything; ``channels`` are all, in their order."""
    return default_layout([(item.pk, item.name) for item in channels if item.parent_id is None and item.in_nav])


class FrontLayoutQuerySet(models.QuerySet["FrontLayout"]):
    """The vocabulary of launches."""

    def in_force(self, at: datetime | None = None) -> Self:
        """The launch that readers get at ``at`` (default: now), first of the rows; no row where nobody laid it out.

        The one whose time came last; of two for the same second the later made.
        """
        return self.filter(cancelled_at=None, live_from__lte=at or timezone.now()).order_by("-live_from", "-pk")

    def layout_at(self, channels: Iterable[Channel], at: datetime | None = None) -> Layout:
        """Return the layout that readers get at ``at``. One query."""
        launch = self.in_force(at).only("data").first()
        return launch.layout if launch else usual_layout(channels)

    def ahead(self, at: datetime | None = None) -> Self:
        """Launches whose time is still to come, the next first."""
        return self.filter(cancelled_at=None, live_from__gt=at or timezone.now()).order_by("live_from", "pk")


class FrontLayout(models.Model):
    """One launch of the home page: an immutable layout and the second from which it holds. Rows are only added.

    A launch whose time has not come may be cancelled; that is all that ever changes of a row. ``data`` is
    ``rules.layout.Layout`` as JSON. ``back_to`` is the launch that this one repeats.
    """

    data = models.JSONField()
    live_from = models.DateTimeField(_("live from"))
    at = models.DateTimeField(_("launched"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("by"), max_length=80)
    note = models.CharField(_("note"), max_length=200, blank=True)
    back_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_name = models.CharField(max_length=80, blank=True)

    objects = FrontLayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front page")
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        permissions = [("launch_frontlayout", _("Can launch the front page"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(cancelled_at__lt=models.F("live_from")),
                name="front_layout_cancelled_before_its_time",
            )
        ]
        indexes = [models.Index(fields=["-live_from", "-id"], name="front_layout_newest")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.live_from):%Y-%m-%d %H:%M} {self.by_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a second save is refused with TypeError."""
        if not self._state.adding:
            raise TypeError("A launch is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse with TypeError: launches stay."""
        raise TypeError("A launch is never deleted.")

    @property
    def layout(self) -> Layout:
        """The layout itself."""
        return Layout.from_json(self.data)


class Sheet(models.Model):
    """A layout that is written on; ``version`` grows with each change, ``previous`` is the state before the last."""

    data = models.JSONField(default=dict)
    previous = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        abstract = True

    @property
    def layout(self) -> Layout:
        """The layout as it stands."""
        return Layout.from_json(self.data)


class FrontDraft(Sheet):
    """The one draft of the home page, shared by everybody who lays it out. Its number is 1."""

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="front_draft_is_one")]

    def __str__(self) -> str:
        return str(self.version)


class ChannelFront(Sheet):
    """The blocks above a channel's list. Saved is live; there is no draft and no history."""

    channel = models.OneToOneField(Channel, models.CASCADE, primary_key=True, related_name="front")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.channel)
