"""Filters of the article list: each an index walk, none a DISTINCT or a COUNT."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.admin.numbers import number
from news.admin.paging import MAX_PAGE
from news.admin.states import WAITING
from news.editorial.access import display_name
from news.enums import Kind, Level, Publication, Review, Withdrawal
from news.models import Article
from news.reading.tree import ChannelTree

MAX_EDITORS = 100
MONTHS = 12


class DeskFilter(admin.SimpleListFilter):
    """A filter whose choices carry no counts."""

    def has_output(self) -> bool:
        """Show the chip even with one choice."""
        return True


class StateFilter(DeskFilter):
    """What readers get. Without a choice everything but the recycle bin."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Offer the states of the first axis, and the drafts of the second."""
        return [
            ("draft", _("With unpublished changes")),
            *((level.value, WAITING[level]) for level in Level),
            ("returned", _("Returned")),
            (Review.WITHHELD, _("Withheld")),
            ("signed", _("Signed off, not out")),
            (Review.REJECTED, _("Rejected")),
            (Publication.NEVER, _("Never published")),
            (Publication.LIVE, Publication.LIVE.label),
            (Publication.SCHEDULED, Publication.SCHEDULED.label),
            (Publication.EXPIRED, Publication.EXPIRED.label),
            (Publication.UNPUBLISHED, Publication.UNPUBLISHED.label),
            (Publication.RETRACTED, Publication.RETRACTED.label),
            (Publication.DELETED, _("Recycle bin")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Keep the articles in the chosen state, now."""
        now, value = timezone.now(), self.value()
        if value == Publication.DELETED:
            return queryset.filter(deleted_at__isnull=False)
        queryset = queryset.filter(deleted_at=None)
        public = Q(withdrawal=Withdrawal.NONE, published_at__lte=now)
        # Said twice, as the value and as what the index leaves out: else SQLite would not use it.
        at_work = ~Q(review=Review.NONE) & ~Q(review=Review.SIGNED_OFF)
        taken_off = ~Q(withdrawal=Withdrawal.NONE)
        not_out = Q(deleted_at=None, published_at=None) | (Q(deleted_at=None) & taken_off)
        by_state = {
            "draft": at_work & Q(review=Review.DRAFT),
            **{level.value: Q(level=level) & ~Q(level="") for level in Level},
            "returned": at_work & Q(review=Review.DRAFT, returned_at__isnull=False),
            Review.WITHHELD: at_work & Q(review=Review.WITHHELD),
            "signed": Q(review=Review.SIGNED_OFF) & not_out,
            Review.REJECTED: at_work & Q(review=Review.REJECTED),
            Publication.NEVER: Q(published_at=None, withdrawal=Withdrawal.NONE),
            Publication.LIVE: public & (Q(expires_at=None) | Q(expires_at__gt=now)),
            Publication.SCHEDULED: Q(withdrawal=Withdrawal.NONE, published_at__gt=now),
            Publication.EXPIRED: public & Q(expires_at__lte=now),
            Publication.UNPUBLISHED: taken_off & Q(withdrawal=Withdrawal.UNPUBLISHED),
            Publication.RETRACTED: taken_off & Q(withdrawal=Withdrawal.RETRACTED),
        }
        return queryset.filter(by_state[value]) if value in by_state else queryset


class ChannelFilter(DeskFilter):
    """A channel with everything below it, from the tree in memory."""

    title = _("channel")
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Offer the tree, indented."""
        self.tree = ChannelTree.load()
        return [(str(channel.pk), f"{'　' * depth}{channel.name}") for channel, depth in in_tree_order(self.tree)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Keep the articles whose working text is in the branch."""
        value = self.value()
        channel = self.tree.by_id.get(number(value) or 0)
        if channel is None:
            return queryset
        branch = [item.pk for item in self.tree.channels if (item.path + "/").startswith(channel.path + "/")]
        return queryset.filter(desk_channel_id__in=branch)


class KindFilter(DeskFilter):
    """What the working text mainly is."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Offer the kinds."""
        return Kind.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Keep the articles of the chosen kind, by the index of kind and last change."""
        value = self.value()
        return queryset.filter(desk_kind=value) if value in Kind.values else queryset


class EditorFilter(DeskFilter):
    """Who saved last; active people only, at most a hundred."""

    title = _("last editor")
    parameter_name = "editor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Offer the active accounts."""
        people = User.objects.filter(is_active=True, is_staff=True).order_by("last_name", "first_name", "username")
        return [(str(user.pk), display_name(user)) for user in people[:MAX_EDITORS]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Keep what the chosen person saved last."""
        value = self.value()
        chosen = number(value)
        return queryset.filter(last_editor_id=chosen) if chosen else queryset


class MineFilter(DeskFilter):
    """What I began or saved last."""

    title = _("whose")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Offer one choice."""
        self.order, self.page_size = model_admin.get_ordering(request), model_admin.list_per_page
        return [("1", _("My articles"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Keep the articles of the person who asks.

        An OR would sort all that a person has ever written, so each side is read by its own index, as far as the page
        asked for. This filter comes last: what the others leave is what is read. Words narrow enough by themselves.
        """
        if self.value() != "1":
            return queryset
        begun, saved = Q(author=request.user), Q(last_editor=request.user)
        if request.GET.get("q", "").strip():
            return queryset.filter(begun | saved)
        page = number(request.GET.get("p", "1")) or 1
        most = min(page, MAX_PAGE) * self.page_size + 1
        rows = queryset.order_by(*self.order).values_list("pk", flat=True)
        return queryset.filter(pk__in={pk for side in (begun, saved) for pk in rows.filter(side)[:most]})


class CreatedFilter(DeskFilter):
    """When it was begun: near days, or one of the last twelve months; each a range in the index on ``created_at``."""

    title = _("begun")
    parameter_name = "begun"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Offer today, the last days, and months."""
        today = timezone.localdate()
        months = [(today.year * 12 + today.month - 1 - back) for back in range(MONTHS)]
        return [
            ("today", _("Today")),
            ("7", _("Last 7 days")),
            ("30", _("Last 30 days")),
            *((f"{number // 12}-{number % 12 + 1:02}", f"{number // 12}-{number % 12 + 1:02}") for number in months),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Keep the articles begun in the chosen range, by the newsroom's clock."""
        value = self.value()
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        if value == "today":
            return queryset.filter(created_at__gte=midnight)
        if value in {"7", "30"}:
            return queryset.filter(created_at__gte=midnight - timedelta(days=int(value)))
        if value and re.fullmatch(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])", value):
            start = timezone.make_aware(datetime(int(value[:4]), int(value[5:]), 1))
            after = (start + timedelta(days=32)).replace(day=1)
            return queryset.filter(created_at__gte=start, created_at__lt=after)
        return queryset


def in_tree_order(tree: ChannelTree) -> list[tuple[Any, int]]:
    """Return (channel, depth) of the whole tree, parents before children."""
    found: list[tuple[Any, int]] = []

    def walk(parent: Any, depth: int) -> None:
        for channel in tree.children(parent):
            found.append((channel, depth))
            walk(channel, depth + 1)

    walk(None, 0)
    return found
