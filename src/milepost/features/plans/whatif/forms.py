"""The forms of the page of scenarios."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.features.plans.forecasting.asking import Asked
from milepost.features.plans.forecasting.wording import Words
from milepost.features.plans.whatif.stating import MOST_PERCENT, MOST_SERVICES, MOST_WEEKS, Said
from milepost.platform.ui.forms import Form

ALL_OPEN = "*"


class ScenarioForm(Form):
    """One change of each kind; what is left empty changes nothing."""

    groups_of_fields: ClassVar = (
        (_("Something slips"), ("slip", "slip_weeks")),
        (_("Nobody does the work of a role"), ("away", "away_weeks")),
        (_("A role has more or less time"), ("share", "share_percent")),
        (_("A consultant is added"), ("helper", "helper_percent", "rate")),
        (_("Scope and booking"), ("services", "stage2")),
    )

    slip = forms.ChoiceField(required=False, label=_("What slips"))
    slip_weeks = forms.IntegerField(required=False, min_value=1, max_value=MOST_WEEKS, label=_("By weeks"))
    away = forms.ChoiceField(required=False, label=_("Role that is lost"))
    away_weeks = forms.IntegerField(required=False, min_value=1, max_value=MOST_WEEKS, label=_("For weeks"))
    share = forms.ChoiceField(required=False, label=_("Role with another share"))
    share_percent = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_PERCENT, label=_("Per cent of a full-time person")
    )
    helper = forms.ChoiceField(required=False, label=_("Role that is helped"))
    helper_percent = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_PERCENT, label=_("The consultant's per cent")
    )
    rate = forms.DecimalField(
        required=False, min_value=0, max_digits=15, decimal_places=2, label=_("Cost of a consultant's day")
    )
    services = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_SERVICES, label=_("Services in scope"),
        help_text=_("Days of work follow as they do when a programme begins."),
    )  # fmt: skip
    stage2 = forms.DateField(required=False, widget=forms.DateInput, label=_("Stage 2 booked for"))

    def __init__(self, *args: Any, asked: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = Words(asked)
        ahead = [work for work in asked.given.works if work.done_on is None]
        activities = sorted(((work.key, words.name(work.key)) for work in ahead), key=lambda each: each[1])
        roles = [(role, words.role(role)) for role in sorted({work.role for work in ahead if work.role})]
        self.fields["slip"].choices = [("", "–"), (ALL_OPEN, _("Everything not done yet")), *activities]  # type: ignore[attr-defined]
        for name in ("away", "share", "helper"):
            self.fields[name].choices = [("", "–"), *roles]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A thing and its number come together."""
        super().clean()
        for what, number in (
            ("slip", "slip_weeks"), ("away", "away_weeks"), ("share", "share_percent"), ("helper", "helper_percent")
        ):  # fmt: skip
            thing, amount = self.cleaned_data.get(what), self.cleaned_data.get(number)
            if thing and amount is None and number not in self.errors:
                self.add_error(number, _("Say how much."))
            if amount is not None and not thing and what not in self.errors:
                self.add_error(what, _("Say what."))
        return self.cleaned_data

    def said(self) -> Said:
        """The scenario of a valid form."""
        given = self.cleaned_data

        def parts(what: str, number: str) -> list[str]:
            if not given[what]:
                return []
            return [f"{'' if given[what] == ALL_OPEN else given[what] + '='}{given[number]}"]

        return Said(
            parts("slip", "slip_weeks"),
            parts("away", "away_weeks"),
            parts("share", "share_percent"),
            parts("helper", "helper_percent"),
            given["services"],
            given["stage2"],
        )


class AdoptForm(Form):
    """Why a scenario becomes the plan."""

    reason = forms.CharField(
        max_length=1_000, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who decided this, and why. It stands in the history of the programme."),
    )  # fmt: skip
