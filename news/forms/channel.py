"""Forms of the taxonomy: channels, keywords, redirects."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from news.editorial.channels import check_channel
from news.enums import DisclaimerUse
from news.errors import BadInput
from news.models import Channel, ChannelMap, Disclaimer, Keyword, Redirect
from news.text.keywords import keyword_key, keyword_name

LEVELS = {
    1: _("one review: final only"),
    2: _("two reviews: first, final"),
    3: _("three reviews: first, second, final"),
}


class ChannelForm(forms.ModelForm):
    """A channel; what ``save_channel`` would refuse is said at the field."""

    class Meta:
        model = Channel
        fields = [
            "name",
            "slug",
            "parent",
            "review_levels",
            "position",
            "in_nav",
            "list_style",
            "description",
            "notice",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "review_levels" not in self.fields:  # somebody who may only look
            return
        self.fields["notice"].queryset = Disclaimer.objects.filter(use=DisclaimerUse.NOTICE)  # type: ignore[attr-defined]
        levels: Any = self.fields["review_levels"]
        # For a new channel the one above is not chosen yet.
        above = str(_("as the channel above"))
        if self.instance.pk:
            now = LEVELS[ChannelMap.load().levels([self.instance.parent_id])]
            above = _("as the channel above (now: %(levels)s)") % {"levels": now}
        levels.choices = [("", above), *((n, LEVELS[n]) for n in sorted(LEVELS, reverse=True))]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            check_channel(self.instance)
        except BadInput as error:
            self.add_error(error.code if error.code in self.fields else None, str(error))


class KeywordForm(forms.ModelForm):
    """A keyword; two spellings of one name are the same keyword."""

    class Meta:
        model = Keyword
        fields = ["name"]

    def clean_name(self) -> str:
        """Return the name as shown; refuse one whose key is taken."""
        name = keyword_name(self.cleaned_data["name"])
        if not keyword_key(name):
            raise forms.ValidationError(_("The name has no sign that can be shown."))
        if Keyword.objects.filter(key=keyword_key(name)).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is this keyword already, perhaps in another spelling."))
        return name


class RedirectForm(forms.ModelForm):
    """An address that moved. Both ends stay on this site."""

    class Meta:
        model = Redirect
        fields = ["old_path", "new_path"]

    def clean_old_path(self) -> str:
        """Return the old address; refuse one at which a channel stands."""
        path = _checked(self.cleaned_data["old_path"])
        if Channel.objects.filter(path=path.strip("/")).exists():
            raise forms.ValidationError(_("A channel stands at this address; it would never be redirected."))
        return path

    def clean_new_path(self) -> str:
        """Return the new address."""
        return _checked(self.cleaned_data["new_path"])

    def clean(self) -> dict[str, Any]:
        """Refuse a redirect to itself, and a branch that does not end in a slash."""
        data = super().clean() or self.cleaned_data
        old, new = data.get("old_path", self.instance.old_path), data.get("new_path")
        if old and old == new:
            self.add_error("new_path", _("Both addresses are the same."))
        if self.instance.is_prefix and new and not new.endswith("/"):
            self.add_error("new_path", _("The address of a branch ends in “/”."))
        return data


def _checked(path: str) -> str:
    path = path.strip()
    if not re.fullmatch(r"/(?![/\\])[^\s\\?#]*", path):
        raise forms.ValidationError(_("Give a path on this site that begins with one “/”, without “?” or “#”."))
    return path
