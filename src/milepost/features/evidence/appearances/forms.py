"""Forms about records that appeared later."""

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.features.evidence.appearances.services import LONGEST
from milepost.platform.ui.forms import Form


class ExplainForm(Form):
    """Why the records appear only now, and which they are."""

    reason = forms.CharField(
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Why they appear only now"),
        help_text=_(
            "What an auditor can check: an export with a filter, a desk that joined later, a repaired interface."
        ),
    )
    records = forms.CharField(
        required=False,
        max_length=250_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Only these records"),
        help_text=_("Their ids in the source, one on a line. Left empty, the reason holds for all of this import."),
    )

    def keys(self) -> list[str]:
        """The ids that were written."""
        return [key for line in self.cleaned_data["records"].splitlines() if (key := line.strip())]


class DecisionForm(Form):
    """What an internal auditor says to a reason."""

    note = forms.CharField(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("What you looked at"),
        help_text=_("Whoever declines says why."),
    )
