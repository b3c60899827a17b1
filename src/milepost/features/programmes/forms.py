"""Forms of a programme: its settings, its scope, the sponsor's signature."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from milepost.catalogue.programme import phases, settings
from milepost.features.programmes.answered import ANSWERED, MOST_PEOPLE
from milepost.features.programmes.models import Programme
from milepost.features.programmes.replanning import MOST_DAYS
from milepost.features.programmes.wording import LANGUAGES, PARTS, Parts
from milepost.platform.signatures.models import Method
from milepost.platform.signin.forms import ProofForm
from milepost.platform.ui.forms import FilterForm, Form, dress

UNITS = {
    "month": _("months"),
    "working-day": _("working days"),
    "day": _("days"),
    "percent": _("per cent"),
    "year": _("years"),
}
PART_NAMES = {
    "services": _("Services"),
    "customers": _("Customers"),
    "units": _("Units"),
    "locations": _("Locations"),
}
INDONESIAN = {
    "services": _("Services, in Indonesian"),
    "customers": _("Customers, in Indonesian"),
    "units": _("Units, in Indonesian"),
    "locations": _("Locations, in Indonesian"),
}


PHASE_FIELDS = {
    "planned_from": _("Planned from"),
    "planned_to": _("Planned to"),
    "internal_days": _("Working days of own people"),
    "external_days": _("Days of consultants"),
}


class SettingsForm(Form):
    """Names, wanted dates, budget, what was answered at the start, phases, and numbers that a programme may change."""

    before_phases = (
        (_("Programme"), ("name", "starts_on", "certificate_wanted_on", "stage1_wanted_on", "stage2_wanted_on")),
        (_("Money"), ("budget", "currency")),
        (_("What documents say of the organisation"), ANSWERED),
    )
    after_phases = (
        (_("Numbers of the rules"), tuple(setting.key for setting in settings())),
        (_("Why"), ("reason",)),
    )

    name = forms.CharField(max_length=200, label=_("Name"))
    starts_on = forms.DateField(widget=forms.DateInput, label=_("Start"))
    certificate_wanted_on = forms.DateField(
        required=False, widget=forms.DateInput, label=_("Certificate wanted on"),
        help_text=_("A wanted date is never refused: the rules say from when it would hold."),
    )  # fmt: skip
    stage1_wanted_on = forms.DateField(required=False, widget=forms.DateInput, label=_("Stage 1 wanted on"))
    stage2_wanted_on = forms.DateField(required=False, widget=forms.DateInput, label=_("Stage 2 wanted on"))
    budget = forms.DecimalField(
        required=False, min_value=0, max_digits=18, decimal_places=2, label=_("Budget of the whole programme")
    )
    currency = forms.RegexField(r"^[A-Z]{3}$", max_length=3, label=_("Currency"), help_text=_("Like IDR or USD."))
    people = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_PEOPLE, label=_("People who work in the service management system")
    )
    other_certificates = forms.CharField(
        required=False, max_length=2_000, widget=forms.Textarea, label=_("Management systems certified already"),
        help_text=_("One a line, like ISO/IEC 27001."),
    )  # fmt: skip
    reason = forms.CharField(
        required=False, max_length=2_000, widget=forms.Textarea, label=_("Reason for the change"),
        help_text=_("Wanted when a date, the budget, a phase or a number changes. It stays in the history."),
    )  # fmt: skip

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields.pop("reason")
        language = get_language() or "en"
        named = []
        for phase in phases():
            fields = {f"{phase.key}_{name}": _planned_field(name) for name in PHASE_FIELDS}
            self.fields |= fields
            named.append((_("Phase: {name}").format(name=phase.name.in_language(language)), tuple(fields)))
        self.groups_of_fields = (*self.before_phases, *named, *self.after_phases)  # type: ignore[misc]
        for setting in settings():
            self.fields[setting.key] = forms.IntegerField(
                min_value=setting.minimum,
                max_value=setting.maximum,
                label=setting.name.in_language(language),
                help_text=_("{low} to {high} {unit}; {default} unless changed.").format(
                    low=setting.minimum,
                    high=setting.maximum,
                    unit=UNITS.get(setting.unit, setting.unit),
                    default=setting.default,
                ),
                initial=programme.number(setting.key, setting.default),
            )
        self.fields["reason"] = reason

    @property
    def defaults(self) -> dict[str, int]:
        """The defaults of the numbers."""
        return {setting.key: setting.default for setting in settings()}

    @property
    def numbers(self) -> dict[str, int]:
        """The numbers as given."""
        return {setting.key: self.cleaned_data[setting.key] for setting in settings()}

    @property
    def phases(self) -> dict[str, dict[str, Any]]:
        """The phases as given, by key."""
        return {
            phase.key: {name: self.cleaned_data[f"{phase.key}_{name}"] for name in PHASE_FIELDS} for phase in phases()
        }

    @property
    def answered(self) -> dict[str, Any]:
        """What documents say of the organisation, as given."""
        return {
            "people": self.cleaned_data["people"],
            "other_certificates": self.cleaned_data["other_certificates"].splitlines(),
        }


def _planned_field(name: str) -> forms.Field:
    if name.startswith("planned"):
        field = forms.DateField(widget=forms.DateInput, label=PHASE_FIELDS[name])
        dress(field)
        return field
    return forms.IntegerField(min_value=0, max_value=MOST_DAYS, label=PHASE_FIELDS[name])


class ElementFilter(FilterForm):
    """Filters of the elements."""

    words = forms.CharField(max_length=100, label=_("Code or name"))
    state = forms.ChoiceField(
        choices=(("", _("All")), ("in", _("In scope")), ("out", _("Out of scope")), ("undecided", _("Undecided"))),
        label=_("State"),
    )


class WordingForm(Form):
    """The parts of the scope sentence in words of one's own, by language."""

    organisation = forms.CharField(
        required=False, max_length=300, label=_("Organisation"),
        help_text=_("The legal name, where it differs from the name here."),
    )  # fmt: skip

    def __init__(self, *args: Any, parts: Parts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].initial = parts.get("organisation", {}).get("en", "")
        for part in PARTS:
            for language in LANGUAGES:
                self.fields[f"{part}_{language}"] = forms.CharField(
                    required=False,
                    max_length=2_000,
                    label=PART_NAMES[part] if language == "en" else INDONESIAN[part],
                    initial=parts.get(part, {}).get(language, ""),
                )

    @property
    def parts(self) -> dict[str, dict[str, str]]:
        """The parts as the service takes them."""
        given = self.cleaned_data
        parts = {part: {language: given[f"{part}_{language}"] for language in LANGUAGES} for part in PARTS}
        return {**parts, "organisation": {"en": given["organisation"]}}


class SignForm(ProofForm):
    """Signing in again, to sign."""


class PaperForm(Form):
    """A signature put on the printed statement."""

    method = forms.ChoiceField(
        choices=((Method.PAPER, _("On paper")), (Method.CERTIFIED, _("Certified electronic signature"))),
        widget=forms.RadioSelect,
        initial=Method.PAPER,
        label=_("How it was signed"),
    )
    signatory = forms.CharField(max_length=200, label=_("Who signed"))
    office = forms.CharField(max_length=200, label=_("Office"))
    signed_on = forms.DateField(widget=forms.DateInput, label=_("Signed on"))
    file = forms.FileField(label=_("Scan or signed file"))
    note = forms.CharField(required=False, max_length=2_000, widget=forms.Textarea, label=_("Note"))
