"""ReviewRecord: one reviewer's verdict on one text. Rows are only ever added."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.enums import Level, Verdict


class ReviewRecord(models.Model):
    """``name`` and ``content_hash`` are kept by value. ``base_hash`` is the text that the levels below have passed:
    equal to ``content_hash`` unless the reviewer edited (审改), then ``base`` is that text's revision.

    ``review_round`` counts the reviews of an article; the passes of an earlier round are void. ``seconds_at_desk`` is
    the time from taking the story (or its arrival at the level) to the verdict.
    """

    article = models.ForeignKey("news.Article", models.PROTECT, related_name="reviews", verbose_name=_("article"))
    review_round = models.PositiveIntegerField()
    level = models.CharField(_("level"), max_length=8, choices=Level)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("by"), max_length=80)
    as_deputy = models.BooleanField(_("as deputy"), default=False)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    revision = models.ForeignKey("news.Revision", models.PROTECT, related_name="+", verbose_name=_("version"))
    base = models.ForeignKey(
        "news.Revision", models.PROTECT, null=True, related_name="+", verbose_name=_("version before the edit")
    )
    content_hash = models.CharField(max_length=64)
    base_hash = models.CharField(max_length=64)
    returned_to = models.CharField(_("returned to"), max_length=8, choices=Level, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    seconds_at_desk = models.PositiveIntegerField(_("time at desk"), default=0)

    class Meta:
        verbose_name = _("review record")
        verbose_name_plural = _("review records")
        ordering = ["-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="review_record_level_is_known"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="review_record_verdict_is_known"),
        ]
        indexes = [
            models.Index(fields=["article", "-id"], name="review_of_article"),
            models.Index(fields=["by", "-id"], name="review_by_person"),
            models.Index(fields=["at"], name="review_at"),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} {self.get_level_display()} {self.get_verdict_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a second save is refused with TypeError."""
        if not self._state.adding:
            raise TypeError("A review record is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse with TypeError: review records stay."""
        raise TypeError("A review record is never deleted.")
