"""Disclaimer: 免责声明, 版权声明 and reprint statements, each with every text it ever had."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.enums import DisclaimerUse


class Disclaimer(models.Model):
    """``text`` is the newest version's, kept here so that a page needs one row; versions are never changed.

    ``{site}`` in a text stands for the site's name. One default per use; channel, source and article may name another.
    """

    use = models.CharField(_("use"), max_length=10, choices=DisclaimerUse)
    label = models.CharField(_("label"), max_length=30)
    text = models.TextField(_("text"))
    is_default = models.BooleanField(_("the site's default for this use"), default=False)

    class Meta:
        verbose_name = _("disclaimer")
        verbose_name_plural = _("disclaimers")
        ordering = ["use", "-is_default", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["use"], condition=models.Q(is_default=True), name="disclaimer_one_default_per_use"
            ),
            models.CheckConstraint(condition=models.Q(use__in=DisclaimerUse.values), name="disclaimer_use_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.get_use_display()}）"

    def text_for(self, site_name: str) -> str:
        """Return the text with the site's name filled in."""
        return self.text.replace("{site}", site_name)


class DisclaimerVersion(models.Model):
    """One text that was in force from ``created_at`` on."""

    disclaimer = models.ForeignKey(Disclaimer, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("version of a disclaimer")
        verbose_name_plural = _("versions of disclaimers")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["disclaimer", "number"], name="disclaimer_version_number")]

    def __str__(self) -> str:
        return f"{self.disclaimer.label} {self.number}"
