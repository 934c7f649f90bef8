"""Page: the fixed pages in the footer, 关于我们 to 手机版."""

from django.db import models
from django.utils.translation import gettext_lazy as _

PAGE_SLUGS = ("about", "staff", "disclaimer", "advertise", "contact", "join", "sitemap", "mobile")


class Page(models.Model):
    """``body`` is sanitised HTML. On staff, sitemap and mobile it stands above what the page does."""

    slug = models.CharField(
        _("address"), max_length=20, unique=True, choices=[(slug, f"/{slug}/") for slug in PAGE_SLUGS]
    )
    title = models.CharField(_("title"), max_length=60)
    body = models.TextField(_("text"), blank=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=models.Q(slug__in=PAGE_SLUGS), name="page_slug_is_known")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page's address."""
        return f"/{self.slug}/"
