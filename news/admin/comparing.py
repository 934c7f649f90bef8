"""The versions of an article, and two of them side by side, field by field, with the words that differ marked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models.fields.json import KT
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.editorial.access import display_name
from news.enums import BylineRole, Kind, Label, Origin, Publication, Verb
from news.models import Article, Record, Revision, StaffMember
from news.rules.snapshot import Snapshot
from news.text import diff
from news.text.excerpt import count_characters, plain_text
from news.text.lengths import clock

VERSIONS_SHOWN = 50
RECORDS_SHOWN = 500
LONGEST_NUMBER = 9  # digits; more do not fit the column
TITLE, LINE, NAMES, BODY = "title", "line", "names", "body"


@dataclass(frozen=True)
class Names:
    """What ids in a snapshot are called: channels, notices, series, people of the register."""

    channels: Mapping[int, str]
    notices: Mapping[int, str]
    series: Mapping[int, str]
    people: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """A field in which two versions differ; ``marked`` is safe HTML, the old one's words in <del>, the new one's in
    <ins>. ``kind`` is TITLE, LINE, NAMES or BODY."""

    label: str
    kind: str
    marked: str

    @property
    def added(self) -> int:
        """How many places were added to."""
        return self.marked.count("<ins>")

    @property
    def removed(self) -> int:
        """How many places were taken from. Both may be 0: a cell's span may differ and no word."""
        return self.marked.count("<del>")

    @property
    def html(self) -> SafeString:
        """Both versions in one: the new one with what was removed and added."""
        folded = self._folded(self.marked)
        return mark_safe(diff.label(folded, inserted=_("added: "), deleted=_("removed: ")))  # noqa: S308

    @property
    def mine(self) -> SafeString:
        """The old version alone, what the other lacks in <mark>; empty where it says nothing."""
        return self._side("del")

    @property
    def theirs(self) -> SafeString:
        """The new version alone, what the other lacks in <mark>; empty where it says nothing."""
        return self._side("ins")

    def _side(self, kept: str) -> SafeString:
        folded = self._folded(diff.side(self.marked, kept))
        return mark_safe(diff.label(folded, different=_("different: ")))  # noqa: S308

    def _folded(self, markup: str) -> str:
        return diff.fold(markup, unchanged) if self.kind == BODY else markup


@dataclass(frozen=True)
class Act:
    """One record: who did what, when, and the note in the newsroom's own words."""

    record: Record
    note: str


@dataclass(frozen=True)
class Version:
    """One line of the history. ``made`` says how the version came to be, ``acts`` what was done to it after that."""

    revision: Revision
    author: str
    made: str
    characters: int
    acts: list[Act]
    is_public: bool
    is_working: bool


@dataclass(frozen=True)
class VersionPage:
    """A part of the history, newest first. ``older`` is for ``?before=``, None where nothing is older; ``count`` is of
    the whole history."""

    versions: list[Version]
    count: int
    older: int | None
    is_newest: bool


def versions(article: Article, before: str = "") -> VersionPage:
    """Return the newest 50 versions, or those below the number ``before``, and what was done to each. 3 queries."""
    rows = article.revisions.select_related("author").defer("data").annotate(body=KT("data__body"))
    limit = _number(before)
    if limit is not None:
        rows = rows.filter(number__lt=limit)
    found = list(rows.order_by("-number")[: VERSIONS_SHOWN + 1])
    shown = found[:VERSIONS_SHOWN]
    acts: dict[int | None, list[Act]] = {}
    made: dict[int | None, str] = {}
    for record in article.records.filter(revision__in=[row.pk for row in shown]).order_by("-pk")[:RECORDS_SHOWN]:
        if record.verb in {Verb.CREATE, Verb.EDIT} and not record.note:
            made[record.revision_id] = str(record.get_verb_display())
        else:
            acts.setdefault(record.revision_id, []).append(Act(record, _note(record)))
    public = article.live_revision_id if article.publication() == Publication.LIVE else None
    return VersionPage(
        versions=[
            Version(
                row,
                author=display_name(row.author) if row.author else _("Import"),
                made=made.get(row.pk, ""),
                characters=count_characters(plain_text(row.body or "")),
                acts=acts.get(row.pk, []),
                is_public=row.pk == public,
                is_working=row.pk == article.working_revision_id,
            )
            for row in shown
        ],
        count=article.revisions.count(),
        older=shown[-1].number if len(found) > VERSIONS_SHOWN else None,
        is_newest=limit is None,
    )


def chosen(article: Article, old: str, new: str) -> tuple[Revision | None, Revision | None, str]:
    """Return the two versions to compare, older first, and what is wrong with the numbers asked for ('': nothing).

    Without numbers, or with wrong ones: the live one against the working one, else the last two. With one number: an
    old one against the working one, a new one against the one before it. At most three queries.
    """
    wanted = {side: _number(text) for side, text in (("old", old), ("new", new)) if text}
    problem = ""
    if None in wanted.values():
        bad = next(text for text in (old, new) if text and _number(text) is None)
        problem = _("“%(text)s” is not the number of a version.") % {"text": bad[:20]}
    elif wanted:
        below = wanted.get("old", _before(article, wanted.get("new")))
        above = wanted.get("new", article.working_revision.number if article.working_revision else None)
        pair = _pair(article, below, above)
        missing = next((number for number in wanted.values() if number not in pair), None)
        if missing is not None:
            problem = _("There is no version %(number)s of this article.") % {"number": missing}
        elif below is not None and below == above:
            problem = _("Choose two different versions to compare.")
        else:
            return *_in_order(pair), ""
    newest = article.working_revision or article.revisions.order_by("-number").first()
    live = article.live_revision
    if newest and live and live.pk != newest.pk:
        return live, newest, problem
    pair = _pair(article, _before(article, newest.number), newest.number) if newest else {}
    return *_in_order(pair), problem


def _pair(article: Article, *numbers: int | None) -> dict[int, Revision]:
    wanted = [number for number in numbers if number is not None]
    return {row.number: row for row in article.revisions.filter(number__in=wanted)}


def _in_order(pair: Mapping[int, Revision]) -> tuple[Revision | None, Revision | None]:
    """Return the older and the newer; the only one is the newer."""
    rows = [pair[number] for number in sorted(pair)]
    return (rows[0] if len(rows) > 1 else None), (rows[-1] if rows else None)


def _before(article: Article, number: int | None) -> int | None:
    if number is None:
        return None
    return article.revisions.filter(number__lt=number).order_by("-number").values_list("number", flat=True).first()


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def _note(record: Record) -> str:
    """Return the note; a time that was set is written by the newsroom's clock."""
    try:
        when = parse_datetime(record.note) if record.verb in {Verb.PUBLISH, Verb.SCHEDULE} else None
    except ValueError:
        when = None
    return date_format(localtime(when), "Y-m-d H:i") if when and when.tzinfo else record.note


def unchanged(number: int) -> str:
    return ngettext("%(n)d unchanged paragraph", "%(n)d unchanged paragraphs", number) % {"n": number}


def differences(old: Snapshot, new: Snapshot, names: Names) -> list[Difference]:
    """Return the fields that differ, in the order of the form."""
    return [
        Difference(label, kind, _marked(kind, before, after))
        for (label, kind, before), (_label, _kind, after) in zip(_rows(old, names), _rows(new, names), strict=True)
        if before != after
    ]


def _rows(text: Snapshot, names: Names) -> list[tuple[str, str, Any]]:
    """Return (label, kind, value) for everything a snapshot says; a value is text, HTML (body) or a list of names."""
    channel = names.channels.get(text.channel, f"#{text.channel}") if text.channel else ""
    expires = parse_datetime(text.expires_at) if text.expires_at else None
    until = date_format(localtime(expires), "Y-m-d H:i") if expires else ""
    cover = [_("picture %(id)s") % {"id": text.cover}] if text.cover else [_("no cover")] if text.no_cover else []
    return [
        (_("kind"), NAMES, [str(Kind(text.kind).label)]),
        (_("address it leads to"), LINE, text.link),
        (_("length of the video"), NAMES, [clock(text.seconds)]),
        (_("kicker"), LINE, text.kicker),
        (_("headline"), TITLE, text.title),
        (_("subhead"), LINE, text.subhead),
        (_("short title"), LINE, text.short_title),
        (_("summary"), LINE, text.summary),
        (_("body"), BODY, text.body),
        (_("channel"), NAMES, [channel]),
        (_("also in"), NAMES, [names.channels.get(pk, f"#{pk}") for pk in text.also_in]),
        (_("origin"), NAMES, [str(Origin(text.origin).label)]),
        (_("source"), NAMES, [text.source]),
        (_("original address"), LINE, text.original_url),
        *((str(role.label), NAMES, text.names(role)) for role in BylineRole),
        (_("in the register"), NAMES, _linked(text, names)),
        (_("responsible editors"), NAMES, list(text.editors)),
        (_("keywords"), NAMES, list(text.keywords)),
        (_("series"), NAMES, [_in_series(text, names)] if text.series else []),
        (_("cover"), NAMES, cover),
        (_("own notice"), NAMES, [names.notices.get(text.notice, f"#{text.notice}")] if text.notice else []),
        (_("labels"), NAMES, [str(Label(label).label) for label in text.labels]),
        (_("editor's note"), LINE, text.editors_note),
        (_("correction"), LINE, text.correction),
        (_("public until"), NAMES, [until]),
    ]


def people_of(*texts: Snapshot) -> dict[int, str]:
    """Return what the people are called whom these bylines name by number. One query, none without."""
    numbers = {item.staff for text in texts for item in text.byline if item.staff}
    return {person.pk: str(person) for person in StaffMember.objects.filter(pk__in=numbers)} if numbers else {}


def _linked(text: Snapshot, names: Names) -> list[str]:
    """Return the names that somebody linked to a person, each with whom: ``沈知禾 → 沈知禾 HHW-1``."""
    linked = {item.name: item.staff for item in text.byline if item.staff}
    return [f"{name} → {names.people.get(number, f'#{number}')}" for name, number in linked.items()]


def _in_series(text: Snapshot, names: Names) -> str:
    name = names.series.get(text.series or 0, f"#{text.series}")
    return f"{name} · {text.series_place}" if text.series_place else name


def _marked(kind: str, old: Any, new: Any) -> str:
    if kind == BODY:
        return diff.diff_html(old, new)
    if kind == NAMES:
        return diff.marked_names([name for name in old if name], [name for name in new if name])
    return diff.marked_text(diff.diff_text(old, new))
