"""Uploading pictures: one file or several, with words that go to each."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ACCEPT = "image/jpeg,image/png,image/webp,image/avif,image/gif"


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploaded files; what they hold is verified when they go into the library."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return every file; none at all is an error."""
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(item, initial) for item in files or [None]]


class UploadForm(forms.Form):
    """Files and the words they get."""

    pictures = FilesField(
        label=_("files"),
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": ACCEPT, "multiple": True}),
        help_text=_("JPEG, PNG, WebP, AVIF or GIF; several at once. Place and camera data are removed."),
    )
    alt = forms.CharField(
        label=_("alternative text"), required=False, max_length=200, help_text=_("What is to be seen.")
    )
    caption = forms.CharField(label=_("caption"), required=False, max_length=300)
    credit = forms.CharField(label=_("credit"), required=False, max_length=60, help_text=_("Photographer or agency."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
