"""Judging what one has seen: the story still waits as it did on the reviewer's screen, or somebody was faster."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from news.editorial.articles import locked
from news.errors import Conflict
from news.models import Article


@contextmanager
def as_seen(article_id: int, *, by: User, waiting_since: datetime | None) -> Iterator[Article]:
    """Hold the story's row while a verb is done, if it waits since the moment that was on the screen.

    Whoever has two levels would else pass the next one with a press that was meant for this one. Raises Conflict that
    says who did what meanwhile; nothing has changed then. The same transaction as the verb's.
    """
    with locked(article_id) as article:
        if article.waiting_since is None or article.waiting_since != waiting_since:
            raise Conflict(_what_happened(article, by), "meanwhile")
        yield article


def _what_happened(article: Article, by: User) -> str:
    last = article.records.order_by("-pk").first()
    if last is None:
        return _("The story was moved on meanwhile. Nothing was done now.")
    said = {
        "name": last.by_name,
        "act": last.get_verb_display(),
        "time": date_format(timezone.localtime(last.at), "H:i"),
    }
    if last.by_id == by.pk:
        return _("You have dealt with it already (%(act)s, %(time)s). Nothing was done now.") % said
    return _("%(name)s was faster (%(act)s, %(time)s). Nothing was done now.") % said
