"""Addresses in forms of the site's data: read like those of the link dialog, refused with the same words."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.models import Ad, FriendLink
from news.text.links import read_link

PROBLEMS = {
    "empty": gettext_lazy("Enter an address, or choose a story from the list."),
    "words": gettext_lazy("This is no address. Choose a story from the list, or paste the whole address."),
    "scheme": gettext_lazy("Readers can only follow addresses with https, http, mailto or tel."),
    "host": gettext_lazy("This address has no complete host or number; paste it once more, whole."),
    "near": gettext_lazy("This address is inside the house; readers cannot reach it."),
    "login": gettext_lazy("An address with a name or password in it is not taken; copy the plain one."),
    "long": gettext_lazy("This address is too long."),
}
NO_ADDRESS = gettext_lazy("This is no address. Paste the whole address, as in https://example.cn/.")


def checked(typed: str) -> str:
    """Return the address that was meant; on this site without its host. Raises ValidationError with the reason."""
    own = urlsplit(settings.SITE_URL).hostname or ""
    address, problem = read_link(typed, own=(own,))
    if problem:
        raise ValidationError(NO_ADDRESS if problem == "words" else PROBLEMS[problem])
    return address


class AdForm(forms.ModelForm):
    """An advertisement of the house."""

    class Meta:
        model = Ad
        fields = ["place", "title", "image", "link", "starts_at", "ends_at", "weight", "position", "active"]

    def clean_link(self) -> str:
        """Return an address that readers can follow, '' for none."""
        typed = self.cleaned_data["link"]
        return checked(typed) if typed.strip() else ""

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must be after the start."))
        return data


class FriendLinkForm(forms.ModelForm):
    """A link to another site."""

    url = forms.CharField(label=gettext_lazy("address"), max_length=200)

    class Meta:
        model = FriendLink
        fields = ["name", "url", "position"]

    def clean_url(self) -> str:
        """Return the address of another site that readers can open."""
        address = checked(self.cleaned_data["url"])
        if not address.startswith(("https://", "http://")):
            raise ValidationError(_("A friend link leads to another site: enter its address with https://."))
        return address
