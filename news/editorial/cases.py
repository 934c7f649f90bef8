"""A case: one person before one story. Which acts are open, and the refusal of those that are not, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Max
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from news.editorial.access import Powers, display_name, not_permitted, powers_of
from news.enums import Level, Publication, Review, Verb, Verdict
from news.errors import BadInput, Conflict, NotAllowed, Refused, WrongState
from news.models import Article, ChannelMap, ReviewRecord
from news.rules import transitions
from news.rules.deciding import Actor, Reason, Situation, refusal, row_for
from news.rules.levels import IN_REVIEW, awaited
from news.rules.reviews import Pass
from news.rules.transitions import Transition

SIGNING = (Verdict.SIGN_OFF, Verdict.FAST)
PASSING = (Verdict.PASS, Verdict.AMEND)


@dataclass(frozen=True)
class Author:
    """Who wrote a revision since the last sign-off; ``level`` where it was 审改."""

    person: int | None
    level: str


class Case:
    """Reads lazily what a decision needs; made anew after every write.

    At most four queries: powers, channels, writers, passes. What the caller has loaded can be handed in.
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
    def situation(self) -> Situation:
        """The story's state."""
        review = Review(self.article.review)
        level = awaited(review, self.levels) if review in IN_REVIEW else None
        return Situation(self.article.publication(self.at), review, level)

    @cached_property
    def writers(self) -> list[Author]:
        """Who wrote text since the last sign-off. One query."""
        signed = self.article.reviews.filter(verdict__in=SIGNING).aggregate(last=Max("revision__number"))["last"]
        rows = self.article.revisions.filter(number__gt=-1 if signed is None else signed)
        return [Author(person, level) for person, level in rows.values_list("author_id", "level").distinct()]

    @cached_property
    def passes(self) -> dict[Level, Pass]:
        """The passes in force, by level. One query."""
        if self.article.review not in IN_REVIEW:
            return {}
        rows = self.article.reviews.filter(review_round=self.article.review_round, verdict__in=PASSING).order_by("pk")
        found = {
            Level(level): Pass(Level(level), person, text, base)
            for level, person, text, base in rows.values_list("level", "by_id", "content_hash", "base_hash")
        }
        waiting = self.situation.level
        order = list(Level)
        return {
            level: item
            for level, item in found.items()
            if waiting is None or order.index(level) < order.index(waiting)
        }

    @cached_property
    def actor(self) -> Actor:
        """The person before the story."""
        article, me, level = self.article, self.by.pk, self.situation.level
        mine = {author.level for author in self.writers if author.person == me}
        excused = {str(level)} if level and level != Level.FINAL else set()
        return Actor(
            permissions=self.powers.all,
            out_of_scope=self.powers.out_of_scope(self.channels, article.desk_channel_id),
            wrote=bool(mine - excused),
            own=bool(mine - excused) or me in {article.author_id, article.submitted_by_id},
            passed=frozenset(level for level, item in self.passes.items() if item.person == me),
            held_by_other=article.held_by_id is not None and article.held_by_id != me,
        )

    def reason(self, verb: Verb) -> Reason | None:
        """Return why the act is closed, None where it is open."""
        return refusal(verb, self.situation, self.actor)

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
            raise self._refused(verb, reason)
        row = row_for(verb, self.situation, self.actor)
        if row is None:
            raise AssertionError(f"{verb} is open and has no row")
        if row.needs_note and not note.strip():
            raise BadInput(_("Give a reason: “%(act)s” is recorded with it.") % {"act": verb.label}, "note")
        return row

    def _refused(self, verb: Verb, reason: Reason) -> Refused:
        name, act, code = display_name(self.by), str(verb.label), reason.value
        match reason:
            case Reason.PERMISSION:
                return not_permitted(self.by, act)
            case Reason.SCOPE:
                channel = self.channels.by_id.get(self.article.desk_channel_id or 0)
                return NotAllowed(
                    _("%(name)s does not work for “%(channel)s”. Ask the editor-in-chief to widen the channels.")
                    % {"name": name, "channel": channel.name if channel else "—"},
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


def _state_refusal(verb: Verb, story: Situation) -> str:
    publication, review = story.publication, story.review
    if publication == Publication.DELETED:
        return _("The article is in the recycle bin; take it out first.")
    if publication == Publication.RETRACTED and review == Review.NONE:
        return _("The article was retracted; restore it to a draft first.")
    if review == Review.REJECTED and verb != Verb.DELETE:
        return _("The text was rejected. Restore it to a draft to go on with it.")
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
    states = "、".join(str(Publication(state).label) for state in transitions.states_of(verb))
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


def passes_in_force(article: Article) -> list[ReviewRecord]:
    """Return the verdicts of the current round, oldest first, with their people."""
    rows = article.reviews.filter(review_round=article.review_round)
    return list(rows.select_related("by", "revision", "base").order_by("pk"))
