"""Image: a picture in the library. Its file is immutable and named by its content."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImageQuerySet(models.QuerySet["Image"]):
    """Readings of the library."""

    def at(self, addresses: list[str]) -> "dict[str, Image]":
        """Return the pictures behind ``/media/…`` addresses, by address; unknown ones are left out."""
        prefix = settings.MEDIA_URL
        files = [address.removeprefix(prefix) for address in addresses if address.startswith(prefix)]
        return {prefix + image.name: image for image in self.filter(file__in=files)}


class Image(models.Model):
    """Verified by decoding, upright, without EXIF. ``widths`` are the WebP renditions that exist beside the file."""

    file = models.ImageField(_("file"), upload_to="images", max_length=200, width_field="width", height_field="height")
    width = models.PositiveIntegerField(_("width"), editable=False, default=0)
    height = models.PositiveIntegerField(_("height"), editable=False, default=0)
    size = models.PositiveBigIntegerField(_("bytes"), editable=False)
    content_hash = models.CharField(max_length=64, unique=True, editable=False)
    widths = models.JSONField(default=list, editable=False)
    alt = models.CharField(_("alternative text"), max_length=200, blank=True, help_text=_("What is to be seen."))
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=60, blank=True)
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
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or self.name

    @property
    def name(self) -> str:
        """The file's name below the media folder."""
        return self.file.name or ""

    @property
    def stem(self) -> str:
        """The name without its ending: what renditions are named after."""
        return self.name.rsplit(".", 1)[0]

    def rendition(self, width: int) -> str:
        """Return the address of the WebP of that width."""
        return f"{settings.MEDIA_URL}{self.stem}-{width}.webp"

    def srcset(self) -> str:
        """Return ``address 480w, …`` of the renditions that exist, '' while there are none."""
        return ", ".join(f"{self.rendition(width)} {width}w" for width in self.widths)

    def nearest(self, width: int) -> str:
        """Return the smallest rendition at least that wide, else the file itself."""
        for have in self.widths:
            if have >= width:
                return self.rendition(have)
        return self.file.url
