"""Random people do random things to three stories; after each step the promises of the workflow are checked.

What is right is told by `oracle.Story`, which watches from outside. 200 sequences always, 2,000 in the long tier.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from news.editorial import holding, publication, review
from news.editorial.access import powers_of
from news.editorial.articles import save_revision
from news.editorial.cases import Case
from news.editorial.channels import save_channel
from news.editorial.placing import ancestors_and_self
from news.enums import Level, Publication, Review, Verb
from news.errors import Refused
from news.models import Article, Channel, ChannelMap, DutyShift, Record, ReviewRecord, Revision
from news.rules.levels import IN_REVIEW
from news.rules.transitions import rows_of
from tests.editorial.oracle import Story
from tests.newsroom import clock, draft, pass_all, person, signed_off

pytestmark = [pytest.mark.django_db]
TITLES = ("早市搬迁", "夜市搬迁", "早市照旧")
HOLDING = ("hold", "let_go", "hand_over")
ACTS = ("edit", "old_text", "wait", *HOLDING, *(
    str(verb) for verb in Verb if verb not in (Verb.CREATE, Verb.EDIT, Verb.AMEND, Verb.AUTOSAVE, Verb.OVERRIDE, Verb.HAND_OVER)
))  # fmt: skip
FORWARD = (Verb.RESTORE, Verb.SUBMIT, Verb.PASS, Verb.SIGN_OFF, Verb.SCHEDULE, Verb.PUBLISH, Verb.RELEASE)
PAUSES = (1, 40 * 60, 3 * 3600)
# What these do not touch, readers do not see.
READERS_SEE = frozenset(
    {"publish", "schedule", "sign_off", "fast", "unpublish", "retract", "restore", "delete", "undelete", "withhold"}
)
LIVE_COLUMNS = (
    "title", "kicker", "subhead", "short_title", "summary", "body", "channel_id", "origin", "source_id", "byline",
    "editors", "cover_id", "notice_id", "labels", "editors_note", "correction", "published_at", "first_published_at",
    "expires_at", "updated_at", "withdrawal", "withdrawal_reason", "deleted_at", "live_revision_id",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """``mode``: anything at all, something that is open to the person, the next step forward by whoever may, or the next
    step by somebody who has had a part in the story."""

    mode: str
    who: int
    which: int
    act: int
    option: int


def steps_of(seed: int) -> list[Step]:
    """Return at most twelve steps, the same for a seed each time.

    Every other time the same person goes on with the same story: that is where four eyes become two.
    """
    draw, steps = Random(seed), list[Step]()
    for _step in range(draw.randint(6, 12)):
        mode = draw.choice(("any", "open", "open", "open", "forward", "forward", "insider", "insider"))
        who = draw.choice((0, 1, 2, 3, 3, 4, 4, 5, 6, 6, 7))  # those with more rights more often
        which = draw.choice((0, 0, 1, 2))
        if steps and mode != "forward" and draw.random() < 0.5:
            who, which = steps[-1].who, steps[-1].which
        steps.append(Step(mode, who, which, draw.randrange(2**16), draw.randrange(12)))
    return steps


class Newsroom:
    """People, three stories, a clock and what an onlooker knows."""

    def __init__(self, people: list[User], stories: dict[int, Story], now: datetime) -> None:
        self.people, self.stories, self.now = people, stories, now
        self.numbers = sorted(stories)
        self.powers = {each.pk: powers_of(each, now) for each in people}  # nobody's change while they walk
        self.channels = ChannelMap.load()
        self.rows: tuple[Any, ...] = ()
        self.seen: dict[int, tuple[Any, ...]] = {}

    def walk(self, steps: list[Step]) -> None:
        self.check()
        self.rows, self.seen = self._rows(), self._seen()
        for step in steps:
            self.now += timedelta(seconds=1)
            with clock(self.now):
                number, act, by = self._choose(step)
                if act == "wait":
                    self.now += timedelta(seconds=PAUSES[step.option % len(PAUSES)])
                else:
                    self._do(act, number, by, step.option)
            self.check()

    def _choose(self, step: Step) -> tuple[int, str, User]:
        number, by = self.numbers[step.which % len(self.numbers)], self.people[step.who % len(self.people)]
        article = Article.objects.select_related("working_revision").get(pk=number)
        if step.mode == "insider":  # whoever has written or passed tries what four eyes are for
            story = self.stories[number]
            inside = {item.person for item in (*story.window, *story.passes)}
            people = [each for each in self.people if each.pk in inside]
            if people:
                act = ("fast", "sign_off", "pass", "edit")[step.option % 4]
                return number, act, people[step.who % len(people)]
        if step.mode == "forward":
            people = self.people[step.who :] + self.people[: step.who]
            for verb in FORWARD:
                if rows_of(verb, article.publication(), Review(article.review)):
                    able = next((each for each in people if self._case(article, each).may(verb)), None)
                    if able is not None:
                        return number, str(verb), able
        if step.mode == "open":
            open_now = [str(row.verb) for row in self._case(article, by).open()]
            usable = [name for name in ACTS if name in open_now and (name != "embargo" or step.option % 4 == 1)]
            if "amend" in open_now:
                usable += ["edit"] * 3
            usable.append((*HOLDING, "wait")[step.option % 4])
            if {"edit", "amend"} & set(open_now):
                usable += ["edit", "old_text"]
            return number, usable[step.act % len(usable)], by
        return number, ACTS[step.act % len(ACTS)], by

    def _case(self, article: Article, by: User) -> Case:
        return Case(article, by, powers=self.powers[by.pk], channels=self.channels)

    # doing

    def _do(self, act: str, number: int, by: User, option: int) -> None:
        seen = self.seen
        article = Article.objects.get(pk=number)
        try:
            with transaction.atomic():
                self._perform(act, number, by, option)
        except Refused:
            assert (self._rows(), self._seen()) == (self.rows, seen), f"{act} was refused and something changed"
            return
        self.rows, self.seen = self._rows(), self._seen()
        after = self.seen
        for other in self.numbers:
            if other != number or act not in READERS_SEE:
                assert after[other] == seen[other], f"{act} changed what readers see of {other}"
        written = set(Record.objects.filter(article=number, by=by, at=self.now).values_list("verb", flat=True))
        if act in {"edit", "old_text"}:
            changed = article.working_revision_id != Article.objects.get(pk=number).working_revision_id
            assert bool(written & {"edit", "amend"}) == changed
        elif act not in {"hold", "let_go"}:
            assert act in written, f"{act} left no record"
        self._follow(act, article, by, option)

    def _perform(self, act: str, number: int, by: User, option: int) -> None:
        note, later = "随机的理由", self.now + timedelta(minutes=30 + 60 * (option % 3))
        options: dict[str, Any] = {"by": by}
        plain: dict[str, Callable[..., Any]] = {
            "submit": review.submit,
            "pass": review.pass_on,
            "reject": review.reject,
            "withdraw": review.withdraw,
            "withhold": review.withhold,
            "release": review.release,
            "correct": publication.correct,
            "unpublish": publication.unpublish,
            "retract": publication.retract,
            "restore": publication.restore,
            "delete": publication.delete,
            "undelete": publication.undelete,
        }
        if act in plain:
            plain[act](number, note=note, **options)
        elif act in {"sign_off", "fast"}:
            sign = review.sign_off if act == "sign_off" else review.fast_sign_off
            how: dict[str, Any] = ({}, {"publish": True}, {"at": later})[option % 3]
            sign(number, note=note, **how, **options)
        elif act == "return":
            review.send_back(number, note=note, to=(None, Level.FIRST, Level.SECOND)[option % 3], **options)
        elif act == "embargo":
            review.embargo(number, until=None if option % 3 == 0 else later, **options)
        elif act in {"publish", "schedule"}:
            publication.publish(number, at=later if act == "schedule" else None, **options)
        elif act == "edit":
            working = Article.objects.select_related("working_revision").get(pk=number).working_revision
            assert working is not None
            text = replace(working.snapshot, title=TITLES[option % len(TITLES)], keywords=("早市",) * (option % 2))
            save_revision(number, text, **options)
        elif act == "old_text":
            publication.restore_revision(number, 1 + option % 4, **options)
        elif act == "hand_over":
            holding.hand_over(number, to=self.people[option % len(self.people)], **options)
        else:
            {"hold": holding.hold, "let_go": holding.let_go}[act](number, **options)

    def _follow(self, act: str, before: Article, by: User, option: int) -> None:
        """Tell the onlooker what has happened."""
        story, after = self.stories[before.pk], Article.objects.get(pk=before.pk)
        text = Revision.objects.get(pk=after.working_revision_id).content_hash
        if act == "old_text":
            old = Revision.objects.get(article=before, number=1 + option % 4)
            story.put_back(by.pk, old.content_hash, text, before.level)
        elif act in {"edit", "correct"}:
            story.wrote(by.pk, text, before.level)
        assert text == story.text, f"{act} changed the working text"
        match act:
            case "pass":
                story.passed(by.pk, before.level)
            case "sign_off" | "fast":
                if act == "fast" and before.amending and before.held_by_id != by.pk:
                    story.restarted()
                story.sign(by.pk, fast=act == "fast", note=ReviewRecord.objects.latest("pk").note)
            case "return":
                story.returned(
                    ("", Level.FIRST, Level.SECOND)[option % 3],
                    was_signed=before.review in (Review.SIGNED_OFF, Review.WITHHELD),
                )
            case "submit" | "withdraw" | "reject":
                story.restarted()
            case "let_go" | "hand_over":
                if before.amending:
                    story.restarted()
            case "retract":
                story.restarted()
                story.sign_off_taken_back()
            case "embargo":
                story.embargo = after.embargo_until

    # looking

    def _rows(self) -> tuple[Any, ...]:
        """Everything that an act may write."""
        return (
            list(Article.objects.order_by("pk").values_list()),
            [model.objects.count() for model in (Record, ReviewRecord, Revision)],
        )

    def _seen(self) -> dict[int, tuple[Any, ...]]:
        """What readers' pages are made from, by article."""
        columns = {row[0]: row for row in Article.objects.values_list("pk", *LIVE_COLUMNS)}
        rows: dict[int, list[Any]] = {number: [] for number in columns}
        for model_rows in (
            Article.objects.values_list("pk", "listings__channel_id", "listings__published_at"),
            Article.objects.values_list("pk", "keywordings__tag__name"),
        ):
            for number, *values in model_rows:
                rows[number].append(tuple(values))
        return {number: (columns[number], sorted(rows[number], key=repr)) for number in columns}

    def check(self) -> None:
        """The promises that hold at any moment."""
        public = {item.pk for item in Article.objects.live(self.now)}
        articles = Article.objects.select_related("live_revision", "working_revision").order_by("pk")
        for article in articles.prefetch_related("listings", "keywordings"):
            story, at = self.stories[article.pk], article.published_at
            ended = article.expires_at is not None and article.expires_at <= self.now
            out = at is not None and at <= self.now and not ended and not article.withdrawal and not article.deleted_at
            assert (article.pk in public) == out == (article.publication(self.now) == Publication.LIVE)
            live, working = article.live_revision, article.working_revision
            assert working is not None
            if at is not None:  # now or later
                assert live is not None
                assert live.content_hash in story.signed, "readers get a text that nobody signed off"
                self._matches(article, live)
                listed = at is not None and not article.withdrawal and not article.deleted_at
                assert bool(article.listings.all()) == listed
            if out:
                assert not (story.embargo and self.now < story.embargo), "public before the end of the embargo"
                assert not (article.review == Review.WITHHELD and live == working), "withheld and public"
            if article.review in (Review.SIGNED_OFF, Review.WITHHELD):
                assert working.content_hash in story.signed, "called signed off and is not"
            waiting = article.review in IN_REVIEW
            assert waiting == bool(article.level) == (article.due_at is not None)
            assert not article.amending or (waiting and article.held_by_id is not None)

    def _matches(self, article: Article, live: Revision) -> None:
        text = live.snapshot
        assert (article.title, article.body, article.channel_id) == (text.title, text.body, text.channel)
        assert article.correction == text.correction
        if article.listings.all():
            listed = {row.channel_id for row in article.listings.all()}
            assert listed == set(ancestors_and_self([text.channel, *text.also_in]))  # type: ignore[list-item]
            assert len(article.keywordings.all()) == len(text.keywords)


@pytest.fixture
def newsroom(yaowen: Channel) -> Callable[[], Newsroom]:
    """Return a function that looks at the newsroom as it was at the beginning.

    A draft that asks for three levels, a live story of the same channel, and one under review where two are asked for.
    """
    start = timezone.now().replace(microsecond=0)
    city = save_channel(Channel(slug="chengshi", name="城市", review_levels=2))
    with clock(start - timedelta(days=1)):
        people = [
            person("reporter"),
            person("first"),
            person("second"),
            person("final"),
            person("chief"),
            person("both", "first", "second"),
            person("root", superuser=True),
            person("night", "reporter"),
        ]
        reporter, first = people[0], people[1]
        DutyShift.objects.create(person=people[7], starts_at=start, ends_at=start + timedelta(days=9))
        one = draft(yaowen, reporter, TITLES[0])
        two = draft(yaowen, reporter, TITLES[0], also_in=(city.pk,))
        signed_off(two, reporter)
        publication.publish(two.pk, by=people[3])
        three = draft(city, first, TITLES[1])
        review.submit(three.pk, by=first)
        pass_all(three.pk, "both")

    def begin() -> Newsroom:
        stories = {}
        for article, author, levels in ((one, reporter, 3), (two, reporter, 3), (three, first, 2)):
            text = Revision.objects.get(article=article).content_hash
            stories[article.pk] = story = Story(levels, "")
            story.wrote(author.pk, text)
        live = stories[two.pk]
        live.signed.add(live.text)
        live.signed_window, live.window = live.window, []
        stories[three.pk].passed(people[5].pk, Level.FIRST)
        return Newsroom([User.objects.get(pk=each.pk) for each in people], stories, start)

    return begin


def walk_and_forget(newsroom: Callable[[], Newsroom], steps: list[Step]) -> None:
    with transaction.atomic():
        newsroom().walk(steps)
        connection.check_constraints()
        transaction.set_rollback(True)


def shortest(newsroom: Callable[[], Newsroom], steps: list[Step]) -> list[Step]:
    """Leave out what is not needed for the failure, one step after the other."""
    place = 0
    while place < len(steps):
        fewer = steps[:place] + steps[place + 1 :]
        try:
            walk_and_forget(newsroom, fewer)
        except Exception:  # noqa: BLE001 - any failure will do
            steps = fewer
        else:
            place += 1
    return steps


def walk(newsroom: Callable[[], Newsroom], seeds: range) -> None:
    for seed in seeds:
        steps = steps_of(seed)
        try:
            walk_and_forget(newsroom, steps)
        except Exception as error:
            error.add_note(f"seed {seed}, in short: " + ", ".join(map(str, shortest(newsroom, steps))))
            raise


# On PostgreSQL, where each statement costs a trip, the first sixty always and all of the long ones.
@pytest.mark.parametrize("start", range(0, 200 if connection.vendor == "sqlite" else 60, 20))
def test_whatever_people_do_the_promises_hold(newsroom: Callable[[], Newsroom], start: int) -> None:
    walk(newsroom, range(start, start + 20))


@pytest.mark.long
@pytest.mark.parametrize("start", range(200, 2200, 50))
def test_whatever_people_do_the_promises_hold_at_length(newsroom: Callable[[], Newsroom], start: int) -> None:
    walk(newsroom, range(start, start + 50))
