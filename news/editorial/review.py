"""The three reviews (三审): submit, pass, sign off, the fast lane, return, reject, take back, withhold, embargo.

Every verb locks the story, asks the table, writes, and adds the records, in one transaction.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.access import LENT, display_name
from news.editorial.articles import ensure_revision, locked, record, rest
from news.editorial.audit import note as tell_audit
from news.editorial.cases import PASSING, Case, kept, last_act
from news.editorial.checking import require_clear
from news.editorial.notices import settle, tell, tell_reviewers
from news.editorial.publication import cancel_schedule, put_out, require_sane, second, unchanged
from news.enums import AuditArea, Level, NoticeKind, Publication, Review, Verb, Verdict
from news.errors import BadInput, Conflict, WrongState
from news.models import Article, DeskRules, ReviewRecord, Revision
from news.rules.levels import PASSED, awaited, below, waiting_for
from news.rules.reviews import unbroken
from news.rules.transitions import LEVEL_PERMISSIONS


def submit(
    article_id: int,
    *,
    by: User,
    note: str = "",
    urgent: bool | None = None,
    based_on: int | None = None,
    override: str = "",
) -> Article:
    """Send the working text into review (送审); it is closed to its author from then on.

    ``urgent`` None leaves the mark as it is. Raises NotAllowed, WrongState, BadInput, Conflict.
    """
    with locked(article_id) as article:
        case = Case(article, by)
        case.require(Verb.SUBMIT, note)
        revision = ensure_revision(article)
        unchanged(revision, based_on)
        require_clear(article, revision, by=by, override=override)
        article.review_round += 1
        article.submitted_by, article.returned_at = by, None
        if urgent is not None:
            article.urgent = urgent
        await_level(article, Review.SUBMITTED, case.levels)
        article.save()
        record(article, Verb.SUBMIT, by=by, revision=revision, note=note)
        tell_reviewers(article, by=by, note=note)
    return article


def pass_on(
    article_id: int,
    *,
    by: User,
    note: str = "",
    based_on: int | None = None,
    override: str = "",
    level: Level | None = None,
) -> Article:
    """Pass the level that the story waits for, bound to the hash of the working text (通过).

    If the reviewer edited while holding the story it is 审改: their level on the new text, the passes below stand.
    ``level`` is the one that the person saw: if somebody passed it meanwhile, their press does not count for the next.
    Raises NotAllowed, WrongState, BadInput, Conflict.
    """
    with locked(article_id) as article:
        case = Case(article, by)
        _still_at(case, level)
        case.require(Verb.PASS, note)
        revision = ensure_revision(article)
        unchanged(revision, based_on)
        due = _due(case)
        _require_chain(case, revision, due)
        require_clear(article, revision, by=by, override=override)
        verdict = Verdict.AMEND if article.amending else Verdict.PASS
        _judge(case, revision, due, verdict, note)
        await_level(article, PASSED[due], case.levels)
        article.save()
        record(article, Verb.PASS, by=by, revision=revision, note=note)
        tell(article, NoticeKind.PASSED, by=by, note=note)
        tell_reviewers(article, by=by)
    return article


def sign_off(
    article_id: int,
    *,
    by: User,
    note: str = "",
    publish: bool = False,
    at: datetime | None = None,
    based_on: int | None = None,
    override: str = "",
) -> Article:
    """Pass the last level (签发). A live or scheduled story swaps its text at once; another waits for ``publish``.

    ``publish`` puts it out in the same transaction, ``at`` (aware) schedules it.
    Raises NotAllowed, WrongState, BadInput, Conflict.
    """
    with locked(article_id) as article:
        now = second(timezone.now())
        case = Case(article, by, at=now)
        case.require(Verb.SIGN_OFF, note)
        revision = ensure_revision(article)
        unchanged(revision, based_on)
        _require_chain(case, revision, Level.FINAL)
        _judge(case, revision, Level.FINAL, Verdict.SIGN_OFF, note)
        _signed(article, revision, Verb.SIGN_OFF, by, note, publish, at, now, override)
    return article


def fast_sign_off(
    article_id: int,
    *,
    by: User,
    note: str,
    publish: bool = False,
    at: datetime | None = None,
    based_on: int | None = None,
    override: str = "",
) -> Article:
    """Sign off in the fast lane: one other person alone, with a reason, instead of the levels that are left.

    Raises NotAllowed (own text, no permission), WrongState, BadInput, Conflict.
    """
    with locked(article_id) as article:
        now = second(timezone.now())
        case = Case(article, by, at=now)
        case.require(Verb.FAST, note)
        revision = ensure_revision(article)
        unchanged(revision, based_on)
        if article.amending and article.held_by_id != by.pk:
            void_passes(article, case.levels)  # the holder's unfinished 审改 is over
        if case.situation.level is None:
            article.review_round += 1
        _judge(case, revision, Level.FINAL, Verdict.FAST, note)
        _signed(article, revision, Verb.FAST, by, note, publish, at, now, override)
    return article


def send_back(
    article_id: int, *, by: User, note: str, to: Level | None = None, based_on: int | None = None
) -> Article:
    """Return the story with a reason (退改): to its author, or ``to`` an earlier level. Those concerned are told."""
    with locked(article_id) as article:
        case = Case(article, by)
        case.require(Verb.RETURN, note)
        revision = ensure_revision(article)
        unchanged(revision, based_on)
        level = case.situation.level or Level.FINAL
        if to is not None and to not in below(level, case.levels):
            raise BadInput(
                _("It can be returned to the author or to an earlier level, not to this: %(level)s.")
                % {"level": Level(to).label},
                "to",
            )
        if to is not None and not _stand_below(case, to):
            raise BadInput(
                _("The levels before the %(level)s have not passed this story. Return it further back.")
                % {"level": to.label},
                "to",
            )
        _judge(case, revision, level, Verdict.RETURN, note, returned_to=to)
        if to is None:
            rest(article, Review.DRAFT)
            article.returned_at = article.changed_at = timezone.now()  # it comes up in its author's list
        else:
            await_level(article, waiting_for(to, case.levels), case.levels)
        article.save()
        record(article, Verb.RETURN, by=by, revision=revision, note=note)
        tell(article, NoticeKind.RETURNED, by=by, note=note)
        if to is not None:
            tell_reviewers(article, by=by, note=note)
    return article


def reject(article_id: int, *, by: User, note: str, based_on: int | None = None) -> Article:
    """Reject the text (退稿): it goes no further; a live story stays as it is."""
    with locked(article_id) as article:
        case = Case(article, by)
        case.require(Verb.REJECT, note)
        revision = ensure_revision(article)
        unchanged(revision, based_on)
        _judge(case, revision, _due(case), Verdict.REJECT, note)
        rest(article, Review.REJECTED)
        article.changed_at = timezone.now()
        article.save()
        record(article, Verb.REJECT, by=by, revision=revision, note=note)
        tell(article, NoticeKind.REJECTED, by=by, note=note)
    return article


def withdraw(article_id: int, *, by: User, note: str = "") -> Article:
    """Take one's own story back out of review (撤回) to go on writing; the passes so far are void."""
    with locked(article_id) as article:
        Case(article, by).require(Verb.WITHDRAW, note)
        revision = ensure_revision(article)
        rest(article, Review.DRAFT)
        article.save()
        record(article, Verb.WITHDRAW, by=by, revision=revision, note=note)
        settle(article)
    return article


def withhold(article_id: int, *, by: User, note: str = "") -> Article:
    """Stop a signed-off text until it is released (缓发); a schedule is cancelled by it."""
    with locked(article_id) as article:
        case = Case(article, by)
        case.require(Verb.WITHHOLD, note)
        revision = ensure_revision(article)
        if case.situation.publication == Publication.SCHEDULED:
            cancel_schedule(article, note)
        rest(article, Review.WITHHELD)
        article.save()
        record(article, Verb.WITHHOLD, by=by, revision=revision, note=note)
    return article


def release(article_id: int, *, by: User, note: str = "") -> Article:
    """Let a withheld text go on: signed off, to be published."""
    with locked(article_id) as article:
        Case(article, by).require(Verb.RELEASE, note)
        revision = ensure_revision(article)
        rest(article, Review.SIGNED_OFF)
        article.save()
        record(article, Verb.RELEASE, by=by, revision=revision, note=note)
    return article


def embargo(article_id: int, *, by: User, until: datetime | None, note: str = "") -> Article:
    """Set the time before which the story may not be public (限时发布); None lifts it.

    Whoever writes the story may set one; to shorten or lift it takes the permission to publish, in all its channels.
    """
    with locked(article_id) as article:
        case = Case(article, by)
        case.require(Verb.EMBARGO, note)
        now = second(timezone.now())
        if until is not None and until <= now:
            raise BadInput(_("An embargo ends in the future; choose a later time."), "at")
        if until is not None:
            require_sane(until)
        standing = article.embargo_until if article.embargo_until and article.embargo_until > now else None
        if standing and (until is None or until < standing):
            if "news.publish_article" not in case.powers.all:
                raise WrongState(_("Only somebody who may publish can shorten or lift an embargo."), "embargo")
            case.require_reach("news.publish_article")
        article.embargo_until = second(until) if until else None
        article.save(update_fields=["embargo_until"])
        said = until.isoformat() if until else ""
        record(article, Verb.EMBARGO, by=by, revision=article.working_revision, note=f"{said} {note}".strip())
    return article


def set_urgent(article_id: int, *, by: User, urgent: bool) -> Article:
    """Mark a story as urgent (加急) or not; its due time is reckoned anew. For whoever may act on it."""
    with locked(article_id) as article:
        case = Case(article, by)
        if not case.may(Verb.SUBMIT) and not case.may(Verb.RETURN) and not case.may(Verb.WITHDRAW):
            case.require(Verb.SUBMIT)
        if article.urgent != urgent:
            tell_audit(AuditArea.ARTICLE, "urgent" if urgent else "not_urgent", by=by, thing=article)
        article.urgent = urgent
        if article.level and article.waiting_since:
            article.due_at = article.waiting_since + _allowance(article.level, urgent)
        article.save(update_fields=["urgent", "due_at"])
    return article


def await_level(article: Article, review: Review, levels: int) -> None:
    """Let a locked story wait for the level that comes after ``review``, held by nobody. Unsaved."""
    rest(article, review)
    level = awaited(review, levels)
    if level is None:
        raise ValueError(f"{review} waits for no level")
    article.level, article.waiting_since = level, timezone.now()
    article.due_at = article.waiting_since + _allowance(level, article.urgent)


def void_passes(article: Article, levels: int) -> None:
    """Begin the review anew: every pass was of another text. Unsaved."""
    article.review_round += 1
    await_level(article, Review.SUBMITTED, levels)


def reckon_levels(article: Article, levels: int) -> bool:
    """Let a waiting story follow a channel whose number of levels has changed. True where it waits for another now."""
    level = awaited(Review(article.review), levels)
    if level is None or level == article.level:
        return False
    await_level(article, Review(article.review), levels)
    return True


def _allowance(level: str, urgent: bool) -> timedelta:
    rules = DeskRules.objects.filter(pk=1).first() or DeskRules()
    return timedelta(minutes=rules.minutes(level, urgent=urgent))


def _still_at(case: Case, level: Level | None) -> None:
    now = case.situation.level
    if level is not None and now is not None and now != level:
        raise Conflict(
            _("It waits for the %(level)s now: somebody was faster.") % {"level": now.label} + last_act(case.article),
            "moved",
        )


def _due(case: Case) -> Level:
    level = case.situation.level
    if level is None:
        raise AssertionError("the table lets only waiting stories be judged")
    return level


def _require_chain(case: Case, revision: Revision, level: Level) -> None:
    """Refuse, whatever the state says, unless every level below has passed this text, by different people."""
    text = _base(case, revision, level)[1]
    if not unbroken(case.passes, text, level, case.levels):
        raise WrongState(
            _("The passes so far were of another text. Return the story; it must be reviewed from the start."), "chain"
        )


def _base(case: Case, revision: Revision, level: Level) -> tuple[Revision | None, str]:
    """Return the text that a level's verdict stands on, as (its revision or None where it is ``revision``, hash).

    It is what the level below passed, or what was submitted, if every revision since is 审改 at this level.
    """
    article = case.article
    order = below(level, case.levels)
    standing: Revision | None
    if order:
        rows = article.reviews.filter(review_round=article.review_round, verdict__in=PASSING, level=order[-1])
        passed = rows.order_by("-pk").select_related("revision").first()
        standing = passed.revision if passed else None
    else:
        submission = article.records.filter(verb=Verb.SUBMIT).order_by("-pk").select_related("revision").first()
        standing = submission.revision if submission else None
    if standing is None or standing.content_hash == revision.content_hash or level == Level.FINAL:
        return None, revision.content_hash
    since = article.revisions.filter(number__gt=standing.number, number__lte=revision.number)
    if since.exclude(level=level).exists():
        return None, revision.content_hash
    return standing, standing.content_hash


def _stand_below(case: Case, level: Level) -> bool:
    """True where every level before ``level`` has passed in this round; after the fast lane some have not."""
    article = case.article
    rows = article.reviews.filter(review_round=article.review_round, verdict__in=PASSING)
    return set(below(level, case.levels)) <= set(rows.values_list("level", flat=True))


def _judge(
    case: Case, revision: Revision, level: Level, verdict: Verdict, note: str, returned_to: Level | None = None
) -> ReviewRecord:
    article, by = case.article, case.by
    base, base_hash = _base(case, revision, level) if verdict in PASSING else (None, revision.content_hash)
    started = article.held_at if article.held_by_id == by.pk and article.held_at else article.waiting_since
    lent = LEVEL_PERMISSIONS[level] in case.powers.lent and set(LENT[level]) & case.powers.lent
    return ReviewRecord.objects.create(
        article=article,
        review_round=article.review_round,
        level=level,
        verdict=verdict,
        by=by,
        by_name=display_name(by),
        as_deputy=bool(lent),
        revision=revision,
        base=base,
        content_hash=revision.content_hash,
        base_hash=base_hash,
        returned_to=returned_to or "",
        note=kept(note),
        seconds_at_desk=max(0, int((timezone.now() - started).total_seconds())) if started else 0,
    )


def _signed(
    article: Article,
    revision: Revision,
    verb: Verb,
    by: User,
    note: str,
    publish: bool,
    at: datetime | None,
    now: datetime,
    override: str,
) -> None:
    """Finish a sign-off: the state, the record, and what readers get."""
    state = article.publication(now)
    if at and state == Publication.LIVE:
        raise BadInput(_("Readers see this story: the new text takes its place at the sign-off, not later."), "at")
    rest(article, Review.SIGNED_OFF)
    article.save()
    record(article, verb, by=by, revision=revision, note=note)
    if state != Publication.LIVE and (publish or at) and verb != Verb.FAST:  # the fast lane is for going out
        Case(article, by, at=now).require(Verb.SCHEDULE if at else Verb.PUBLISH)
    elif state == Publication.SCHEDULED and not publish and at is None:
        at = article.published_at  # somebody who may publish has set the time
    if publish or at or state == Publication.LIVE:
        put_out(article, revision, by=by, at=at, now=now, override=override)
    else:
        require_clear(article, revision, by=by, override=override)
        tell(article, NoticeKind.PASSED, by=by, note=note)
