"""AuditEntry: what anybody did to anything but an article's text (that is Record's), and who signed in. Only added."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.enums import AuditArea


class AuditEntry(models.Model):
    """Names are kept by value: an account may be renamed, a channel deleted.

    ``act`` is a short id (``added changed deleted signed_in sign_in_failed …``); ``changes`` maps a field's label to
    [before, after] as text, never a password or a secret. ``address`` is the client's IP address for sign-ins.
    """

    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("by"), max_length=150, blank=True)
    area = models.CharField(_("area"), max_length=12, choices=AuditArea)
    act = models.CharField(_("act"), max_length=24)
    thing = models.CharField(_("of what kind"), max_length=60, blank=True)  # app.model
    thing_id = models.CharField(max_length=40, blank=True)
    thing_name = models.CharField(_("what"), max_length=200, blank=True)
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit")
        ordering = ["-pk"]
        default_permissions = ("view",)
        constraints = [models.CheckConstraint(condition=Q(area__in=AuditArea.values), name="audit_area_is_known")]
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["by", "-id"], name="audit_by"),
            models.Index(fields=["area", "-id"], name="audit_area"),
            models.Index(fields=["thing", "thing_id", "-id"], name="audit_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} {self.act} {self.thing_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a second save is refused with TypeError."""
        if not self._state.adding:
            raise TypeError("An audit entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse with TypeError: entries stay; ``tidy`` removes old ones."""
        raise TypeError("An audit entry is never deleted.")
