"""Videos and documents: uploading one or several, and the name of one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from news.forms.picture import FilesField, FilesInput
from news.media.documents import ENDINGS
from news.models import MediaFile


class FilesForm(forms.Form):
    """Files; what they hold is verified when they are taken."""

    uploads = FilesField(
        label=gettext_lazy("files"),
        allow_empty_file=True,
        max_length=200,
        widget=FilesInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS), "multiple": True}),
        help_text=gettext_lazy(
            "Videos as MP4 or WebM; documents as PDF, Word, Excel, PowerPoint, ZIP, CSV or TXT. "
            "They are kept as they are: take out what readers should not see."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class FileForm(forms.ModelForm):
    """The name under which a file is offered."""

    class Meta:
        model = MediaFile
        fields = ("title",)
