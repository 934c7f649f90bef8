"""Notice: one line in a person's inbox."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.enums import Level, NoticeKind
from news.models.bounded_count import BoundedCount

MOST_COUNTED = 100


class NoticeQuerySet(models.QuerySet["Notice"]):
    """The vocabulary of the inbox."""

    def of(self, person_id: int) -> Self:
        """A person's notices, newest first."""
        return self.filter(person_id=person_id).order_by("-pk")

    def unread(self) -> Self:
        """Those not read yet."""
        return self.filter(read_at=None)

    def news(self) -> Self:
        """Those that say more than that a story waits for a review: the queue has a count of its own."""
        return self.exclude(kind=NoticeKind.SUBMITTED)

    def unread_count(self, person_id: int) -> BoundedCount:
        """How much news a person has not read, at most 100: an expression to annotate another query with."""
        return BoundedCount(self.of(person_id).unread().news().order_by().values("pk")[:MOST_COUNTED])


class Notice(models.Model):
    """``actor_name`` and ``title`` are kept by value; ``note`` is the reason that came with the act.

    It is about a story or about a reader's letter, whose number is then the ``title``.
    ``level`` is the one that the story waited for when this was written, '' outside a review. For ``scheduled`` the
    note is the time of publication.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind)
    article = models.ForeignKey("news.Article", models.CASCADE, null=True, related_name="+", verbose_name=_("article"))
    letter = models.ForeignKey("news.Letter", models.CASCADE, null=True, related_name="+", verbose_name=_("letter"))
    title = models.CharField(_("headline"), max_length=120)
    level = models.CharField(_("level"), max_length=8, choices=Level, blank=True, default="")
    actor_name = models.CharField(_("by"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        default_permissions = ()  # everybody has an inbox of their own
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_is_known"),
            models.CheckConstraint(
                condition=Q(article=None, letter__isnull=False) | Q(article__isnull=False, letter=None),
                name="notice_is_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_of_person"),
            models.Index(fields=["person"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["article", "kind", "-id"], name="notice_of_article"),
            models.Index(fields=["created_at"], name="notice_created"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"
