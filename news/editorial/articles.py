"""Writing: new articles, new revisions of their text, and what every verb shares (lock, state, record)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.access import SCOPED, display_name, powers_of, require
from news.editorial.cases import Case, kept, words_in
from news.editorial.files import running_time
from news.editorial.pending import with_arrived
from news.editorial.pictures import newest_cover, newest_versions
from news.editorial.placing import also_in_of
from news.editorial.retiring import newest_addresses
from news.enums import Kind, Level, Review, RevisionOrigin, ScopeAct, Verb
from news.errors import BadInput, Conflict, NotAllowed
from news.models import Article, ChannelMap, Image, OldWords, Record, Revision
from news.rules import transitions
from news.rules.checks import form_problems
from news.rules.figures import complete_figures
from news.rules.levels import IN_REVIEW
from news.rules.snapshot import Credit, Snapshot
from news.search.index import show_desk
from news.text.pending import pending_pictures


@contextmanager
def locked(article_id: int) -> Iterator[Article]:
    """Hold the article's row for one transaction. Raises BadInput where there is no such article."""
    with transaction.atomic():
        # Two queries: joined to a row that was waited for, PostgreSQL hands out what the others pointed to before.
        Article.objects.select_for_update().filter(pk=article_id).values_list("pk").first()
        article = (
            Article.objects.select_related("working_revision", "held_by", "desk_channel").filter(pk=article_id).first()
        )
        if article is None:
            raise BadInput(_("There is no article %(id)s.") % {"id": article_id}, "missing")
        yield article


def check(
    article: Article, verb: Verb, by: User, note: str = "", at: datetime | None = None
) -> transitions.Transition:
    """Return the table's row for the verb, or raise WrongState, NotAllowed, Conflict or BadInput with the reason."""
    return Case(article, by, at=at).require(verb, note)


def record(article: Article, verb: Verb, *, by: User, revision: Revision | None = None, note: str = "") -> Record:
    """Add the row that says who did what to which text."""
    return Record.objects.create(
        article=article,
        verb=verb,
        by=by,
        by_name=display_name(by),
        revision=revision,
        content_hash=revision.content_hash if revision else "",
        note=kept(note),
    )


def prepared(snapshot: Snapshot) -> Snapshot:
    """Return the canonical text with what the library knows of its pictures filled in; raise BadInput if unusable.

    A picture that was replaced in the library is shown in its newest version from here on. A video that is a file of
    this site says itself how long it runs.
    """
    snapshot = with_arrived(snapshot.clean())
    problems = form_problems(snapshot)
    if problems:
        raise BadInput(next(iter(problems.values())), next(iter(problems)))
    addresses, complete = complete_figures(snapshot.body)
    if addresses:
        images = Image.objects.at(addresses)
        if moved := newest_addresses(set(addresses) - set(images)):
            for old, new in moved.items():
                snapshot = replace(snapshot, body=snapshot.body.replace(old, new))
            addresses, complete = complete_figures(snapshot.body)
            images = Image.objects.at(addresses)
        known = {address: (image.alt, image.caption, image.credit) for address, image in images.items()}
        body = complete(known)
        newer = newest_versions(images.values())
        for address, image in images.items():
            if image.pk in newer:
                body = body.replace(address, newer[image.pk].file.url)
        snapshot = replace(snapshot, body=body)
    if snapshot.cover:
        snapshot = replace(snapshot, cover=newest_cover(snapshot.cover))
    if snapshot.kind == Kind.VIDEO and (seconds := running_time(snapshot.body)):
        snapshot = replace(snapshot, seconds=seconds)
    return snapshot


def create_article(
    *, snapshot: Snapshot, by: User, origin: RevisionOrigin = RevisionOrigin.DESK, note: str = ""
) -> Article:
    """Start an article with its first revision; ``note`` goes on record. Raises NotAllowed, BadInput."""
    require(by, "news.add_article", str(Verb.CREATE.label))
    snapshot = prepared(snapshot)
    _require_reach((snapshot.channel, *snapshot.also_in), by)
    with transaction.atomic():
        article = Article.objects.create(author=by)
        revision = _cut(article, snapshot, by, origin)
        _point_desk_at(article, revision, snapshot, by)
        record(article, Verb.CREATE, by=by, revision=revision, note=note)
    return article


def save_revision(
    article_id: int,
    snapshot: Snapshot,
    *,
    by: User,
    based_on: int | None = None,
    origin: RevisionOrigin = RevisionOrigin.DESK,
    only_if_typed: bool = False,
) -> Revision:
    """Cut a new revision; an equal hash makes none and returns the one there is. The live page stays as it is.

    ``based_on`` is the id of the revision that the editor started from; if somebody saved since, Conflict is raised
    and nothing is written. With ``only_if_typed`` what the picture library has learned since makes no revision by
    itself. Raises also NotAllowed, WrongState, BadInput.
    """
    with locked(article_id) as article:
        return save_locked(article, snapshot, by=by, based_on=based_on, origin=origin, only_if_typed=only_if_typed)


def save_locked(
    article: Article,
    snapshot: Snapshot,
    *,
    by: User,
    based_on: int | None = None,
    origin: RevisionOrigin = RevisionOrigin.DESK,
    restored_from: Revision | None = None,
    only_if_typed: bool = False,
) -> Revision:
    """Do ``save_revision`` on a row that is already locked; ``restored_from`` is the old text that it puts back.

    While the story is under review this is 审改: only a reviewer whose turn it is may do it, and so takes the story.
    The passes below stand; ``editorial.review`` binds them to the new text with the reviewer's own pass. So a text
    that they could not pass, since words of their own from before stand in it, is refused.
    """
    case = Case(article, by)
    verb = Verb.AMEND if article.review in IN_REVIEW else Verb.EDIT
    case.require(verb)
    snapshot = prepared(snapshot)
    current = ensure_revision(article)
    if based_on is not None and based_on != current.pk:
        raise Conflict(
            _("%(name)s saved version %(number)d at %(time)s while you were writing. Your text was not lost.")
            % {
                "name": display_name(current.author) if current.author else _("The import"),
                "number": current.number,
                "time": timezone.localtime(current.created_at).strftime("%H:%M"),
            },
            "conflict",
        )
    if snapshot.content_hash == current.content_hash:
        return current
    if only_if_typed and _nothing_typed(snapshot, current):
        return current
    _require_reach({snapshot.channel, *snapshot.also_in} - {article.desk_channel_id, *current.snapshot.also_in}, by)
    level = case.situation.level if verb == Verb.AMEND else None
    if level and case.channels.levels((snapshot.channel, *snapshot.also_in)) != case.levels:
        raise BadInput(
            _("The other channel has other review levels; return the story to its author to move it there."), "channel"
        )
    words = words_in(article, restored_from) if restored_from else []
    revision = _cut(article, snapshot, by, origin, level, restored_from)
    OldWords.objects.bulk_create(
        OldWords(revision=revision, person_id=each.person, level=each.level) for each in words
    )
    _point_desk_at(article, revision, snapshot, by)
    if level:
        _require_not_own(Case(article, by, powers=case.powers, channels=case.channels))
        if article.held_by_id is None:
            article.held_by, article.held_at = by, timezone.now()
        article.amending = True
        article.save(update_fields=["held_by", "held_at", "amending"])
    record(article, verb, by=by, revision=revision)
    return revision


def _nothing_typed(snapshot: Snapshot, current: Revision) -> bool:
    """True where only the library knows more of the pictures than it did when the current version was cut."""
    if pending_pictures(current.snapshot.body):
        return False  # what has come since stands on the writer's screen and is new to everybody else
    try:
        return snapshot.content_hash == prepared(current.snapshot).content_hash
    except BadInput:
        return False  # an old text that would not be accepted today is not the one that just was


def _require_not_own(case: Case) -> None:
    """Refuse what a reviewer has just put into the story if it makes the text their own, 审改 at their level apart."""
    if case.actor.wrote:
        raise NotAllowed(
            _(
                "%(name)s has written in the version that would stand again, and nobody reviews text of their own. "
                "Return the story: its author may put that version back, and somebody else reviews it."
            )
            % {"name": display_name(case.by)},
            "own",
        )


def _require_reach(channel_ids: Iterable[int | None], by: User) -> None:
    """Refuse a channel that this person does not write for."""
    wanted = [channel_id for channel_id in channel_ids if channel_id]
    scopes = powers_of(by).scopes.get(SCOPED[ScopeAct.WRITE][0]) if wanted else None
    if not scopes:
        return
    channels = ChannelMap.load()
    for channel_id in wanted:
        if not channels.covers(scopes, channel_id):
            node = channels.by_id.get(channel_id)
            raise NotAllowed(
                _("%(name)s does not work for “%(channel)s”. Ask the editor-in-chief to widen the channels.")
                % {"name": display_name(by), "channel": node.name if node else "—"},
                "scope",
            )


def rest(article: Article, review: Review) -> None:
    """Put a story into a state in which it waits for no review and nobody holds it. Unsaved."""
    article.review, article.level = review, ""
    article.waiting_since = article.due_at = None
    article.held_by = article.held_at = None
    article.amending = False


def ensure_revision(article: Article) -> Revision:
    """Return the working revision; for an imported article the first call writes revision 0 from its live columns."""
    if article.working_revision is not None:
        return article.working_revision
    snapshot = snapshot_of_live(article)
    revision = Revision.objects.create(
        article=article,
        number=0,
        data=snapshot.as_json(),
        content_hash=snapshot.content_hash,
        author=None,
        origin=RevisionOrigin.IMPORT,
    )
    article.working_revision = article.live_revision = revision
    article.desk_channel_id = snapshot.channel
    article.save(update_fields=["working_revision", "live_revision", "desk_channel"])
    return revision


def snapshot_of_live(article: Article) -> Snapshot:
    """Return what readers see as a snapshot. Three queries: also-in channels, ancestors, keywords."""
    return Snapshot(
        title=article.title,
        kicker=article.kicker,
        subhead=article.subhead,
        short_title=article.short_title,
        summary=article.summary,
        body=article.body,
        channel=article.channel_id,
        also_in=also_in_of(article),
        origin=article.origin,
        source=article.source.name if article.source else "",
        original_url=article.original_url,
        byline=tuple(Credit(**item) for item in article.byline),
        editors=tuple(article.editors),
        keywords=tuple(
            article.keywordings.order_by("position").select_related("tag").values_list("tag__name", flat=True)
        ),
        cover=article.cover_id,
        notice=article.notice_id,
        ai_generated=article.ai_generated,
        minors=article.minors,
        advertisement=article.advertisement,
        kind=article.kind,
        link=article.link,
        seconds=article.seconds or 0,
        series=article.series_id,
        series_place=article.series_place,
        editors_note=article.editors_note,
        correction=article.correction,
        expires_at=timezone.localtime(article.expires_at).isoformat() if article.expires_at else "",
    )


def _cut(
    article: Article,
    snapshot: Snapshot,
    by: User,
    origin: RevisionOrigin,
    level: Level | None = None,
    restored_from: Revision | None = None,
) -> Revision:
    newest = article.revisions.order_by("-number").values_list("number", flat=True).first()
    return Revision.objects.create(
        article=article,
        number=1 if newest is None else newest + 1,
        data=snapshot.as_json(),
        content_hash=snapshot.content_hash,
        author=by,
        origin=origin,
        level=level or "",
        restored_from=restored_from,
    )


def _point_desk_at(article: Article, revision: Revision, snapshot: Snapshot, by: User) -> None:
    article.working_revision = revision
    article.desk_title = snapshot.title
    article.desk_kind, article.desk_channel_id = snapshot.kind, snapshot.channel
    if article.review not in IN_REVIEW:
        article.review = Review.DRAFT  # whatever was passed or signed off was another text
    article.last_editor = by
    article.changed_at = timezone.now()
    article.save(
        update_fields=[
            "working_revision",
            "desk_title",
            "desk_kind",
            "desk_channel",
            "review",
            "last_editor",
            "changed_at",
        ]
    )
    show_desk(article, snapshot)
