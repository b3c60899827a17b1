"""What people enter of an activity."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from milepost.catalogue import programme as catalogue
from milepost.features.plans.models import Activity
from milepost.features.plans.notation import CODE
from milepost.features.plans.selectors import fields_of
from milepost.features.plans.stating import MOST_DAYS
from milepost.platform.ui.forms import Form


class ActivityForm(Form):
    """An activity; the code is asked of a new one alone."""

    groups_of_fields: ClassVar = (
        (_("What it is"), ("code", "name", "phase", "role")),
        (_("When"), ("planned_from", "planned_to", "not_before", "deadline")),
        (_("Days of work and progress"), ("days_low", "days", "days_high", "percent_complete", "done_on")),
        (_("What it waits for"), ("after",)),
    )

    code = forms.RegexField(
        f"^{CODE}$", max_length=60, label=_("Code"), help_text=_("Short, for files and dependencies, like move-office.")
    )
    name = forms.CharField(max_length=300, label=_("Name"))
    phase = forms.ChoiceField(label=_("Phase"))
    role = forms.ChoiceField(required=False, label=_("Led by"))
    planned_from = forms.DateField(widget=forms.DateInput, label=_("Planned from"))
    planned_to = forms.DateField(widget=forms.DateInput, label=_("Planned to"))
    not_before = forms.DateField(
        required=False, widget=forms.DateInput, label=_("Not before"),
        help_text=_("The forecast lets it begin on this day at the earliest."),
    )  # fmt: skip
    deadline = forms.DateField(
        required=False, widget=forms.DateInput, label=_("Deadline"),
        help_text=_("The forecast tells if it will be missed, and because of what."),
    )  # fmt: skip
    days_low = forms.IntegerField(
        required=False, min_value=0, max_value=MOST_DAYS, label=_("Days of work at the shortest"),
        help_text=_("Empty for the usual spread."),
    )  # fmt: skip
    days = forms.IntegerField(min_value=0, max_value=MOST_DAYS, label=_("Days of work, likely"))
    days_high = forms.IntegerField(
        required=False, min_value=0, max_value=MOST_DAYS, label=_("Days of work at the longest"),
        help_text=_("Empty for the usual spread."),
    )  # fmt: skip
    percent_complete = forms.IntegerField(
        required=False, min_value=0, max_value=100, label=_("Complete, in per cent"),
        help_text=_("100 is whatever has a day on which it was done."),
    )  # fmt: skip
    done_on = forms.DateField(required=False, widget=forms.DateInput, label=_("Done on"))
    after = forms.CharField(
        required=False, max_length=4_000, label=_("Waits for"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Codes of activities beside the standard dependencies, like gap-practices; risk-method SS+5; charter FS-2: "
            "the link is FS, SS, FF or SF, the lag is in working days."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        roles = {role.key: role.name.in_language(language) for role in catalogue.roles()}
        kept = self.initial.get("role") or ""
        self.fields["phase"].choices = [(one.key, one.name.in_language(language)) for one in catalogue.phases()]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", "–"), *(roles | ({kept: roles.get(kept, kept)} if kept else {})).items()]  # type: ignore[attr-defined]
        if is_new:
            self.initial.setdefault("days", 0)
        else:
            del self.fields["code"]

    def given(self) -> dict[str, Any]:
        """The fields as the service takes them; a percentage that nobody touched does not gainsay the day."""
        fields = dict(self.cleaned_data)
        if "percent_complete" not in self.changed_data:
            del fields["percent_complete"]
        return fields


class ProgressForm(Form):
    """How much of an activity is complete."""

    percent_complete = forms.IntegerField(min_value=0, max_value=99, label=_("Complete, in per cent"))


def shown_values(activity: Activity) -> dict[str, Any]:
    """An activity's present values under the names of the form."""
    return fields_of(activity)
