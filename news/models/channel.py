"""Channel: 频道 (level 1) and 栏目 (below), a tree whose paths are the site's addresses."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from news.enums import ListStyle
from news.text.addresses import CHANNEL_PATH, DAY, RESERVED, SEGMENT, channel_address, is_channel_path


class ChannelQuerySet(TreeQuerySet):
    """Readings of the tree. It is small (tens of rows), so pages load it whole and walk it in memory."""

    def in_order(self) -> "ChannelQuerySet":
        """Every channel, parents before children is not promised; siblings by position."""
        return self.without_tree_fields().order_by("position", "pk")


class Channel(TreeNode):
    """``path`` is the whole address (``news/yaowen``); ``slug`` its last segment. Moving is ``editorial.channels``."""

    name = models.CharField(_("name"), max_length=30)
    slug = models.CharField(_("address segment"), max_length=40, help_text=_("Lower-case letters, digits, hyphens."))
    path = models.CharField(_("address"), max_length=200, unique=True, editable=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    in_nav = models.BooleanField(_("in the navigation"), default=True)
    list_style = models.CharField(_("list style"), max_length=10, choices=ListStyle, default=ListStyle.THUMBS)
    description = models.CharField(_("description"), max_length=200, blank=True)
    notice = models.ForeignKey(
        "news.Disclaimer", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("own notice")
    )

    review_levels = models.PositiveSmallIntegerField(
        _("review levels"),
        null=True,
        blank=True,
        choices=[
            (3, _("three: first, second, final")),
            (2, _("two: first, final")),
            (1, _("one: final only")),
        ],
        help_text=_("Left empty it is that of the channel above; three at the top."),
    )

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(path__regex=rf"^{CHANNEL_PATH}$"), name="channel_path_is_legal"),
            models.CheckConstraint(condition=models.Q(slug__regex=rf"^{SEGMENT}$"), name="channel_slug_is_legal"),
            models.CheckConstraint(
                condition=~models.Q(path__regex=rf"(^|/){DAY}(/|$)"),
                name="channel_path_has_no_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(path__regex=rf"^({'|'.join(RESERVED)})(/|$)"), name="channel_path_is_not_reserved"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="channel_has_name"),
            models.CheckConstraint(
                condition=models.Q(review_levels=None) | models.Q(review_levels__in=[1, 2, 3]),
                name="channel_review_levels_are_legal",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the channel's front."""
        return channel_address(self.path)

    def full_path(self) -> str:
        """Return the address that parent and slug make."""
        return f"{self.parent.path}/{self.slug}" if self.parent else self.slug

    def clean(self) -> None:
        """Refuse loops and illegal addresses before the database does."""
        super().clean()
        if not is_channel_path(self.full_path()):
            raise ValidationError(
                {"slug": _("This address is reserved, looks like a date, or has signs other than a–z, 0–9 and -.")}
            )
