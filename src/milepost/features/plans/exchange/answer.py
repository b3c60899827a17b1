"""What a file changes, as plain values: what the command line prints and the API answers."""

from typing import Any

from milepost.features.plans.exchange.services import Taken
from milepost.platform.ui.texts import speak


def taken_values(programme: str, taken: Taken, *, dry_run: bool) -> dict[str, Any]:
    """Counts, refusals, every change field by field, and what was left behind."""
    report = taken.report
    return {
        "programme": programme,
        **{name: report[name] for name in ("created", "updated", "unchanged", "refused", "written")},
        "dry_run": dry_run,
        "changes": [
            {
                "row": change.row,
                "activity": change.code,
                "name": change.name,
                "new": change.is_new,
                "fields": [{"field": each.name, "before": each.before, "after": each.after} for each in change.fields],
            }
            for change in taken.changes
        ],
        "notes": [{"row": note.row, "activity": note.code or None, "text": speak(note.text)} for note in taken.notes],
        "not_in_file": list(taken.absent),
    }
