"""The form of a group robot. Address and secret go in and are never shown again."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.models import Robot
from news.models.robot import EVENTS

CHOICES = [(kind.value, name) for kind, name in EVENTS.items()]


class RobotForm(forms.ModelForm):
    """A robot; an empty address or secret keeps the one there is."""

    url = forms.CharField(
        label=gettext_lazy("webhook address"),
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        choices=CHOICES, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("told of")
    )
    forget_secret = forms.BooleanField(required=False, label=gettext_lazy("remove the signing secret"))

    class Meta:
        model = Robot
        fields = ["name", "kind", "url", "secret", "channel", "kinds", "active"]
        widgets = {
            "secret": forms.PasswordInput(attrs={"class": "vTextField", "autocomplete": "new-password"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = self.instance.pk is not None
        self.initial.pop("url", None)
        self.initial.pop("secret", None)
        if "secret" not in self.fields:  # somebody who may only look
            return
        if there:
            self.fields["url"].required = False
            self.fields["url"].help_text = _("Kept: %(address)s. Fill in to replace it.") % {
                "address": self.instance.masked_url
            }
        else:
            self.fields["url"].help_text = _("From the group's settings: robots, add, copy the webhook address.")
            self.initial.setdefault("kinds", [kind.value for kind in EVENTS])
        has_secret = there and bool(self.instance.secret)
        self.fields["secret"].help_text = (
            _("A secret is kept. Fill in to replace it.")
            if has_secret
            else _("DingTalk and Feishu: from the robot's security settings, where signing is switched on.")
        )
        if not has_secret:
            del self.fields["forget_secret"]

    def clean_url(self) -> str:
        """Return what was typed, else what is kept."""
        typed: str = self.cleaned_data["url"].strip()
        return typed or self.instance.url

    def clean(self) -> dict[str, Any]:
        """Keep or remove the secret."""
        data = super().clean() or self.cleaned_data
        if data.get("forget_secret"):
            data["secret"] = ""
        elif not data.get("secret"):
            data["secret"] = Robot.objects.filter(pk=self.instance.pk).values_list("secret", flat=True).first() or ""
        return data
