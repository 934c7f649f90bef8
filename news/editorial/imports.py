"""Articles from old systems, straight to the live columns: they were signed off where they come from."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.channels import add_redirect, save_channel
from news.editorial.publication import put_live, second
from news.enums import Review
from news.errors import BadInput
from news.models import Article, Channel
from news.rules.checks import publication_problems
from news.rules.snapshot import Snapshot
from news.text.addresses import MAX_IMPORTED_ID

Outcome = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True)
class ImportedArticle:
    """One article as an importer hands it over; ``published_at`` is aware, ``snapshot.channel`` is set."""

    number: int | None
    snapshot: Snapshot
    published_at: datetime
    legacy_paths: tuple[str, ...] = field(default=())

    @property
    def content_hash(self) -> str:
        """Changes whenever anything of the line does, addresses included."""
        text = json.dumps([self.snapshot.content_hash, self.published_at.isoformat(), self.legacy_paths])
        return hashlib.sha256(text.encode()).hexdigest()


def channel_at(path: str, names: list[str]) -> Channel:
    """Return the channel at ``path``, making it and those above from ``names``; what is there is never renamed."""
    segments = [segment for segment in path.strip("/").split("/") if segment]
    if not segments:
        raise BadInput(_("The channel is empty."), "channel")
    parent: Channel | None = None
    for depth, slug in enumerate(segments):
        here = "/".join(segments[: depth + 1])
        channel = Channel.objects.filter(path=here).first()
        if channel is None:
            name = names[depth] if depth < len(names) and names[depth] else slug
            channel = save_channel(Channel(slug=slug, parent=parent, name=name[:30], position=1000))
        parent = channel
    if parent is None:
        raise BadInput(_("The channel is empty."), "channel")
    return parent


def import_article(item: ImportedArticle) -> tuple[Article, Outcome]:
    """Create or update one article. An article the desk has touched is left as it is. Raises BadInput."""
    problems = publication_problems(item.snapshot)
    problems.pop("source", None)  # old reprints without a source are as they are
    if problems:
        raise BadInput(next(iter(problems.values())), next(iter(problems)))
    with transaction.atomic():
        article = _find(item)
        if article is not None:
            if (
                article.import_hash == item.content_hash
                or article.working_revision_id is not None
                or article.withdrawal
            ):
                return article, "unchanged"
            outcome: Outcome = "updated"
        else:
            article, outcome = Article(pk=item.number, imported=True), "created"
            article.save(force_insert=True)
            if item.number is not None:
                advance_article_numbers()  # the next line, or the desk meanwhile, may need a number of its own
        _write(article, item)
    return article, outcome


def _find(item: ImportedArticle) -> Article | None:
    if item.number is None:
        same = Q(
            channel_id=item.snapshot.channel or 0, title=item.snapshot.title, published_at=second(item.published_at)
        )
        return (
            Article.objects.select_for_update(of=("self",))
            # By its hash too: the desk may have given the story another headline since.
            .filter(same | Q(import_hash=item.content_hash), imported=True)
            .order_by("pk")
            .first()
        )
    if not 0 < item.number <= MAX_IMPORTED_ID:
        raise BadInput(_("“id” must be a positive whole number."), "id")
    article = Article.objects.select_for_update(of=("self",)).filter(pk=item.number).first()
    if article is not None and not article.imported:
        raise BadInput(_("Number %(id)d belongs to an article made at the desk.") % {"id": item.number}, "id")
    return article


def _write(article: Article, item: ImportedArticle) -> None:
    now, when = second(timezone.now()), second(item.published_at)
    put_live(article, None, item.snapshot, when, now)
    article.review = Review.NONE
    article.updated_at = when
    article.desk_title, article.desk_channel_id = article.title, article.channel_id
    article.created_at = article.changed_at = when
    article.import_hash = item.content_hash
    article.save()
    article.refresh_from_db(fields=["channel"])
    for path in item.legacy_paths:
        if path != article.address:
            add_redirect(path, article.address)


def advance_article_numbers() -> None:
    """Set the database's counter past the highest number, so that the desk's next article does not collide."""
    statements = connection.ops.sequence_reset_sql(no_style(), [Article])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
