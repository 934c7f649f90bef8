"""The promises told a second time, from what people did and not from what the program wrote down about it.

A `Story` follows one article from outside: who changed its text, who passed which text, who signed off. It knows nothing of
records, rounds or the transition table, so that it can tell when those are wrong.
"""

from dataclasses import dataclass, field
from datetime import datetime

from news.enums import Level
from news.rules.levels import SEQUENCES


@dataclass(frozen=True)
class Writing:
    """One change of the text; ``level`` is set where a reviewer did it."""

    person: int
    text: str
    level: str = ""


@dataclass(frozen=True)
class Passed:
    """One level's pass of one text."""

    level: str
    person: int
    text: str


@dataclass
class Story:
    """What has been done to one article so far."""

    levels: int
    text: str
    window: list[Writing] = field(default_factory=list)  # since the last sign-off that stands
    signed_window: list[Writing] = field(
        default_factory=list
    )  # what the last sign-off covered, should it be taken back
    passes: list[Passed] = field(default_factory=list)
    unfinished: int | None = None  # who has edited under review and not yet passed
    signed: set[str] = field(default_factory=set)  # every text that was rightly signed off
    embargo: datetime | None = None
    # whose words were in a text when it was written, with the level of 审改
    writers: dict[str, set[tuple[int, str]]] = field(default_factory=dict)

    @property
    def sequence(self) -> tuple[Level, ...]:
        return SEQUENCES[self.levels]

    def wrote(self, person: int, text: str, level: str = "") -> None:
        if text == self.text:
            return
        self.text = text
        self.window.append(Writing(person, text, level))
        self.writers.setdefault(text, set()).update((item.person, item.level) for item in self.window)
        if level:
            assert all(item.person != person for item in self.passes), "edits under review after a pass of one's own"
            assert not any(item.person == person and item.level != level for item in self.window), "reviews own text"
            self.unfinished = person
        else:
            self.passes, self.unfinished = [], None

    def put_back(self, person: int, old: str, text: str, level: str = "") -> None:
        """The words of an old text stand again, with today's correction: they are its writers', whoever put them back.

        What a reviewer wrote at a level is 审改 of that level still.
        """
        if text == self.text:
            return
        if old not in self.signed:
            self.window += [Writing(other, text, at) for other, at in sorted(self.writers.get(old, ()))]
        self.wrote(person, text, level)

    def restarted(self) -> None:
        """Submitted, taken back, returned to the author, rejected, or an unfinished edit given up."""
        self.passes, self.unfinished = [], None

    def passed(self, person: int, level: str) -> None:
        due = self.sequence[len(self.passes)]
        assert level == due, f"{level} passed where {due} was due"
        assert level != Level.FINAL, "the last level was passed instead of signed off"
        self._reviews(person, level)
        assert self.unfinished in (None, person), "passes somebody else's unfinished edit"
        if self.passes and self.unfinished is None:
            assert self.passes[-1].text == self.text, "the pass below was of another text"
        self.passes.append(Passed(level, person, self.text))
        self.unfinished = None

    def sign(self, person: int, *, fast: bool, note: str) -> None:
        assert all(item.person != person for item in self.window), "signs off text of their own"
        assert all(item.person != person for item in self.passes), "holds two levels"
        if fast:
            assert note.strip(), "the fast lane without a reason"
        else:
            assert [item.level for item in self.passes] == list(self.sequence[:-1]), "a level is missing"
            assert len({item.person for item in self.passes}) == len(self.passes), "one person, two levels"
            assert not self.passes or self.passes[-1].text == self.text, "what was passed is not what is signed off"
            assert self.unfinished is None
        self.signed.add(self.text)
        self.signed_window, self.window = self.window, []
        self.unfinished = None

    def sign_off_taken_back(self) -> None:
        self.window, self.signed_window = self.signed_window + self.window, []

    def returned(self, to: str, *, was_signed: bool) -> None:
        if was_signed:
            self.sign_off_taken_back()
        self.unfinished = None
        self.passes = [item for item in self.passes if to and self._before(item.level, to)]

    def _before(self, level: str, other: str) -> bool:
        order = list(Level)
        return order.index(Level(level)) < order.index(Level(other))

    def _reviews(self, person: int, level: str) -> None:
        assert not any(item.person == person and item.level != level for item in self.window), "reviews own text"
        assert all(item.person != person for item in self.passes), "holds two levels"
