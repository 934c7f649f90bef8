"""PreviewLink: one text shown to somebody without an account, for a while."""

from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

SALT = "news.preview"


class PreviewLinkManager(models.Manager["PreviewLink"]):
    """Finding by what stands in the address."""

    def by_token(self, token: str) -> "PreviewLink | None":
        """Return the link with its revision and article; None for a token that this site never signed."""
        try:
            number = int(Signer(salt=SALT).unsign(token))
        except (BadSignature, ValueError):
            return None
        return self.select_related("revision", "revision__article").filter(pk=number).first()


class PreviewLink(models.Model):
    """The address carries a signature of the number, so nothing secret is stored; the row says whether it still holds.

    It shows the revision it was made for, not what the desk has written since: a reading is of one text.
    """

    revision = models.ForeignKey(
        "news.Revision", models.CASCADE, related_name="preview_links", verbose_name=_("version")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    note = models.CharField(_("for whom"), max_length=60, blank=True)

    objects = PreviewLinkManager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")) | Q(revoked_at__isnull=False), name="preview_link_has_time"
            )
        ]

    def __str__(self) -> str:
        return self.note or str(self.pk)

    def get_absolute_url(self) -> str:
        """Return the address of the preview."""
        return f"/preview/{self.token}/"

    @property
    def token(self) -> str:
        """What stands in the address: the number and its signature."""
        return Signer(salt=SALT).sign(str(self.pk))

    def holds(self, at: datetime) -> bool:
        """True while the link may be opened."""
        return self.revoked_at is None and at < self.expires_at
