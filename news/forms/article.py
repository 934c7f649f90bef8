"""The article form: a plain form over a Snapshot. It writes nothing; what it yields goes through ``editorial``."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.enums import BylineRole, Kind, Origin
from news.forms.prose import prose_widget
from news.forms.signers import Person, Row, SignersField, rows_of
from news.rules.checks import MAX_PLACE, form_problems
from news.rules.findings import LONG_SHORT_TITLE
from news.rules.snapshot import Credit, Snapshot
from news.text.keywords import MAX_NAME, join_keywords, split_keywords
from news.text.lengths import clock, seconds_of

NAME_SEPARATORS = re.compile(r"[\s,，、;；　]+")
ROLE_FIELDS = {
    "reporters": BylineRole.REPORTER,
    "correspondents": BylineRole.CORRESPONDENT,
    "photographers": BylineRole.PHOTOGRAPHER,
    "authors": BylineRole.AUTHOR,
}
# Fields that a Snapshot holds as the form does.
PLAIN = (
    "kicker title subhead body summary short_title channel origin source original_url link series series_place notice "
    "ai_generated minors advertisement no_cover editors_note"
).split()
Choices = Iterable[tuple[Any, Any]]


def split_names(text: str) -> list[str]:
    """Split ``张三 李四、王五`` into names, in order, each once."""
    return list(dict.fromkeys(name for name in NAME_SEPARATORS.split(text or "") if name))


def _line(max_length: int, count: int, **attrs: Any) -> dict[str, Any]:
    """Return what a one-line text needs: a textarea, since an input cuts a long headline on a phone."""
    widget = forms.Textarea(attrs={"rows": 1, "class": "vTextField", "data-count": count, "data-line": "", **attrs})
    return {"max_length": max_length, "widget": widget, "required": False}


def _names(label: Any, **attrs: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200, widget=forms.TextInput(attrs=attrs))


class ArticleForm(forms.Form):
    """Every field of a Snapshot that the desk types. ``based_on`` is the revision from which the editor started."""

    kind = forms.ChoiceField(
        label=gettext_lazy("kind"), required=False, choices=Kind.choices, widget=forms.RadioSelect
    )
    link = forms.URLField(
        label=gettext_lazy("address it leads to"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://", "class": "vTextField"}),
    )
    length = forms.CharField(
        label=gettext_lazy("length of the video"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"placeholder": "3:12", "size": 8}),
        help_text=gettext_lazy("Minutes and seconds. A video file of this site says it itself."),
    )
    kicker = forms.CharField(label=gettext_lazy("kicker"), **_line(60, 14, placeholder=gettext_lazy("Kicker")))
    title = forms.CharField(label=gettext_lazy("headline"), **_line(400, 30, placeholder=gettext_lazy("Headline")))
    subhead = forms.CharField(label=gettext_lazy("subhead"), **_line(120, 24, placeholder=gettext_lazy("Subhead")))
    body = forms.CharField(label=gettext_lazy("body"), required=False, widget=prose_widget())
    summary = forms.CharField(
        label=gettext_lazy("summary"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": 90}),
        help_text=gettext_lazy("Left empty it is taken from the first paragraphs."),
    )
    short_title = forms.CharField(
        label=gettext_lazy("short title"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"data-count": LONG_SHORT_TITLE}),
        help_text=gettext_lazy(
            "Shown instead of the headline on the front page, in channels, on keyword pages and in related stories. "
            "The story’s own page and search engines keep the headline."
        ),
    )
    channel = forms.TypedChoiceField(label=gettext_lazy("channel"), required=False, coerce=int, empty_value=None)
    also_in = forms.TypedMultipleChoiceField(
        label=gettext_lazy("also in"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    origin = forms.ChoiceField(label=gettext_lazy("origin"), choices=Origin.choices)
    source = forms.CharField(
        label=gettext_lazy("source"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "d-sources"}),
    )
    original_url = forms.URLField(
        label=gettext_lazy("original address"), required=False, max_length=500, assume_scheme="https"
    )
    reporters = _names(gettext_lazy("reporter"))
    correspondents = _names(gettext_lazy("correspondent"))
    photographers = _names(gettext_lazy("photographer"))
    authors = _names(gettext_lazy("author"))
    signers = SignersField(label=gettext_lazy("in the register"))
    editors = _names(gettext_lazy("responsible editors"))
    keywords = forms.CharField(
        label=gettext_lazy("keywords"),
        required=False,
        max_length=600,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-suggest": ""}),
        help_text=gettext_lazy("Separate them with commas; new ones are made."),
    )
    series = forms.TypedChoiceField(label=gettext_lazy("series"), required=False, coerce=int, empty_value=None)
    series_place = forms.IntegerField(
        label=gettext_lazy("place in the series"),
        required=False,
        min_value=1,
        max_value=MAX_PLACE,
        help_text=gettext_lazy("Left empty it comes behind the last one when it is signed off."),
    )
    no_cover = forms.BooleanField(label=gettext_lazy("without a cover"), required=False)
    cover = forms.IntegerField(label=gettext_lazy("cover"), required=False, widget=forms.HiddenInput)
    notice = forms.TypedChoiceField(label=gettext_lazy("own notice"), required=False, coerce=int, empty_value=None)
    ai_generated = forms.BooleanField(label=gettext_lazy("contains AI-generated content"), required=False)
    minors = forms.BooleanField(
        label=gettext_lazy("may affect minors"),
        required=False,
        help_text=gettext_lazy(
            "Readers get a notice before the text; the story stays off the front page and out of hot lists."
        ),
    )
    advertisement = forms.BooleanField(
        label=gettext_lazy("advertisement"),
        required=False,
        help_text=gettext_lazy("Lists and the page say 广告 beside the headline."),
    )
    editors_note = forms.CharField(
        label=gettext_lazy("editor's note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Readers see it above the text."),
    )
    expires_at = forms.DateTimeField(
        label=gettext_lazy("public until"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        base: Snapshot,
        channels: Choices,
        notices: Choices,
        series: Choices = (),
        paths: Choices | None = None,
        people: Sequence[Person] = (),
        locked: bool = False,
        **kwargs: Any,
    ) -> None:
        """``base`` gives what the form does not show; ``locked`` shows a text that may not be edited now. ``paths``
        are the channels by their whole path, as a list that can be searched needs them; ``people`` are in service."""
        kwargs.setdefault("label_suffix", "")
        kwargs["initial"] = {**initial_of(base), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.base = base
        channels = list(channels)
        self.fields["channel"].choices = [("", "—"), *channels]  # type: ignore[attr-defined]
        self.fields["also_in"].choices = channels if paths is None else list(paths)  # type: ignore[attr-defined]
        self.fields["notice"].choices = [("", _("As the channel and the site")), *notices]  # type: ignore[attr-defined]
        self.people = tuple(people)
        signers: Any = self.fields["signers"]
        signers.people, signers.before = self.people, frozenset(item.staff for item in base.byline if item.staff)
        self.fields["series"].choices = [("", "—"), *series]  # type: ignore[attr-defined]
        if locked:
            for field in self.fields.values():
                field.disabled = True

    def clean_keywords(self) -> list[str]:
        """Split what was typed; refuse a keyword that is a sentence."""
        names = split_keywords(self.cleaned_data["keywords"])
        for name in names:
            if len(name) > MAX_NAME:
                raise forms.ValidationError(
                    _(
                        "“%(name)s” is too long for a keyword (at most %(max)d characters). "
                        "Use commas between keywords."
                    ),
                    params={"name": name, "max": MAX_NAME},
                )
        return names

    def clean_length(self) -> int:
        """Return the seconds; refuse what is no time."""
        seconds = seconds_of(self.cleaned_data["length"])
        if seconds is None:
            raise forms.ValidationError(_("Write minutes and seconds, as in 3:12, or 1:02:33 with hours."))
        return seconds

    def clean(self) -> dict[str, Any]:
        """Ask the rules what makes the text unusable even as a draft, and say it at the field."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            for field, message in form_problems(self.snapshot()).items():
                self.add_error(field if field in self.fields else None, message)
        return data

    @property
    def signer_rows(self) -> tuple[Row, ...]:
        """Who of the register each name of the byline is, as it was typed or as the text has it."""
        if not self.people:
            return ()
        typed = getattr(self, "cleaned_data", None)
        return rows_of(self._byline(typed) if typed is not None else self.base.byline, self.people)

    @property
    def people_told(self) -> list[tuple[int, str, str, str]]:
        """The people to choose from, for the script that adds a row for a new name: number, name, words, position."""
        return [(person.number, person.name, person.told, person.position) for person in self.people]

    def _byline(self, data: dict[str, Any]) -> tuple[Credit, ...]:
        before = {(item.role, item.name): item.staff for item in self.base.byline}
        chosen = data.get("signers")

        def staff(role: BylineRole, name: str) -> int | None:
            if chosen is None or role == BylineRole.CORRESPONDENT:
                return before.get((role, name))
            return chosen.get(name)

        return tuple(
            Credit(role=role, name=name, staff=staff(role, name))
            for field, role in ROLE_FIELDS.items()
            for name in split_names(data.get(field, ""))
        )

    def snapshot(self) -> Snapshot:
        """Return the typed text as a value, with what the form does not show taken from ``base``."""
        data = self.cleaned_data
        expires = data.get("expires_at")
        return replace(
            self.base,
            **{name: data[name] for name in PLAIN},
            kind=data["kind"] or self.base.kind,
            seconds=data["length"],
            cover=None if data["no_cover"] else data["cover"],
            also_in=tuple(data["also_in"]),
            byline=self._byline(data),
            editors=tuple(split_names(data["editors"])),
            keywords=tuple(data["keywords"]),
            expires_at=_local(expires).isoformat() if expires else "",
        ).clean()


def _local(moment: datetime) -> datetime:
    """Return a time by the newsroom's clock; one at the edge of the calendar, which has no other clock, as it is."""
    try:
        return timezone.localtime(moment)
    except OverflowError:
        return moment


def initial_of(text: Snapshot) -> dict[str, Any]:
    """Return a snapshot as the form's initial values."""
    expires = parse_datetime(text.expires_at) if text.expires_at else None
    return {
        **{name: getattr(text, name) for name in ("kind", "cover", *PLAIN)},
        **{field: " ".join(text.names(role)) for field, role in ROLE_FIELDS.items()},
        "also_in": list(text.also_in),
        "length": clock(text.seconds),
        "editors": " ".join(text.editors),
        "keywords": join_keywords(text.keywords),
        "expires_at": _local(expires).strftime("%Y-%m-%dT%H:%M:%S" if expires.second else "%Y-%m-%dT%H:%M")
        if expires
        else None,
    }
