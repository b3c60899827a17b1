"""Forms of the import pages."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from milepost.catalogue.mappings import mapping_names
from milepost.catalogue.practices import practices
from milepost.engines.bulk import Mapping as RecordMapping
from milepost.engines.bulk.fields import FIELDS, REQUIRED, State
from milepost.features.evidence.imports.drafting import GUESS, mapped_columns
from milepost.features.evidence.models import ImportDraft
from milepost.platform.batches.models import Source
from milepost.platform.organisations.models import Organisation
from milepost.platform.ui.forms import Form, RadioCards
from milepost.platform.ui.texts import speak

FIRST = ("source_id", "opened_at", "entered_at", "state", "resolved_at", "closed_at", "service", "priority", "group")
LABELS = {
    "source_id": _("Id in the source"), "ref": _("Number people cite"), "state": _("State"),
    "opened_at": _("Opened or performed at"), "entered_at": _("Written in the tool at"),
    "first_response_at": _("First response at"), "resolved_at": _("Resolved at"), "closed_at": _("Closed at"),
    "impact": _("Impact"), "urgency": _("Urgency"), "priority": _("Priority"), "service": _("Service"),
    "ci": _("Configuration item"), "group": _("Group"), "site": _("Site"), "breached": _("Target missed"),
    "response_due_at": _("Response due at"), "resolve_due_at": _("Resolution due at"),
    "pending_seconds": _("Seconds waiting"), "major": _("Major incident"), "cancelled": _("Cancelled"),
    "problem_ref": _("Problem"), "change_ref": _("Change"), "close_code": _("Closure code"), "type": _("Type"),
    "risk": _("Risk"), "approved_at": _("Approved at"), "planned_start_at": _("Planned start"),
    "planned_end_at": _("Planned end"), "actual_start_at": _("Actual start"), "actual_end_at": _("Actual end"),
    "outcome": _("Outcome"), "known_error": _("Known error"), "actor": _("Entered by"), "requester": _("Requester"),
    "assignee": _("Assigned to"), "title": _("Title"), "description": _("Description"), "resolution": _("Resolution"),
}  # fmt: skip
STATES = [
    (State.NEW, _("New")), (State.OPEN, _("Open")), (State.PENDING, _("Pending")), (State.RESOLVED, _("Resolved")),
    (State.CLOSED, _("Closed")), (State.CANCELLED, _("Cancelled")),
]  # fmt: skip


def practice_choices() -> list[tuple[str, str]]:
    """Every practice with its name."""
    return [(practice.key, speak(practice.name)) for practice in practices()]


class UploadForm(Form):
    """A file, whose records they are, and how they are to be read."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV, XLSX or JSON as your tool exports it; a ZIP or gzip of one file will do.")
    )
    practice = forms.ChoiceField(
        label=_("Practice"), help_text=_("A mapping may decide it per row; then this is only where you started.")
    )
    mapping = forms.ChoiceField(
        label=_("How to read it"), help_text=_("What you used last for a source is kept with it.")
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practice"].choices = practice_choices()  # type: ignore[attr-defined]
        sources = Source.objects.filter(organisation=organisation).exclude(mapping="").order_by("code")
        kept = [(source.code, str(source)) for source in sources if source.code not in mapping_names()]
        self.fields["mapping"].choices = [  # type: ignore[attr-defined]
            (GUESS, gettext("Look at the file and propose")),
            *([(gettext("As last time"), kept)] if kept else []),
            (gettext("Ready mappings"), [(name, name) for name in mapping_names()]),
        ]


class DraftForm(Form):
    """How the columns and values of one file are to be read, and what the import is to do."""

    system = forms.CharField(
        label=_("Source"),
        max_length=60,
        help_text=_("The tool's name. Records are known again by source and id, so keep it from import to import."),
    )
    timing = forms.ChoiceField(label=_("Who writes the times"), widget=RadioCards())
    timezone = forms.CharField(
        label=_("Time zone of the file"),
        required=False,
        max_length=64,
        help_text=_("For times without one, such as Asia/Jakarta."),
    )
    date_order = forms.ChoiceField(label=_("Dates in numbers"), required=False)
    on_reject = forms.ChoiceField(label=_("A refused row"))
    complete_from = forms.DateField(
        label=_("Complete from"),
        required=False,
        help_text=_("Days for which the file holds everything the source has. The clock sees as far as that."),
    )
    complete_to = forms.DateField(label=_("Complete to"), required=False)
    attest = forms.CharField(label=_("What you say about this file"), required=False, max_length=2000,
                             widget=forms.Textarea())  # fmt: skip

    def __init__(self, *args: Any, draft: ImportDraft, mapping: RecordMapping, **kwargs: Any) -> None:
        self.draft, self.mapping = draft, mapping
        kwargs["initial"] = self._present(draft, mapping)
        super().__init__(*args, **kwargs)
        self._choices()
        columns = [("", gettext("– not in the file –")), *((column, column) for column in draft.preview["columns"])]
        for field in FIELDS:
            self.fields[f"column-{field.name}"] = forms.ChoiceField(
                label=LABELS[field.name], choices=columns, required=field.name in REQUIRED
            )
        for name, value, _count in self.unknown():
            self.fields[_value_key(name, value)] = forms.ChoiceField(
                label=value, choices=[("", gettext("– refuse these rows –")), *_meanings(name)], required=False
            )

    def unknown(self) -> Iterator[tuple[str, str, int]]:
        """Values of state and practice that the last dry run refused: field, value, how often."""
        for name, pairs in self.draft.tried.get("unknown_values", {}).items():
            if name in {"state", "practice"}:
                for value, count in pairs[:50]:
                    yield name, value, count

    @property
    def first_columns(self) -> list[tuple[BoundField, str]]:
        """The fields that most files have, each with what stands in the first row."""
        return [self._column(name) for name in FIRST]

    @property
    def other_columns(self) -> list[tuple[BoundField, str]]:
        """All others."""
        return [self._column(field.name) for field in FIELDS if field.name not in FIRST]

    def _column(self, name: str) -> tuple[BoundField, str]:
        bound, preview = self[f"column-{name}"], self.draft.preview
        column = bound.value()
        if column not in preview["columns"] or not preview["rows"]:
            return bound, ""
        return bound, preview["rows"][0][preview["columns"].index(column)]

    @property
    def value_fields(self) -> list[tuple[BoundField, int]]:
        """The values to be given a meaning, with how often each stands there."""
        return [(self[_value_key(name, value)], count) for name, value, count in self.unknown()]

    @property
    def setting_fields(self) -> list[BoundField]:
        """What the import is to do."""
        names = ("system", "timing", "timezone", "date_order", "on_reject", "complete_from", "complete_to", "attest")
        return [self[name] for name in names]

    def given(self) -> dict[str, Any]:
        """What `change_draft` takes."""
        cleaned = self.cleaned_data
        values: dict[str, dict[str, str]] = {}
        for name, value, _count in self.unknown():
            if meaning := cleaned.get(_value_key(name, value)):
                values.setdefault(name, {})[value] = meaning
        settings = {name: cleaned[name] for name in ("timezone", "date_order", "on_reject", "attest")}
        for name in ("complete_from", "complete_to"):
            settings[name] = cleaned[name].isoformat() if cleaned[name] else ""
        return {
            "columns": {field.name: cleaned[f"column-{field.name}"] for field in FIELDS},
            "values": values,
            "system": cleaned["system"],
            "timing": cleaned["timing"],
            "settings": settings,
        }

    def _choices(self) -> None:
        timing, order, reject = (self.fields[name] for name in ("timing", "date_order", "on_reject"))
        timing.choices = [  # type: ignore[attr-defined]
            ("system-timed", gettext("The tool, by itself")),
            ("hand-kept", gettext("People type them")),
        ]
        timing.widget.descriptions = {
            "system-timed": gettext("History in a first import is never late."),
            "hand-kept": gettext("A record that reaches us more than 31 days after its event does not count."),
        }
        order.choices = [  # type: ignore[attr-defined]
            ("", gettext("Find out from all rows")),
            ("dmy", gettext("Day, month, year")),
            ("mdy", gettext("Month, day, year")),
            ("ymd", gettext("Year, month, day")),
        ]
        reject.choices = [  # type: ignore[attr-defined]
            ("stop", gettext("stops the import: nothing is taken in")),
            ("skip", gettext("is left out; the others are taken in")),
        ]

    @staticmethod
    def _present(draft: ImportDraft, mapping: RecordMapping) -> dict[str, Any]:
        source = mapping.source
        kept = {name: value for name, value in draft.settings.items() if value}
        columns = {f"column-{name}": column for name, column in mapped_columns(draft, mapping).items()}
        beginning: Mapping[str, Any] = {
            "system": source.system,
            "timing": str(source.timing),
            "timezone": source.timezone or draft.programme.organisation.timezone,
            "date_order": str(source.date_order or ""),
            "on_reject": "stop",
        }
        return {**beginning, **kept, **columns}


class ValuesForm(Form):
    """What the values of a source mean: one choice per value."""

    def __init__(self, *args: Any, values: list[str], codes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values = values
        choices = [("", gettext("– leave it unmapped –")), *codes]
        for position, value in enumerate(values):
            self.fields[f"value-{position}"] = forms.ChoiceField(label=value, choices=choices, required=False)

    def given(self) -> dict[str, str]:
        """Value → code, those that were chosen."""
        chosen = {value: self.cleaned_data[f"value-{position}"] for position, value in enumerate(self.values)}
        return {value: code for value, code in chosen.items() if code}


def _value_key(name: str, value: str) -> str:
    return f"value-{name}-{value}"


def _meanings(name: str) -> list[tuple[str, str]]:
    return practice_choices() if name == "practice" else [(str(state), str(word)) for state, word in STATES]
