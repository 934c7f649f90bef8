"""A newsroom for the queue's tests: one person a level, stories that wait, and what their browsers send."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from news.admin.queue_rows import token_of
from news.editorial import review
from news.editorial.articles import create_article
from news.enums import Level, Review, Verb
from news.models import Article, Channel, Record, Revision
from news.rules.snapshot import Snapshot
from tests.newsroom import rewrite

QUEUE = "/admin/queue/"


def make_person(role: str, name: str, username: str = "") -> User:
    """Return somebody with one role."""
    user = User.objects.create_user(
        username or role, password=f"{username or role}-secret", last_name=name[:1], first_name=name[1:], is_staff=True
    )
    user.groups.add(Group.objects.get(name=role))
    return user


class Newsroom:
    """A reporter who writes, and a reviewer for each level."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.writer = make_person("reporter", "苏禾", "writer")
        self.first = make_person("first", "何青禾")
        self.second = make_person("second", "许望舒")
        self.final = make_person("final", "周临川")

    def story(self, title: str, *, level: str = "first", urgent: bool = False, **fields: Any) -> Article:
        """Return a story that waits for a level; its summary leaves the checks without a block."""
        text = Snapshot(
            title=title,
            **{"body": "<p>正文第一段。</p>", "channel": self.channel.pk, "editors": ("何青禾",), **fields},
        )
        article = create_article(snapshot=text, by=self.writer)
        review.submit(article.pk, by=self.writer, urgent=urgent or None)
        if level in {"second", "final"}:
            review.pass_on(article.pk, by=self.first)
        if level == "final":
            review.pass_on(article.pk, by=self.second)
        return Article.objects.get(pk=article.pk)

    def correct(self, article: Article, second: User) -> None:
        """Bring a new text of a public or scheduled story to the last level; ``second`` has the second review of it."""
        rewrite(article, self.writer, body="<p>改过。</p>")
        review.submit(article.pk, by=self.writer)
        review.pass_on(article.pk, by=self.first)
        review.pass_on(article.pk, by=second)

    def many(self, number: int, level: Level = Level.FIRST, review_state: Review = Review.SUBMITTED) -> None:
        """Add waiting stories in bulk, as they would stand after being submitted."""
        now = timezone.now()
        rows = Article.objects.bulk_create(
            Article(
                desk_title=f"待审稿件{place}", desk_channel=self.channel, author=self.writer, submitted_by=self.writer,
                review=review_state, level=level, waiting_since=now - timedelta(minutes=place),
                due_at=now + timedelta(minutes=place - 5), review_round=1,
            )
            for place in range(number)
        )  # fmt: skip
        text = Snapshot(title="待审稿件", body="<p>一段正文。</p>" * 40, channel=self.channel.pk).as_json()
        revisions = Revision.objects.bulk_create(
            Revision(article=row, number=1, data=text, content_hash="0" * 64, author=self.writer) for row in rows
        )
        for row, revision in zip(rows, revisions, strict=True):
            row.working_revision = revision
        Article.objects.bulk_update(rows, ["working_revision"], batch_size=500)
        Record.objects.bulk_create(
            Record(article=row, verb=Verb.SUBMIT, by=self.writer, by_name="苏禾", revision=row.working_revision)
            for row in rows
        )


@pytest.fixture
def newsroom(yaowen: Channel) -> Newsroom:
    """Four people and a channel."""
    return Newsroom(yaowen)


def client_of(user: User) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


def token(article: Article) -> str:
    """Return what the page on somebody's screen says of a story now."""
    return token_of(Article.objects.get(pk=article.pk))


def press(client: Client, article: Article, do: str, *, query: str = "", seen: str = "", **fields: Any) -> Any:
    """Press a button of the open story."""
    return client.post(f"{QUEUE}?a={article.pk}{query}", {"token": seen or token(article), "do": do, **fields})
