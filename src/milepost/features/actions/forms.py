"""Forms of the list of actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.features.actions.models import Action, ActionState
from milepost.features.actions.services import NOTE
from milepost.platform.organisations.models import Person
from milepost.platform.ui.forms import FilterForm, Form

STATES: Sequence[tuple[str, Promise]] = (
    (ActionState.OPEN, _("Open")),
    (ActionState.IN_PROGRESS, _("In progress")),
    (ActionState.DONE, _("Done")),
    (ActionState.CANCELLED, _("Cancelled")),
)


class ActionForm(Form):
    """What is to be done, by whom, until when."""

    title = forms.CharField(max_length=300, label=_("What is to be done"))
    owner = forms.ChoiceField(required=False, label=_("Who does it"))
    due_on = forms.DateField(required=False, label=_("Due on"), widget=forms.DateInput)
    days = forms.DecimalField(
        required=False, min_value=0, max_digits=5, decimal_places=1, label=_("Days of work"),
        help_text=_("An estimate; half days are fine."),
    )  # fmt: skip
    state = forms.ChoiceField(choices=STATES, label=_("State"))
    note = forms.CharField(required=False, max_length=NOTE, label=_("Note"), widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, people: Sequence[Person], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choices = [("", "–"), *((key, person.name) for key, person in self.people.items())]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]
        if is_new:
            del self.fields["state"]

    def given(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        fields = dict(self.cleaned_data)
        fields["owner"] = self.people.get(fields["owner"])
        fields["note"] = fields["note"].replace("\r\n", "\n")
        return fields


def shown_values(action: Action) -> dict[str, Any]:
    """An action's present values under the form's names."""
    return {
        "title": action.title,
        "owner": str(action.owner_id or ""),
        "due_on": action.due_on,
        "days": action.days,
        "state": action.state,
        "note": action.note,
    }


class ActionFilter(FilterForm):
    """Filters of the list, kept in the address."""

    words = forms.CharField(max_length=100, label=_("Words"))
    state = forms.ChoiceField(choices=(("", _("Still owed")), *STATES, ("all", _("All"))), label=_("State"))
    owner = forms.ChoiceField(label=_("Owner"))
    overdue = forms.BooleanField(label=_("Overdue"))

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = ((str(person.pk), person.name) for person in people)
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", _("Everybody")), ("me", _("Me")), ("nobody", _("Nobody yet")), *named,
        ]  # fmt: skip
