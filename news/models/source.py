"""Source: where a story comes from, 来源."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """``own`` marks the site itself; ``designated`` a unit on the state's list of reprint sources."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    homepage = models.URLField(_("homepage"), blank=True)
    own = models.BooleanField(_("our own"), default=False)
    designated = models.BooleanField(_("on the designated list"), default=False)
    reprint_statement = models.ForeignKey(
        "news.Disclaimer", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("own statement")
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["-own", "name"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="source_has_name")]

    def __str__(self) -> str:
        return self.name
