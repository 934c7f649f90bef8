"""Looking a text over before it goes out: the facts from the database, the checks of ``rules``, and what blocks."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
    day: date | None = None,
) -> list[Finding]:
    """Return the findings for a text of an article (None: not saved yet), weighed as the newsroom does.

    ``weights`` are the newsroom's and ``images`` what ``pictures_of`` gives, if they are known. ``day`` is when it
    goes out (default: today): rights are asked of that day. At most three queries.
    """
    named = Named.of(text.body)
    seen = _seen([named], _rivals(text.title, article_id) if text.title else None)
    same, near = _alike(text.title, seen["title"])
    links, files = named.without(seen)
    pictures, cover = picture_facts(text, images, day)
    facts = Facts(same, near, links, files, pictures, cover)
    return findings(text, facts, _weights() if weights is None else weights)


def blocks_of_scheduled(articles: Sequence[Article]) -> dict[int, list[Finding]]:
    """Return what keeps texts that are to go out from passing their checks by now, by article.

    Each is asked of the day on which it goes out. They passed when they were scheduled: since then a picture may have
    lost its rights, a file its place, a check its weight. Headlines are compared with equal ones only. What was let
    through stays let through. Five queries, however many they are.
    """
    texts = Revision.objects.in_bulk([article.live_revision_id for article in articles if article.live_revision_id])
    going = [
        (article, revision, revision.snapshot, timezone.localtime(article.published_at).date())
        for article in articles
        if article.published_at and (revision := texts.get(article.live_revision_id or 0))
    ]
    if not going:
        return {}
    named = [Named.of(text.body) for _article, _revision, text, _day in going]
    equal = Article.objects.live().filter(title__in={text.title for _article, _revision, text, _day in going})
    seen = _seen(named, equal.filter(published_at__gte=timezone.now() - YEAR).order_by())
    images = pictures_of(*(text for _article, _revision, text, _day in going))
    weights, through = _weights(), _let_through(articles)
    found = {}
    for (article, revision, text, day), names in zip(going, named, strict=True):
        links, files = names.without(seen)
        pictures, cover = picture_facts(text, images, day)
        same = (text.title,) if text.title in seen["title"] else ()
        every = findings(text, Facts(same, (), links, files, pictures, cover), weights)
        if blocks := blocking(every, through.get((article.pk, revision.content_hash), frozenset())):
            found[article.pk] = blocks
    return found


def blocking(found: list[Finding], overridden: frozenset[str] = frozenset()) -> list[Finding]:
    """Return what keeps a text from going on: hard findings always, others unless somebody let them through."""
    return [item for item in found if item.level == CheckLevel.BLOCK and (item.hard or item.id not in overridden)]


def overridden(article: Article, content_hash: str) -> frozenset[str]:
    """Return the ids of the checks that were let through for one text. One query."""
    rows = article.overrides.filter(content_hash=content_hash).values_list("checks", flat=True)
    return frozenset(check for checks in rows for check in checks)


def require_clear(
    article: Article, revision: Revision, *, by: User, override: str = "", day: date | None = None
) -> None:
    """Raise BadInput with the first blocking finding of a locked story's text; ``override`` lets soft ones through.

    ``day`` is when it goes out, if that is not today. An override is bound to the text's hash and recorded with its
    reason. Raises NotAllowed without the permission.
    """
    every = look_over(revision.snapshot, article_id=article.pk, day=day)
    found = [item for item in every if item.level == CheckLevel.BLOCK]
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


def _weights() -> dict[str, CheckLevel]:
    return {check: CheckLevel(level) for check, level in CheckRule.objects.values_list("check_id", "level")}


def _let_through(articles: Iterable[Article]) -> dict[tuple[int, str], frozenset[str]]:
    """Return the ids of the checks that were let through, by article and hash of the text. One query."""
    found: dict[tuple[int, str], frozenset[str]] = {}
    rows = CheckOverride.objects.filter(article__in=[article.pk for article in articles]).order_by()
    for pk, text, checks in rows.values_list("article_id", "content_hash", "checks"):
        found[pk, text] = found.get((pk, text), frozenset()) | frozenset(checks)
    return found


def _seen(texts: Sequence[Named], rivals: ArticleQuerySet | None) -> dict[str, set[str]]:
    """Return what the database has of what texts name: headlines of ``rivals`` (``title``), stories that readers see
    (``story``, their numbers), all channels' paths if one is named, stored files. One query at most.
    """
    stories = {number for named in texts for number in named.stories.values() if number <= MAX_ID}
    files = {stored for named in texts for stored in named.files.values()}
    kinds = ("title", "story", "channel", "file")
    kind = {word: Value(word, output_field=CharField()) for word in kinds}
    parts: list[QuerySet[Any, Any]] = []
    if rivals is not None:
        parts.append(rivals.values_list(kind["title"], "title"))
    if stories:
        live = Article.objects.live().filter(pk__in=stories).order_by()
        parts.append(live.values_list(kind["story"], Cast("pk", CharField())))
    if any(named.channels for named in texts):
        channels = Channel.objects.without_tree_fields().order_by()
        parts.append(channels.values_list(kind["channel"], "path"))
    if files:
        stored = MediaFile.objects.filter(file__in=files).order_by()
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


def pictures_of(*texts: Snapshot) -> list[Image]:
    """Return the library's rows of the texts' pictures and of their covers. One query, none without any."""
    files: set[str] = set()
    for text in texts:
        shown = [address for address in picture_addresses(text.body) if address.startswith(settings.MEDIA_URL)]
        files |= {address.removeprefix(settings.MEDIA_URL) for address in shown[:MOST_PICTURES]}
    covers = {text.cover for text in texts if text.cover}
    return list(Image.objects.filter(Q(file__in=files) | Q(pk__in=covers))) if files or covers else []


def picture_facts(
    text: Snapshot, images: list[Image] | None = None, day: date | None = None
) -> tuple[dict[str, PictureFact], PictureFact | None]:
    """Return what the library says of a text's pictures by address, and of its cover, on a day (default: today)."""
    rows = pictures_of(text) if images is None else images
    known = {
        row.pk: PictureFact(
            rights=row.rights_state(day),
            until=row.rights_until,
            unapproved_map=row.kind == PictureKind.MAP and not row.map_number.strip(),
            ai_made=row.ai_made,
            replaced=row.replaced_by_id is not None,
        )
        for row in rows
    }
    return {settings.MEDIA_URL + row.name: known[row.pk] for row in rows}, known.get(text.cover or 0)
