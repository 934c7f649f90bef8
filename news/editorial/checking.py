"""Looking a text over before it goes out: the facts from the database, then the checks of ``rules``."""

from datetime import timedelta

from django.utils import timezone

from news.models import Article, Channel
from news.models.page import PAGE_SLUGS
from news.rules.findings import Facts, Finding, findings, internal_links
from news.rules.snapshot import Snapshot
from news.text.addresses import ARTICLE, MAX_ID

YEAR = timedelta(days=365)
MOST_LINKS = 200


def look_over(text: Snapshot, *, article_id: int | None) -> list[Finding]:
    """Return the findings for a text of an article (None: not saved yet). At most four queries."""
    return findings(text, Facts(_same_titles(text.title, article_id), _dead_links(text.body)))


def _same_titles(title: str, article_id: int | None) -> tuple[str, ...]:
    """Return headlines equal to this one among the stories of a year that readers see."""
    if not title:
        return ()
    same = Article.objects.live().filter(title=title, published_at__gte=timezone.now() - YEAR)
    return tuple(same.exclude(pk=article_id or 0).values_list("title", flat=True)[:1])


def _dead_links(body: str) -> frozenset[str]:
    """Return the links to this site's own articles and channels that readers could not follow."""
    links = internal_links(body)[:MOST_LINKS]
    if not links:
        return frozenset()
    numbers = {
        link: int(match["id"]) for link in links if (match := ARTICLE.fullmatch(link)) and int(match["id"]) <= MAX_ID
    }
    alive = (
        set(Article.objects.live().filter(pk__in=numbers.values()).values_list("pk", flat=True)) if numbers else set()
    )
    dead = {link for link, number in numbers.items() if number not in alive}
    fronts = {link for link in links if link not in numbers and link.endswith("/") and link != "/"}
    if fronts:
        known = {f"/{path}/" for path in Channel.objects.without_tree_fields().values_list("path", flat=True)}
        known |= {f"/{slug}/" for slug in PAGE_SLUGS}
        dead |= {
            link for link in fronts if link not in known and not link.startswith(("/keywords/", "/media/", "/topics/"))
        }
    return frozenset(dead)
