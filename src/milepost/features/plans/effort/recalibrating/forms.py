"""What people enter to recalibrate: which groups, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.features.plans.effort.recalibrating.reading import Recalibration
from milepost.features.plans.effort.recalibrating.wording import group_called
from milepost.features.plans.stating import LONGEST_REASON
from milepost.platform.ui.forms import Form


class RecalibrateForm(Form):
    """A group that changes something, or all of them, and the reason."""

    group = forms.ChoiceField(required=False, label=_("Whose estimates"))
    reason = forms.CharField(
        max_length=LONGEST_REASON, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who decided this, and why. It stands in the history of the programme."),
    )  # fmt: skip

    def __init__(self, *args: Any, found: Recalibration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(group.key, group_called(group.key)) for group in found.groups if group.moved]
        self.fields["group"].choices = [("", _("All of them")), *groups]  # type: ignore[attr-defined]
