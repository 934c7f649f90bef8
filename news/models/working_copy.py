"""WorkingCopy: what a person has typed and not saved yet, the one mutable text of an article."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _


class WorkingCopyQuerySet(models.QuerySet["WorkingCopy"]):
    """Readings of unsaved text."""

    def of(self, person_id: int, article_id: int | None) -> Self:
        """The person's copy of the article, or of the story that has no number yet (None); at most one row."""
        return self.filter(person_id=person_id, article_id=article_id)

    def around(self, article_id: int | None, person_id: int, since: datetime) -> Self:
        """The person's copy with its text, and, of an article, those others have typed in since, without."""
        mine = Q(person_id=person_id)
        wanted = self.filter(mine | Q(saved_at__gte=since)) if article_id else self.filter(mine)
        return (
            wanted.filter(article_id=article_id)
            .annotate(text=Case(When(mine, then=F("data")), output_field=models.JSONField(null=True)))
            .select_related("person")
            .only("saved_at", "based_on_id", "person__first_name", "person__last_name", "person__username")
            .order_by("person_id")
        )

    def others(self, article_id: int, person_id: int, since: datetime) -> Self:
        """Copies in which other people have typed since then, with the person, without the text."""
        return (
            self.filter(article_id=article_id, saved_at__gte=since)
            .exclude(person_id=person_id)
            .select_related("person")
            .only("person__first_name", "person__last_name", "person__username")
            .order_by("person_id")
        )


class WorkingCopy(models.Model):
    """``data`` is the form as typed, field name → list of texts, valid or not; it is never shown to anybody else."""

    article = models.ForeignKey(
        "news.Article", models.CASCADE, null=True, related_name="working_copies", verbose_name=_("article")
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by"))
    data = models.JSONField()
    based_on = models.ForeignKey(
        "news.Revision", models.SET_NULL, null=True, related_name="+", verbose_name=_("version")
    )
    saved_at = models.DateTimeField(_("saved"))

    # What another page of the same person had there, as ``as_offered``; known to ``keep`` alone, not stored.
    displaced: dict[str, Any] | None = None

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        default_permissions = ()  # who may write the article may keep a copy of it
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="working_copy_one_per_article"),
            models.UniqueConstraint(fields=["person"], condition=Q(article=None), name="working_copy_one_new_story"),
            models.CheckConstraint(
                condition=Q(article__isnull=False) | Q(based_on=None), name="working_copy_new_has_no_base"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id or '—'} / {self.person_id}"

    def as_offered(self) -> dict[str, Any]:
        """Return what the writing page's script offers back: fields, moment (ms since 1970), the version's id or 0."""
        return {"fields": self.data, "at": milliseconds(self.saved_at), "version": self.based_on_id or 0}


def milliseconds(moment: datetime) -> int:
    """Return the moment in milliseconds since 1970, as scripts count."""
    return int(moment.timestamp() * 1000)
