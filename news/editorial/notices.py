"""Who is told of what: notices for the inbox, and from there to e-mail and group robots."""

from django.contrib.auth.models import User

from news.enums import NoticeKind
from news.models import Article


def tell(article: Article, kind: NoticeKind, *, by: User, note: str = "") -> None:
    """Tell everybody who had a part in a locked story (writers, reviewers of the round, submitter), but ``by``."""


def tell_reviewers(article: Article, *, by: User, note: str = "") -> None:
    """Tell everybody who may do the level that a locked story waits for."""


def tell_person(person: User, article: Article, kind: NoticeKind, *, by: User | None, note: str = "") -> None:
    """Tell one person."""
