"""The wizard's form: one form in five steps. What other steps ask travels along in hidden fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.features.plans.wizard.answers import Answers
from milepost.platform.ui.forms import Form, RadioCards, TickCards

STEPS: Sequence[tuple[Promise, tuple[str, ...]]] = (
    (_("Programme"), ("name", "code", "starts_on", "certificate_wanted_on")),
    (_("Size"), ("services", "people", "sites")),
    (_("Today"), ("practices_today", "other_certificates", "external_help")),
    (_("People and money"), ("sponsor", "coordinator", "budget")),
    (_("Plan"), ()),
)
LAST = len(STEPS)
CERTIFICATES = (
    ("ISO/IEC 27001", "ISO/IEC 27001"),
    ("ISO 9001", "ISO 9001"),
    ("ISO 22301", "ISO 22301"),
    ("ISO 14001", "ISO 14001"),
)


class WizardForm(Form):
    """Twelve questions and the code."""

    name = forms.CharField(max_length=200, label=_("Name of the programme"))
    code = forms.SlugField(max_length=40, label=_("Code"), help_text=_("Short, for addresses and files, like sms-1."))
    starts_on = forms.DateField(
        widget=forms.DateInput,
        label=_("First day"),
        help_text=_("It may lie in the past: you may start in the middle."),
    )
    certificate_wanted_on = forms.DateField(
        required=False,
        widget=forms.DateInput,
        label=_("Certificate wanted on"),
        help_text=_("Twelve to eighteen months after the start. Left empty, the plan takes twelve."),
    )
    services = forms.IntegerField(min_value=1, max_value=10_000, initial=5, label=_("Services to be in scope"))
    people = forms.IntegerField(
        min_value=1, max_value=1_000_000, initial=40, label=_("People who work in the service management system")
    )
    sites = forms.IntegerField(min_value=1, max_value=10_000, initial=1, label=_("Sites to be in scope"))
    practices_today = forms.ChoiceField(
        choices=(("few", _("Few")), ("some", _("Some")), ("most", _("Most"))),
        widget=RadioCards(
            descriptions={
                "few": _("Tickets are handled, little more is written down."),
                "some": _("Incidents, requests and changes leave records in a tool."),
                "most": _("Most practices have procedures, owners and records."),
            }
        ),
        initial="few",
        label=_("How many practices work today and leave records"),
    )
    other_certificates = forms.MultipleChoiceField(
        required=False, choices=CERTIFICATES, widget=TickCards, label=_("Management systems certified already")
    )
    external_help = forms.ChoiceField(
        choices=(("yes", _("Yes")), ("no", _("No"))),
        widget=forms.RadioSelect,
        initial="yes",
        label=_("Consultants take part"),
    )
    sponsor = forms.CharField(
        required=False,
        max_length=200,
        label=_("Executive sponsor"),
        help_text=_("Name and office. With an e-mail address the role is given at once: Name <name@example.com>."),
    )
    coordinator = forms.CharField(
        required=False, max_length=200, label=_("SMS coordinator"), help_text=_("Full-time. Name, and e-mail address.")
    )
    budget = forms.DecimalField(
        required=False, min_value=0, max_digits=18, decimal_places=2, label=_("Budget of the whole programme")
    )

    def at_step(self, step: int) -> "WizardForm":
        """The form with only the fields of a step to be seen, and only its errors to be told."""
        shown = STEPS[step - 1][1]
        for name, field in self.fields.items():
            if name not in shown:
                field.widget = field.hidden_widget()
                if self.is_bound:
                    self.errors.pop(name, None)
        return self

    def first_wrong_step(self, up_to: int) -> int:
        """The first step up to a given one with something to put right; zero where there is none."""
        for number, (_heading, names) in enumerate(STEPS[:up_to], start=1):
            if any(name in self.errors for name in names):
                return number
        return 0

    def answers(self) -> Answers:
        """The answers; the form is valid."""
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if name != "code"}
        return Answers.model_validate({**given, "external_help": given["external_help"] == "yes"})


def as_initial(data: QueryDict) -> Mapping[str, Any]:
    """What was typed, as the start of an unbound form: nothing is judged and nothing is lost."""
    return {
        name: data.getlist(name) if name == "other_certificates" else data.get(name, "")
        for name in WizardForm.base_fields
        if name in data
    }
