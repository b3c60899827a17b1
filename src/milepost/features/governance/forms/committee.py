"""Forms of the steering committee: its rhythm, its meetings, its obstacles."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.features.governance.models import Meeting, Obstacle, Presence, RoleHolder
from milepost.features.governance.rows import TEXT
from milepost.platform.organisations.models import Person
from milepost.platform.ui.forms import Form

PRESENCES = (
    ("", "–"),
    (Presence.PRESENT.value, _("Present")),
    (Presence.EXCUSED.value, _("Excused")),
    (Presence.ABSENT.value, _("Absent")),
)


class RhythmForm(Form):
    """How often the committee meets."""

    every = forms.IntegerField(min_value=1, max_value=366, label=_("Every"), initial=4)
    unit = forms.ChoiceField(choices=(("weeks", _("Weeks")), ("days", _("Days"))), label=_("Unit"))
    starts_on = forms.DateField(
        label=_("First due on"), widget=forms.DateInput,
        help_text=_("From this day on. What was due before it stays as it was."),
    )  # fmt: skip

    @property
    def every_days(self) -> int:
        """The rhythm in days."""
        return int(self.cleaned_data["every"]) * (7 if self.cleaned_data["unit"] == "weeks" else 1)


class ReasonForm(Form):
    """Why something is taken back."""

    reason = forms.CharField(max_length=2_000, label=_("Why it is taken back"))


def lines_of(words: str) -> list[str]:
    """One entry a line, without empty lines."""
    return [line.strip() for line in words.splitlines() if line.strip()]


class MeetingForm(Form):
    """A meeting: when, what about, who was there, what was decided."""

    due_on = forms.DateField(label=_("Due on"), widget=forms.DateInput)
    reason = forms.CharField(
        required=False, max_length=2_000, label=_("Why its day is moved"),
        help_text=_("Wanted only where the day above is changed. Name the decision."),
    )  # fmt: skip
    held_on = forms.DateField(
        required=False, label=_("Held on"), widget=forms.DateInput, help_text=_("Empty until it was held.")
    )
    agenda = forms.CharField(
        required=False, max_length=TEXT, label=_("Agenda"), widget=forms.Textarea(attrs={"rows": 4})
    )
    guests = forms.CharField(
        required=False, max_length=10_000, label=_("Guests"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One name a line."),
    )  # fmt: skip
    decisions = forms.CharField(
        required=False, max_length=TEXT, label=_("Decisions"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line; they are numbered by their place."),
    )  # fmt: skip
    minutes = forms.CharField(
        required=False, max_length=TEXT, label=_("Minutes"), widget=forms.Textarea(attrs={"rows": 8})
    )
    file = forms.FileField(
        required=False, label=_("Minutes as a file"), help_text=_("Any file up to 50 MiB. It is kept as it came.")
    )

    def __init__(self, *args: Any, holders: Sequence[RoleHolder], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders = {f"at_{place}": holder for place, holder in enumerate(holders)}
        for name, holder in self.holders.items():
            self.fields[name] = forms.ChoiceField(choices=PRESENCES, required=False, label=holder.called)
            self.initial[name] = self.initial.get("attendance", {}).get(holder.code, "")
        if is_new:
            del self.fields["reason"]

    @property
    def groups_of_fields(self) -> Any:  # type: ignore[override]
        """The fields in the order of a meeting."""
        return (
            (_("When"), ("due_on", "reason", "held_on")),
            (_("What it is about"), ("agenda",)),
            (_("Who was there"), (*self.holders, "guests")),
            (_("What came of it"), ("decisions", "minutes", "file")),
        )

    def given(self) -> dict[str, Any]:
        """The fields as the service takes them; the file apart."""
        data = self.cleaned_data
        there: dict[str, list[str]] = {presence.value: [] for presence in Presence}
        for name, holder in self.holders.items():
            if data[name]:
                there[data[name]].append(holder.code)
        there[Presence.PRESENT.value] += lines_of(data["guests"])
        return {
            "due_on": data["due_on"],
            "held_on": data["held_on"],
            "reason": data.get("reason", ""),
            "agenda": data["agenda"].replace("\r\n", "\n"),
            "minutes": data["minutes"].replace("\r\n", "\n"),
            "decisions": lines_of(data["decisions"]),
            **there,
        }


def shown_meeting(row: Meeting) -> dict[str, Any]:
    """A meeting's present values under the form's names."""
    attendance = list(row.attendance.all())
    return {
        "due_on": row.due_on,
        "held_on": row.held_on,
        "agenda": row.agenda,
        "decisions": "\n".join(row.decisions),
        "minutes": row.minutes,
        "guests": "\n".join(one.name for one in attendance if one.holder is None),
        "attendance": {one.holder.code: one.presence for one in attendance if one.holder},
    }


class ObstacleForm(Form):
    """Something in the way, who removes it, and what the committee decided."""

    title = forms.CharField(max_length=300, label=_("What stands in the way"))
    note = forms.CharField(required=False, max_length=TEXT, label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}))
    raised_on = forms.DateField(label=_("Raised on"), widget=forms.DateInput)
    owner = forms.ChoiceField(required=False, label=_("Who removes it"))
    owner_name = forms.CharField(
        required=False, max_length=200, label=_("Or somebody who never signs in"), help_text=_("Name and office.")
    )
    decision = forms.CharField(
        required=False, max_length=TEXT, label=_("What was decided"), widget=forms.Textarea(attrs={"rows": 3})
    )
    decided_on = forms.DateField(required=False, label=_("Decided on"), widget=forms.DateInput)
    meeting = forms.ChoiceField(required=False, label=_("In which meeting"))

    groups_of_fields = (
        (_("The obstacle"), ("title", "note", "raised_on", "owner", "owner_name")),
        (_("The committee's decision"), ("decision", "decided_on", "meeting")),
    )

    def __init__(
        self, *args: Any, people: Sequence[Person], meetings: Sequence[Meeting], may_decide: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        members = [(person.email, person.name) for person in people]
        self.fields["owner"].choices = [("", "–"), *members]  # type: ignore[attr-defined]
        held = [(meeting.code, f"{meeting.code}, {meeting.held_on}") for meeting in meetings]
        self.fields["meeting"].choices = [("", "–"), *held]  # type: ignore[attr-defined]
        if not may_decide:
            for name in ("decision", "decided_on", "meeting"):
                del self.fields[name]

    def given(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        data = dict(self.cleaned_data)
        named = data.pop("owner_name")
        for name in ("note", "decision"):
            if name in data:
                data[name] = data[name].replace("\r\n", "\n")
        return {**data, "owner": data["owner"] or named or None}


def shown_obstacle(row: Obstacle) -> dict[str, Any]:
    """An obstacle's present values under the form's names."""
    return {
        "title": row.title,
        "note": row.note,
        "raised_on": row.raised_on,
        "owner": row.owner.email if row.owner else "",
        "owner_name": row.owner_name,
        "decision": row.decision,
        "decided_on": row.decided_on,
        "meeting": row.decided_in.code if row.decided_in else "",
    }


class MeetingActionForm(Form):
    """An action that came of a meeting."""

    title = forms.CharField(max_length=300, label=_("What is to be done"))
    owner = forms.ChoiceField(required=False, label=_("Who does it"))
    due_on = forms.DateField(required=False, label=_("Due on"), widget=forms.DateInput)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        members = [(key, person.name) for key, person in self.people.items()]
        self.fields["owner"].choices = [("", "–"), *members]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        return {**self.cleaned_data, "owner": self.people.get(self.cleaned_data["owner"])}
