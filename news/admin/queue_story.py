"""The story that is open beside the queue: what this person may do with it, and what the chosen tab shows."""

from dataclasses import dataclass, field, replace

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from news.admin.acts import CHECKED, Act, acts_of, may_edit, outlook
from news.admin.comparing import Difference, Names, differences, people_of
from news.admin.level_people import Holder, holders, reaching
from news.admin.queue_rows import Choice, span, token_of
from news.admin.reviewer import Reviewer
from news.admin.states import Mark, marks
from news.editorial.access import display_name
from news.editorial.cases import PASSING, Case
from news.editorial.checking import blocking, look_over, overridden
from news.enums import CheckLevel, Level, Review, Verb, Verdict
from news.errors import Refused
from news.models import Article, Disclaimer, ReviewRecord, Revision, Series
from news.rules.findings import Finding
from news.rules.levels import IN_REVIEW
from news.rules.snapshot import Snapshot

RECORDS_SHOWN = 50
RELEASE = "news.release_hold"
HAND_OVER = Verb.HAND_OVER.value


@dataclass(frozen=True)
class Judgement:
    """A line of 审核记录; ``void`` says why it does not count any more, '' where it does."""

    record: ReviewRecord
    spent: str
    void: str


@dataclass(frozen=True)
class Comparison:
    """Two texts of a story; ``said`` says which, ``nothing`` why there is nothing to compare, '' where there is."""

    said: str = ""
    nothing: str = ""
    rows: list[Difference] = field(default_factory=list)


@dataclass(frozen=True)
class Story:
    """``why`` says why this person may not judge it, '' where they may."""

    article: Article
    revision: Revision
    token: str
    outlook: str
    marks: list[Mark]
    where: str
    author: str
    why: str
    passing: Act | None
    returning: Act | None
    rejecting: Act | None
    editable: bool
    may_hold: bool
    may_free: bool
    may_mark: bool
    holder: str
    mine: bool
    findings: list[Finding]
    blocks: list[Finding]
    records: list[Judgement]
    passed_by: dict[str, str]
    comparison: Comparison | None
    people: list[Holder]

    @property
    def soft(self) -> bool:
        """True where somebody with the right could let through all that blocks."""
        return bool(self.blocks) and not any(item.hard for item in self.blocks)

    @property
    def hints(self) -> int:
        """How many findings do not block."""
        return sum(item.level == CheckLevel.HINT for item in self.findings)


def story(me: Reviewer, choice: Choice) -> Story | None:
    """Read the opened story; None where there is none with a working text. At most ten queries."""
    article = _find(choice.article)
    if article is None or article.working_revision is None:
        return None
    revision = article.working_revision
    case = Case(article, me.user, powers=me.powers, channels=me.channels)
    acts = {act.verb: act for act in acts_of(article, me.user, case)}
    reviewing = article.review in IN_REVIEW
    found = look_over(revision.snapshot, article_id=article.pk)
    records = list(article.reviews.select_related("revision", "base").only(*_RECORD_FIELDS)[:RECORDS_SHOWN])
    blocks = _blocks(article, revision, found)
    passing = (acts.get(Verb.PASS) or acts.get(Verb.SIGN_OFF)) if reviewing else None
    if passing:
        passing = with_blocks(passing, blocks)
    mine = article.held_by_id == me.user.pk
    may_free = article.held_by_id is not None and (mine or RELEASE in me.powers.all)
    node = me.channels.by_id.get(article.desk_channel_id or 0)
    return Story(
        article=article,
        revision=revision,
        token=token_of(article),
        outlook=outlook(article, case.at),
        marks=marks(article),
        where=node.name if node else "",
        author=display_name(article.author) if article.author else "",
        why=_why(case),
        passing=passing,
        returning=acts.get(Verb.RETURN) if reviewing else None,
        rejecting=acts.get(Verb.REJECT),
        editable=may_edit(article, me.user, case),
        may_hold=article.held_by_id is None and case.may(Verb.RETURN if reviewing else Verb.EDIT),
        may_free=may_free,
        may_mark=reviewing and (case.may(Verb.RETURN) or case.may(Verb.WITHDRAW)),
        holder=display_name(article.held_by) if article.held_by else "",
        mine=mine,
        findings=found,
        blocks=blocks,
        records=_judgements(article, records, case),
        passed_by={
            record.level: record.by_name
            for record in reversed(records)
            if record.review_round == article.review_round and record.verdict in PASSING
        },
        comparison=_comparison(article, revision, records, me, choice.tab),
        people=_people(case, me) if may_free and choice.ask == HAND_OVER else [],
    )


# the texts that records are about are read only when they are compared
_RECORD_FIELDS = (
    "article_id level verdict by_id by_name as_deputy at note seconds_at_desk review_round returned_to "
    "revision__number revision__content_hash base__number"
).split()


def _find(article_id: int | None) -> Article | None:
    if article_id is None:
        return None
    rows = Article.objects.select_related("working_revision", "held_by", "author").defer("body")
    return rows.filter(pk=article_id, deleted_at=None).first()


def _why(case: Case) -> str:
    if case.article.review not in IN_REVIEW:
        return _("It does not wait for a review now.")
    try:
        case.require(Verb.RETURN, note="-")
    except Refused as error:
        return str(error)
    return ""


def _blocks(article: Article, revision: Revision, found: list[Finding]) -> list[Finding]:
    """Return what keeps the text from being passed; overrides are asked for only where one could help."""
    soft = any(item.level == CheckLevel.BLOCK and not item.hard for item in found)
    return blocking(found, overridden(article, revision.content_hash) if soft else frozenset())


def act_with_blocks(article: Article, act: Act) -> tuple[Act, list[Finding]]:
    """Return an act as it stands before what blocks the working text, and what does. At most five queries."""
    revision = article.working_revision
    if act.verb not in CHECKED or revision is None:
        return act, []
    blocks = _blocks(article, revision, look_over(revision.snapshot, article_id=article.pk))
    return with_blocks(act, blocks), blocks


def with_blocks(act: Act, blocks: list[Finding]) -> Act:
    """Return a checked act as it stands before what blocks: the reason for letting it through is asked first.

    It is not asked where nothing blocks, nor where something does that no reason can let through.
    """
    rest = tuple(ask for ask in act.asks if ask != "override")
    offered = "override" in act.asks and blocks and not any(item.hard for item in blocks)
    return replace(act, asks=("override", *rest) if offered else rest)


def judgements_of(article: Article, case: Case) -> list[Judgement]:
    """Return the newest verdicts on a story with what became of them. At most two queries."""
    records = list(article.reviews.select_related("revision", "base").only(*_RECORD_FIELDS)[:RECORDS_SHOWN])
    return _judgements(article, records, case)


def _judgements(article: Article, records: list[ReviewRecord], case: Case) -> list[Judgement]:
    return [
        Judgement(record, span(record.seconds_at_desk) if record.seconds_at_desk >= 60 else "", void)
        for record, void in ((record, _void(article, record, records, case)) for record in records)
    ]


def _void(article: Article, record: ReviewRecord, records: list[ReviewRecord], case: Case) -> str:
    """Say why a pass does not count any more. A sign-off counts for the text that went out with it."""
    if record.verdict not in PASSING:
        return ""
    if record.review_round != article.review_round:
        return _("of an earlier review")
    if article.review in {Review.DRAFT, Review.REJECTED}:
        return _("the review was broken off")
    later = [other for other in records if other.pk > record.pk and other.review_round == record.review_round]
    if any(other.level == record.level and other.verdict in PASSING for other in later):
        return _("judged anew since")
    if article.review in IN_REVIEW and Level(record.level) not in case.passes:
        return _("returned since")
    return ""


def _comparison(
    article: Article, revision: Revision, records: list[ReviewRecord], me: Reviewer, tab: str
) -> Comparison | None:
    if tab == "live":
        if article.live_revision_id is None:
            return Comparison(nothing=_("The story has never been on the site; there is nothing to compare with."))
        live = Revision.objects.get(pk=article.live_revision_id)
        said = _("On the site is version %(live)s, here is version %(new)s.") % {
            "live": live.number,
            "new": revision.number,
        }
        return _compared(live, revision, said, me)
    if tab != "last":
        return None
    old, said = _last_seen(article, records, me.user)
    if old is None:
        return Comparison(nothing=_("Nobody has judged this story yet; there is nothing to compare with."))
    return _compared(old, revision, said, me)


def _last_seen(article: Article, records: list[ReviewRecord], user: User) -> tuple[Revision | None, str]:
    """Return the text that a reviewer wants to compare with, and the sentence that says which it is. One query.

    While the holder edits: the text before. Else what this person last judged; else what the reviewer before had in
    hand, for 审改 the text before the edit.
    """
    if article.amending:
        old = article.revisions.exclude(level=article.level).order_by("-number").first()
        said = _("Version %(n)s was submitted to this level; it was edited since.")
        return old, said % {"n": old.number if old else 0}
    record = next((item for item in records if item.by_id == user.pk), None)
    mine = record is not None
    record = record or (records[0] if records else None)
    if record is None:
        return None, ""
    details = {
        "name": record.by_name,
        "n": record.revision.number,
        "verdict": record.get_verdict_display(),
        "time": date_format(timezone.localtime(record.at), "m-d H:i"),
    }
    if mine:
        said = _("You last had version %(n)s (%(verdict)s, %(time)s).")
    elif record.verdict == Verdict.AMEND and record.base:
        details["n"] = record.base.number
        said = _("%(name)s edited and passed (%(time)s); before the edit it was version %(n)s.")
    else:
        said = _("%(name)s last had version %(n)s (%(verdict)s, %(time)s).")
    wanted = record.base_id if not mine and record.verdict == Verdict.AMEND and record.base_id else record.revision_id
    return Revision.objects.filter(pk=wanted).first(), said % details


def _compared(old: Revision, new: Revision, said: str, me: Reviewer) -> Comparison:
    if old.content_hash == new.content_hash:
        same = _("Not a word has changed since.")
        return Comparison(nothing=f"{said} {same}")
    before, after = old.snapshot, new.snapshot
    return Comparison(said=said, rows=differences(before, after, _names(me, before, after)))


def _names(me: Reviewer, *texts: Snapshot) -> Names:
    """Return what the ids in the texts are called. A query where one has its own notice, a series, a person."""
    notices = [text.notice for text in texts if text.notice]
    labels = dict(Disclaimer.objects.filter(pk__in=notices).values_list("pk", "label")) if notices else {}
    series = [text.series for text in texts if text.series]
    series_names = dict(Series.objects.filter(pk__in=series).values_list("pk", "name")) if series else {}
    channels = {pk: node.name for pk, node in me.channels.by_id.items()}
    return Names(channels, labels, series_names, people_of(*texts))


def _people(case: Case, me: Reviewer) -> list[Holder]:
    """Return to whom the story may be handed: those who hold its level in its channels, but the holder. 3 queries."""
    article = case.article
    people = holders().get(Level(article.level), []) if article.level else []
    wanted = case.stands_in if article.level == Level.FINAL else [article.desk_channel_id]
    reached = reaching(people, me.channels, wanted)
    return [person for person in reached if person.pk != article.held_by_id]
