"""What the desk does with a reader's letter: state, who, answer, note."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from news.models import Letter
from news.rules.letters import CLOSED


class LetterDeskForm(forms.ModelForm):
    """``seen`` is which state of the row the page showed; another one by now is refused, what was typed stays."""

    seen = forms.CharField(required=False, label="", widget=forms.HiddenInput)

    class Meta:
        model = Letter
        fields = ["state", "assigned_to", "answer", "note"]
        widgets = {"answer": forms.Textarea(attrs={"rows": 5}), "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.changed_at.isoformat() if self.instance.changed_at else ""

    def clean(self) -> dict[str, Any]:
        """Refuse to close without an answer, and to write over a colleague's."""
        data = super().clean() or self.cleaned_data
        if data.get("state") in CLOSED and not (data.get("answer") or "").strip():
            self.add_error("answer", _("Write what the reader is told; without an answer a letter is not closed."))
        if data.get("seen") != self.initial["seen"]:
            self.data = {**self.data.dict(), "seen": self.initial["seen"]}  # type: ignore[attr-defined]
            now = Letter.objects.select_related("assigned_to").get(pk=self.instance.pk)
            raise forms.ValidationError(
                _(
                    "A colleague has saved this letter meanwhile: it is “%(state)s” now, with the answer “%(answer)s”."
                    " Your words are still here; save again to replace theirs."
                ),
                params={"state": now.get_state_display(), "answer": now.answer or "—"},
            )
        return data
