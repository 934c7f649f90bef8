"""What the writing page offers to choose from: channels, notices, series; and the newsroom's weights of checks."""

from dataclasses import dataclass

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest

from news.admin.asking import asker, powers
from news.admin.inbox import head_is, head_rows
from news.editorial.access import SCOPED
from news.enums import CheckLevel, DisclaimerUse, ScopeAct, StaffStatus
from news.forms.signers import Person
from news.models import ChannelMap, CheckRule, Disclaimer, Series, StaffMember
from news.reading.tree import ChannelTree

SPLIT = Value("\n")


@dataclass(frozen=True)
class Choices:
    """What the form offers beside channels, and the newsroom's weights of checks. ``people`` are those in service."""

    notices: list[tuple[int, str]]
    series: list[tuple[int, str]]
    weights: dict[str, CheckLevel]
    people: list[Person]


def choices_of(request: HttpRequest) -> Choices:
    """Return them; one query for a request, which reads what the top bar shows as well."""
    known = getattr(request, "_desk_choices", None)
    if known is None:
        words = ("notice", "check", "series", "head", "person")
        kind = {word: Value(word, output_field=CharField()) for word in words}
        key = Cast("pk", CharField())
        notices = Disclaimer.objects.filter(use=DisclaimerUse.NOTICE).order_by()
        rows = list(
            notices.values_list(kind["notice"], key, "label").union(
                CheckRule.objects.order_by().values_list(kind["check"], "check_id", "level"),
                Series.objects.order_by().values_list(kind["series"], key, "name"),
                StaffMember.objects.filter(status=StaffStatus.ACTIVE)
                .order_by()
                .values_list(kind["person"], key, Concat("name", SPLIT, "position", SPLIT, "card_number")),
                head_rows(asker(request)).values_list(kind["head"], Cast("unread", CharField()), "site_name"),
                all=True,
            )
        )
        for what, unread, name in rows:
            if what == "head":
                head_is(request, name, int(unread))
        known = Choices(
            notices=sorted((int(key), label) for what, key, label in rows if what == "notice"),
            series=sorted(((int(key), name) for what, key, name in rows if what == "series"), reverse=True),
            weights={key: CheckLevel(level) for what, key, level in rows if what == "check"},
            people=sorted(
                (Person(int(key), *told.split("\n", 2)) for what, key, told in rows if what == "person"),
                key=lambda person: (person.name, person.card),
            ),
        )
        request._desk_choices = known  # type: ignore[attr-defined]
    return known


def tree_of(request: HttpRequest) -> ChannelTree:
    """Return the channels, read once for a request."""
    tree = getattr(request, "_desk_tree", None) or ChannelTree.load()
    request._desk_tree = tree  # type: ignore[attr-defined]
    return tree


def within_reach(
    request: HttpRequest, channels: list[tuple[int, str]], chosen: set[int | None]
) -> list[tuple[int, str]]:
    """Leave out the channels that this person does not write for; those of the text stay."""
    paths = powers(request).scopes.get(SCOPED[ScopeAct.WRITE][0])
    if not paths:
        return channels
    within = set(ChannelMap.of(tree_of(request).channels).branch(paths)) | chosen
    return [(pk, name) for pk, name in channels if pk in within]
