"""Looking a text over before it goes out: the facts from the database, the checks of ``rules``, and what blocks."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.access import display_name, powers_of
from news.editorial.cases import kept
from news.enums import CheckLevel, PictureKind
from news.errors import BadInput, NotAllowed
from news.models import Article, Channel, CheckOverride, CheckRule, Image, MediaFile, Revision
from news.models.page import PAGE_SLUGS
from news.rules.findings import Facts, Finding, PictureFact, findings, internal_links
from news.rules.snapshot import Snapshot
from news.text.addresses import ARTICLE, MAX_ID
from news.text.blocks import file_addresses, picture_addresses
from news.text.titles import title_likeness

YEAR = timedelta(days=365)
MOST_LINKS = 200
MOST_PICTURES = 300
MOST_FILES = 100
NEWEST = 300  # headlines compared with, besides those with the same beginning
BEGINNING = 4  # characters
ALIKE = 0.75  # of the pairs of neighbouring characters


def look_over(
    text: Snapshot,
    *,
    article_id: int | None,
    weights: dict[str, CheckLevel] | None = None,
    images: list[Image] | None = None,
) -> list[Finding]:
    """Return the findings for a text of an article (None: not saved yet), weighed as the newsroom does.

    ``weights`` are the newsroom's and ``images`` what ``pictures_of`` gives, if they are known. At most seven queries.
    """
    same, near = _alike_titles(text.title, article_id)
    if weights is None:
        weights = {check: CheckLevel(level) for check, level in CheckRule.objects.values_list("check_id", "level")}
    pictures, cover = picture_facts(text, images)
    facts = Facts(same, near, _dead_links(text.body), _missing_files(text.body), pictures, cover)
    return findings(text, facts, weights)


def blocking(found: list[Finding], overridden: frozenset[str] = frozenset()) -> list[Finding]:
    """Return what keeps a text from going on: hard findings always, others unless somebody let them through."""
    return [item for item in found if item.level == CheckLevel.BLOCK and (item.hard or item.id not in overridden)]


def overridden(article: Article, content_hash: str) -> frozenset[str]:
    """Return the ids of the checks that were let through for one text. One query."""
    rows = article.overrides.filter(content_hash=content_hash).values_list("checks", flat=True)
    return frozenset(check for checks in rows for check in checks)


def require_clear(article: Article, revision: Revision, *, by: User, override: str = "") -> None:
    """Raise BadInput with the first blocking finding of a locked story's text; ``override`` lets soft ones through.

    An override is bound to the text's hash and recorded with its reason. Raises NotAllowed without the permission.
    """
    found = [item for item in look_over(revision.snapshot, article_id=article.pk) if item.level == CheckLevel.BLOCK]
    if not found:
        return
    left = blocking(found, overridden(article, revision.content_hash))
    soft = [item for item in left if not item.hard]
    if soft and kept(override):
        override_checks(article, revision, soft, by=by, reason=override)
        left = [item for item in left if item.hard]
    if left:
        message = left[0].message
        if not left[0].hard:
            message += _(" (Mend it, or let somebody who may override it give a reason.)")
        raise BadInput(message, left[0].field)


def override_checks(article: Article, revision: Revision, found: list[Finding], *, by: User, reason: str) -> None:
    """Record that ``by`` lets these findings through for this text."""
    if "news.override_check" not in powers_of(by).all:
        raise NotAllowed(
            _("%(name)s may not override a check that blocks. Mend the text, or ask the editor-in-chief.")
            % {"name": display_name(by)},
            "override",
        )
    CheckOverride.objects.create(
        article=article,
        revision=revision,
        content_hash=revision.content_hash,
        checks=sorted({item.id for item in found}),
        by=by,
        by_name=display_name(by),
        reason=kept(reason),
    )


def _alike_titles(title: str, article_id: int | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a headline equal to this one, or nearly, among those of a year that readers see. One query.

    Compared are equal beginnings (an index range) and the newest stories, so the cost does not grow with the archive.
    """
    if not title:
        return (), ()
    live = Article.objects.live().filter(published_at__gte=timezone.now() - YEAR).exclude(pk=article_id or 0)
    start = title[:BEGINNING]
    beginning = live.filter(title__gte=start, title__lt=f"{start}\U0010ffff").order_by("title")
    candidates = Q(pk__in=beginning.values("pk")[:NEWEST]) | Q(pk__in=live.newest().values("pk")[:NEWEST])
    others = list(Article.objects.filter(candidates).order_by().values_list("title", flat=True))
    same = tuple(other for other in others if other == title)[:1]
    near = [other for other in others if title_likeness(title, other) >= ALIKE]
    return same, tuple(sorted(near, key=lambda other: -title_likeness(title, other)))[:1]


def pictures_of(text: Snapshot) -> list[Image]:
    """Return the library's rows of a text's pictures and of its cover. One query, none without any."""
    addresses = [address for address in picture_addresses(text.body) if address.startswith(settings.MEDIA_URL)]
    if not addresses and not text.cover:
        return []
    files = {address.removeprefix(settings.MEDIA_URL) for address in addresses[:MOST_PICTURES]}
    return list(Image.objects.filter(Q(file__in=files) | Q(pk=text.cover or 0)))


def picture_facts(
    text: Snapshot, images: list[Image] | None = None
) -> tuple[dict[str, PictureFact], PictureFact | None]:
    """Return what the library says of a text's pictures by address, and of its cover."""
    rows = pictures_of(text) if images is None else images
    known = {
        row.pk: PictureFact(
            rights=row.rights_state(),
            until=row.rights_until,
            unapproved_map=row.kind == PictureKind.MAP and not row.map_number.strip(),
            ai_made=row.ai_made,
            replaced=row.replaced_by_id is not None,
        )
        for row in rows
    }
    return {settings.MEDIA_URL + row.name: known[row.pk] for row in rows}, known.get(text.cover or 0)


def _missing_files(body: str) -> frozenset[str]:
    """Return the files that a text plays or offers and that are not there. One query, none for a text without any."""
    wanted = file_addresses(body)[:MOST_FILES]
    return frozenset(wanted) - frozenset(MediaFile.objects.at(wanted)) if wanted else frozenset()


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
