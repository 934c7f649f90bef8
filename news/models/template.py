"""StoryTemplate: 稿件模板, the frame of a story that is written again and again."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.rules.snapshot import Snapshot


class StoryTemplateQuerySet(models.QuerySet["StoryTemplate"]):
    """Readings of templates."""

    def open_to(self, person_id: int) -> Self:
        """The house's templates and those of a person."""
        return self.filter(Q(owner=None) | Q(owner_id=person_id))

    def offered(self) -> Self:
        """As the writing page lists them: one's own first, then by name."""
        return self.order_by(models.F("owner").asc(nulls_last=True), "name").defer("data")


class StoryTemplate(models.Model):
    """Without ``owner`` it is the house's and everybody may start from it. No reader and no review ever sees one."""

    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("whose"),
    )
    data = models.JSONField(editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = StoryTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("story template")
        verbose_name_plural = _("story templates")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="storytemplate_has_name"),
            models.UniqueConstraint(fields=["name"], condition=Q(owner=None), name="storytemplate_name_in_house"),
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(owner__isnull=False), name="storytemplate_name_of_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def snapshot(self) -> Snapshot:
        """The frame as a text."""
        return Snapshot.from_json(self.data)
