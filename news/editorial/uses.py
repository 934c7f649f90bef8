"""Where a picture, video or document stands: asked before it is deleted, and by whoever wants to know."""

from dataclasses import dataclass

from django.db.models import Q

from news.models import Article, Page, Revision

MOST_USES = 50


@dataclass(frozen=True)
class Use:
    """A story or fixed page that shows it; ``where`` is live, draft, version, page, front or topic."""

    title: str
    where: str
    article_id: int | None = None


def uses_of(name: str, *, live: Q | None = None, version: Q | None = None) -> list[Use]:
    """Return up to fifty uses of a file below the media folder, live pages first.

    ``live`` and ``version`` widen what counts as a use on an article and in a revision. A scan of all texts.
    """
    shown = Q(body__contains=name) | (live or Q(pk__in=()))
    rows = Article.objects.filter(shown).order_by("-pk").only("title", "desk_title")[:MOST_USES]
    found = [Use(str(article), "live", article.pk) for article in rows]
    met = {use.article_id for use in found}
    versions = (
        Revision.objects.filter(Q(data__body__icontains=name) | (version or Q(pk__in=())))
        .exclude(article__in=met)
        .select_related("article")
        .order_by("-pk")[: MOST_USES * 4]
    )
    drafts: dict[int, Use] = {}
    for revision in versions:
        article = revision.article
        where = "draft" if article.working_revision_id == revision.pk else "version"
        if article.pk not in drafts or where == "draft":
            drafts[article.pk] = Use(article.desk_title or str(article), where, article.pk)
    found += list(drafts.values())
    found += [Use(page.title, "page") for page in Page.objects.filter(body__contains=name)]
    return found[:MOST_USES]
