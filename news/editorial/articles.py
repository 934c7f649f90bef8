"""Writing: new articles, new revisions of their text, and what every verb shares (lock, state, record)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.access import display_name, require
from news.enums import Publication, Review, RevisionOrigin, Verb
from news.errors import BadInput, Conflict, WrongState
from news.models import Article, Image, Record, Revision
from news.rules import transitions
from news.rules.checks import form_problems
from news.rules.figures import complete_figures
from news.rules.snapshot import Credit, Snapshot


@contextmanager
def locked(article_id: int) -> Iterator[Article]:
    """Hold the article's row for one transaction. Raises BadInput where there is no such article."""
    with transaction.atomic():
        article = Article.objects.select_for_update().filter(pk=article_id).first()
        if article is None:
            raise BadInput(_("There is no article %(id)s.") % {"id": article_id}, "missing")
        yield article


def check(
    article: Article, verb: Verb, by: User, note: str = "", at: datetime | None = None
) -> transitions.Transition:
    """Return the table's row for the verb, or raise WrongState, NotAllowed or BadInput with the reason."""
    publication, review = article.publication(at), Review(article.review)
    row = transitions.find(verb, publication, review)
    require(by, (row.permission if row else transitions.permission_of(verb)), str(verb.label))
    if row is None:
        raise WrongState(_refusal(verb, publication, review), "state")
    if row.needs_note and not note.strip():
        raise BadInput(_("Give a reason: “%(act)s” is recorded with it.") % {"act": verb.label}, "note")
    return row


def _refusal(verb: Verb, publication: Publication, review: Review) -> str:
    if verb in {Verb.PUBLISH, Verb.SCHEDULE} and publication in {Publication.LIVE, Publication.SCHEDULED}:
        return _("Nothing has changed since the text went out; edit it first.")
    if verb == Verb.PUBLISH and publication == Publication.UNPUBLISHED:
        return _("The text is unchanged; use “restore” to put it back.")
    if verb == Verb.DELETE and publication in {Publication.LIVE, Publication.SCHEDULED}:
        return _("Readers can see it or soon will: unpublish it first, then delete.")
    if publication == Publication.DELETED:
        return _("The article is in the recycle bin; take it out first.")
    if publication == Publication.RETRACTED:
        return _("The article was retracted; restore it to a draft first.")
    states = "、".join(str(Publication(state).label) for state in transitions.states_of(verb))
    return _("An article that is %(state)s cannot be treated so: %(act)s is for %(states)s.") % {
        "state": publication.label,
        "act": verb.label,
        "states": states,
    }


def record(article: Article, verb: Verb, *, by: User, revision: Revision | None = None, note: str = "") -> Record:
    """Add the row that says who did what to which text."""
    return Record.objects.create(
        article=article,
        verb=verb,
        by=by,
        by_name=display_name(by),
        revision=revision,
        content_hash=revision.content_hash if revision else "",
        note=note.strip()[:500],
    )


def prepared(snapshot: Snapshot) -> Snapshot:
    """Return the canonical text with what the library knows of its pictures filled in; raise BadInput if unusable."""
    snapshot = snapshot.clean()
    problems = form_problems(snapshot)
    if problems:
        raise BadInput(next(iter(problems.values())), next(iter(problems)))
    addresses, complete = complete_figures(snapshot.body)
    if addresses:
        known = {
            address: (image.alt, image.caption, image.credit) for address, image in Image.objects.at(addresses).items()
        }
        snapshot = replace(snapshot, body=complete(known))
    return snapshot


def create_article(*, snapshot: Snapshot, by: User, origin: RevisionOrigin = RevisionOrigin.DESK) -> Article:
    """Start an article with its first revision. Raises NotAllowed, BadInput."""
    require(by, "news.add_article", str(Verb.CREATE.label))
    snapshot = prepared(snapshot)
    with transaction.atomic():
        article = Article.objects.create(author=by)
        revision = _cut(article, snapshot, by, origin)
        _point_desk_at(article, revision, snapshot, by)
        record(article, Verb.CREATE, by=by, revision=revision)
    return article


def save_revision(
    article_id: int,
    snapshot: Snapshot,
    *,
    by: User,
    based_on: int | None = None,
    origin: RevisionOrigin = RevisionOrigin.DESK,
) -> Revision:
    """Cut a new revision; an equal hash makes none and returns the one there is. The live page stays as it is.

    ``based_on`` is the id of the revision that the editor started from; if somebody saved since, Conflict is raised
    and nothing is written. Raises also NotAllowed, WrongState, BadInput.
    """
    with locked(article_id) as article:
        return save_locked(article, snapshot, by=by, based_on=based_on, origin=origin)


def save_locked(
    article: Article,
    snapshot: Snapshot,
    *,
    by: User,
    based_on: int | None = None,
    origin: RevisionOrigin = RevisionOrigin.DESK,
) -> Revision:
    """Do ``save_revision`` on a row that is already locked."""
    check(article, Verb.EDIT, by)
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
    revision = _cut(article, snapshot, by, origin)
    _point_desk_at(article, revision, snapshot, by)
    record(article, Verb.EDIT, by=by, revision=revision)
    return revision


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
    article.save(update_fields=["working_revision", "live_revision"])
    return revision


def snapshot_of_live(article: Article) -> Snapshot:
    """Return what readers see as a snapshot. Three queries: also-in channels, ancestors, keywords."""
    from news.editorial.publication import also_in_of  # noqa: PLC0415 - publication needs this module's lock

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
        editors_note=article.editors_note,
        correction=article.correction,
        expires_at=timezone.localtime(article.expires_at).isoformat() if article.expires_at else "",
    )


def _cut(article: Article, snapshot: Snapshot, by: User, origin: RevisionOrigin) -> Revision:
    newest = article.revisions.order_by("-number").values_list("number", flat=True).first()
    return Revision.objects.create(
        article=article,
        number=1 if newest is None else newest + 1,
        data=snapshot.as_json(),
        content_hash=snapshot.content_hash,
        author=by,
        origin=origin,
    )


def _point_desk_at(article: Article, revision: Revision, snapshot: Snapshot, by: User) -> None:
    article.working_revision = revision
    article.desk_title = snapshot.title
    article.desk_channel_id = snapshot.channel
    article.review = Review.DRAFT
    article.last_editor = by
    article.changed_at = timezone.now()
    article.save(
        update_fields=["working_revision", "desk_title", "desk_channel", "review", "last_editor", "changed_at"]
    )
