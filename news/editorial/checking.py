"""Looking a text over before it goes out: the facts from the database, the checks of ``rules``, and what blocks."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.access import display_name, powers_of
from news.editorial.cases import kept
from news.enums import CheckLevel, PictureKind
from news.errors import BadInput, NotAllowed
from news.models import Article, ArticleQuerySet, Channel, CheckOverride, CheckRule, Image, MediaFile, Revision
from news.rules.findings import Facts, Finding, PictureFact, findings, internal_links
from news.rules.snapshot import Snapshot
from news.text.addresses import ARTICLE, DAY, MAX_ID, RESERVED
from news.text.blocks import file_addresses, picture_addresses
from news.text.titles import title_likeness

YEAR = timedelta(days=365)
MOST_LINKS = 200
MOST_PICTURES = 300
MOST_FILES = 100
NEWEST = 300  # headlines compared with, besides those with the same beginning
BEGINNING = 4  # characters
DATED = re.compile(rf"/{DAY}$")  # a channel's stories of one day
ALIKE = 0.75  # of the pairs of neighbouring characters


@dataclass(frozen=True)
class Named:
    """What a body names of this site: numbers of stories and paths of channels by the link to them, stored files."""

    stories: dict[str, int]
    channels: dict[str, str]
    files: dict[str, str]

    @classmethod
    def of(cls, body: str) -> Self:
        """Read a body; what is beyond the bounds is not looked at."""
        links = internal_links(body)[:MOST_LINKS]
        matches = {link: match for link in links if (match := ARTICLE.fullmatch(link))}
        fronts = {link: DATED.sub("", link.strip("/")) for link in links if link not in matches and link[-1:] == "/"}
        return cls(
            stories={link: int(match["id"]) for link, match in matches.items()},
            channels={link: path for link, path in fronts.items() if path.split("/")[0] not in ("", *RESERVED)},
            files={link: link.removeprefix(settings.MEDIA_URL) for link in file_addresses(body)[:MOST_FILES]},
        )

    def without(self, seen: dict[str, set[str]]) -> tuple[frozenset[str], frozenset[str]]:
        """Return the links and the files that are not among what the database has (``_seen``)."""
        links = {link for link, number in self.stories.items() if str(number) not in seen["story"]}
        links |= {link for link, path in self.channels.items() if path not in seen["channel"]}
        return frozenset(links), frozenset(link for link, stored in self.files.items() if stored not in seen["file"])


def look_over(
    text: Snapshot,
    *,
    article_id: int | None,
    weights: dict[str, CheckLevel] | None = None,
    images: list[Image] | None = None,
) -> list[Finding]:
    """Return the findings for a text of an article (None: not saved yet), weighed as the newsroom does.

    ``weights`` are the newsroom's and ``images`` what ``pictures_of`` gives, if they are known. At most three queries.
    """
    named = Named.of(text.body)
    seen = _seen(text.title, named, article_id)
    same, near = _alike(text.title, seen["title"])
    links, files = named.without(seen)
    if weights is None:
        weights = {check: CheckLevel(level) for check, level in CheckRule.objects.values_list("check_id", "level")}
    pictures, cover = picture_facts(text, images)
    facts = Facts(same, near, links, files, pictures, cover)
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


def _seen(title: str, named: Named, article_id: int | None) -> dict[str, set[str]]:
    """Return what the database has of what a text names: headlines that may be like its own (``title``), stories that
    readers see (``story``, their numbers), all channels' paths if it names one, stored files. One query at most.
    """
    kinds = ("title", "story", "channel", "file")
    kind = {word: Value(word, output_field=CharField()) for word in kinds}
    parts: list[QuerySet[Any, Any]] = []
    if title:
        parts.append(_rivals(title, article_id).values_list(kind["title"], "title"))
    if named.stories:
        numbers = [number for number in named.stories.values() if number <= MAX_ID]
        stories = Article.objects.live().filter(pk__in=numbers).order_by()
        parts.append(stories.values_list(kind["story"], Cast("pk", CharField())))
    if named.channels:
        channels = Channel.objects.without_tree_fields().order_by()
        parts.append(channels.values_list(kind["channel"], "path"))
    if named.files:
        stored = MediaFile.objects.filter(file__in=named.files.values()).order_by()
        parts.append(stored.values_list(kind["file"], Cast("file", CharField())))
    found: dict[str, set[str]] = {word: set() for word in kinds}
    if parts:
        for what, value in parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]:
            found[what].add(value)
    return found


def _rivals(title: str, article_id: int | None) -> ArticleQuerySet:
    """Return the stories of a year, seen by readers, whose headlines are compared with this one.

    They are those with an equal beginning (an index range) and the newest, so the cost does not grow with the archive.
    """
    live = Article.objects.live().filter(published_at__gte=timezone.now() - YEAR).exclude(pk=article_id or 0)
    start = title[:BEGINNING]
    beginning = live.filter(title__gte=start, title__lt=f"{start}\U0010ffff").order_by("title")
    candidates = Q(pk__in=beginning.values("pk")[:NEWEST]) | Q(pk__in=live.newest().values("pk")[:NEWEST])
    return Article.objects.filter(candidates).order_by()


def _alike(title: str, others: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return one headline equal to this one, and the one that is most nearly so."""
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
