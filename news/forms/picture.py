"""Pictures of the library: uploading one file or several, and what is known of a picture."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.editorial.pictures import check_alt
from news.errors import NotAllowed
from news.models import Image

ACCEPT = "image/jpeg,image/png,image/webp,image/avif,image/heic,image/heif,image/gif,.heic,.heif,.avif"


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
        label=gettext_lazy("files"),
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": ACCEPT, "multiple": True}),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP, AVIF, HEIC or GIF; several at once. Place and camera data are removed."
        ),
    )
    alt = forms.CharField(
        label=gettext_lazy("alternative text"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("What is to be seen."),
    )
    caption = forms.CharField(label=gettext_lazy("caption"), required=False, max_length=300)
    credit = forms.CharField(
        label=gettext_lazy("credit"), required=False, max_length=60, help_text=gettext_lazy("Photographer or agency.")
    )
    words_from_file = forms.BooleanField(
        label=gettext_lazy("take caption, credit and date from the file where nothing is entered here"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ReplaceForm(forms.Form):
    """One file that takes the place of another."""

    picture = forms.FileField(
        label=gettext_lazy("new version"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


class PictureForm(forms.ModelForm):
    """A picture's words, rights and focal point. That a map has no number yet is no error: the check keeps it back."""

    asker: User  # who fills it in, set by the page

    class Meta:
        model = Image
        fields = (
            "alt caption credit taken_on kind map_number rights rights_until ai_made focus_x focus_y".split()
        )  # fmt: skip
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 2}),
            "taken_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "rights_until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "focus_x": forms.NumberInput(attrs={"min": 0, "max": 100}),
            "focus_y": forms.NumberInput(attrs={"min": 0, "max": 100}),
        }

    def clean_ai_made(self) -> bool:
        """Keep the mark of a file that says so itself."""
        if self.instance.aigc and not self.cleaned_data["ai_made"]:
            raise ValidationError(_("The file itself says that it was made by AI; the mark stays."))
        return bool(self.cleaned_data["ai_made"])

    def _post_clean(self) -> None:
        """Say at the field that the alternative text is not this person's to change."""
        super()._post_clean()  # type: ignore[misc]
        if "alt" not in self.errors:
            try:
                check_alt(self.instance, by=self.asker)
            except NotAllowed as error:
                self.add_error("alt", str(error))
