"""The demo's stories between writer and reader, made by the desk's own verbs with the demo's accounts."""

from dataclasses import replace
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from news.demo import texts_desk as desk
from news.demo.shapes import DemoArticle
from news.editorial.articles import create_article, save_revision
from news.editorial.publication import correct
from news.editorial.review import pass_on, send_back, sign_off, submit, withhold
from news.models import Article, Channel
from news.rules.snapshot import Credit, Snapshot

STEPS = {
    desk.DRAFT: 0,
    desk.RETURNED: 1,
    desk.SUBMITTED: 1,
    desk.FIRST: 2,
    desk.AMENDED: 2,
    desk.SECOND: 3,
    desk.SCHEDULED: 4,
    desk.WITHHELD: 4,
}


@transaction.atomic
def fill_desk(mark: str) -> None:
    """Put the stories on the desk, once; ``mark`` tells them from the operator's. Nothing without the accounts."""
    people = {user.username: user for user in User.objects.filter(is_active=True, username__in=ACCOUNTS)}
    if len(people) < len(ACCOUNTS) or Article.objects.filter(import_hash=mark, author__isnull=False).exists():
        return
    channels = dict(Channel.objects.without_tree_fields().values_list("path", "pk"))
    for stands, urgent, writer, story in desk.DESK:
        article = create_article(snapshot=_text(story, channels), by=people[writer])
        Article.objects.filter(pk=article.pk).update(import_hash=mark)
        _move(article.pk, stands, urgent, people, writer)
    live = Article.objects.live().filter(import_hash=mark).newest().first()
    if live is not None:
        correct(live.pk, by=people["reporter"], note=desk.CORRECTION)
        submit(live.pk, by=people["reporter"])


ACCOUNTS = ("reporter", "reporter2", "first", "second", "final")


def _move(number: int, stands: str, urgent: bool, people: dict[str, User], writer: str) -> None:
    """Take a story through the reviews as far as it shall stand."""
    steps = STEPS[stands]
    if steps >= 1:
        submit(number, by=people[writer], urgent=urgent)
    if stands == desk.RETURNED:
        send_back(number, by=people["first"], note=desk.RETURN_NOTE)
    if stands == desk.AMENDED:
        revision = Article.objects.get(pk=number).working_revision
        if revision is not None:
            save_revision(number, replace(revision.snapshot, title=desk.AMENDED_TITLE), by=people["first"])
    if steps >= 2:
        pass_on(number, by=people["first"], note=desk.REMARK)
    if steps >= 3:
        pass_on(number, by=people["second"])
    if steps >= 4:
        tomorrow = timezone.localtime() + timedelta(days=1)
        at = tomorrow.replace(hour=8, minute=0, second=0, microsecond=0) if stands == desk.SCHEDULED else None
        sign_off(number, by=people["final"], at=at)
    if stands == desk.WITHHELD:
        withhold(number, by=people["final"], note=desk.WITHHOLD_NOTE)


def _text(story: DemoArticle, channels: dict[str, int]) -> Snapshot:
    return Snapshot(
        title=story.title,
        kicker=story.kicker,
        summary=story.summary,
        body=story.body,
        channel=channels[story.channel],
        source=story.source,
        byline=tuple(Credit("reporter", name) for name in story.reporters),
        editors=story.editors,
        keywords=story.keywords,
    )
