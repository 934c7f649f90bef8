"""FriendLink: 友情链接 on the front page."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FriendLink(models.Model):
    """A link to another site, shown in order."""

    name = models.CharField(_("name"), max_length=40)
    url = models.URLField(_("address"), unique=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("friend link")
        verbose_name_plural = _("friend links")
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="friend_link_has_name")]

    def __str__(self) -> str:
        return self.name
