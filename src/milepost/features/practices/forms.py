"""Forms of practices: who owns one, its procedure, tool and due dates, its go-live, and what settles its duties."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from milepost.features.practices.duties import Duty, DutyKind
from milepost.platform.signin.again import Asked
from milepost.platform.signin.forms import add_proof
from milepost.platform.ui.formats import MONTH, as_day
from milepost.platform.ui.forms import DayInput, Form
from milepost.platform.ui.texts import speak

type Choices = Sequence[tuple[str, str | Promise]]


class AssignForm(Form):
    """Owner, deputy, weekly hours and the day on which the practice is to go live."""

    owner = forms.ChoiceField(label=_("Owner"), help_text=_("Who answers for the practice. They accept it themselves."))
    deputy = forms.ChoiceField(required=False, label=_("Deputy"))
    hours_per_week = forms.DecimalField(
        required=False, min_value=0, max_value=60, max_digits=4, decimal_places=1, label=_("Hours a week")
    )
    planned_live_on = forms.DateField(required=False, widget=forms.DateInput, label=_("Planned go-live"))

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("owner", people), ("deputy", [("", "–"), *people])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = list(choices)


class ProcedureForm(Form):
    """A version of the procedure that somebody approved."""

    title = forms.CharField(max_length=200, label=_("Title"))
    approved_on = forms.DateField(widget=forms.DateInput, label=_("Approved on"))
    approved_by = forms.CharField(max_length=200, label=_("Approved by"))
    written_by = forms.CharField(
        max_length=200, required=False, label=_("Written by"), help_text=_("Nobody approves what they wrote.")
    )
    redesign = forms.BooleanField(
        required=False,
        label=_("The practice was redesigned"),
        help_text=_("Its operation clock then starts anew from this version’s approval."),
    )
    file = forms.FileField(required=False, label=_("The approved document"))


class WithdrawForm(Form):
    """The end of a procedure without a successor."""

    on = forms.DateField(widget=forms.DateInput, label=_("Withdrawn on"))


class ToolForm(Form):
    """Which source keeps the records, and since when."""

    source = forms.CharField(
        max_length=60, label=_("Source"), help_text=_("Its code, as the imports name it: servicenow, jsm, itop …")
    )
    from_on = forms.DateField(widget=forms.DateInput, label=_("Keeps the records from"))
    until_on = forms.DateField(required=False, widget=forms.DateInput, label=_("Until"))


class EndToolForm(Form):
    """The last day of a tool of record."""

    source = forms.CharField(max_length=60, label=_("Source"))
    until_on = forms.DateField(widget=forms.DateInput, label=_("Last day"))


class DueDatesForm(Form):
    """Due dates by the interval of the rhythm, from the first one on."""

    rhythm = forms.ChoiceField(label=_("Rhythm"))
    first_due_on = forms.DateField(widget=forms.DateInput, label=_("First due date"))
    until = forms.DateField(widget=forms.DateInput, label=_("Last due date not after"))
    approved_on = forms.DateField(
        required=False,
        widget=forms.DateInput,
        label=_("Approved before, on"),
        help_text=_("Leave it empty to approve them today."),
    )
    reason = forms.CharField(
        required=False,
        max_length=1000,
        label=_("Where that is written"),
        help_text=_("The minutes or the plan that approved them, where that was before today."),
    )

    def __init__(self, *args: Any, rhythms: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rhythm"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = list(rhythms)


class MoveForm(Form):
    """Another day for an occurrence that is still to be done."""

    due_on = forms.DateField(widget=forms.DateInput, label=_("New due date"))
    reason = forms.CharField(max_length=1000, label=_("Why"))


class CaseForm(Form):
    """A real case or a rehearsal."""

    rehearsal = forms.TypedChoiceField(
        choices=[("case", _("A real case")), ("rehearsal", _("A rehearsal"))],
        coerce=lambda value: value == "rehearsal",
        widget=forms.RadioSelect,
        initial="case",
        label=_("What it was"),
    )
    happened_on = forms.DateField(widget=forms.DateInput, label=_("Day"))
    title = forms.CharField(max_length=200, label=_("Name"))
    outcome = forms.CharField(required=False, widget=forms.Textarea, label=_("What came of it"))
    file = forms.FileField(required=False, label=_("Report"))


class BeforeForm(Form):
    """A go-live from before Milepost."""

    on = forms.DateField(
        widget=forms.DateInput, label=_("Live since"), help_text=_("A day before the programme came to Milepost.")
    )
    reason = forms.CharField(
        max_length=1000,
        label=_("Where that is written"),
        help_text=_("It is stated, not computed; an auditor will ask for this."),
    )


class EndForm(Form):
    """The day from which a practice no longer operates."""

    on = forms.DateField(widget=forms.DateInput, label=_("Ended on"))


class SilenceForm(Form):
    """How long a flow may be silent."""

    days = forms.IntegerField(
        required=False, min_value=5, max_value=20, label=_("Working days without a record"),
        help_text=_("From 5 to 20. Left empty, the programme's number holds."),
    )  # fmt: skip
    reason = forms.CharField(max_length=1000, label=_("Why"), help_text=_("It is kept in the ledger."))


class SettleForm(Form):
    """One form for everything that a practice owes now: what is left empty stays owed."""

    use_required_attribute = False

    def __init__(self, *args: Any, duties: Iterable[Duty], signs: Asked | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duties = [duty for duty in duties if duty.can_be_settled]
        self.groups_of_fields = tuple(self._group(duty) for duty in self.duties)  # type: ignore[misc]
        if signs is not None and any(duty.kind is DutyKind.NIL for duty in self.duties):
            self._sign(signs)
        for field in self.fields.values():
            field.required = False

    def _sign(self, asked: Asked) -> None:
        """Ask who signs. A provider vouches for words that are saved, so without any there is nothing to ask yet."""
        if asked.identity is not None and not asked.purposes:
            return
        names = add_proof(self, asked)
        self.fields[names[0]].help_text = (
            _("A nil statement is signed; the password says that it is you.")
            if names[0] == "password"
            else _("A nil statement is signed as its words were saved.")
        )
        self.groups_of_fields += ((gettext("Sign"), names),)  # type: ignore[misc]

    def _group(self, duty: Duty) -> tuple[str, tuple[str, ...]]:
        match duty.kind:
            case DutyKind.NIL:
                return self._nil(duty)
            case DutyKind.OCCURRENCE:
                return self._occurrence(duty)
        return self._rehearsal(duty)

    def _nil(self, duty: Duty) -> tuple[str, tuple[str, ...]]:
        month = as_day(duty.month.first_day, MONTH) if duty.month else ""
        self.fields[duty.name] = forms.CharField(
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=5000,
            initial=duty.statement.looked_at if duty.statement else "",
            label=_("Where you looked"),
            help_text=_("The queues, mailboxes or registers that you searched and found empty."),
        )
        return gettext("Nothing to record in {month}").format(month=month), (duty.name,)

    def _occurrence(self, duty: Duty) -> tuple[str, tuple[str, ...]]:
        names = (duty.name, f"{duty.name}-note", f"{duty.name}-file")
        self.fields[names[0]] = forms.DateField(widget=DayInput(), label=_("Done on"))
        self.fields[names[1]] = forms.CharField(
            max_length=2000, label=pgettext_lazy("of an occurrence", "What shows it")
        )
        self.fields[names[2]] = forms.FileField(label=_("Report"))
        heading = gettext("{what}, due {day}").format(
            what=speak(duty.rhythm.label).capitalize(), day=as_day(duty.due_on) if duty.due_on else ""
        )
        return heading, names

    def _rehearsal(self, duty: Duty) -> tuple[str, tuple[str, ...]]:
        names = (duty.name, f"{duty.name}-title", f"{duty.name}-outcome")
        self.fields[names[0]] = forms.DateField(widget=DayInput(), label=_("Rehearsed on"))
        self.fields[names[1]] = forms.CharField(max_length=200, label=_("What was rehearsed"))
        self.fields[names[2]] = forms.CharField(max_length=5000, label=_("What came of it"))
        return gettext("Rehearsal: {what}").format(what=speak(duty.rhythm.label)), names
