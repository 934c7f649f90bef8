"""Letter: what a reader sends to the desk through a form (读者来信), and the pictures that came with it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.enums import LetterKind, LetterState


class LetterQuerySet(models.QuerySet["Letter"]):
    """The vocabulary of the desk's list."""

    def open(self) -> Self:
        """What somebody still has to deal with."""
        return self.filter(state__in=(LetterState.NEW, LetterState.WORKING))

    def held(self) -> Self:
        """What looked like spam and was never released or refused."""
        return self.filter(state=LetterState.SUSPECT)

    def with_contact(self, before: datetime) -> Self:
        """Whose personal data may go: dealt with or held, older than ``before``, and no rights claim."""
        old = self.filter(created_at__lt=before, contact_removed_at=None).exclude(kind=LetterKind.RIGHTS)
        return old.exclude(state__in=(LetterState.NEW, LetterState.WORKING))


class Letter(models.Model):
    """``number`` and ``code`` are what the reader keeps. What the reader wrote is never edited, so it is no field of a
    form and stands in no audit entry; ``facts`` are the answers that only one kind of form asks for (see
    ``rules.letters.FACTS``). ``due_at`` is None for what waits for nobody: dealt with, or held.

    ``suspicions`` are ids of ``rules.letters.SUSPICIONS``; ``digest`` is the SHA-256 of the text, blanks left out.
    """

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    code = models.CharField(max_length=6, editable=False, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=LetterKind, editable=False)
    subject = models.CharField(_("subject"), max_length=120, blank=True, editable=False)
    body = models.TextField(_("what the reader writes"), max_length=20_000, editable=False)
    url = models.CharField(_("address"), max_length=500, blank=True, editable=False)
    facts = models.JSONField(default=dict, blank=True, editable=False)
    article = models.ForeignKey(
        "news.Article", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("article")
    )
    name = models.CharField(_("the reader’s name"), max_length=60, blank=True, editable=False)
    contact = models.CharField(_("how to reach the reader"), max_length=120, blank=True, editable=False)
    contact_removed_at = models.DateTimeField(null=True, editable=False)
    suspicions = models.JSONField(default=list, blank=True, editable=False)
    digest = models.CharField(max_length=64, editable=False, db_index=True)
    state = models.CharField(_("state"), max_length=8, choices=LetterState, default=LetterState.NEW)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who deals with it"),
    )
    answer = models.TextField(
        _("public answer"),
        max_length=2000,
        blank=True,
        help_text=_("The reader sees it when asking how far the letter is. No names, no telephone numbers."),
    )
    note = models.TextField(_("internal note"), max_length=2000, blank=True, help_text=_("Only the desk sees it."))
    draft = models.ForeignKey(
        "news.Article",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("story made from it"),
    )
    due_at = models.DateTimeField(_("to be answered by"), null=True, editable=False)
    answered_at = models.DateTimeField(_("dealt with"), null=True, editable=False)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter from a reader")
        verbose_name_plural = _("letters from readers")
        default_permissions = ("view", "change", "delete")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=(LetterState.ANSWERED, LetterState.REFUSED), answer=""),
                name="letter_closed_has_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "-id"], name="letter_due"),
            models.Index(fields=["state", "-id"], name="letter_state"),
            models.Index(fields=["created_at"], name="letter_created"),
        ]

    def __str__(self) -> str:
        return self.number


class LetterPicture(models.Model):
    """A picture that came with a letter: verified and encoded anew, kept here and not below the public media folder.

    It goes into the library when the desk makes a draft of the letter.
    """

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=120, blank=True)
    data = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
