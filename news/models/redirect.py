"""Redirect: addresses that moved. Asked only when nothing live matches; chains are collapsed when they are written."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RedirectQuerySet(models.QuerySet["Redirect"]):
    """Readings of the table."""

    def target_of(self, path: str) -> str | None:
        """Return where ``path`` (with its leading slash) leads: an exact row first, then the longest prefix row."""
        pieces = path.split("/")
        prefixes = ["/".join(pieces[:end]) + "/" for end in range(2, len(pieces))]
        rows = list(self.filter(Q(old_path=path, is_prefix=False) | Q(old_path__in=prefixes, is_prefix=True)))
        if not rows:
            return None
        best = max(rows, key=_precision)
        return best.new_path + path[len(best.old_path) :] if best.is_prefix else best.new_path


def _precision(row: "Redirect") -> tuple[bool, int]:
    """An exact row goes before a prefix, a longer prefix before a shorter."""
    return not row.is_prefix, len(row.old_path)


class Redirect(models.Model):
    """``/old/`` → ``/new/``. A prefix row (a moved channel) carries everything below it along; both ends end in /."""

    old_path = models.CharField(_("old address"), max_length=500, unique=True)
    new_path = models.CharField(_("new address"), max_length=500)
    is_prefix = models.BooleanField(_("with everything below"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(old_path__startswith="/") & Q(new_path__startswith="/") & ~Q(new_path__startswith="//"),
                name="redirect_stays_on_site",
            ),
            models.CheckConstraint(condition=~Q(old_path=F("new_path")), name="redirect_leads_elsewhere"),
            models.CheckConstraint(
                condition=Q(is_prefix=False) | (Q(old_path__endswith="/") & Q(new_path__endswith="/")),
                name="redirect_prefix_ends_in_slash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"
