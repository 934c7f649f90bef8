"""Keyword: 关键词, a taggit tag with the site's own rule for sameness and addresses."""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from news.text.addresses import keyword_address
from news.text.keywords import keyword_key, keyword_name, keyword_slug


class KeywordManager(models.Manager["Keyword"]):
    """Finding by the key under which two spellings are one keyword."""

    def named(self, names: list[str]) -> "list[Keyword]":
        """Return a keyword for each name, in order, making those that are missing.

        Missing ones are made in the order of their keys, so that two sign-offs that share new keywords wait for each
        other instead of dead-locking.
        """
        by_key = {keyword_key(name): keyword_name(name) for name in reversed(names)}
        found = {item.key: item for item in self.filter(key__in=by_key)}
        for key in sorted(set(by_key) - set(found)):
            found[key] = self._made(key, by_key[key])
        return [found[key] for key in dict.fromkeys(keyword_key(name) for name in names)]

    def _made(self, key: str, name: str) -> "Keyword":
        """Make one keyword. Where another transaction takes key or slug first, use its row or the numbered slug."""
        for _turn in range(3):
            try:
                with transaction.atomic():
                    return self.get_or_create(key=key, defaults={"name": name})[0]
            except IntegrityError:
                known = self.filter(key=key).first()
                if known:
                    return known
        raise IntegrityError(f"keyword {key!r} could not be made")


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
            self.slug = next(
                slug
                for slug in (f"k{self.pk}", *(f"k{self.pk}-{turn}" for turn in range(2, 100)))
                if not Keyword.objects.filter(slug=slug).exists()
            )
            super().save(update_fields=["slug"])
