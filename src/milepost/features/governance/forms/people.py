"""Forms for who carries the programme."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.features.governance.models import HeldRole, RoleHolder
from milepost.features.portfolio.models import Unit
from milepost.platform.organisations.models import Person
from milepost.platform.ui.forms import Form


class HolderForm(Form):
    """Somebody in a role: a member, or somebody who never signs in, by name and office."""

    person = forms.ChoiceField(
        required=False, label=_("Member"), help_text=_("Somebody who signs in here. Leave it empty for anybody else.")
    )
    name = forms.CharField(
        required=False, max_length=200, label=_("Name of somebody who never signs in"),
        help_text=_("A director, for instance. Wanted only where no member is chosen."),
    )  # fmt: skip
    office = forms.CharField(
        required=False, max_length=200, label=_("Office"), help_text=_("Like Chief Operating Officer.")
    )
    since = forms.DateField(required=False, label=_("Since"), widget=forms.DateInput)
    until = forms.DateField(
        required=False,
        label=_("Last day in the role"),
        widget=forms.DateInput,
        help_text=_("Empty while no end is known."),
    )
    authority = forms.DecimalField(
        required=False, min_value=0, max_digits=18, decimal_places=2, label=_("Budget authority"),
        help_text=_("The amount this person may commit alone, in the currency of the programme's budget."),
    )  # fmt: skip
    share_percent = forms.IntegerField(
        required=False, min_value=0, max_value=100, label=_("Share of working time for the programme, per cent"),
        help_text=_("The roadmap asks for a full-time coordinator."),
    )  # fmt: skip
    direct_access = forms.BooleanField(required=False, label=_("Speaks with the sponsor directly, with nobody between"))
    areas = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Service areas represented"),
        help_text=_("The units whose services this person knows and speaks for."),
    )  # fmt: skip

    OWN = {
        HeldRole.SPONSOR: {"authority"},
        HeldRole.COORDINATOR: {"share_percent", "direct_access"},
        HeldRole.TEAM: {"areas"},
        HeldRole.STEERING_MEMBER: set[str](),
    }

    def __init__(
        self, *args: Any, role: str, people: Sequence[Person], units: Sequence[Unit] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for field in ("authority", "share_percent", "direct_access", "areas"):
            if field not in self.OWN[HeldRole(role)]:
                del self.fields[field]
        members = [(person.email, f"{person.name}, {person.email}") for person in people]
        self.fields["person"].choices = [("", "–"), *members]  # type: ignore[attr-defined]
        if "areas" in self.fields:
            self.fields["areas"].choices = [(unit.code, unit.name) for unit in units]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        return {**self.cleaned_data, "person": self.cleaned_data["person"] or None}


def shown_holder(row: RoleHolder) -> dict[str, Any]:
    """Somebody's present values under the form's names."""
    return {
        "person": row.person.email if row.person else "",
        "name": row.name,
        "office": row.office,
        "since": row.since,
        "until": row.until,
        "authority": row.authority,
        "share_percent": row.share_percent,
        "direct_access": row.direct_access,
        "areas": sorted(area.unit.code for area in row.areas.all()),
    }


class WeekForm(Form):
    """A coordinator's week."""

    week_of = forms.DateField(label=_("A day of the week"), widget=forms.DateInput)
    percent = forms.IntegerField(
        min_value=0, max_value=100, label=_("Working time given to the programme, per cent"),
        help_text=_("Once a week is enough. Four weeks under half raise a warning."),
    )  # fmt: skip
