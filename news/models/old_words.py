"""OldWords: whose words a text has that came back with an old version. Rows are only ever added."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.enums import Level
from news.models.revision import Revision


class OldWords(models.Model):
    """``revision`` puts an old version back, or copies a story, in which ``person`` had written, at ``level`` where
    that was 审改.

    Written with the revision, so that nobody has to follow versions back through versions to know whose text it is.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="old_words", verbose_name=_("version"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    level = models.CharField(_("edited at"), max_length=8, choices=Level, blank=True, default="")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.revision_id} / {self.person_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a second save is refused with TypeError."""
        if not self._state.adding:
            raise TypeError("Whose words a version has is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse with TypeError: the rows stay with their version."""
        raise TypeError("Whose words a version has is never deleted alone.")
