"""Forms of the plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.catalogue import programme as catalogue
from milepost.platform.ui.forms import FilterForm, Form


class DoneForm(Form):
    """The day on which an activity was done."""

    done_on = forms.DateField(required=False, widget=forms.DateInput, label=_("Done on"))


class PlanFilter(FilterForm):
    """Filters of the plan."""

    state = forms.ChoiceField(
        choices=(
            ("", _("All")),
            ("overdue", _("Overdue")),
            ("in_progress", _("In progress")),
            ("planned", _("Planned")),
            ("done", _("Done")),
        ),
        label=_("State"),
    )
    role = forms.ChoiceField(
        choices=[("", _("All")), *((role.key, role.key) for role in catalogue.roles())], label=_("Led by")
    )
