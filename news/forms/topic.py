"""Forms of a topic: the topic itself, a section, a line of the timeline."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from news.models import Channel, Keyword, Topic, TopicSection
from news.text.addresses import MAX_ID
from news.text.keywords import keyword_key


class TopicForm(forms.ModelForm):
    """What stands at the head of a topic, and when readers see it."""

    class Meta:
        model = Topic
        fields = ("title", "slug", "kicker", "intro", "banner", "opens_at", "closes_at", "position")
        widgets = {"intro": forms.Textarea(attrs={"rows": 4})}


class SectionForm(forms.ModelForm):
    """How a section is set, and by which rule it is filled up."""

    word = forms.CharField(
        label=_("keyword"),
        required=False,
        max_length=100,
        help_text=_("Its newest stories fill the section up. Choose a channel or a keyword, not both."),
    )

    class Meta:
        model = TopicSection
        fields = ("heading", "style", "channel", "count")

    def __init__(self, data: Any = None, *, instance: TopicSection, channels: list[tuple[int, str]]) -> None:
        super().__init__(data, instance=instance, label_suffix="")
        self.fields["channel"] = forms.TypedChoiceField(
            label=_("channel"),
            required=False,
            choices=[("", _("none: only what is chosen")), *channels],
            coerce=int,
            empty_value=None,
            help_text=_("Its newest stories fill the section up, below those that are chosen."),
        )
        self.initial["channel"] = instance.channel_id or ""
        self.initial["word"] = instance.keyword.name if instance.keyword else ""
        self.order_fields(["heading", "style", "channel", "word", "count"])

    def clean_channel(self) -> Channel | None:
        """Return the channel of the number."""
        number = self.cleaned_data["channel"]
        return Channel.objects.without_tree_fields().filter(pk=number).first() if number else None

    def clean_word(self) -> Keyword | None:
        """Return the keyword that has this name."""
        typed = self.cleaned_data["word"].strip()
        if not typed:
            return None
        found = Keyword.objects.filter(key=keyword_key(typed)).first()
        if found is None:
            raise forms.ValidationError(_("No story has this keyword."))
        return found

    def clean(self) -> dict[str, Any]:
        """Take one rule at most."""
        values = super().clean() or {}
        if values.get("channel") and values.get("word"):
            self.add_error("word", _("Choose a channel or a keyword, not both."))
        self.instance.keyword = values.get("word")
        return values


class StepForm(forms.Form):
    """A line of the timeline."""

    day = forms.DateField(label=_("day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    line = forms.CharField(label=_("what happened"), max_length=120)
    story = forms.IntegerField(
        label=_("story"),
        required=False,
        min_value=1,
        max_value=MAX_ID,
        help_text=_("Its number; the line leads to it while readers see it."),
    )
