"""Revision: one immutable text of an article, named by its content hash."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.enums import Level, RevisionOrigin
from news.rules.snapshot import Snapshot


class Revision(models.Model):
    """``number`` counts from 1 in an article; 0 is the imported text before the desk's first act on it.

    ``level`` is set on a reviewer's own edit (审改): the level at which the story waited. ``restored_from`` is the old
    version that was put back with this one: whose words it has.
    """

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="revisions", verbose_name=_("article"))
    number = models.PositiveIntegerField(_("version"))
    data = models.JSONField()
    content_hash = models.CharField(max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    origin = models.CharField(_("origin"), max_length=10, choices=RevisionOrigin, default=RevisionOrigin.DESK)
    level = models.CharField(
        _("edited at"), max_length=8, choices=Level, blank=True, default=""
    )  # 审改: at this level
    restored_from = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("restored from")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_number_in_article")]

    def __str__(self) -> str:
        return f"{self.article_id} / {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a second save is refused with TypeError."""
        if not self._state.adding:
            raise TypeError("A revision is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse with TypeError: revisions stay with their article."""
        raise TypeError("A revision is never deleted alone.")

    @property
    def snapshot(self) -> Snapshot:
        """The content as a value."""
        return Snapshot.from_json(self.data)
