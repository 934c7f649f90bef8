"""What readers get: publish, schedule, correct, unpublish, retract, restore, delete. Reviews are ``review``."""

from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Max
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from news.editorial.articles import check, ensure_revision, locked, record, rest, save_locked
from news.editorial.cases import SIGNING, kept, signed_off_in_force
from news.editorial.checking import require_clear
from news.editorial.hot import forget
from news.editorial.notices import tell
from news.editorial.placements import tell_off_front
from news.editorial.placing import ancestors_and_self, choose_related, signers, source_named
from news.editorial.previews import end_links
from news.editorial.retiring import retire_after
from news.enums import NoticeKind, Publication, Review, RevisionOrigin, Verb, Withdrawal
from news.errors import BadInput, Conflict, WrongState
from news.models import Article, Bylining, Channel, Image, Keyword, Keywording, Listing, Redirect, Revision, Series
from news.rules.checks import is_sane
from news.rules.snapshot import Snapshot
from news.search.index import hide_live, show_live
from news.text.blocks import picture_addresses
from news.text.excerpt import first_paragraphs


def publish(
    article_id: int, *, by: User, at: datetime | None = None, based_on: int | None = None, override: str = ""
) -> Article:
    """Make the text that was signed off public: at once, or at ``at`` (aware) by the readers' clock.

    ``override`` is the reason for letting blocking checks pass. Raises NotAllowed, WrongState, BadInput, Conflict.
    """
    with locked(article_id) as article:
        now = second(timezone.now())
        check(article, Verb.SCHEDULE if at else Verb.PUBLISH, by, at=now)
        revision = ensure_revision(article)
        unchanged(revision, based_on)
        put_out(article, revision, by=by, at=at, now=now, override=override)
    return article


def unchanged(revision: Revision, based_on: int | None) -> None:
    """Raise Conflict where the text on the person's screen is not the working one."""
    if based_on is not None and based_on != revision.pk:
        raise Conflict(_("The text was changed meanwhile; read the newest version first."), "conflict")


def put_out(
    article: Article, revision: Revision, *, by: User, at: datetime | None, now: datetime, override: str = ""
) -> None:
    """Let readers have a locked story's signed-off ``revision``, now or at ``at``; adds the record."""
    if at and at <= now:
        raise BadInput(_("The time for publication has passed; publish at once or choose a later one."), "at")
    if at:
        require_sane(at)
    signed = article.reviews.filter(verdict__in=SIGNING).order_by("-pk").values_list("content_hash", flat=True).first()
    if signed is not None and signed != revision.content_hash:  # the state says it was; the record must agree
        raise WrongState(_("Nobody has signed this text off. Submit it for review first."), "unsigned")
    _require_no_embargo(article, at or now)
    day = timezone.localtime(at).date() if at else None
    require_clear(article, revision, by=by, override=override, day=day)
    article.goes_out_at = second(at) if at else None
    put_live(article, revision, revision.snapshot, _publication_time(article, now, at), now)
    verb = Verb.SCHEDULE if at else Verb.PUBLISH
    record(article, verb, by=by, revision=revision, note=at.isoformat() if at else "")
    tell(article, NoticeKind.SCHEDULED if at else NoticeKind.PUBLISHED, by=by)


def _require_no_embargo(article: Article, moment: datetime) -> None:
    if article.embargo_until and moment < article.embargo_until:
        raise BadInput(
            _("There is an embargo until %(time)s; schedule it for that time or later.")
            % {"time": timezone.localtime(article.embargo_until).strftime("%Y-%m-%d %H:%M")},
            "embargo",
        )


def require_sane(moment: datetime) -> None:
    """Raise BadInput for a year that no newsroom deals with: a slip, and some cannot be turned into local time."""
    if not is_sane(moment.isoformat()):
        raise BadInput(_("This date lies too far away; check the year."), "at")


def second(moment: datetime) -> datetime:
    """Return the moment without microseconds: publication is data to the second."""
    return moment.replace(microsecond=0)


def _publication_time(article: Article, now: datetime, at: datetime | None) -> datetime:
    if at:
        return second(at)
    if article.published_at and article.published_at <= now:
        return article.published_at  # a new text of a story that was out keeps its time
    return now


def put_live(article: Article, revision: Revision | None, snapshot: Snapshot, when: datetime, now: datetime) -> None:
    """Copy a signed-off (or imported) snapshot to the live columns and rows, in the transaction that holds the row."""
    expires_at = parse_datetime(snapshot.expires_at) if snapshot.expires_at else None
    address = article.address
    if expires_at and expires_at <= max(when, now):
        raise BadInput(_("The end of publication lies in the past; change or clear it."), "expires_at")
    corrected = snapshot.correction and snapshot.correction != article.correction
    shown, cover, promotable = set(picture_addresses(article.body)), article.cover_id, article.promotable
    article.title, article.kicker, article.subhead = snapshot.title, snapshot.kicker, snapshot.subhead
    article.short_title, article.body = snapshot.short_title, snapshot.body
    article.summary = snapshot.summary or first_paragraphs(snapshot.body)
    article.channel_id, article.origin = snapshot.channel, snapshot.origin
    article.source = source_named(snapshot.source) if snapshot.source else None
    article.original_url = snapshot.original_url
    article.byline = [{"role": item.role, "name": item.name, "staff": item.staff} for item in snapshot.byline]
    article.editors = list(snapshot.editors)
    article.cover_id, article.notice_id = snapshot.cover, snapshot.notice
    article.labels, article.promotable = snapshot.labels, not snapshot.minors
    article.kind, article.link, article.seconds = snapshot.kind, snapshot.link, snapshot.seconds or None
    article.editors_note, article.correction = snapshot.editors_note, snapshot.correction
    article.corrected_at = now if corrected else (article.corrected_at if snapshot.correction else None)
    article.expires_at = expires_at
    if article.first_published_at is None or article.first_published_at > now:
        article.first_published_at = when
    article.published_at, article.updated_at = when, now
    article.withdrawal, article.withdrawn_at, article.withdrawal_reason = Withdrawal.NONE, None, ""
    article.live_revision, article.review = revision, Review.SIGNED_OFF
    if article.embargo_until and article.embargo_until <= now:
        article.embargo_until = None  # one that lies ahead outlives a schedule that is cancelled
    _check_references(snapshot)
    _take_place(article, snapshot)
    keywords = Keyword.objects.named(list(snapshot.keywords))
    article.related_ids = choose_related(article.pk, [item.pk for item in keywords], when)
    article.save()
    if promotable and not article.promotable:
        tell_off_front(article, by=None)
    write_rows(article, keywords, snapshot.also_in)
    if address:
        article.refresh_from_db(fields=["channel"])
        if article.address != address:  # old addresses go on leading here in one hop
            Redirect.objects.filter(new_path=address).update(new_path=article.address)
    retire_after(
        shown.difference(picture_addresses(article.body)), [cover] if cover and cover != article.cover_id else []
    )


def _take_place(article: Article, snapshot: Snapshot) -> None:
    """Give a story its place in its series: the one asked for, the one it has, else behind the last. Unsaved."""
    if snapshot.series is None:
        article.series_id = article.series_place = None
        return
    stays = article.series_place if article.series_id == snapshot.series else None
    place = stays if snapshot.series_place is None else snapshot.series_place
    if place is None:
        Series.objects.select_for_update().filter(pk=snapshot.series).values_list("pk").first()  # one after the other
        last = Article.objects.filter(series_id=snapshot.series).aggregate(last=Max("series_place"))["last"]
        place = (last or 0) + 1
    article.series_id, article.series_place = snapshot.series, place


def _check_references(snapshot: Snapshot) -> None:
    """Refuse a text whose channel or picture was deleted since it was written."""
    wanted = {number for number in (snapshot.channel, *snapshot.also_in) if number}
    if Channel.objects.filter(pk__in=wanted).count() != len(wanted):
        raise BadInput(_("The channel of this text no longer exists; choose another."), "channel")
    if snapshot.cover and not Image.objects.filter(pk=snapshot.cover).exists():
        raise BadInput(_("The cover picture no longer exists; choose another."), "cover")
    if snapshot.series and not Series.objects.filter(pk=snapshot.series).exists():
        raise BadInput(_("The series of this text no longer exists; choose another."), "series")


def write_rows(article: Article, keywords: list[Keyword], also_in: tuple[int, ...]) -> None:
    """Replace the article's listing, keyword and search rows by those of its live text."""
    if article.published_at is None or article.channel_id is None:
        raise ValueError("Rows belong to a text with a channel and a time.")
    channels = ancestors_and_self([article.channel_id, *also_in])
    article.listings.all().delete()
    article.keywordings.all().delete()
    article.bylinings.all().delete()
    Listing.objects.bulk_create(
        Listing(article=article, channel_id=channel, published_at=article.published_at, day=article.day)
        for channel in channels
    )
    Keywording.objects.bulk_create(
        Keywording(tag=keyword, content_object=article, position=position, published_at=article.published_at)
        for position, keyword in enumerate(keywords)
    )
    people = signers(((item["role"], item["name"], item["staff"]) for item in article.byline), article.origin)
    Bylining.objects.bulk_create(
        Bylining(staff_id=number, article=article, published_at=article.published_at) for number in sorted(people)
    )
    show_live(article, [keyword.name for keyword in keywords], also_in)


def correct(
    article_id: int,
    *,
    by: User,
    note: str,
    snapshot: Snapshot | None = None,
    origin: RevisionOrigin = RevisionOrigin.DESK,
) -> Article:
    """Prepare a corrected text of a live story; ``note`` is printed above it. The page changes at the sign-off.

    ``snapshot`` is the new text (default: the working one). Raises NotAllowed, WrongState, BadInput.
    """
    with locked(article_id) as article:
        check(article, Verb.CORRECT, by, note)
        base = snapshot or ensure_revision(article).snapshot
        revision = save_locked(article, replace(base, correction=note), by=by, origin=origin)
        record(article, Verb.CORRECT, by=by, revision=revision, note=note)
    return article


def unpublish(article_id: int, *, by: User, note: str) -> Article:
    """Take a live story off (its address answers 410), or cancel a schedule. The reason is internal."""
    with locked(article_id) as article:
        now = second(timezone.now())
        check(article, Verb.UNPUBLISH, by, note, now)
        revision = ensure_revision(article)
        if article.publication(now) == Publication.SCHEDULED:
            cancel_schedule(article, note)
        else:
            _clear_rows(article)
            _mark(article, Withdrawal.UNPUBLISHED, note, now)
        article.changed_at, article.last_editor = timezone.now(), by
        article.save()
        record(article, Verb.UNPUBLISH, by=by, revision=revision, note=note)
        tell(article, NoticeKind.WITHDRAWN, by=by, note=note)
        tell_off_front(article, by=by)
    return article


def cancel_schedule(article: Article, note: str) -> None:
    """Take a locked story's time of publication away; one that readers had seen before stays unpublished. Unsaved."""
    now = second(timezone.now())
    _clear_rows(article)
    article.goes_out_at = None
    if not article.was_public(now):
        article.first_published_at = article.published_at = None
    else:
        _mark(article, Withdrawal.UNPUBLISHED, note, now)
        article.published_at = article.first_published_at  # the time that was cancelled is not its own


def retract(article_id: int, *, by: User, note: str) -> Article:
    """Withdraw a story for good: 410 with the public reason ``note``; coming back takes a new sign-off."""
    with locked(article_id) as article:
        now = second(timezone.now())
        check(article, Verb.RETRACT, by, note, now)
        revision = ensure_revision(article)
        _clear_rows(article)
        _mark(article, Withdrawal.RETRACTED, note, now)
        rest(article, Review.NONE)
        article.changed_at, article.last_editor = timezone.now(), by
        article.save()
        record(article, Verb.RETRACT, by=by, revision=revision, note=note)
        tell(article, NoticeKind.WITHDRAWN, by=by, note=note)
        tell_off_front(article, by=by)
    return article


def _mark(article: Article, mark: Withdrawal, reason: str, now: datetime) -> None:
    """Mark a locked story as off the site (unsaved), and end the preview links that show it."""
    article.withdrawal, article.withdrawn_at = mark, now
    article.withdrawal_reason = kept(reason)
    end_links(article)


def _clear_rows(article: Article) -> None:
    forget(article)
    article.listings.all().delete()
    article.keywordings.all().delete()
    article.bylinings.all().delete()
    hide_live(article)


def restore(article_id: int, *, by: User, note: str = "") -> Article:
    """Un-withdraw: an unpublished story is back as it was; a retracted or rejected one becomes a draft."""
    with locked(article_id) as article:
        check(article, Verb.RESTORE, by)
        revision = ensure_revision(article)
        if article.withdrawal != Withdrawal.UNPUBLISHED:
            article.review = Review.DRAFT
        else:
            live = article.live_revision or revision
            if article.review == Review.SIGNED_OFF and live != revision:
                raise WrongState(_("A newer text is signed off: publish it instead of the old one."), "newer")
            _require_standing(article, live)
            _require_no_embargo(article, second(timezone.now()))
            snapshot = live.snapshot
            _check_references(snapshot)
            article.withdrawal, article.withdrawn_at, article.withdrawal_reason = Withdrawal.NONE, None, ""
            write_rows(article, Keyword.objects.named(list(snapshot.keywords)), snapshot.also_in)
        article.changed_at, article.last_editor = timezone.now(), by
        article.save()
        record(article, Verb.RESTORE, by=by, revision=revision, note=note)
    return article


def _require_standing(article: Article, live: Revision) -> None:
    """Refuse a text whose sign-off was taken back by a return, or that was withheld and never released.

    The state may not say so any more: it is of the working text, which went on. An import has no sign-off to lose.
    """
    signed = article.reviews.filter(verdict__in=SIGNING, content_hash=live.content_hash)
    if signed.exists() and not signed_off_in_force(article).filter(content_hash=live.content_hash).exists():
        raise WrongState(_("The sign-off of this text was taken back. Submit it for review first."), "unsigned")
    stopping = (Verb.WITHHOLD, Verb.RELEASE, Verb.PUBLISH, Verb.SCHEDULE)
    last = article.records.filter(revision=live, verb__in=stopping).order_by("-pk").values_list("verb", flat=True)
    if last.first() == Verb.WITHHOLD:
        raise WrongState(
            _("The text that readers saw is withheld. Publish a newer one, once it is signed off."), "withheld"
        )


def restore_revision(article_id: int, number: int, *, by: User) -> Revision:
    """Make a new draft of an old text; correction, notice and end stay as they are. BadInput: no such version."""
    with locked(article_id) as article:
        current = ensure_revision(article).snapshot
        old = article.revisions.filter(number=number).first()
        if old is None:
            raise BadInput(_("There is no version %(number)s of this article.") % {"number": number}, "revision")
        # What was said to the public since, and for how long the story stands, is not part of going back.
        text = replace(
            old.snapshot, correction=current.correction, notice=current.notice, expires_at=current.expires_at
        )
        return save_locked(article, text, by=by, restored_from=old)


def delete(article_id: int, *, by: User, note: str = "") -> Article:
    """Move to the recycle bin. Once public, its address goes on answering 410."""
    with locked(article_id) as article:
        check(article, Verb.DELETE, by)
        revision = ensure_revision(article)
        _clear_rows(article)
        article.deleted_at = timezone.now()
        article.save()
        tell_off_front(article, by=by)
        record(article, Verb.DELETE, by=by, revision=revision, note=note)
    return article


def undelete(article_id: int, *, by: User, note: str = "") -> Article:
    """Take out of the recycle bin, to the state it had."""
    with locked(article_id) as article:
        check(article, Verb.UNDELETE, by)
        revision = ensure_revision(article)
        article.deleted_at = None
        if article.publication() in {Publication.LIVE, Publication.EXPIRED} and revision is not None:
            snapshot = (article.live_revision or revision).snapshot
            write_rows(article, Keyword.objects.named(list(snapshot.keywords)), snapshot.also_in)
        article.save()
        record(article, Verb.UNDELETE, by=by, revision=revision, note=note)
    return article
