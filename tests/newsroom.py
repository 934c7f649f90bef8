"""A newsroom for tests: people by role, drafts, the way through the levels, and the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from unittest import mock

from django.contrib.auth.models import Group, User
from django.utils import timezone

from news.editorial import review
from news.editorial.articles import create_article, save_revision
from news.enums import Level, Review
from news.models import Article, Channel, Revision
from news.rules.snapshot import Snapshot

NAMES = {
    "reporter": ("沈", "知禾"),
    "reporter2": ("林", "晚"),
    "first": ("周", "一初"),
    "first2": ("周", "又初"),
    "second": ("吴", "二复"),
    "second2": ("吴", "又复"),
    "final": ("郑", "三终"),
    "final2": ("郑", "又终"),
    "chief": ("顾", "青简"),
    "auditor": ("审", "计"),
    "site": ("站", "管"),
}


def person(name: str, *roles: str, superuser: bool = False) -> User:
    """Return the account of that name, made at the first call with its roles (default: the name's own role)."""
    last, first = NAMES.get(name, (name, ""))
    user, made = User.objects.get_or_create(
        username=name,
        defaults={"last_name": last, "first_name": first, "is_staff": True, "is_superuser": superuser},
    )
    if made and not superuser:
        for role in roles or (name.rstrip("0123456789"),):
            user.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=user.pk)  # without cached permissions


def draft(channel: Channel | int | None, by: User, title: str = "城市书房夜间开放", **fields: Any) -> Article:
    """Return a new story of ``by``."""
    number = channel.pk if isinstance(channel, Channel) else channel
    text = Snapshot(title=title, **{"body": "<p>正文第一段。</p>", "channel": number, **fields})
    return create_article(snapshot=text, by=by)


def rewrite(article: Article | int, by: User, **fields: Any) -> Revision:
    """Save the working text with some fields changed."""
    number = article if isinstance(article, int) else article.pk
    working = Article.objects.select_related("working_revision").get(pk=number).working_revision
    assert working is not None
    return save_revision(number, replace(working.snapshot, **fields), by=by)


def pass_all(article_id: int, *names: str) -> Article:
    """Let people pass one level after the other, the last of them signs off."""
    for name in names:
        article = Article.objects.get(pk=article_id)
        act = review.sign_off if article.level == Level.FINAL else review.pass_on
        act(article_id, by=person(name))
    return Article.objects.get(pk=article_id)


def signed_off(article: Article, author: User) -> Article:
    """Bring a draft through all three levels."""
    review.submit(article.pk, by=author)
    done = pass_all(article.pk, "first", "second", "final")
    assert done.review == Review.SIGNED_OFF
    return done


@contextmanager
def clock(moment: datetime) -> Iterator[None]:
    """Let everything that asks for the time see ``moment``; auto_now_add too."""
    with mock.patch.object(timezone, "now", return_value=moment):
        yield
