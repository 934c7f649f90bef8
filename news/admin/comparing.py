"""Two versions of a text side by side, field by field, as plain words."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from news.enums import BylineRole, Origin
from news.rules.snapshot import Snapshot
from news.text.excerpt import plain_text


@dataclass(frozen=True)
class Names:
    """What ids in a snapshot are called: channels, notices."""

    channels: Mapping[int, str]
    notices: Mapping[int, str]


@dataclass(frozen=True)
class Difference:
    """A field in which two versions differ; ``old`` and ``new`` are lines of plain text."""

    label: str
    old: list[str]
    new: list[str]
    lines: list[tuple[str, str]]


def readable(text: Snapshot, names: Names) -> dict[str, list[str]]:
    """Return label → lines for everything a snapshot says."""
    channel = names.channels.get(text.channel, f"#{text.channel}") if text.channel else ""
    expires = parse_datetime(text.expires_at) if text.expires_at else None
    rows: dict[str, Any] = {
        _("kicker"): text.kicker,
        _("headline"): text.title,
        _("subhead"): text.subhead,
        _("short title"): text.short_title,
        _("summary"): text.summary,
        _("body"): plain_text(text.body).split("\n"),
        _("pictures in the text"): _sources(text.body),
        _("channel"): channel,
        _("also in"): "、".join(names.channels.get(pk, f"#{pk}") for pk in text.also_in),
        _("origin"): str(Origin(text.origin).label),
        _("source"): text.source,
        _("original address"): text.original_url,
        **{str(role.label): " ".join(text.names(role)) for role in BylineRole},
        _("responsible editors"): " ".join(text.editors),
        _("keywords"): "，".join(text.keywords),
        _("cover"): _("picture %(id)s") % {"id": text.cover} if text.cover else "",
        _("own notice"): names.notices.get(text.notice, f"#{text.notice}") if text.notice else "",
        _("contains AI-generated content"): _("yes") if text.ai_generated else "",
        _("editor's note"): text.editors_note.split("\n"),
        _("correction"): text.correction,
        _("public until"): date_format(localtime(expires), "Y-m-d H:i") if expires else "",
    }
    return {
        label: [line for line in (value if isinstance(value, list) else [value]) if line]
        for label, value in rows.items()
    }


def _sources(body: str) -> list[str]:
    return [piece.split('"', 1)[0].rsplit("/", 1)[-1] for piece in body.split('src="')[1:]]


def differences(old: Snapshot, new: Snapshot, names: Names) -> list[Difference]:
    """Return the fields that differ, in the order of the form."""
    before, after = readable(old, names), readable(new, names)
    return [
        Difference(label, before[label], after[label], _lines(before[label], after[label]))
        for label in before
        if before[label] != after[label]
    ]


def _lines(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Return (``eq`` | ``del`` | ``ins`` | ``gap``, line); a run of more than two equal lines becomes a gap."""
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            if b - a > 2:
                found += [("gap", _("%(n)d unchanged paragraphs") % {"n": b - a})]
            else:
                found += [("eq", line) for line in old[a:b]]
            continue
        found += [("del", line) for line in old[a:b]]
        found += [("ins", line) for line in new[c:d]]
    return found
