"""BreakingLine: 突发, the line above every page. What was put up stays as history."""

from datetime import datetime
from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.models.article import Article

LONGEST = 60


class BreakingLineQuerySet(models.QuerySet["BreakingLine"]):
    """The vocabulary of lines."""

    def standing(self, at: datetime | None = None) -> Self:
        """Lines that are up at ``at`` (default: now) or go up later: not taken down, their end still to come."""
        return self.filter(taken_down_at=None, ends_at__gt=at or timezone.now())


class BreakingLine(models.Model):
    """One line: its words, where it leads, from when until when. Rows are only added; taking down is the one change.

    It leads to a story (``article``), else to ``address``, '' for nowhere. The story's number stays when the story
    is deleted for good, so that a line never outlives what it leads to.
    """

    text = models.CharField(_("text"), max_length=LONGEST)
    article = models.ForeignKey(Article, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    address = models.CharField(_("leads to"), max_length=2000, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    at = models.DateTimeField(_("put up"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("by"), max_length=80)
    taken_down_at = models.DateTimeField(null=True)
    taken_down_by_name = models.CharField(max_length=80, blank=True)

    objects = BreakingLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("breaking news")
        verbose_name_plural = _("breaking news")
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("put_up_breakingline", _("Can put up and take down breaking news"))]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="breaking_line_ends_after_start"),
            models.CheckConstraint(condition=Q(article=None) | Q(address=""), name="breaking_line_leads_to_one_place"),
        ]
        indexes = [models.Index(fields=["ends_at"], name="breaking_line_ends")]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a second save is refused with TypeError."""
        if not self._state.adding:
            raise TypeError("A line is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse with TypeError: lines stay."""
        raise TypeError("A line is never deleted.")
