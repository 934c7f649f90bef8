"""Keyword: 关键词, a taggit tag with the site's own rule for sameness and addresses."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from news.text.addresses import keyword_address
from news.text.keywords import keyword_key, keyword_name, keyword_slug


class KeywordManager(models.Manager["Keyword"]):
    """Finding by the key under which two spellings are one keyword."""

    def named(self, names: list[str]) -> "list[Keyword]":
        """Return a keyword for each name, in order, making those that are missing."""
        keys = [keyword_key(name) for name in names]
        found = {item.key: item for item in self.filter(key__in=keys)}
        for name, key in zip(names, keys, strict=True):
            if key not in found:
                with transaction.atomic():
                    found[key], _created = self.get_or_create(key=key, defaults={"name": keyword_name(name)})
        return [found[key] for key in dict.fromkeys(keys)]


class Keyword(TagBase):
    """``key`` (NFKC + casefold) is unique; ``slug`` is the key made fit for an address, or ``k<id>``."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.CharField(_("address segment"), max_length=120, unique=True, editable=False)
    key = models.CharField(max_length=100, unique=True, editable=False)

    objects = KeywordManager()

    class Meta:
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~models.Q(key=""), name="keyword_has_key")]

    def get_absolute_url(self) -> str:
        """Return the address of the keyword's page."""
        return keyword_address(self.slug)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep ``key`` in step with the name; give the slug at the first save and never change it again."""
        self.name = keyword_name(self.name)
        self.key = keyword_key(self.name)
        if self.slug:
            super().save(*args, **kwargs)
            return
        wanted = keyword_slug(self.name)
        if wanted and not Keyword.objects.filter(slug=wanted).exists() and not wanted.startswith("."):
            self.slug = wanted
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            self.slug = f"?{self.key}"  # a sign no slug has, until the number is known
            super().save(*args, **kwargs)
            self.slug = f"k{self.pk}"
            super().save(update_fields=["slug"])
