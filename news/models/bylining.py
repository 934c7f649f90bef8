"""Bylining: who of the register signed a live story, with the date that the reporter's page is ordered by."""

from django.db import models

from news.models.article import Article
from news.models.staff import StaffMember


class Bylining(models.Model):
    """Written with the sign-off and removed with the withdrawal, as Listing is."""

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="bylinings")
    article = models.ForeignKey(Article, models.CASCADE, related_name="bylinings")
    published_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "staff"], name="bylining_once")]
        indexes = [models.Index(fields=["staff", "-published_at", "-article"], name="bylining_newest")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.article_id}"
