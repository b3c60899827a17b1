"""Forms of the gate room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.features.gates.models import Decision
from milepost.features.gates.services import NOTE
from milepost.platform.signin.forms import ProofForm
from milepost.platform.ui.forms import Form, RadioCards

OUTCOMES = [(Decision.Outcome.GO.value, _("Go")), (Decision.Outcome.NO_GO.value, _("No-go, with actions"))]


class DecisionForm(Form):
    """What the meeting decided."""

    outcome = forms.ChoiceField(
        label=_("The meeting decides"),
        choices=OUTCOMES,
        widget=RadioCards(
            descriptions={
                "go": _("Refused while a criterion is open"),
                "no-go": _("Kept with this verdict as it stands"),
            }
        ),
    )
    note = forms.CharField(
        label=_("Reasons, and the actions that came of it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=NOTE,
        required=False,
    )


class PasswordForm(ProofForm):
    """Signing in again, to sign."""


class AttestationForm(Form):
    """Evidence in place of facts."""

    criterion = forms.ChoiceField(label=_("Criterion"))
    proves = forms.CharField(
        label=_("What it proves"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=NOTE,
        help_text=_("What an auditor will see in it, in one or two sentences."),
    )
    until = forms.DateField(
        label=_("Holds until"),
        help_text=_("At most six months ahead. On that day it lapses."),
        widget=forms.DateInput(),
    )
    evidence = forms.FileField(label=_("Evidence"), help_text=_("Any file up to 50 MiB. It is kept as it came."))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion"].choices = choices  # type: ignore[attr-defined]


class BeforeForm(Form):
    """A go from before Milepost."""

    decided_on = forms.DateField(
        label=_("Decided on"), help_text=_("A day before the programme came to Milepost."), widget=forms.DateInput()
    )
    minutes = forms.FileField(label=_("Minutes"), help_text=_("The minutes in which the go stands."))
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=NOTE)


class LiveForm(Form):
    """The day of a guarded go-live."""

    on = forms.DateField(widget=forms.DateInput, label=_("Go live on"))
