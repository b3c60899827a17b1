"""Forms of the gap assessment."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.catalogue.standard import Statement
from milepost.features.gaps.checking import LINE, LINK, TEXT
from milepost.features.gaps.levels import LEVELS, PRIORITY_WORDS
from milepost.features.gaps.models import CONFORMS, Assessment, Rating
from milepost.features.gaps.statements import sections
from milepost.platform.organisations.models import Person
from milepost.platform.ui.forms import DayInput, FilterForm, Form, RadioCards
from milepost.platform.ui.texts import speak

NOT_TRIGGERED = "not-triggered"
PRIORITIES = [("", _("None yet")), *PRIORITY_WORDS.items()]
REQUIRED = [(level.number, f"{level.number}") for level in LEVELS if level.number >= CONFORMS]


def _owner_choices(owners: Iterable[Person], nobody: Any) -> list[tuple[str, Any]]:
    return [("", nobody), *((str(person.pk), person.name) for person in owners)]


class HeatFilter(FilterForm):
    """What of the heat map is shown."""

    clause = forms.ChoiceField(label=_("Clause"))
    owner = forms.ChoiceField(label=_("Owner"))
    priority = forms.ChoiceField(label=_("Priority"), choices=[("", _("Any")), *PRIORITY_WORDS.items()])
    assessment = forms.ChoiceField(label=_("Assessment"))
    compare = forms.ChoiceField(label=_("Compare with"))
    gaps = forms.BooleanField(label=_("Only gaps"))

    def __init__(self, *args: Any, owners: Iterable[Person], assessments: list[Assessment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.reference, one.reference) for one in reversed(assessments)]
        _choose(self.fields["clause"], [("", _("All, 4 to 10")), *_section_choices()])
        _choose(self.fields["owner"], _owner_choices(owners, _("Everyone")))
        _choose(self.fields["assessment"], [("", _("The latest")), *named])
        _choose(self.fields["compare"], [("", _("The one before")), ("none", _("Nothing")), *named])
        if len(assessments) < 2:  # nothing to choose between
            del self.fields["assessment"], self.fields["compare"]


class StatementFilter(FilterForm):
    """Which statements of a clause are listed."""

    level = forms.ChoiceField(
        label=_("Level"), choices=[("", _("Any")), *((str(level.number), level.number) for level in LEVELS)]
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("Any")), ("unrated", _("Not rated")), ("gap", _("Gap")), (NOT_TRIGGERED, _("Not triggered"))],
    )
    owner = forms.ChoiceField(label=_("Owner"))
    priority = forms.ChoiceField(label=_("Priority"), choices=[("", _("Any")), *PRIORITY_WORDS.items()])
    question = forms.CharField(widget=forms.HiddenInput, max_length=40)
    assessment = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(self, *args: Any, owners: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["owner"], _owner_choices(owners, _("Everyone")))


class QuestionFilter(FilterForm):
    """Which questions are listed."""

    clause = forms.ChoiceField(label=_("Clause"))
    unrated = forms.BooleanField(label=_("Only with unrated checkpoints"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["clause"], [("", _("All, 4 to 10")), *_section_choices()])


class RatingForm(Form):
    """Everything that is said of one statement. `given` answers with the fields as a service takes them."""

    current = forms.ChoiceField(label=_("Level found"), required=False, widget=RadioCards)
    required = forms.TypedChoiceField(
        label=_("Required level"), coerce=int, choices=REQUIRED, help_text=_("3 conforms. It can only be raised.")
    )
    priority = forms.ChoiceField(label=_("Priority"), required=False, choices=PRIORITIES)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    days = forms.DecimalField(
        label=_("Effort in days"), required=False, min_value=0, max_digits=6, decimal_places=1, help_text=_("Like 2.5.")
    )
    due_on = forms.DateField(label=_("Due"), required=False, widget=DayInput())
    remediation = forms.CharField(
        label=_("Remediation"), required=False, max_length=TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What will be done to close the gap."),
    )  # fmt: skip
    finding = forms.CharField(
        label=_("What was found"), required=False, max_length=TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    note = forms.CharField(
        label=_("Evidence seen"),
        required=False,
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At most 20,000 characters."),
    )
    link = forms.CharField(
        label=_("Link to the evidence"), required=False, max_length=LINK, help_text=_("Starts with https://."),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )  # fmt: skip
    trigger = forms.CharField(
        label=_("What would trigger it"), required=False, max_length=TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )
    searched_in = forms.CharField(label=_("Register searched"), required=False, max_length=LINE)
    period_from = forms.DateField(label=_("Searched from"), required=False, widget=DayInput())
    period_to = forms.DateField(label=_("Searched to"), required=False, widget=DayInput())

    groups_of_fields = (
        (_("How it stands"), ("current", "finding", "note", "link")),
        (_("If it is not triggered"), ("trigger", "searched_in", "period_from", "period_to")),
        (_("Closing the gap"), ("required", "priority", "owner", "days", "due_on", "remediation")),
    )

    def __init__(
        self, *args: Any, statement: Statement, owners: Iterable[Person], has_parts: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in owners}
        _choose(self.fields["owner"], _owner_choices(self.people.values(), _("Nobody yet")))
        levels: list[tuple[str, Any]] = [("", _("Not rated yet"))]
        levels += [(str(level.number), f"{level.number} · {level.word}") for level in LEVELS]
        means: dict[str, Any] = {str(level.number): level.means for level in LEVELS}
        if statement.conditional:
            levels.append((NOT_TRIGGERED, _("Not triggered")))
            means[NOT_TRIGGERED] = _("Its condition has not arisen; say what was searched.")
        else:
            for name in ("trigger", "searched_in", "period_from", "period_to"):
                del self.fields[name]
        _choose(self.fields["current"], levels)
        self.fields["current"].widget.descriptions = means
        if has_parts:
            del self.fields["current"]

    def given(self) -> dict[str, Any]:
        """The fields as a rating holds them."""
        values = dict(self.cleaned_data)
        values["owner"] = self.people.get(values["owner"])
        if "current" in values:
            standing = values.pop("current")
            values["not_triggered"] = standing == NOT_TRIGGERED
            values["current"] = int(standing) if standing.isdecimal() else None
        return values


def form_values(rating: Rating | None) -> dict[str, Any]:
    """A rating under the names and in the form of `RatingForm`."""
    if rating is None:
        return {"required": CONFORMS, "current": ""}
    plain = ("required", "priority", "days", "due_on", "remediation", "finding", "note", "link", "trigger")
    values: Mapping[str, Any] = {
        name: getattr(rating, name) for name in (*plain, "searched_in", "period_from", "period_to")
    }
    standing = NOT_TRIGGERED if rating.not_triggered else "" if rating.current is None else str(rating.current)
    return {**values, "current": standing, "owner": str(rating.owner_id or "")}


class BulkForm(Form):
    """The same for several statements; what is left at "as it is" stays."""

    current = forms.ChoiceField(
        label=_("Level"),
        required=False,
        choices=[("", _("As it is")), *((str(one.number), f"{one.number} · {one.word}") for one in LEVELS)],
    )
    required = forms.ChoiceField(label=_("Required"), required=False, choices=[("", _("As it is")), *REQUIRED])
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=[("", _("As it is")), *PRIORITY_WORDS.items()]
    )
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    days = forms.DecimalField(label=_("Days each"), required=False, min_value=0, max_digits=6, decimal_places=1)
    due_on = forms.DateField(label=_("Due"), required=False, widget=DayInput())
    remediation = forms.CharField(label=_("Remediation"), required=False, max_length=TEXT)

    def __init__(self, *args: Any, owners: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in owners}
        _choose(self.fields["owner"], _owner_choices(self.people.values(), _("As it is")))

    def given(self) -> dict[str, Any]:
        """Only what was chosen."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        for name in ("current", "required"):
            if name in chosen:
                chosen[name] = int(chosen[name])
        if "owner" in chosen:
            chosen["owner"] = self.people[chosen["owner"]]
        return chosen


class FlashForm(Form):
    """One card: the level by a button, and what was seen."""

    current = forms.ChoiceField(choices=[(str(level.number), level.word) for level in LEVELS])
    note = forms.CharField(
        label=_("Evidence seen"), required=False, max_length=TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )


class FileForm(Form):
    """A file of ratings."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX as it was exported here, with at least the columns statement and current."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json,.toml,.txt"}),
    )


def _choose(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]


def _section_choices() -> list[tuple[str, str]]:
    return [(one.number, f"{one.number} {speak(one.clause.title)}") for one in sections()]
