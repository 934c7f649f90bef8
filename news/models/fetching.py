"""FetchJob and RemotePicture: pictures on other servers that are being fetched into the library."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.enums import FetchState
from news.text.pending import pending_src

STALLED = timedelta(minutes=2)  # longer than one picture may take


class FetchJobQuerySet(models.QuerySet["FetchJob"]):
    """Readings of jobs."""

    def for_progress(self) -> Self:
        """Loaded with who asked and every picture. Two queries."""
        return self.select_related("by", "article").prefetch_related("pictures__image")


class FetchJob(models.Model):
    """The pictures of one paste or page, fetched together. ``page`` is the page that shows them, '' for a paste."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by"))
    article = models.ForeignKey(
        "news.Article", models.SET_NULL, null=True, related_name="+", verbose_name=_("article")
    )
    page = models.CharField(_("original address"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    started_at = models.DateTimeField(null=True)  # of this attempt: a job's time is counted from here
    moved_at = models.DateTimeField(default=timezone.now)  # when it was asked for or a picture last came in

    objects = FetchJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("fetching of pictures")
        verbose_name_plural = _("fetchings of pictures")
        default_permissions = ()  # who may add pictures may see it
        indexes = [models.Index(fields=["created_at"], name="fetch_job_created")]

    def __str__(self) -> str:
        return str(self.pk)

    def stalled(self, at: datetime | None = None) -> bool:
        """True where nothing has come in for longer than one picture may take: the worker is away."""
        return (at or timezone.now()) - self.moved_at > STALLED


class RemotePictureQuerySet(models.QuerySet["RemotePicture"]):
    """Readings of single pictures."""

    def arrived(self, urls: Iterable[str]) -> dict[str, str]:
        """Return the local address of each remote one whose picture is here. One query, none for no address."""
        wanted = {digest_of(url): url for url in urls}
        if not wanted:
            return {}
        rows = self.filter(digest__in=wanted, image__isnull=False).order_by("pk").values_list("digest", "image__file")
        return {wanted[digest]: f"{settings.MEDIA_URL}{file}" for digest, file in rows}


def digest_of(url: str) -> str:
    """Return what an address is found by: PostgreSQL indexes no text as long as an address may be."""
    return hashlib.sha256(url.encode(errors="replace")).hexdigest()


class RemotePicture(models.Model):
    """One address, as the text has it. Until its picture is here, texts show ``placeholder``."""

    job = models.ForeignKey(FetchJob, models.CASCADE, related_name="pictures", verbose_name=_("fetching of pictures"))
    position = models.PositiveSmallIntegerField()
    url = models.CharField(_("address"), max_length=2000)
    digest = models.CharField(max_length=64, db_index=True)
    state = models.CharField(_("state"), max_length=8, choices=FetchState, default=FetchState.WAITING)
    image = models.ForeignKey("news.Image", models.SET_NULL, null=True, related_name="+", verbose_name=_("picture"))
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    objects = RemotePictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("remote picture")
        verbose_name_plural = _("remote pictures")
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["job", "digest"], name="remote_picture_once_in_a_job"),
            models.CheckConstraint(condition=models.Q(state__in=FetchState.values), name="remote_picture_state_known"),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def placeholder(self) -> str:
        """The address on this server that stands for the picture until it is here."""
        return pending_src(self.url) or ""

    @property
    def address(self) -> str:
        """Where the picture is shown from now: the library's file, else the placeholder."""
        return self.image.file.url if self.image else self.placeholder

    @property
    def host(self) -> str:
        """The server that has it."""
        try:
            return urlsplit(self.url).hostname or ""
        except ValueError:
            return ""
