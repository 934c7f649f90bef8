"""Forms about people: accounts, deputies, shifts of duty. What ``editorial`` would refuse is said at the field."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.editorial.access import display_name
from news.editorial.accounts import check_account, role_name
from news.editorial.people import check_loan, check_shift
from news.errors import Refused
from news.models import Deputy, DutyShift

MINUTE = "%Y-%m-%dT%H:%M"
MOST_DIGITS = 18


class RoleField(forms.ModelMultipleChoiceField):
    """Roles by their names in the desk's language."""

    def label_from_instance(self, obj: Group) -> str:
        """Return the translated name."""
        return role_name(obj)

    def clean(self, value: Any) -> Any:
        """Refuse what is no number of a row: SQLite breaks at one that is too large."""
        for item in value or ():
            if not (str(item).isascii() and str(item).isdecimal() and len(str(item)) <= MOST_DIGITS):
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": item}
                )
        return super().clean(value)


class PersonField(forms.ModelChoiceField):
    """Colleagues with an open account, by family name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(self.colleagues(), **kwargs)

    @staticmethod
    def colleagues() -> QuerySet[User]:
        """Return who may be named."""
        return User.objects.filter(is_active=True, is_staff=True).order_by("last_name", "first_name", "username")

    def label_from_instance(self, obj: User) -> str:
        """Return the name, with the login where it says more."""
        name = display_name(obj)
        return name if name == obj.username else f"{name}（{obj.username}）"


class _Checked(forms.ModelForm):
    """A form whose ``check`` raises a Refused; its code names the field. ``asker`` is set by the admin."""

    asker: User

    def check_refusal(self) -> None:
        """Raise what the verb would refuse."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            self.check_refusal()
        except Refused as error:
            self.add_error(error.code if error.code in self.fields else None, str(error))


class AccountForm(_Checked):
    """An account without its password, which only its owner chooses."""

    class Meta:
        model = User
        fields = ["username", "last_name", "first_name", "email", "groups", "is_superuser"]

    def roles(self) -> list[Group]:
        """Return the roles as they shall be: those ticked, or those there are where they were not asked for."""
        if "groups" in self.fields:
            return list(self.cleaned_data["groups"])
        return list(self.instance.groups.all()) if self.instance.pk else []

    def check_refusal(self) -> None:
        """Raise what ``save_account`` would refuse."""
        check_account(self.instance, by=self.asker, roles=self.roles())


class LoanForm(_Checked):
    """A deputyship (代班): who, which level, from when to when, why."""

    person = PersonField(label=_("person"))

    class Meta:
        model = Deputy
        fields = ["person", "level", "starts_on", "ends_on", "reason"]
        widgets = {
            "starts_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "ends_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "reason": forms.TextInput(attrs={"class": "vTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = timezone.localdate
        self.fields["ends_on"].help_text = _("This day included.")

    def check_refusal(self) -> None:
        """Raise what ``lend`` would refuse."""
        check_loan(self.instance, by=self.asker)


class ShiftForm(_Checked):
    """A shift of duty (值班编辑): who, from when to when."""

    person = PersonField(label=_("person"))

    class Meta:
        model = DutyShift
        fields = ["person", "starts_at", "ends_at", "note"]
        field_classes = {"starts_at": forms.DateTimeField, "ends_at": forms.DateTimeField}
        widgets = {
            "starts_at": forms.DateTimeInput(format=MINUTE, attrs={"type": "datetime-local"}),
            "ends_at": forms.DateTimeInput(format=MINUTE, attrs={"type": "datetime-local"}),
            "note": forms.TextInput(attrs={"class": "vTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at"):
            self.fields[name].input_formats = [MINUTE, f"{MINUTE}:%S", "%Y-%m-%d %H:%M"]  # type: ignore[attr-defined]

    def check_refusal(self) -> None:
        """Raise what ``put_on_duty`` would refuse."""
        check_shift(self.instance, by=self.asker)
