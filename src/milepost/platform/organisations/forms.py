"""Forms about people and organisations."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.naming import role_choices
from milepost.platform.organisations.passwords import MOST
from milepost.platform.organisations.programmes import ProgrammeLine
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.forms import Form

PASSWORD_HELP = _("At least 12 characters. A few unrelated words are easy to remember and hard to guess.")


def add_refusal(form: forms.BaseForm, refused: Refused) -> None:
    """Say in a form what a service refused, beside the field at fault where the form has it."""
    reason = f"{refused.reason} {refused.hint}".strip()
    form.add_error(refused.field if refused.field in form.fields else None, reason)


def new_password_field(label: Any) -> forms.CharField:
    """A password that somebody chooses."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=MOST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HELP,
    )


class AcceptForm(Form):
    """A newcomer's name and password."""

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = new_password_field(_("Password"))


class AccountForm(Form):
    """What people change about themselves."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As it stands beside what you do and sign."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class OrganisationForm(Form):
    """An organisation's settings; `revision` says what they were read at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=200)
    timezone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Days begin and end here: a week of records, a due date, a gate's day.")
    )
    country = forms.CharField(
        label=_("Country"), max_length=2, min_length=2, help_text=_("Two letters, like ID: public holidays follow it.")
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("Invited people start with it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"].choices = [(zone, zone) for zone in sorted(available_timezones())]  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        """Capital letters."""
        return str(self.cleaned_data["country"]).upper()

    @staticmethod
    def shows(organisation: Organisation) -> dict[str, Any]:
        """The form's first values."""
        fields = ("revision", "name", "timezone", "country", "language")
        return {field: getattr(organisation, field) for field in fields}


class _WithRole(Form):
    """A role, in one programme or all, perhaps until a day."""

    role = forms.ChoiceField(label=_("Role"))
    programme = forms.ChoiceField(label=_("In"), required=False)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("The last day. An external auditor's role ends after 90 days unless you say when."),
    )

    def __init__(self, *args: Any, programmes: Iterable[ProgrammeLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]
        lines = [(str(line.id), line.name) for line in programmes]
        self.fields["programme"].choices = [("", _("All programmes")), *lines]  # type: ignore[attr-defined]

    def clean_programme(self) -> UUID | None:
        """The programme's key."""
        return UUID(self.cleaned_data["programme"]) if self.cleaned_data["programme"] else None


class InviteForm(_WithRole):
    """Somebody to invite."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label=_("Name"), max_length=200)
    field_order = ("email", "name", "role", "programme", "until")


class RoleForm(_WithRole):
    """A further role for a member."""
