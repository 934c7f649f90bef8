"""ReaderReport: what readers tell the desk. For now about people who claim to work for the site."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from news.enums import ReportStatus


class ReaderReport(models.Model):
    """``number`` is what the reader keeps. A name or contact is never required."""

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    claimed_name = models.CharField(_("name the person gave"), max_length=60, blank=True)
    claimed_card = models.CharField(_("card number the person showed"), max_length=60, blank=True)
    occasion = models.CharField(_("when and where"), max_length=120)
    details = models.TextField(_("what happened"), max_length=2000)
    contact = models.CharField(_("how to reach the reader"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ReportStatus, default=ReportStatus.NEW)
    answer = models.TextField(_("what was done"), blank=True)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports from readers")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=ReportStatus.values), name="report_status_is_known")
        ]

    def __str__(self) -> str:
        return self.number
