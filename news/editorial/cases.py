"""A case: one person before one story. Which acts are open, and the refusal of those that are not, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db.models import CharField, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from news.editorial.access import Powers, display_name, not_permitted, powers_of
from news.editorial.placing import also_in_of
from news.enums import Level, Publication, Review, Verb, Verdict
from news.errors import BadInput, Conflict, NotAllowed, Refused, WrongState
from news.models import Article, ChannelMap, OldWords, ReviewRecord, Revision
from news.models.own_text import sign_offs_in_force
from news.models.prepared import NUMBERS, PreparedForActs, Row
from news.rules import transitions
from news.rules.deciding import Actor, Reason, Situation, refusal, row_for
from news.rules.levels import IN_REVIEW, awaited
from news.rules.reviews import Pass
from news.rules.transitions import EVERY_CHANNEL, Transition, Whose

SIGNING = (Verdict.SIGN_OFF, Verdict.FAST)
PASSING = (Verdict.PASS, Verdict.AMEND)


@dataclass(frozen=True)
class Author:
    """Who wrote words that no sign-off has covered yet; ``level`` where it was 审改."""

    person: int | None
    level: str


class Case:
    """Reads lazily what a decision needs; made anew after every write.

    At most four queries: powers, channels, writers and passes, and for somebody narrowed to channels those of the
    live text. What the caller has loaded can be handed in.
    """

    def __init__(
        self,
        article: Article,
        by: User,
        *,
        at: datetime | None = None,
        powers: Powers | None = None,
        channels: ChannelMap | None = None,
    ) -> None:
        """Keep the story and the person."""
        self.article, self.by, self.at = article, by, at
        self._powers, self._channels = powers, channels

    @cached_property
    def powers(self) -> Powers:
        """What the person may do now."""
        return self._powers or powers_of(self.by, self.at)

    @cached_property
    def channels(self) -> ChannelMap:
        """The tree."""
        return self._channels or ChannelMap.load()

    @cached_property
    def levels(self) -> int:
        """How many levels the working text passes: the most that any of its channels asks for."""
        revision = self.article.working_revision
        also_in = revision.snapshot.also_in if revision is not None else ()
        return self.channels.levels((self.article.desk_channel_id, *also_in))

    @cached_property
    def stands_in(self) -> tuple[int, ...]:
        """Every channel in which readers have the story or get it with the working text; its own on the desk first."""
        article, working = self.article, self.article.working_revision
        found = [article.desk_channel_id, *(working.snapshot.also_in if working else ())]
        if article.published_at and (working is None or article.live_revision_id != working.pk):
            found += [article.channel_id, *also_in_of(article)]
        return tuple(dict.fromkeys(pk for pk in found if pk))

    @cached_property
    def situation(self) -> Situation:
        """The story's state."""
        review = Review(self.article.review)
        level = awaited(review, self.levels) if review in IN_REVIEW else None
        return Situation(self.article.publication(self.at), review, level)

    @cached_property
    def _history(self) -> list[Row]:
        """Who wrote since the last sign-off and who passed in this round, oldest pass first. One query.

        Rows of ``("wrote", person, level, "", "", 0)`` or ``("passed", person, level, text, base, its number)``.
        """
        article = self.article
        text = article.working_revision.content_hash if article.working_revision else ""
        asked: dict[str, Any] = {"article": article.pk, "text": text}
        if article.review in IN_REVIEW:
            rows = WROTE_AND_PASSED.tuples(**asked, review_round=article.review_round)
        else:
            rows = WROTE.tuples(**asked)
        return sorted(rows, key=lambda row: row[5])

    @cached_property
    def writers(self) -> list[Author]:
        """Who wrote text since the last sign-off, and whose unsigned words were put back since."""
        return [Author(person, level) for what, person, level, *_rest in self._history if what == "wrote"]

    @cached_property
    def passes(self) -> dict[Level, Pass]:
        """The passes in force, by level: the newest of each level below the one that the story waits for."""
        waiting, order = self.situation.level, list(Level)
        if waiting is None:
            return {}
        return {
            Level(level): Pass(Level(level), person, text, base)
            for what, person, level, text, base, _number in self._history
            if what == "passed" and order.index(Level(level)) < order.index(waiting)
        }

    @cached_property
    def actor(self) -> Actor:
        """The person before the story."""
        article, me, level = self.article, self.by.pk, self.situation.level
        mine = {author.level for author in self.writers if author.person == me}
        excused = {str(level)} if level and level != Level.FINAL else set()
        return Actor(
            permissions=self.powers.all,
            out_of_scope=self._out_of_scope,
            wrote=bool(mine - excused),
            amended=bool(mine & excused),
            own=bool(mine - excused) or me in {article.author_id, article.submitted_by_id},
            passed=frozenset(level for level, item in self.passes.items() if item.person == me),
            held_by_other=article.held_by_id is not None and article.held_by_id != me,
        )

    @cached_property
    def _stranger(self) -> Actor:
        """The person before a story whose writers do not matter; saves the query for them."""
        holder = self.article.held_by_id
        return Actor(
            permissions=self.powers.all,
            out_of_scope=self._out_of_scope,
            held_by_other=holder is not None and holder != self.by.pk,
        )

    @property
    def _out_of_scope(self) -> frozenset[str]:
        if not self.powers.scopes:
            return frozenset()
        every = self.stands_in if EVERY_CHANNEL & self.powers.scopes.keys() else ()
        return self.powers.out_of_scope(self.channels, self.article.desk_channel_id, every)

    def reason(self, verb: Verb) -> Reason | None:
        """Return why the act is closed, None where it is open."""
        story = self.situation
        rows = transitions.rows_of(verb, story.publication, story.review)
        indifferent = all(row.whose == Whose.ANY for row in rows)
        return refusal(verb, story, self._stranger if indifferent else self.actor)

    def refusal(self, verb: Verb) -> str:
        """Return why the act is closed, in words; '' where it is open."""
        reason = self.reason(verb)
        return str(self._refused(verb, reason)) if reason else ""

    def may(self, verb: Verb) -> bool:
        """True where the person may do the act now."""
        return self.reason(verb) is None

    def open(self) -> list[Transition]:
        """Return the rows of the table that are open to the person, one for each verb, in its order."""
        found = {}
        for row in transitions.open_verbs(self.situation.publication, self.situation.review):
            if row.verb not in found and (usable := row_for(row.verb, self.situation, self.actor)):
                found[row.verb] = usable
        return list(found.values())

    def require(self, verb: Verb, note: str = "") -> Transition:
        """Return the table's row for the act. Raises NotAllowed, WrongState, Conflict or BadInput with the reason."""
        reason = self.reason(verb)
        if reason is not None:
            refused = self._refused(verb, reason)
            if isinstance(refused, WrongState):  # often somebody was faster: say who, and with what
                refused.message += last_act(self.article)
            raise refused
        rows = transitions.rows_of(verb, self.situation.publication, self.situation.review)
        row = rows[0] if len(rows) == 1 else row_for(verb, self.situation, self.actor)
        if row is None:
            raise AssertionError(f"{verb} is open and has no row")
        if row.needs_note and not kept(note):
            raise BadInput(_("Give a reason: “%(act)s” is recorded with it.") % {"act": verb.label}, "note")
        return row

    def require_reach(self, permission: str) -> None:
        """Ask that a permission, if the person is narrowed in it, reaches the story. Raises NotAllowed.

        For what the table does not list; that the person has the permission is asked elsewhere.
        """
        if permission in self._out_of_scope:
            raise self._out_of_reach(frozenset({permission}))

    def _out_of_reach(self, permissions: frozenset[str]) -> NotAllowed:
        return NotAllowed(
            _("%(name)s does not work for “%(channel)s”. Ask the editor-in-chief to widen the channels.")
            % {"name": display_name(self.by), "channel": self._beyond(permissions)},
            Reason.SCOPE.value,
        )

    def _beyond(self, permissions: frozenset[str]) -> str:
        """Return the name of the first channel of the story that the person's scopes for permissions leave out."""
        for right in sorted(permissions & self._out_of_scope):
            for pk in (self.article.desk_channel_id, *self.stands_in):
                if not self.channels.covers(self.powers.scopes[right], pk):
                    return self.channels.by_id[pk].name if pk else "—"
        return "—"

    def _refused(self, verb: Verb, reason: Reason) -> Refused:
        name, act, code = display_name(self.by), str(verb.label), reason.value
        match reason:
            case Reason.PERMISSION:
                return not_permitted(self.by, act)
            case Reason.SCOPE:
                return self._out_of_reach(transitions.permissions_of(verb))
            case Reason.OTHER_LEVEL:
                level = self.situation.level
                return WrongState(
                    _("It waits for the %(level)s now, which %(name)s does not do.")
                    % {"level": level.label if level else "", "name": name},
                    code,
                )
            case Reason.CLOSED:
                return WrongState(_("The text is under review and closed until it is taken back or returned."), code)
            case Reason.LAST_LEVEL:
                return WrongState(_("This is the last level: use sign_off instead of pass."), code)
            case Reason.NOT_LAST_LEVEL:
                level = self.situation.level
                return WrongState(
                    _("It cannot be signed off yet: the %(level)s comes first.")
                    % {"level": level.label if level else ""},
                    code,
                )
            case Reason.FINAL_WRITES:
                return WrongState(
                    _("Whoever signs off may not write the text. Return it, or let the level below edit it."), code
                )
            case Reason.OWN:
                return NotAllowed(
                    _("%(name)s has written in this text; nobody reviews text of their own. Somebody else must do it.")
                    % {"name": name},
                    code,
                )
            case Reason.NOT_OWN:
                return NotAllowed(_("Only the story's own author may do this: %(act)s.") % {"act": act}, code)
            case Reason.TWO_LEVELS:
                return NotAllowed(
                    _("%(name)s has passed this text at another level; one person holds one level of a story.")
                    % {"name": name},
                    code,
                )
            case Reason.HELD:
                return Conflict(
                    _("%(holder)s holds this story. Ask for it to be handed over, or ask the chief to release it.")
                    % {"holder": display_name(self.article.held_by) if self.article.held_by else ""},
                    code,
                )
        return WrongState(_state_refusal(verb, self.situation), "state")


def kept(note: str) -> str:
    """Return a note as every database can hold it: no NUL, at most 500 characters."""
    return note.replace("\x00", "").strip()[:500]


def last_act(article: Article) -> str:
    """Return who did what last and when, as a sentence to go after a refusal; '' where nothing is recorded."""
    row = article.records.order_by("-pk").first()
    if row is None:
        return ""
    return _(" (Last: %(name)s, %(act)s, %(time)s.)") % {
        "name": row.by_name,
        "act": row.get_verb_display(),
        "time": timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M"),
    }


def _state_refusal(verb: Verb, story: Situation) -> str:
    publication, review = story.publication, story.review
    if publication == Publication.DELETED:
        return _("The article is in the recycle bin; take it out first.")
    if publication == Publication.RETRACTED and review == Review.NONE:
        return _("The article was retracted; restore it to a draft first.")
    if review == Review.REJECTED and verb != Verb.DELETE:
        return _("The text was rejected. Restore it to a draft to go on with it.")
    if verb == Verb.RESTORE and review == Review.WITHHELD:
        return _unsigned(publication, review)
    if verb in {Verb.PUBLISH, Verb.SCHEDULE}:
        return _unsigned(publication, review)
    if verb == Verb.SUBMIT:
        if review in IN_REVIEW:
            return _("It has been submitted already.")
        return _("Nothing has changed since the last sign-off; edit the text first.")
    if verb == Verb.DELETE and publication in {Publication.LIVE, Publication.SCHEDULED}:
        return _("Readers can see it or soon will: unpublish it first, then delete.")
    if verb == Verb.DELETE:
        return _("It is under review: return it or take it back first, then delete.")
    if verb in {Verb.PASS, Verb.SIGN_OFF, Verb.RETURN, Verb.REJECT, Verb.FAST, Verb.WITHDRAW, Verb.AMEND}:
        return _("It is not under review now (%(state)s). Submit it first.") % {"state": review.label}
    if verb == Verb.WITHHOLD and review != Review.SIGNED_OFF:
        return _("Only a text that is signed off can be withheld (now: %(state)s).") % {"state": review.label}
    if verb == Verb.RELEASE:
        return _("It is not withheld (now: %(state)s).") % {"state": review.label}
    if verb == Verb.RESTORE and publication == Publication.RETRACTED and review == Review.SIGNED_OFF:
        return _("It is signed off; use “publish” to put it out.")
    if verb == Verb.RESTORE and publication == Publication.RETRACTED:
        return _unsigned(publication, review)
    if verb == Verb.RESTORE:
        return _("Only what was unpublished, retracted or rejected can be restored; this article is %(state)s.") % {
            "state": publication.label
        }
    open_in = transitions.states_of(verb)
    if publication in open_in:
        return _("Its text is in the state %(review)s; “%(act)s” cannot be done then.") % {
            "review": review.label,
            "act": verb.label,
        }
    states = "、".join(str(Publication(state).label) for state in open_in)
    return _("An article that is %(state)s cannot be treated so: %(act)s is for %(states)s.") % {
        "state": publication.label,
        "act": verb.label,
        "states": states,
    }


def _unsigned(publication: Publication, review: Review) -> str:
    if review in IN_REVIEW:
        return _("It is under review; it can be published once it is signed off.")
    if review == Review.WITHHELD:
        return _("It is withheld; release it first.")
    if review == Review.DRAFT:
        return _("Nobody has signed this text off. Submit it for review first.")
    if publication in {Publication.LIVE, Publication.SCHEDULED}:
        return _("Nothing has changed since the text went out; edit it first.")
    return _("The text is unchanged; use “restore” to put it back.")


def _wrote(article: int, text: str) -> QuerySet[Any, tuple[str, int | None, str, str, str, int]]:
    """Who wrote in a story since the last sign-off; ``text`` is the hash of its working text."""
    signed = sign_offs_in_force().filter(article=article)
    newest = signed.order_by("-pk").values("revision__number")[:1]

    def unsigned(of: str) -> Q:
        same = signed.filter(content_hash=OuterRef(f"{of}content_hash"))
        # whoever wrote an older text that nobody signed off is its author still when it is put back
        again = Q(~Exists(same), **{f"{of}content_hash": text})
        return again | Q(**{f"{of}number__gt": Coalesce(Subquery(newest), -1)})

    nothing = (_word(""), _word(""), Value(0))
    wrote = Revision.objects.filter(unsigned(""), article=article).order_by().distinct()
    put_back = OldWords.objects.filter(unsigned("revision__"), revision__article=article).order_by().distinct()
    return wrote.values_list(_word("wrote"), "author_id", "level", *nothing).union(
        put_back.values_list(_word("wrote"), "person_id", "level", *nothing), all=True
    )


def _wrote_and_passed(
    article: int, text: str, review_round: int
) -> QuerySet[Any, tuple[str, int | None, str, str, str, int]]:
    passed = ReviewRecord.objects.filter(article=article, review_round=review_round, verdict__in=PASSING).order_by()
    return _wrote(article, text).union(
        passed.values_list(_word("passed"), "by_id", "level", "content_hash", "base_hash", "pk"), all=True
    )


def signed_off_in_force(article: Article) -> QuerySet[ReviewRecord]:
    """The sign-offs of a story that were not taken back."""
    return sign_offs_in_force().filter(article=article)


def words_in(article: Article, old: Revision) -> list[Author]:
    """Return whose words an old version has: who wrote since the sign-off before it, and whose were put back then.

    Nobody's where readers were shown that text: it was signed off. Three queries.
    """
    signed = signed_off_in_force(article)
    if signed.filter(content_hash=old.content_hash).exists():
        return []
    before = signed.filter(revision__number__lt=old.number).aggregate(number=Max("revision__number"))["number"]
    since = -1 if before is None else before
    wrote = article.revisions.filter(number__gt=since, number__lte=old.number).order_by()
    put_back = OldWords.objects.filter(
        revision__article=article, revision__number__gt=since, revision__number__lte=old.number
    )
    rows = wrote.values_list("author_id", "level").union(put_back.order_by().values_list("person_id", "level"))
    return [Author(person, level) for person, level in rows]


def _word(text: str) -> Value:
    return Value(text, output_field=CharField())


# Every decision on a story asks; making the words took longer than asking.
ROUND: Final = 31_987  # no round has this number; a negative one is no round, and the query would be empty
GAPS: Final[dict[str, Any]] = {"article": NUMBERS[0], "text": "the hash of a text"}
WROTE: Final = PreparedForActs(_wrote, **GAPS)
WROTE_AND_PASSED: Final = PreparedForActs(_wrote_and_passed, **GAPS, review_round=ROUND)


def passes_in_force(article: Article) -> list[ReviewRecord]:
    """Return the verdicts of the current round, oldest first, with their people."""
    rows = article.reviews.filter(review_round=article.review_round)
    return list(rows.select_related("by", "revision", "base").order_by("pk"))
