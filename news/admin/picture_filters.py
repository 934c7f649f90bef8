"""Filters of the picture library, each an index walk or a walk down the newest."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from news.admin.filters import DeskFilter
from news.enums import PictureKind, PictureRights
from news.models.image import ImageQuerySet


class RightsFilter(DeskFilter):
    """What the house may still show, and on what ground."""

    title = _("rights")
    parameter_name = "rights"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Offer what needs somebody's eye first."""
        return [
            ("ended", _("rights ended")),
            ("ending", _("rights end within two weeks")),
            *((choice.value or "none", choice.label) for choice in PictureRights),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the pictures of that sort."""
        value = self.value()
        if isinstance(queryset, ImageQuerySet) and value in {"ended", "ending"}:
            return queryset.ended() if value == "ended" else queryset.ending()
        if value:
            return queryset.filter(rights="" if value == "none" else value)
        return queryset


class KindFilter(DeskFilter):
    """What the picture is, or that a machine made it."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Offer the kinds and those made by AI."""
        return [*PictureKind.choices, ("ai", _("made by AI"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the pictures of that kind."""
        if self.value() == "ai":
            return queryset.filter(ai_made=True)
        return queryset.filter(kind=self.value()) if self.value() in PictureKind.values else queryset
