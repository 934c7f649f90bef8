"""The transition table against `tests/workflow_expected.csv`, which is written by hand from what a newsroom expects.

In the file the first row that fits decides; a cell is a value, several (`a|b`) or any (`*`). Channels have three levels.
"""

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from news.enums import Publication, Review, Verb
from news.rules import transitions
from news.rules.deciding import Actor, Reason, Situation, refusal, row_for
from news.rules.levels import awaited
from news.rules.roles import ON_DUTY, ROLES
from news.rules.transitions import TRANSITIONS, Transition, Whose

FILE = Path(__file__).parent.parent / "workflow_expected.csv"
ACTIONS = [verb for verb in Verb if verb not in transitions.BESIDE]
PERMISSIONS = {
    **{role: frozenset(ROLES[role]) for role in ("reporter", "first", "second", "final", "chief", "site", "auditor")},
    "duty": frozenset(ROLES["reporter"]) | frozenset(ON_DUTY),
}
OWN = {"yes": True, "no": False}
COLUMNS = ("publication", "review", "action", "role", "own")
Cell = tuple[str, str, str, str, str]
SPACE: list[Cell] = [
    tuple(map(str, cell))  # type: ignore[misc]
    for cell in itertools.product(Publication, Review, ACTIONS, PERMISSIONS, OWN)
]


@dataclass(frozen=True)
class Row:
    """A line of the file; an empty set in a column stands for any value."""

    line: int
    cells: tuple[frozenset[str], ...]
    outcome: str  # '' allowed, else the reason's id

    def fits(self, cell: Cell) -> bool:
        return all(not wanted or value in wanted for wanted, value in zip(self.cells, cell, strict=True))


def rows() -> list[Row]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                number,
                tuple(frozenset() if line[name] == "*" else frozenset(line[name].split("|")) for name in COLUMNS),
                line["reason"],
            )
            for number, line in enumerate(csv.DictReader(file), start=2)
        ]


def first_fits() -> Iterator[tuple[Cell, Row | None]]:
    table = rows()
    for cell in SPACE:
        yield cell, next((row for row in table if row.fits(cell)), None)


@cache
def expected() -> dict[Cell, Row | None]:
    """The whole table: a second of work for the process that runs these tests."""
    return dict(first_fits())


def decided(cell: Cell) -> str:
    """What the code says to one cell: '' allowed, else the reason's id."""
    publication, review, action, role, own = cell
    story = Situation(Publication(publication), Review(review), awaited(Review(review), 3))
    actor = Actor(permissions=PERMISSIONS[role], wrote=OWN[own], own=OWN[own])
    reason = refusal(Verb(action), story, actor)
    return "" if reason is None else reason.value


def differences() -> list[str]:
    return [
        f"line {row.line}: {' × '.join(cell)}: expected {row.outcome or 'allowed'}, is {decided(cell) or 'allowed'}"
        for cell, row in expected().items()
        if row is not None and decided(cell) != row.outcome
    ]


def test_the_table_is_what_the_newsroom_expects() -> None:
    found = differences()
    assert not found, "\n".join([f"{len(found)} cells differ", *found[:40]])


def test_the_file_speaks_of_every_case_once() -> None:
    table = rows()
    known = [set(map(str, values)) for values in (Publication, Review, ACTIONS, PERMISSIONS, OWN)]
    for row in table:
        for values, wanted in zip(known, row.cells, strict=True):
            assert wanted <= values, f"line {row.line}: unknown {wanted - values}"
        assert row.outcome == "" or row.outcome in list(Reason), f"line {row.line}: unknown reason {row.outcome}"
    assert [cell for cell, row in expected().items() if row is None] == []
    used = {row.line for row in expected().values() if row is not None}
    assert [row.line for row in table if row.line not in used] == []


def test_allowed_rows_give_no_reason_and_refused_ones_do() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            assert (line["expected"], bool(line["reason"])) in {("allowed", False), ("refused", True)}, line


def test_an_act_is_open_exactly_where_a_row_of_the_table_opens_it() -> None:
    for cell in SPACE[::7]:
        publication, review, action, role, own = cell
        story = Situation(Publication(publication), Review(review), awaited(Review(review), 3))
        actor = Actor(permissions=PERMISSIONS[role], wrote=OWN[own], own=OWN[own])
        row = row_for(Verb(action), story, actor)
        assert (row is not None) == (decided(cell) == "")
        assert row is None or row.verb == action


def without(table: tuple[Transition, ...], verb: Verb) -> tuple[Transition, ...]:
    return tuple(row for row in table if row.verb != verb)


def changed(table: tuple[Transition, ...], place: int, **values: Any) -> tuple[Transition, ...]:
    return (*table[:place], replace(table[place], **values), *table[place + 1 :])


def mutants() -> Iterator[tuple[str, tuple[Transition, ...]]]:
    """The table with one thing wrong, in many ways."""
    for place, row in enumerate(TRANSITIONS):
        name = f"{place} {row.verb}"
        yield f"{name} is gone", (*TRANSITIONS[:place], *TRANSITIONS[place + 1 :])
        yield f"{name} loses a publication state", changed(TRANSITIONS, place, publication=less(row.publication))
        yield f"{name} loses a review state", changed(TRANSITIONS, place, review=less(row.review))
        yield f"{name} takes another permission", changed(TRANSITIONS, place, permission="news.add_channel")
        if row.whose != Whose.ANY and row.verb not in {Verb.AMEND, Verb.AUTOSAVE}:  # closed to authors anyway
            yield f"{name} is for anybody's text", changed(TRANSITIONS, place, whose=Whose.ANY)
        if len(row.levels) > 1:
            yield f"{name} loses a level", changed(TRANSITIONS, place, levels=less(row.levels))
    for verb in ACTIONS:
        yield f"no {verb}", without(TRANSITIONS, verb)


def less(values: frozenset[Any]) -> frozenset[Any]:
    return frozenset(sorted(values)[1:])


@pytest.mark.parametrize(("name", "table"), [pytest.param(*mutant, id=mutant[0]) for mutant in mutants()])
def test_a_changed_table_does_not_pass_for_the_expected_one(
    name: str, table: tuple[Transition, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transitions, "TRANSITIONS", table)
    verb = name.split()[1]
    assert any(decided(cell) != row.outcome for cell, row in expected().items() if row is not None and cell[2] == verb)


@pytest.mark.parametrize("verb", ACTIONS)
def test_every_act_has_a_way_in(verb: Verb) -> None:
    assert any(row is not None and row.outcome == "" for cell, row in expected().items() if cell[2] == verb)


def test_every_state_has_a_way_out() -> None:
    """No story is ever stuck: in each state somebody, whose text it is not, can do something that moves it."""
    for publication, review in itertools.product(Publication, Review):
        assert any(
            row is not None and row.outcome == ""
            for cell, row in expected().items()
            if cell[:2] == (publication, review) and cell[2] not in {"autosave", "embargo"} and cell[4] == "no"
        ), f"{publication} × {review}"
