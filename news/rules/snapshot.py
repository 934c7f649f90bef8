"""A story's whole content as one immutable value: what a Revision stores and a sign-off copies to the live columns."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from news.enums import BylineRole, Kind, Label, Origin
from news.text.keywords import unique_keywords
from news.text.lengths import LONGEST
from news.text.sanitise import sanitise
from news.text.typography import one_line

SCHEMA = 3


def _since(schema: int, default: Any) -> Any:
    """Declare a field that an older schema did not have. While it says nothing it is left out of the JSON, so a text
    of before keeps its hash, and with it every pass and sign-off that is bound to the hash."""
    return field(default=default, metadata={"since": schema})


@dataclass(frozen=True)
class Credit:
    """One person in the byline. ``staff`` is a StaffMember's id where the desk linked one."""

    role: str
    name: str
    staff: int | None = None


@dataclass(frozen=True)
class Snapshot:
    """Everything that is part of the story. Ids point to rows with a life of their own (channel, picture, text of a
    disclaimer); whatever only this story says is held by value. ``expires_at`` is ISO 8601 with zone, or ''.

    ``link`` is where a link-out leads, or the page of a video that stands elsewhere. ``series_place`` None: behind
    the last one at the sign-off. ``no_cover`` says that none is wanted, so that none is taken from the body.
    ``seconds`` is how long a video runs, 0 where nobody knows."""

    title: str = ""
    kicker: str = ""
    subhead: str = ""
    short_title: str = ""
    summary: str = ""
    body: str = ""
    channel: int | None = None
    also_in: tuple[int, ...] = ()
    origin: str = Origin.ORIGINAL
    source: str = ""
    original_url: str = ""
    byline: tuple[Credit, ...] = ()
    editors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    cover: int | None = None
    notice: int | None = None
    ai_generated: bool = False
    editors_note: str = ""
    correction: str = ""
    expires_at: str = ""
    kind: str = _since(2, Kind.STORY.value)
    link: str = _since(2, "")
    series: int | None = _since(2, None)
    series_place: int | None = _since(2, None)
    no_cover: bool = _since(2, False)
    minors: bool = _since(2, False)
    advertisement: bool = _since(2, False)
    seconds: int = _since(3, 0)

    def clean(self) -> Self:
        """Return the canonical form: HTML sanitised, one-line titles, no doubled keywords or empty names."""
        return replace(
            self,
            title=one_line(self.title),
            kicker=one_line(self.kicker),
            subhead=one_line(self.subhead),
            short_title=one_line(self.short_title),
            summary=one_line(self.summary),
            body=sanitise(self.body),
            also_in=tuple(sorted({number for number in self.also_in if number != self.channel})),
            source=one_line(self.source),
            original_url=self.original_url.strip(),
            byline=tuple(replace(item, name=one_line(item.name)) for item in self.byline if one_line(item.name)),
            editors=tuple(name for name in map(one_line, self.editors) if name),
            keywords=tuple(unique_keywords(self.keywords)),
            editors_note=self.editors_note.strip(),
            correction=one_line(self.correction),
            kind=str(self.kind),
            link=self.link.strip(),
            series_place=self.series_place if self.series else None,
            no_cover=self.no_cover and self.cover is None,
            seconds=min(max(self.seconds, 0), LONGEST) if self.kind == Kind.VIDEO else 0,
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON data; ``from_json`` reads it back."""
        data, schema = asdict(self), 1
        for item in fields(self):
            if since := item.metadata.get("since"):
                if data[item.name] == item.default:
                    del data[item.name]
                else:
                    schema = max(schema, since)
        return {"schema": schema} | data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what ``as_json`` wrote. Fields of a later schema are refused with ValueError, missing ones default."""
        data = dict(data)
        if data.pop("schema", SCHEMA) > SCHEMA:
            raise ValueError("This revision was written by a newer version of the site.")
        known = {item.name for item in fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        values["byline"] = tuple(Credit(**item) for item in values.get("byline", ()))
        for key in ("also_in", "editors", "keywords"):
            values[key] = tuple(values.get(key, ()))
        return cls(**values)

    @property
    def labels(self) -> list[str]:
        """What readers are told before they read, as the live column holds it."""
        said = {Label.AI: self.ai_generated, Label.MINORS: self.minors, Label.AD: self.advertisement}
        return [label.value for label, on in said.items() if on]

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of the canonical JSON: what a review is bound to."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def names(self, role: BylineRole) -> list[str]:
        """Return the names in one part of the byline, in order."""
        return [item.name for item in self.byline if item.role == role]
