"""The passes that a text stands on, as a chain of content hashes. Pure.

A level passes one hash. 审改 is the one way from an earlier hash to a later one inside a review: the record of the
reviewer's own level names both, ``base`` (what the level below passed) and ``hash`` (what goes on).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from news.enums import Level
from news.rules.levels import SEQUENCES


@dataclass(frozen=True)
class Pass:
    """One level's pass in force: by whom (account id), of which text, standing on which text (equal unless 审改)."""

    level: Level
    person: int | None
    hash: str
    base: str


def unbroken(passes: Mapping[Level, Pass], text: str, level: Level, levels: int) -> bool:
    """True where every level below ``level`` has passed, by different people, and the chain ends at hash ``text``."""
    before: Pass | None = None
    people: set[int | None] = set()
    for each in SEQUENCES[levels]:
        if each == level:
            break
        found = passes.get(each)
        if found is None or found.person in people or (before is not None and found.base != before.hash):
            return False
        people.add(found.person)
        before = found
    return before is None or before.hash == text
