"""Forms of a front page: a card, a block. What ``rules.layout_checks`` finds stands at the field."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from news.enums import BlockKind, FillBy, HotPeriod, Kind
from news.models import Image, Keyword
from news.rules.layout import STEP, Block, Placed
from news.rules.layout_checks import (
    LONGEST_ADDRESS,
    LONGEST_HEADING,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    Problem,
    block_problems,
    card_problems,
    tidy_card,
)
from news.text.keywords import keyword_key

STYLES = {
    "": _("as usual"),
    "words": _("words only, across the page"),
    "picture": _("beside its picture"),
    "mixed": _("the first large, the others as headlines"),
    "heads": _("headlines with their time"),
    "thumbs": _("headlines with small pictures"),
    "rank": _("numbered, as in a ranking"),
    "views": _("opinion: three abreast, words only"),
    "plain": _("plain"),
    "urgent": _("urgent, in red"),
}


class MomentField(forms.CharField):
    """A datetime-local field whose value is ISO 8601 with zone, ''  for none; by the newsroom's clock."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"})

    def prepare_value(self, value: Any) -> Any:
        """Show a stored moment by the newsroom's clock; what was typed is shown as it was typed."""
        try:
            moment = parse_datetime(value or "")
        except ValueError:
            return value
        if moment is None or timezone.is_naive(moment):
            return value
        return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M:%S")

    def clean(self, value: Any) -> str:
        """Return the moment with its zone."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            moment: datetime | None = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None:
            raise forms.ValidationError(_("Choose day and time."))
        try:
            aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
            return aware.isoformat()
        except (OverflowError, ValueError) as error:
            raise forms.ValidationError(_("This time cannot be read; check the year.")) from error


class _Checked(forms.Form):
    """A form that puts the findings of the rules at their fields."""

    def tell(self, found: list[Problem]) -> None:
        for item in found:
            self.add_error(item.field if item.field in self.fields else None, item.message)


class CardForm(_Checked):
    """A card of a block; empty words are the story's own."""

    title = forms.CharField(
        label=_("headline"), required=False, max_length=LONGEST_TITLE, help_text=_("Empty: the story’s own.")
    )
    summary = forms.CharField(
        label=_("summary"),
        required=False,
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Empty: the story’s own."),
    )
    address = forms.CharField(
        label=_("address"),
        required=False,
        max_length=LONGEST_ADDRESS,
        help_text=_("A path on this site that begins with “/”, or an address with https://."),
    )
    picture = forms.IntegerField(
        label=_("picture"),
        required=False,
        min_value=1,
        max_value=2**62,
        help_text=_("Its number in the library. Empty: the story’s cover."),
    )
    crop_x = forms.IntegerField(label=_("from the left in %"), required=False, min_value=0, max_value=100)
    crop_y = forms.IntegerField(label=_("from the top in %"), required=False, min_value=0, max_value=100)
    starts_at = MomentField(label=_("shown from"), required=False, help_text=_("Empty: at once."))
    ends_at = MomentField(label=_("shown until"), required=False, help_text=_("Empty: until somebody takes it out."))
    pinned = forms.BooleanField(
        label=_("pinned"), required=False, help_text=_("Stands before the others; what is pushed in goes below it.")
    )

    def __init__(self, data: Any, *, block: Block, card: Placed) -> None:
        crop = card.crop or (50, 50)
        values = {
            "title": card.title,
            "summary": card.summary,
            "address": card.address,
            "picture": card.picture,
            "crop_x": crop[0],
            "crop_y": crop[1],
            "starts_at": card.starts_at,
            "ends_at": card.ends_at,
            "pinned": card.pinned,
        }
        super().__init__(data, initial=values, label_suffix="")
        self.block, self.old = block, card
        for name in ("crop_x", "crop_y"):
            self.fields[name].widget.attrs |= {"step": STEP}
        if card.article is not None:
            del self.fields["address"]
        else:
            self.fields["title"].help_text = self.fields["summary"].help_text = ""
        if block.kind in {BlockKind.NOTICE, BlockKind.LINKS}:
            for name in ("summary", "picture", "crop_x", "crop_y"):
                del self.fields[name]
        elif card.article is None:
            self.fields["picture"].help_text = _("Its number in the library.")

    def clean_picture(self) -> int | None:
        """Refuse a number that no picture has."""
        number: int | None = self.cleaned_data["picture"]
        if number is not None and not Image.objects.filter(pk=number).exists():
            raise forms.ValidationError(_("There is no picture %(id)d in the library.") % {"id": number})
        return number

    def clean(self) -> dict[str, Any]:
        """Ask the rules."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            self.tell(card_problems(self.block, self.card))
        return data

    @property
    def card(self) -> Placed:
        """The card as it was typed."""
        data = self.cleaned_data
        crop = None
        if "crop_x" in self.fields:
            x, y = (50 if data.get(name) is None else data[name] for name in ("crop_x", "crop_y"))
            crop = (x, y) if (x, y) != (50, 50) else None
        words = {name: data[name] for name in ("title", "summary", "address", "starts_at", "ends_at") if name in data}
        return tidy_card(replace(self.old, **words, picture=data.get("picture"), crop=crop, pinned=data["pinned"]))


class BlockForm(_Checked):
    """What a block is and by what rule it is filled up."""

    heading = forms.CharField(
        label=_("heading of the block"),
        required=False,
        max_length=LONGEST_HEADING,
        help_text=_("Empty: none, or the channel’s name."),
    )
    style = forms.ChoiceField(label=_("style"), required=False)
    count = forms.IntegerField(label=_("stories"), min_value=1)
    fill = forms.ChoiceField(label=_("filled up with"))
    channel = forms.TypedChoiceField(label=_("channel"), required=False, coerce=int, empty_value=None)
    keyword = forms.CharField(label=_("keyword"), required=False, max_length=60)
    only = forms.ChoiceField(label=_("only stories of the kind"), required=False, choices=[("", "—"), *Kind.choices])
    span = forms.ChoiceField(label=_("most read of the"), required=False, choices=HotPeriod.choices)

    def __init__(self, data: Any, *, block: Block, channels: list[tuple[int, str]]) -> None:
        values: dict[str, Any] = {
            "heading": block.heading,
            "style": block.style,
            "count": block.count,
            "fill": block.fill,
            "channel": block.channel,
            "keyword": Keyword.objects.filter(pk=block.keyword).values_list("name", flat=True).first() or "",
            "only": block.only,
            "span": block.span,
        }
        super().__init__(data, initial=values, label_suffix="")
        self.old, form = block, block.form
        fields: dict[str, Any] = self.fields
        fields["style"].choices = [(style, STYLES[style]) for style in form.styles]
        fields["fill"].choices = [(rule.value, rule.label) for rule in form.fills]
        fields["count"].max_value = form.counts[1]
        fields["count"].widget.attrs |= {"min": 1, "max": form.counts[1]}
        fields["channel"].choices = [("", "—"), *channels]
        gone = {"style"} if len(form.styles) == 1 else set()
        if FillBy.KEYWORD not in form.fills:
            gone.add("keyword")
        if FillBy.HOT not in form.fills:
            gone.add("span")
        if form.free:
            gone |= {"channel", "only"}
        if form.fills == (FillBy.NONE,):
            gone.add("fill")
        for name in gone:
            del fields[name]

    def clean_keyword(self) -> int | None:
        """Return the number of the keyword; refuse one that no story has."""
        name = self.cleaned_data["keyword"].strip()
        if not name:
            return None
        found = Keyword.objects.filter(key=keyword_key(name)).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("No story has this keyword yet."))
        return int(found)

    def clean(self) -> dict[str, Any]:
        """Ask the rules."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            self.tell(block_problems(self.block))
        return data

    @property
    def block(self) -> Block:
        """The block as it was typed; its cards are not touched."""
        data = dict(self.cleaned_data)
        if "fill" in data:
            data["fill"] = FillBy(data["fill"])
        data["span"] = HotPeriod(data["span"]) if data.get("span") else self.old.span
        return replace(self.old, **data)
