"""Whose text waits, in SQL: what ``editorial.cases`` says of one story, as conditions on many."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import CombinedExpression

from news.enums import Level, Verb, Verdict
from news.models.old_words import OldWords
from news.models.record import Record
from news.models.review_record import ReviewRecord
from news.models.revision import Revision


def _unindexed(field: str) -> CombinedExpression:
    """Return a person's column such that no index on it is used: an article has few rows, a person has thousands."""
    return F(field) + Value(0)


def sign_offs_in_force() -> QuerySet[ReviewRecord]:
    """The sign-offs of all stories, without those that were taken back: by a return afterwards, or by a retraction."""
    returned = ReviewRecord.objects.filter(
        article=OuterRef("article"),
        review_round=OuterRef("review_round"),
        pk__gt=OuterRef("pk"),
        verdict=Verdict.RETURN,
    )
    retracted = Record.objects.filter(article=OuterRef("article"), verb=Verb.RETRACT, at__gte=OuterRef("at"))
    return ReviewRecord.objects.filter(
        ~Exists(returned), ~Exists(retracted), verdict__in=(Verdict.SIGN_OFF, Verdict.FAST)
    )


def written_by(person_id: int, level: Level) -> Q:
    """True for an article in which a person has written since the last sign-off, 审改 at ``level`` left out.

    So is one into which old words of theirs were put back since.
    """
    signed = sign_offs_in_force()
    written = Revision.objects.annotate(writer=_unindexed("author_id")).filter(
        ~Exists(signed.filter(article=OuterRef("article"), revision__number__gte=OuterRef("number"))),
        article=OuterRef("pk"),
        writer=person_id,
    )
    put_back = OldWords.objects.annotate(writer=_unindexed("person_id")).filter(
        ~Exists(
            signed.filter(article=OuterRef("revision__article"), revision__number__gte=OuterRef("revision__number"))
        ),
        revision__article=OuterRef("pk"),
        writer=person_id,
    )
    if level != Level.FINAL:
        written, put_back = written.exclude(level=level), put_back.exclude(level=level)
    return Q(Exists(written)) | Q(Exists(put_back))


def passed_by(person_id: int, level: Level) -> Exists:
    """True for an article of which a level below ``level`` stands passed by a person in the round that is on."""
    order = list(Level)
    passes = ReviewRecord.objects.filter(verdict__in=(Verdict.PASS, Verdict.AMEND))
    later = passes.filter(
        article=OuterRef("article"),
        review_round=OuterRef("review_round"),
        level=OuterRef("level"),
        pk__gt=OuterRef("pk"),
    )
    return Exists(
        passes.annotate(judge=_unindexed("by_id")).filter(
            ~Exists(later),
            article=OuterRef("pk"),
            review_round=OuterRef("review_round"),
            judge=person_id,
            level__in=order[: order.index(level)],
        )
    )
