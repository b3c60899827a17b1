"""What people enter of a budget line."""

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.catalogue import programme as catalogue
from milepost.features.plans.budget.services import NOTE
from milepost.features.plans.budget.wording import CATEGORIES
from milepost.platform.ui.forms import Form
from milepost.platform.ui.texts import speak


class BudgetLineForm(Form):
    """A budget line."""

    name = forms.CharField(max_length=200, label=_("Name"))
    category = forms.ChoiceField(choices=list(CATEGORIES.items()), label=_("Category"))
    phase = forms.ChoiceField(required=False, label=_("Phase"), help_text=_("Empty for the programme as a whole."))
    planned = forms.DecimalField(min_value=0, max_digits=17, decimal_places=2, label=_("Planned"))
    actual = forms.DecimalField(min_value=0, max_digits=17, decimal_places=2, label=_("Spent so far"))
    note = forms.CharField(
        required=False, max_length=NOTE, label=_("Note"), widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        phases = [(phase.key, speak(phase.name)) for phase in catalogue.phases()]
        self.fields["phase"].choices = [("", "–"), *phases]  # type: ignore[attr-defined]
