"""Ad: an advertisement of the house's own, shown at one place for a time."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.enums import AdPlace

MOST_WEIGHT = 20


class Ad(models.Model):
    """A picture of the library, or a line of text; ``title`` is that line, and what a picture says to those who do not
    see it. Several at one place take turns in proportion to ``weight`` (see ``rules.ads``)."""

    place = models.CharField(_("place"), max_length=10, choices=AdPlace)
    title = models.CharField(
        _("line of text"), max_length=60, help_text=_("Shown as it is; with a picture, what the picture says.")
    )
    link = models.CharField(_("link"), max_length=500, blank=True, help_text=_("An address of this site or another."))
    image = models.ForeignKey(
        "news.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Empty: until it is switched off."))
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WEIGHT)],
        help_text=_("How many turns of ten minutes it gets for each turn of the others."),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("house advertisement")
        verbose_name_plural = _("house advertisements")
        ordering = ["place", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(place__in=AdPlace.values), name="ad_place_is_known"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="ad_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=MOST_WEIGHT), name="ad_weight_is_small"),
        ]

    def __str__(self) -> str:
        return self.title
