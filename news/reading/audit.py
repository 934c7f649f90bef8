"""The audit as one list: what was done to stories, to the site, to people; newest first, from three tables.

Each table is walked down its numbers, which grow with time, so the cost of a page does not grow with the tables: a
condition without an index (words, a kind of act) looks at a bounded stretch of rows, and the page says how to go on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from news.enums import AuditArea, Level, Verb, Verdict
from news.models import AuditEntry, CheckOverride, Record, ReviewRecord

PAGE = 50
SCANNED = 100_000  # rows of one table that a page looks through for words or acts
DISORDER = timedelta(hours=1)  # by how much the order of numbers may differ from that of times: a long transaction
TOGETHER = timedelta(seconds=5)  # a verdict and its record are of one transaction
ACTS = {
    "added": pgettext_lazy("audit", "added"),
    "changed": pgettext_lazy("audit", "changed"),
    "deleted": pgettext_lazy("audit", "deleted"),
    "signed_in": pgettext_lazy("audit", "signed in"),
    "signed_out": pgettext_lazy("audit", "signed out"),
    "sign_in_failed": pgettext_lazy("audit", "failed to sign in"),
    "locked_out": pgettext_lazy("audit", "locked out"),
    "unlocked": pgettext_lazy("audit", "let in again"),
    "password_changed": pgettext_lazy("audit", "changed the password"),
    "password_chosen": pgettext_lazy("audit", "chose a password"),
    "link_made": pgettext_lazy("audit", "made a one-time link"),
    "closed": pgettext_lazy("audit", "closed the account"),
    "reopened": pgettext_lazy("audit", "opened the account again"),
    "scoped": pgettext_lazy("audit", "set the channels"),
    "lent": pgettext_lazy("audit", "lent a level"),
    "lending_ended": pgettext_lazy("audit", "ended a deputyship"),
    "on_duty": pgettext_lazy("audit", "put on duty"),
    "off_duty": pgettext_lazy("audit", "took off duty"),
    "preview_made": pgettext_lazy("audit", "made a preview link"),
    "preview_withdrawn": pgettext_lazy("audit", "withdrew a preview link"),
    "urgent": pgettext_lazy("audit", "marked as urgent"),
    "not_urgent": pgettext_lazy("audit", "took the urgent mark away"),
    "released": pgettext_lazy("audit", "took it from its holder"),
    "launched": pgettext_lazy("audit", "launched the front page"),
    "put_up": pgettext_lazy("audit", "put up breaking news"),
    "taken_down": pgettext_lazy("audit", "took down breaking news"),
    "launch_cancelled": pgettext_lazy("audit", "cancelled a launch of the front page"),
    "laid_out": pgettext_lazy("audit", "laid out a channel’s front"),
    "imported": pgettext_lazy("audit", "imported"),
    "exported": pgettext_lazy("audit", "exported"),
    "pages_dropped": pgettext_lazy("audit", "dropped stored pages"),
}
CHECKS = {
    "no_origin": _("reprint without a source"),
    "long_title": _("long headline"),
    "same_title": _("headline used before"),
    "near_title": _("headline much like another"),
    "no_source": _("no source"),
    "no_byline": _("no byline"),
    "no_editor": _("no responsible editor"),
    "no_summary": _("no summary"),
    "no_caption": _("picture without a caption"),
    "no_credit": _("picture without a credit"),
    "no_alt": _("picture without alternative text"),
    "no_poster": _("video without a poster"),
    "missing_file": _("file that is gone"),
    "rights_ended": _("rights to a picture ended"),
    "rights_ending": _("rights to a picture end soon"),
    "map_number": _("map without approval number"),
    "picture_replaced": _("picture with a newer version"),
    "ai_picture": _("AI picture in an unmarked story"),
    "dead_link": _("dead link"),
}
VERDICTS = {
    Verb.PASS: (Verdict.PASS, Verdict.AMEND),
    Verb.SIGN_OFF: (Verdict.SIGN_OFF,),
    Verb.FAST: (Verdict.FAST,),
    Verb.RETURN: (Verdict.RETURN,),
    Verb.REJECT: (Verdict.REJECT,),
}


@dataclass(frozen=True)
class Search:
    """What is asked for. ``act`` is ``verb:<Verb>`` or ``act:<id>``; the days are of the newsroom, both included."""

    person: int | None = None
    area: str = ""
    act: str = ""
    article: int | None = None
    thing: str = ""  # <app.model>:<id>
    text: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def scans(self) -> bool:
        """True where no index finds the rows."""
        return bool(self.text or self.act) and not self.article and not self.thing


@dataclass(frozen=True)
class Line:
    """One act. ``marks`` are what an auditor looks for: ``fast``, ``override``, ``deputy``."""

    source: str
    pk: int
    at: datetime
    who: str
    area: str
    act: str
    what: str = ""
    article: int | None = None
    note: str = ""
    level: str = ""
    address: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    marks: tuple[str, ...] = ()
    verb: str = ""
    by: int | None = None


@dataclass(frozen=True)
class Page:
    """Lines newest first; ``after`` leads to older ones, '' at the end. ``looked_to`` where a stretch had no more."""

    lines: list[Line] = field(default_factory=list)
    after: str = ""
    looked_to: datetime | None = None


@dataclass
class _Stretch:
    """What one table gave: up to a page of lines, and the time before which it has more to say (None: nothing)."""

    cursor: int | None
    lines: list[Line]
    floor: datetime | None
    below: int
    used: int = 0

    @property
    def next(self) -> int | None:
        """The number below which to go on; 0 at the end."""
        if self.used == len(self.lines):
            return self.below if self.floor else 0
        return self.lines[self.used - 1].pk if self.used else self.cursor


def trail(search: Search, after: str = "", size: int = PAGE) -> Page:
    """Read one page. At most twelve queries, whatever the tables hold; an ``after`` that is none begins anew."""
    cursors = _read(after)
    stretches = [
        _walk(rows, cursor, size, search, line)
        for (rows, line), cursor in zip(_tables(search), cursors, strict=True)
        if rows is not None and cursor != 0
    ]
    floors = [item.floor for item in stretches if item.floor]
    floor = max(floors, default=None)
    lines = _merged(stretches, floor, size)
    done = iter(stretches)
    ends = [
        0 if rows is None or cursor == 0 else next(done).next
        for (rows, _line), cursor in zip(_tables(search), cursors, strict=True)
    ]
    more = any(end != 0 for end in ends)
    return Page(
        lines=_with_verdicts(lines),
        after="-".join("" if end is None else str(end) for end in ends) if more else "",
        looked_to=floor if more and len(lines) < size else None,
    )


def _read(after: str) -> list[int | None]:
    parts = after.split("-")
    if len(parts) != 3 or not all(part == "" or (part.isascii() and part.isdecimal()) for part in parts):
        return [None, None, None]
    return [int(part[:18]) if part else None for part in parts]


def _merged(stretches: list[_Stretch], floor: datetime | None, size: int) -> list[Line]:
    """Take the newest lines; none older than ``floor``, since a table may still have some from before it."""
    taken: list[Line] = []
    moving = any(not item.lines and item.floor for item in stretches)
    while len(taken) < size:
        waiting = [item for item in stretches if item.used < len(item.lines)]
        if not waiting:
            break
        best = max(waiting, key=lambda item: item.lines[item.used].at)
        line = best.lines[best.used]
        if floor and line.at < floor and (taken or moving):
            break
        taken.append(line)
        best.used += 1
    return taken


Table = tuple[QuerySet[Any] | None, Callable[[Any], Line]]


def _tables(search: Search) -> list[Table]:
    """Return the rows of each table that can hold what is asked for, None where it cannot."""
    kind, _sign, act = search.act.partition(":")
    of_stories = search.area in {"", AuditArea.ARTICLE} and not search.thing and kind in {"", "verb"}
    records: QuerySet[Any] | None = None
    overrides: QuerySet[Any] | None = None
    entries: QuerySet[Any] | None = None
    if of_stories and act != Verb.OVERRIDE:
        records = Record.objects.select_related("article").only(
            "verb", "by", "by_name", "at", "note", "article__desk_title", "article__title"
        )
        records = records.filter(**{"verb": act} if act else {}, **_story(search))
        if search.text:
            records = records.filter(Q(note__icontains=search.text) | Q(by_name__icontains=search.text))
    if of_stories and act in {"", Verb.OVERRIDE}:
        overrides = CheckOverride.objects.select_related("article").only(
            "checks", "by", "by_name", "at", "reason", "article__desk_title", "article__title"
        )
        overrides = overrides.filter(**_story(search))
        if search.text:
            overrides = overrides.filter(Q(reason__icontains=search.text) | Q(by_name__icontains=search.text))
    if kind in {"", "act"}:
        entries = AuditEntry.objects.filter(**_entry(search), **{"act": act} if act else {})
        if search.text:
            entries = entries.filter(
                Q(note__icontains=search.text)
                | Q(by_name__icontains=search.text)
                | Q(thing_name__icontains=search.text)
            )
    return [(records, _of_record), (overrides, _of_override), (entries, _of_entry)]


def _story(search: Search) -> dict[str, Any]:
    asked = {"by_id": search.person, "article_id": search.article}
    return {name: value for name, value in asked.items() if value is not None}


def _entry(search: Search) -> dict[str, Any]:
    asked: dict[str, Any] = {"by_id": search.person} if search.person is not None else {}
    if search.area:
        asked["area"] = search.area
    if search.article is not None:
        asked |= {"thing": "news.article", "thing_id": str(search.article)}
    elif search.thing:
        thing, _sign, number = search.thing.partition(":")
        asked |= {"thing": thing, "thing_id": number}
    return asked


def _walk(rows: QuerySet[Any], cursor: int | None, size: int, search: Search, line: Callable[[Any], Line]) -> _Stretch:
    table: QuerySet[Any] = rows.model._default_manager.order_by("pk")
    rows, lowest, highest = _within(rows, table, search)
    top = highest if cursor is None else min(cursor, highest)
    low = lowest
    if search.scans:
        low = max(lowest, top - SCANNED)
    found = list(rows.filter(pk__lt=top, pk__gte=low).order_by("-pk")[: size + 1])
    if len(found) > size:
        return _Stretch(cursor, [line(row) for row in found[:size]], found[size].at, found[size - 1].pk)
    edge = None
    if low > lowest:
        edge = table.filter(pk__gte=low).values_list("at", flat=True).first()
    return _Stretch(cursor, [line(row) for row in found], edge, low)


def _within(rows: QuerySet[Any], table: QuerySet[Any], search: Search) -> tuple[QuerySet[Any], int, int]:
    """Keep the days asked for; return also the numbers between which they lie (from, below)."""
    lowest, highest = 1, 2**62
    if search.since:
        start = timezone.make_aware(datetime.combine(search.since, time()))
        rows = rows.filter(at__gte=start)
        lowest = _number(table.filter(at__gte=start - DISORDER).order_by("at", "pk"), highest)
    if search.until:
        end = timezone.make_aware(datetime.combine(search.until + timedelta(days=1), time()))
        rows = rows.filter(at__lt=end)
        highest = _number(table.filter(at__lt=end + DISORDER).order_by("-at", "-pk"), 0) + 1
    elif search.scans:
        highest = _number(table.order_by("-pk"), 0) + 1
    return rows, lowest, highest


def _number(rows: QuerySet[Any], otherwise: int) -> int:
    found = rows.values_list("pk", flat=True).first()
    return otherwise if found is None else int(found)


def _of_record(row: Record) -> Line:
    return Line(
        source="record",
        pk=row.pk,
        at=row.at,
        who=row.by_name,
        area=str(AuditArea.ARTICLE.label),
        act=str(row.get_verb_display()),
        what=str(row.article),
        article=row.article_id,
        note=row.note,
        marks=("fast",) if row.verb == Verb.FAST else (),
        verb=row.verb,
        by=row.by_id,
    )


def _of_override(row: CheckOverride) -> Line:
    checks = "、".join(str(CHECKS.get(name, name)) for name in row.checks)
    return Line(
        source="override",
        pk=row.pk,
        at=row.at,
        who=row.by_name,
        area=str(AuditArea.ARTICLE.label),
        act=str(Verb.OVERRIDE.label),
        what=str(row.article),
        article=row.article_id,
        note=f"{checks}：{row.reason}",
        marks=("override",),
    )


def _of_entry(row: AuditEntry) -> Line:
    of_article = row.thing == "news.article" and row.thing_id.isdecimal()
    return Line(
        source="entry",
        pk=row.pk,
        at=row.at,
        who=row.by_name,
        area=str(AuditArea(row.area).label),
        act=str(ACTS.get(row.act, row.act)),
        what=row.thing_name,
        article=int(row.thing_id) if of_article else None,
        note=row.note,
        address=row.address or "",
        changes=tuple((label, *_pair(pair)) for label, pair in row.changes.items()),
    )


def _pair(value: Any) -> tuple[str, str]:
    if isinstance(value, list) and len(value) == 2:
        return str(value[0]), str(value[1])
    return "", str(value)


def _with_verdicts(lines: list[Line]) -> list[Line]:
    """Add the level, and whether a deputy did it: the verdict knows and the record does not. One query."""
    judged = [line for line in lines if line.verb in VERDICTS]
    if not judged:
        return lines
    rows = ReviewRecord.objects.filter(
        article_id__in={line.article for line in judged},
        at__gte=min(line.at for line in judged) - TOGETHER,
        at__lte=max(line.at for line in judged) + TOGETHER,
    ).order_by()
    verdicts: dict[tuple[int, int | None], list[Any]] = {}
    for row in rows.values_list("article_id", "by_id", "verdict", "at", "level", "as_deputy", named=True):
        verdicts.setdefault((row.article_id, row.by_id), []).append(row)
    return [_judged(line, verdicts.get((line.article or 0, line.by), [])) for line in lines]


def _judged(line: Line, verdicts: list[Any]) -> Line:
    wanted = VERDICTS.get(Verb(line.verb), ()) if line.verb else ()
    near = [row for row in verdicts if row.verdict in wanted and abs(row.at - line.at) <= TOGETHER]
    if not near:
        return line
    row = min(near, key=lambda item: abs(item.at - line.at))
    act = str(Verdict(row.verdict).label) if row.verdict == Verdict.AMEND else line.act
    marks = (*line.marks, "deputy") if row.as_deputy else line.marks
    return replace(line, level=str(Level(row.level).label), act=act, marks=marks)
