"""Image: a picture in the library. Its file is immutable and named by its content."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from news.enums import PictureKind, PictureRights

WARN_BEFORE = timedelta(days=14)  # of the end of the rights
MODERN = {"avif": "image/avif", "webp": "image/webp"}  # by file ending, what is best first
BANDS = 4  # of the fingerprint, 16 bits each


class ImageQuerySet(models.QuerySet["Image"]):
    """Readings of the library."""

    def at(self, addresses: list[str]) -> "dict[str, Image]":
        """Return the pictures behind ``/media/…`` addresses, by address; unknown ones are left out."""
        prefix = settings.MEDIA_URL
        files = [address.removeprefix(prefix) for address in addresses if address.startswith(prefix)]
        return {prefix + image.name: image for image in self.filter(file__in=files)}

    def ended(self, today: date | None = None) -> Self:
        """Pictures whose rights have ended."""
        return self.filter(rights_until__lt=today or timezone.localdate())

    def ending(self, today: date | None = None) -> Self:
        """Pictures whose rights end within a fortnight."""
        today = today or timezone.localdate()
        return self.filter(rights_until__gte=today, rights_until__lte=today + WARN_BEFORE)


class Image(models.Model):
    """Verified by decoding, upright, without EXIF.

    ``widths`` are the copies of the whole picture that exist beside the file, ``crops`` those of its parts:
    ``{"at": [x, y], "card": [480, 960], …}``, cut around the focal point ``at``; each exists in all ``formats``.
    A copy's name carries the content and the focal point, so no name ever gets other bytes.
    """

    file = models.ImageField(_("file"), upload_to="images", max_length=200, width_field="width", height_field="height")
    width = models.PositiveIntegerField(_("width"), editable=False, default=0)
    height = models.PositiveIntegerField(_("height"), editable=False, default=0)
    size = models.PositiveBigIntegerField(_("bytes"), editable=False)
    content_hash = models.CharField(max_length=64, unique=True, editable=False)
    widths = models.JSONField(default=list, editable=False)
    formats = models.JSONField(default=list, editable=False)
    crops = models.JSONField(default=dict, editable=False)
    band_0 = models.PositiveIntegerField(null=True, editable=False, db_index=True)
    band_1 = models.PositiveIntegerField(null=True, editable=False, db_index=True)
    band_2 = models.PositiveIntegerField(null=True, editable=False, db_index=True)
    band_3 = models.PositiveIntegerField(null=True, editable=False, db_index=True)
    alt = models.CharField(_("alternative text"), max_length=200, blank=True, help_text=_("What is to be seen."))
    caption = models.CharField(
        _("caption"),
        max_length=300,
        blank=True,
        help_text=_("Used where a story gives no caption of its own; a story’s own words win."),
    )
    credit = models.CharField(_("credit"), max_length=60, blank=True)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    offered = models.JSONField(default=dict, editable=False)  # caption, credit, taken_on as the file said
    kind = models.CharField(_("kind"), max_length=12, choices=PictureKind, default=PictureKind.PHOTO)
    map_number = models.CharField(
        _("map approval number"), max_length=40, blank=True, help_text=_("As in 苏S（2026）001号; a map needs it.")
    )
    rights = models.CharField(
        _("rights"), max_length=12, choices=PictureRights, default=PictureRights.UNSTATED, blank=True
    )
    rights_until = models.DateField(
        _("rights until"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("The last day. Two weeks before, stories with it get a hint; afterwards it blocks them."),
    )
    ai_made = models.BooleanField(_("made by AI"), default=False)
    aigc = models.TextField(editable=False, blank=True)  # the AIGC label of the file, JSON as it was found
    focus_x = models.PositiveSmallIntegerField(
        _("focal point, from the left in %"), default=50, validators=[MaxValueValidator(100)]
    )
    focus_y = models.PositiveSmallIntegerField(
        _("focal point, from the top in %"), default=50, validators=[MaxValueValidator(100)]
    )
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="replaces", verbose_name=_("replaced by")
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("by")
    )

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(width__gt=0, height__gt=0), name="image_has_dimensions"),
            models.CheckConstraint(
                condition=models.Q(focus_x__lte=100, focus_y__lte=100), name="image_focus_is_within"
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or gettext("picture %(id)s") % {"id": self.pk}

    @property
    def name(self) -> str:
        """The file's name below the media folder."""
        return self.file.name or ""

    @property
    def address(self) -> str:
        """The address of the file itself; its name is made of letters, digits, ``-`` and ``/``."""
        return f"{settings.MEDIA_URL}{self.name}"

    @property
    def stem(self) -> str:
        """The name without its ending: what renditions are named after."""
        return self.name.rsplit(".", 1)[0]

    @property
    def extension(self) -> str:
        """The file's own ending, which is that of the copies for browsers without AVIF and WebP."""
        return self.name.rsplit(".", 1)[-1]

    @property
    def fingerprint(self) -> int | None:
        """The 64 bits by which like pictures are found; None for one too plain to have any."""
        bands = [getattr(self, f"band_{place}") for place in range(BANDS)]
        if None in bands:
            return None
        return sum(band << (16 * place) for place, band in enumerate(bands))

    def copy_name(self, width: int, ending: str, shape: str = "", at: tuple[int, int] | None = None) -> str:
        """Return the file name of a copy; ``at`` is the focal point it is cut around."""
        if not shape:
            return f"{self.stem}-{width}.{ending}"
        x, y = at or (self.focus_x, self.focus_y)
        return f"{self.stem}-{shape}-{x}x{y}-{width}.{ending}"

    def made(self, shape: str = "") -> list[int]:
        """Return the widths that exist of a shape, '' being the whole picture."""
        return list(self.crops.get(shape, ())) if shape else list(self.widths)

    def rendition(self, width: int, shape: str = "", ending: str = "webp") -> str:
        """Return the address of a copy that exists."""
        x, y = self.crops.get("at", (50, 50))
        return f"{settings.MEDIA_URL}{self.copy_name(width, ending, shape, (x, y))}"

    def sources(self, shape: str = "") -> tuple[tuple[str, str], ...]:
        """Return (type, ``address 480w, …``) for each modern format there is, best first; () while there is none."""
        widths = self.made(shape)
        if not widths:
            return ()
        have = self.formats or ["webp"]  # pictures from before other formats were made
        return tuple(
            (kind, ", ".join(f"{self.rendition(width, shape, ending)} {width}w" for width in widths))
            for ending, kind in MODERN.items()
            if ending in have
        )

    def nearest(self, width: int, shape: str = "") -> str:
        """Return the smallest WebP at least that wide, else the file itself."""
        for have in self.made(shape):
            if have >= width:
                return self.rendition(have, shape)
        return self.address

    def plain(self, width: int, shape: str = "") -> str:
        """Return the smallest JPEG (or PNG) at least that wide, else the file itself: every browser shows it."""
        if self.extension in self.formats:
            for have in self.made(shape):
                if have >= width:
                    return self.rendition(have, shape, self.extension)
        return self.address

    def rights_state(self, today: date | None = None) -> str:
        """Return "ended", "ending" (within a fortnight) or ""."""
        if self.rights_until is None:
            return ""
        today = today or timezone.localdate()
        if self.rights_until < today:
            return "ended"
        return "ending" if self.rights_until <= today + WARN_BEFORE else ""
