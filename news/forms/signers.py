"""Who of the register a name in the byline is: a choice beside each name, which the typed text carries along."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.enums import BylineRole
from news.rules.snapshot import Credit


@dataclass(frozen=True)
class Person:
    """Somebody in service, as the register has them."""

    number: int
    name: str
    position: str
    card: str

    @property
    def told(self) -> str:
        """What tells them from a namesake."""
        return f"{self.name} · {self.position} · {self.card}"


@dataclass(frozen=True)
class Row:
    """A name with its choices: (value, words, whether it is chosen)."""

    name: str
    choices: tuple[tuple[str, str, bool], ...]


class SignersWidget(forms.Widget):
    """Reads any number of values of one name."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str] | None:
        """Return the values, None where the page had no such choice."""
        if isinstance(data, MultiValueDict):
            return data.getlist(name) if name in data else None
        value = data.get(name)
        return list(value) if isinstance(value, list | tuple) else [value] if isinstance(value, str) else None


class SignersField(forms.Field):
    """Values ``<number>:<name>``; cleaned to the number by name, None where nothing was sent."""

    widget = SignersWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.people: Sequence[Person] = ()
        self.before: frozenset[int] = frozenset()  # whom the text names already, though they may have left

    def clean(self, value: Any) -> dict[str, int] | None:
        """Refuse a number that nobody in service has."""
        if value is None:
            return None
        chosen: dict[str, int] = {}
        known = {person.number for person in self.people} | self.before
        for item in value:
            number, _colon, name = item.partition(":")
            if not number:
                continue
            if not number.isascii() or not number.isdecimal() or int(number) not in known:
                raise forms.ValidationError(
                    _("“%(name)s” is linked to somebody who is not in the register any more; choose again.")
                    % {"name": name}
                )
            chosen[name] = int(number)
        return chosen

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The typed text as a whole is compared, not this field."""
        return False


def by_itself(name: str, people: Iterable[Person]) -> str:
    """Say whom the name alone stands for at the sign-off."""
    same = [person for person in people if person.name == name]
    if len(same) == 1:
        return _("By the name: %(position)s") % {"position": same[0].position}
    if same:
        said = ngettext("%(n)d person has this name; choose", "%(n)d people have this name; choose", len(same))
        return said % {"n": len(same)}
    return _("By the name: nobody in the register")


def rows_of(byline: Iterable[Credit], people: Sequence[Person]) -> tuple[Row, ...]:
    """Return a row for each name that a page of its own may belong to; namesakes come first among the choices."""
    found: dict[str, int | None] = {}
    for item in byline:
        if item.role != BylineRole.CORRESPONDENT:
            found[item.name] = found.get(item.name) or item.staff
    rows = []
    for name, chosen in found.items():
        ordered = sorted(people, key=lambda person, name=name: (person.name != name, person.name, person.card))  # type: ignore[misc]
        choices = [("", by_itself(name, people), chosen is None)]
        if chosen and chosen not in {person.number for person in people}:
            choices.append((f"{chosen}:{name}", _("as before; not in service any more"), True))
        choices += [(f"{person.number}:{name}", person.told, person.number == chosen) for person in ordered]
        rows.append(Row(name, tuple(choices)))
    return tuple(rows)
