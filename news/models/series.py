"""Series: 连载/系列, stories that belong together in an order of their own."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.text.addresses import DAY, SEGMENT, is_segment, series_address


class Series(models.Model):
    """``slug`` is its address below ``/series/``. What stands in it, and where, is part of each story's text."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.CharField(
        _("address segment"), max_length=60, unique=True, help_text=_("Lower-case letters, digits, hyphens.")
    )
    description = models.CharField(_("description"), max_length=300, blank=True)
    cover = models.ForeignKey(
        "news.Image", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cover")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="series_has_name"),
            models.CheckConstraint(condition=models.Q(slug__regex=rf"^{SEGMENT}$"), name="series_slug_is_legal"),
            models.CheckConstraint(condition=~models.Q(slug__regex=rf"^{DAY}$"), name="series_slug_is_no_date"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the list of its stories."""
        return series_address(self.slug)

    def clean(self) -> None:
        """Refuse an illegal address before the database does."""
        super().clean()
        if not is_segment(self.slug):
            raise ValidationError(
                {"slug": _("This address looks like a date, or has signs other than a–z, 0–9 and -.")}
            )
