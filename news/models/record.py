"""Record: who did what to which text, and when. Rows are only ever added."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.enums import Verb


class Record(models.Model):
    """``by_name`` and ``content_hash`` are kept by value: an account may be renamed, a text is named by its hash."""

    article = models.ForeignKey("news.Article", models.PROTECT, related_name="records", verbose_name=_("article"))
    verb = models.CharField(_("act"), max_length=12, choices=Verb)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("by"), max_length=80)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    revision = models.ForeignKey(
        "news.Revision", models.PROTECT, null=True, related_name="+", verbose_name=_("version")
    )
    content_hash = models.CharField(max_length=64, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["article", "-id"], name="record_of_article"),
            models.Index(fields=["by", "-id"], name="record_by_person"),
            models.Index(fields=["at"], name="record_at"),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} {self.get_verb_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a second save is refused with TypeError."""
        if not self._state.adding:
            raise TypeError("A record is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse with TypeError: records stay."""
        raise TypeError("A record is never deleted.")
