"""What people enter of a paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.features.reports.papers.gathering import ASKED, MOST_ASKED
from milepost.platform.ui.forms import Form


class PaperForm(Form):
    """The decisions that the committee is asked for, one a line."""

    asks = forms.CharField(
        required=False,
        max_length=MOST_ASKED * (ASKED + 1),
        label=_("Decisions asked, one a line"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What waits for the committee anyway, like obstacles and baselines, is in the paper by itself."),
    )
