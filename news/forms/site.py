"""Forms of the site's own data: identity, pages, the register of staff."""

from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from news.errors import BadPicture
from news.forms.prose import prose_widget
from news.media.verify import clean_picture
from news.models import Page, SiteIdentity, StaffMember
from news.text.sanitise import sanitise

QR_MAX_BYTES = 5 * 2**20


class SiteIdentityForm(forms.ModelForm):
    """Who runs the site; an uploaded QR code is decoded and encoded anew like any picture."""

    class Meta:
        model = SiteIdentity
        fields = "__all__"  # noqa: DJ007 - the model is the form's list

    def clean_wechat_qr_file(self) -> Any:
        """Return a clean picture in place of the upload."""
        file = self.cleaned_data["wechat_qr_file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            file.seek(0)
            clean = clean_picture(file, file.size or 0, QR_MAX_BYTES)  # type: ignore[arg-type]
        except BadPicture as error:
            raise forms.ValidationError(str(error)) from error
        return ContentFile(clean.data, name=f"wechat-{clean.digest[:12]}.{clean.extension}")


class PageForm(forms.ModelForm):
    """A fixed page; its text goes through the same sanitiser as a story's."""

    class Meta:
        model = Page
        fields = ["slug", "title", "body"]
        widgets = {"body": prose_widget()}

    def clean_body(self) -> str:
        """Return the clean form of the HTML."""
        return sanitise(self.cleaned_data["body"])


class StaffMemberForm(forms.ModelForm):
    """One person of the register."""

    class Meta:
        model = StaffMember
        fields = ["name", "card_number", "position", "status", "valid_until", "left_on", "consent_on", "photo"]
        labels = {"position": _("job title")}

    def clean(self) -> dict[str, Any]:
        """Refuse a leaving date for somebody who is still there."""
        data = super().clean() or self.cleaned_data
        if data.get("left_on") and data.get("status") != "left":
            self.add_error("left_on", _("Only for people who have left; change the status first."))
        return data
