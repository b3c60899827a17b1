"""The history of a practice in the reader's words: what each field of an entry is called."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.platform.ledger.history import Happening

LABELS: dict[str, Promise] = {
    "owner": _("Owner"),
    "deputy": _("Deputy"),
    "hours": _("Hours a week"),
    "procedure": _("Procedure"),
    "approved_on": _("Approved on"),
    "approved_by": _("Approved by"),
    "redesign": _("Redesign"),
    "source": _("Source"),
    "from": _("From"),
    "until": _("Until"),
    "on": _("On"),
    "verdict": _("Verdict of the rules"),
    "reason": _("Reason"),
    "planned_live_on": _("Planned go-live"),
    "silent_days": _("Silence allowed"),
    "rhythm": _("Rhythm"),
    "due_on": _("Due on"),
    "done_on": _("Done on"),
    "after_due": _("After its day had passed"),
    "note": _("What shows it"),
    "file": _("File (SHA-256)"),
    "title": _("Name"),
    "happened_on": _("Day"),
    "rehearsal": _("A rehearsal"),
    "outcome": _("What came of it"),
    "month": _("Month"),
    "looked_at": _("Where they looked"),
}


def in_words(history: Iterable[Happening]) -> list[Happening]:
    """The same with each field under the name that the pages give it."""
    return [
        replace(
            happening,
            changes=tuple(
                replace(change, label=str(LABELS.get(change.label, change.label))) for change in happening.changes
            ),
        )
        for happening in history
    ]
