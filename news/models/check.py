"""How much each check weighs in this newsroom, and each time that a block was overridden."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.enums import CheckLevel


class CheckRule(models.Model):
    """The newsroom's own weight for a check; a check without a row weighs what ``rules.findings`` says."""

    check_id = models.CharField(_("check"), max_length=30, unique=True)
    level = models.CharField(_("weight"), max_length=8, choices=CheckLevel)

    class Meta:
        verbose_name = _("weight of a check")
        verbose_name_plural = _("weights of checks")
        ordering = ["check_id"]

    def __str__(self) -> str:
        return self.check_id


class CheckOverride(models.Model):
    """Blocks that a named person let through for one text, with the reason. Rows are only ever added."""

    article = models.ForeignKey("news.Article", models.PROTECT, related_name="overrides", verbose_name=_("article"))
    revision = models.ForeignKey("news.Revision", models.PROTECT, related_name="+", verbose_name=_("version"))
    content_hash = models.CharField(max_length=64)
    checks = models.JSONField(_("checks"))  # ids of findings
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("by"), max_length=80)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("overridden check")
        verbose_name_plural = _("overridden checks")
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["article", "-id"], name="override_of_article")]

    def __str__(self) -> str:
        return f"{self.by_name} {', '.join(self.checks)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a second save is refused with TypeError."""
        if not self._state.adding:
            raise TypeError("An override is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse with TypeError: overrides stay."""
        raise TypeError("An override is never deleted.")
