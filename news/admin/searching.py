"""The house's dictionary, and the search terms that readers are offered."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from news.admin.columns import yes_no
from news.admin.paging import DeskModelAdmin
from news.editorial.dictionary import key_of, remove_word, save_word
from news.errors import BadInput
from news.models import HotTerm, HouseWord
from news.text.folding import folded


class HouseWordForm(forms.ModelForm):
    """A word; two spellings of one are the same."""

    class Meta:
        model = HouseWord
        fields = ["word", "kind"]
        help_texts = {
            "word": _("A name or place that is searched as one word. Stories are indexed anew in the background.")
        }

    def clean_word(self) -> str:
        """Return the word; refuse one that is there, and what is no word."""
        word = "".join(self.cleaned_data["word"].split())
        try:
            key = key_of(word)
        except BadInput as error:
            raise forms.ValidationError(str(error)) from error
        if HouseWord.objects.filter(key=key).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This word is in the dictionary already, perhaps in another spelling."))
        return word


@admin.register(HouseWord)
class HouseWordAdmin(DeskModelAdmin):
    """Names, places and organisations of the region."""

    form = HouseWordForm
    fields = ["word", "kind"]
    list_display = ["word", "kind"]
    list_filter = ["kind"]
    search_fields = ["word"]
    search_help_text = _("Word")
    sortable_by = ()
    ordering = ["key"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[HouseWord], search_term: str
    ) -> tuple[QuerySet[HouseWord], bool]:
        """Find by the folded form."""
        key = folded(search_term.strip())
        return (queryset.filter(key__contains=key) if key else queryset), False

    def save_model(self, request: HttpRequest, obj: HouseWord, form: Any, change: bool) -> None:
        """Write it by its verb."""
        save_word(obj)

    def delete_model(self, request: HttpRequest, obj: HouseWord) -> None:
        """Take it out by its verb."""
        remove_word(obj)


@admin.register(HotTerm)
class HotTermAdmin(DeskModelAdmin):
    """Only approved terms are shown, in the order of their position."""

    fields = ["term", "approved", "position"]
    list_display = ["term", yes_no("approved", _("shown to readers")), "position"]
    sortable_by = ()
    ordering = ["position", "pk"]
