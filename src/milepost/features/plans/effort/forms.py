"""What people enter of days of work."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.catalogue import programme as catalogue
from milepost.features.plans.effort.checks import LEAST, MOST_OF_A_ROLE, NOTE
from milepost.features.plans.models import EffortEntry
from milepost.features.practices.selectors import people_of
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.actors import Actor
from milepost.platform.ui.forms import Form
from milepost.platform.ui.texts import speak

type Choices = list[tuple[str, str]]


class EffortForm(Form):
    """An entry of the effort log; the activity is asked of a correction alone."""

    groups_of_fields: ClassVar = (
        (_("What was worked"), ("activity", "worked_on", "days", "external")),
        (_("By whom"), ("person", "role")),
        (_("Note"), ("note",)),
    )

    activity = forms.ChoiceField(label=_("Activity"))
    worked_on = forms.DateField(widget=forms.DateInput, label=_("Day of the work"))
    days = forms.DecimalField(
        min_value=LEAST, max_value=MOST_OF_A_ROLE, max_digits=5, decimal_places=2, label=_("Days of work"),
        help_text=_("0.1 to 1.5 for a person on one day, up to 31 for a role without a person."),
    )  # fmt: skip
    external = forms.BooleanField(required=False, label=_("Outside help: these count as external days"))
    person = forms.ChoiceField(
        required=False, label=_("Person"), help_text=_("Empty where a role did it whose people never sign in."),
    )  # fmt: skip
    role = forms.ChoiceField(
        required=False, label=_("Role"), help_text=_("Empty for the role that leads the activity."),
    )  # fmt: skip
    note = forms.CharField(
        required=False, max_length=NOTE, label=_("Note"), widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip

    def __init__(self, *args: Any, people: Choices, activities: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = {role.key: speak(role.name) for role in catalogue.roles()}
        kept = self.initial.get("role") or ""
        self.fields["person"].choices = [("", "–"), *people]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", "–"), *(roles | ({kept: roles.get(kept, kept)} if kept else {})).items()]  # type: ignore[attr-defined]
        if activities:
            self.fields["activity"].choices = activities  # type: ignore[attr-defined]
        else:
            del self.fields["activity"]

    def given(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        return {**self.cleaned_data, "note": self.cleaned_data["note"].replace("\r\n", "\n")}


def choosable(programme: Programme, actor: Actor, *, may_plan: bool, kept: EffortEntry | None = None) -> Choices:
    """Whose work somebody may log: everybody's, or one's own, and whom an entry names though they left. One query."""
    members = people_of(programme)
    if kept and kept.person and kept.person.email not in dict(members):
        members = [*members, (kept.person.email, f"{kept.person.name}, {kept.person.email}")]
    if may_plan:
        return members
    own = {person.email for person in (actor.person, kept and kept.person) if person}
    return [each for each in members if each[0] in own]
