"""What the writing page offers to choose from: channels, notices, series; and the newsroom's weights of checks."""

from dataclasses import dataclass

from django.db.models import CharField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest

from news.admin.asking import asker, powers
from news.admin.inbox import head_is, head_rows
from news.editorial.access import SCOPED
from news.enums import CheckLevel, DisclaimerUse, ScopeAct
from news.models import ChannelMap, CheckRule, Disclaimer, Series
from news.reading.tree import ChannelTree


@dataclass(frozen=True)
class Choices:
    """What the form offers beside channels, and the newsroom's weights of checks."""

    notices: list[tuple[int, str]]
    series: list[tuple[int, str]]
    weights: dict[str, CheckLevel]


def choices_of(request: HttpRequest) -> Choices:
    """Return them; one query for a request, which reads what the top bar shows as well."""
    known = getattr(request, "_desk_choices", None)
    if known is None:
        kind = {word: Value(word, output_field=CharField()) for word in ("notice", "check", "series", "head")}
        key = Cast("pk", CharField())
        notices = Disclaimer.objects.filter(use=DisclaimerUse.NOTICE).order_by()
        rows = list(
            notices.values_list(kind["notice"], key, "label").union(
                CheckRule.objects.order_by().values_list(kind["check"], "check_id", "level"),
                Series.objects.order_by().values_list(kind["series"], key, "name"),
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
