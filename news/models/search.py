"""What is searched: the words of live texts, and of working texts that differ from them.

The indexes over these rows (FTS5 on SQLite, a ``tsvector`` with GIN on PostgreSQL) are set up by ``search.schema``
after every migration and follow the rows by triggers, so whatever deletes a row has taken it out of the search.
"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.enums import HouseWordKind
from news.models.article import Article

NUMBER_BITS = 29


def publication_key(moment: datetime, number: int) -> int:
    """Return where a story stands by time: seconds first, then its number; a 63-bit whole number."""
    seconds = min(max(int(moment.timestamp()), -(2**33)), 2**34 - 1)
    return (seconds << NUMBER_BITS) | (number & (2**NUMBER_BITS - 1))


def last_key(moment: datetime) -> int:
    """Return the highest key of a story of that second."""
    return publication_key(moment, -1)


class SearchText(models.Model):
    """Tokens as they were indexed, blanks between them. ``key`` orders by time and is the row's number in FTS5.

    The short columns that ranking reads come first: on SQLite the rest of a long row lies on other pages.
    """

    key = models.BigAutoField(primary_key=True)
    title = models.TextField()
    frequent = models.TextField()  # tokens that occur twice, four, eight times: “ 2:夜市 2:书房 4:夜市 ”
    facets = models.TextField()  # channel, source, reporters …: tokens that nobody can type
    names = models.TextField()
    parts = models.TextField()  # words inside the words
    body = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key}"


class SearchDocument(SearchText):
    """The live text of a story that is or will be public; ``live()`` decides at the moment of asking."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="search_document")


class DeskDocument(SearchText):
    """The working text of a story of which readers have another text, or none. ``key`` is of the last save."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="desk_document")


class HouseWordQuerySet(models.QuerySet["HouseWord"]):
    """Reads of the house's dictionary."""

    def stamp(self) -> tuple[int, int]:
        """Return what changes with every change of the words."""
        found = self.aggregate(n=Count("pk"), last=Max("changed_at"))
        return found["n"], int(found["last"].timestamp() * 1_000_000) if found["last"] else 0

    def starting(self, key: str) -> Self:
        """Words that begin so, for suggestions."""
        return self.filter(key__startswith=key).order_by("key")


class HouseWord(models.Model):
    """A name or place that search takes as one word. ``key`` is its folded form."""

    word = models.CharField(_("word"), max_length=20)
    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=HouseWordKind, default=HouseWordKind.NAME)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = HouseWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("house word")
        verbose_name_plural = _("house dictionary")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.word


class SearchRebuild(models.Model):
    """The one run over all stories that indexes them anew: where it is, so that any worker can go on with it."""

    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    cursor = models.BigIntegerField(default=0)  # the last article that is done
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)  # stories when it began

    class Meta:
        verbose_name = _("search index run")
        permissions = [("rebuild_search", _("Can rebuild the search index"))]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class HotTerm(models.Model):
    """A search that the site offers: only what an editor has approved is shown."""

    term = models.CharField(_("search term"), max_length=20, unique=True)
    approved = models.BooleanField(_("shown to readers"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("hot search term")
        verbose_name_plural = _("hot search terms")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.term


class SearchCount(models.Model):
    """How often something was asked, and how often in vain. No time of day, no address, no person."""

    term = models.CharField(_("search term"), max_length=40, unique=True)
    asked = models.PositiveIntegerField(_("asked"), default=0)
    in_vain = models.PositiveIntegerField(_("in vain"), default=0)
    last_day = models.DateField(_("last asked"))

    class Meta:
        verbose_name = _("search count")
        verbose_name_plural = _("search counts")
        indexes = [
            models.Index(fields=["-asked", "-id"], name="search_count_asked"),
            models.Index(fields=["-in_vain", "-id"], name="search_count_in_vain"),
        ]

    def __str__(self) -> str:
        return self.term
