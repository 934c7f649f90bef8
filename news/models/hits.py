"""How often stories are read: by hour and day, rolling totals, by what they are filed under; the list of most read.

No row says who. The rows point at articles without a constraint of the database: counting would otherwise lock the
article's row, for which an editor's transaction may wait.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.enums import HitGroup, HotPeriod
from news.models.article import Article


def _article(**options: Any) -> Any:
    return models.ForeignKey(Article, models.CASCADE, db_constraint=False, related_name="+", db_index=False, **options)


class HitHour(models.Model):
    """Reads of an article in an hour (whole hours since 1970, UTC). Kept for three days."""

    article = _article()
    hour = models.PositiveIntegerField()
    reads = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "hour"], name="hit_hour_once")]
        indexes = [models.Index(fields=["hour"], name="hit_hour")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.hour} {self.reads}"


class HitDay(models.Model):
    """Reads of an article on a day of the newsroom's clock. Kept for a hundred days."""

    article = _article()
    day = models.DateField()
    reads = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "day"], name="hit_day_once")]
        indexes = [models.Index(fields=["day", "-reads", "-article"], name="hit_day_most")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.day} {self.reads}"


class HitTotal(models.Model):
    """Rolling totals of an article: ``day`` the last 24 hours, ``week`` and ``month`` the last 7 and 30 days.

    A row is written with the first read and kept. The most read of a period is one walk down an index.
    """

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, db_constraint=False, related_name="hit_total"
    )
    total = models.PositiveBigIntegerField(default=0)
    day = models.PositiveIntegerField(default=0)
    week = models.PositiveIntegerField(default=0)
    month = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["-day", "-article"], name="hit_total_day", condition=Q(day__gt=0)),
            models.Index(fields=["-week", "-article"], name="hit_total_week", condition=Q(week__gt=0)),
            models.Index(fields=["-month", "-article"], name="hit_total_month", condition=Q(month__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.total}"


class HitGroupDay(models.Model):
    """Reads of a day under one heading: ``label`` is a channel's number, a person's or source's name, an hour, or ''.

    What a story was filed under when it was read counts, so a later change moves no figure. Kept for three years.
    """

    day = models.DateField()
    group = models.CharField(max_length=8, choices=HitGroup)
    label = models.CharField(max_length=60, blank=True)
    reads = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("reading statistics")
        verbose_name_plural = _("reading statistics")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["group", "day", "label"], name="hit_group_day_once")]
        indexes = [models.Index(fields=["day"], name="hit_group_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.group} {self.label} {self.reads}"


class HitPart(models.Model):
    """A part of a spooled file that has been counted, so that a crash before the file is removed counts none twice."""

    name = models.CharField(max_length=60)
    part = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["name", "part"], name="hit_part_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.part}"


class HitClock(models.Model):
    """One row: the hour up to which the rolling totals have been rolled. Locked by whoever writes counts."""

    hour = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.hour)


class HotEntry(models.Model):
    """A place in the stored list of the most read; deeper than any page shows, so that a withdrawal leaves no gap."""

    period = models.CharField(max_length=5, choices=HotPeriod)
    position = models.PositiveSmallIntegerField()
    article = models.ForeignKey(Article, models.CASCADE, db_constraint=False, related_name="hot_entries")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["period", "position"], name="hot_entry_place_once")]
        ordering = ["period", "position"]

    def __str__(self) -> str:
        return f"{self.period} {self.position} {self.article_id}"
