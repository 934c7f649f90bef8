"""What the hosts that keep pages say of themselves, for the desk. Nothing is decided by it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StoreHost(models.Model):
    """A folder of stored pages on a host, shared by its web processes. ``heard_at``: when one of them last said that
    the host follows the purge log; ``told``: up to which reading of the log it has reported (``Shelf.told``)."""

    name = models.CharField(_("host"), max_length=200, unique=True)
    heard_at = models.DateTimeField(_("last heard"))
    position = models.BigIntegerField(default=-1)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    bytes = models.BigIntegerField(default=0)
    detached = models.BooleanField(default=False)
    told = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("host of the page store")
        verbose_name_plural = _("hosts of the page store")
        default_permissions = ("view",)
        permissions = [("purge_pages", _("Can empty the page store"))]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StoreTold(models.Model):
    """One reading of the log on a host: the lines ``first`` to ``last``, the first 50 pages that went, and how many
    did. ``first`` is 0 where lines were missed and everything went. ``due``: what went when this time had come."""

    host = models.ForeignKey(StoreHost, models.CASCADE, related_name="readings")
    at = models.DateTimeField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    pages = models.JSONField(default=list)
    many = models.PositiveIntegerField(default=0)
    due = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["last"], name="store_told_last"),
            models.Index(fields=["at"], name="store_told_at"),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"
