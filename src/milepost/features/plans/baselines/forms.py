"""What people enter of a baseline."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.features.governance.models import Meeting
from milepost.features.plans.baselines.drawing import NAME, REASON
from milepost.features.plans.baselines.endorsing import NOTE
from milepost.platform.signin.forms import ProofForm
from milepost.platform.ui.formats import as_day
from milepost.platform.ui.forms import FilterForm, Form


class BaselineForm(Form):
    """The plan as it stands, under a name; the reason is asked of the second and later ones alone."""

    name = forms.CharField(max_length=NAME, label=_("Name"), help_text=_("Like: Plan as put to the committee."))
    reason = forms.CharField(
        max_length=REASON,
        label=_("Why it replaces the one before"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands beside the new baseline; the ones before stay as they are."),
    )
    despite_late = forms.BooleanField(
        required=False,
        label=_("Draw it up although it misses deadlines of its own"),
        help_text=_("The baseline then says which."),
    )

    def __init__(self, *args: Any, is_first: bool, has_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["reason"]
        if not has_late:
            del self.fields["despite_late"]


class EndorseForm(Form):
    """In which meeting the committee endorsed it."""

    meeting = forms.ChoiceField(label=_("Endorsed in"))
    note = forms.CharField(
        required=False, max_length=NOTE, label=_("What was noted with it"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, meetings: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].choices = [  # type: ignore[attr-defined]
            (row.code, f"{row.code}, {as_day(row.held_on)}") for row in meetings if row.held_on
        ]


class SignForm(ProofForm):
    """Signing in again, to sign what was read."""

    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class VarianceFilter(FilterForm):
    """Which baseline is held against what, and which activities are shown."""

    baseline = forms.ChoiceField(label=_("Baseline"))
    against = forms.ChoiceField(label=_("Against"))
    show = forms.ChoiceField(choices=(("", _("What differs")), ("all", _("All activities"))), label=_("Show"))

    def __init__(self, *args: Any, references: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(reference, reference) for reference in references]
        self.fields["baseline"].choices = [("", _("The one that stands")), *named]  # type: ignore[attr-defined]
        self.fields["against"].choices = [("", _("The plan today")), *named]  # type: ignore[attr-defined]
