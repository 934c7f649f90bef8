"""StaffMember: who may speak for the site. Minimal fields, kept with consent (个人信息保护法, Arts 6 and 13)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.enums import StaffStatus


class StaffQuerySet(models.QuerySet["StaffMember"]):
    """Readings of the register."""

    def exactly(self, text: str) -> "StaffQuerySet":
        """People whose name or card number is exactly ``text`` (letter case of the card number aside)."""
        return self.filter(Q(name=text) | Q(card_number__iexact=text)).select_related("photo").order_by("pk")


class StaffMember(models.Model):
    """No identity-card or telephone numbers. ``valid_until`` is the card's; ``left_on`` only for those who left."""

    name = models.CharField(_("name"), max_length=30, db_index=True)
    card_number = models.CharField(_("card number"), max_length=40, unique=True)
    position = models.CharField(_("position"), max_length=60)
    status = models.CharField(_("status"), max_length=10, choices=StaffStatus, default=StaffStatus.ACTIVE)
    valid_until = models.DateField(_("card valid until"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    consent_on = models.DateField(_("consented on"), help_text=_("The day on which the person agreed to be listed."))
    photo = models.ForeignKey(
        "news.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    # The article up to which older stories were looked through for what this person signed; None: all.
    looked_through = models.BigIntegerField(null=True, default=0, editable=False)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff register")
        ordering = ["status", "card_number"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(card_number=""), name="staff_has_name_and_card"),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(status=StaffStatus.LEFT), name="staff_left_on_only_if_left"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.card_number}"

    def state(self, today: date) -> str:
        """Return ``active``, ``left`` or ``expired`` for the day in Asia/Shanghai."""
        if self.status == StaffStatus.LEFT:
            return "left"
        return "expired" if self.valid_until and self.valid_until < today else "active"
