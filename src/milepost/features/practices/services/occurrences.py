"""Occurrences of planned rhythms: that a review was held, a report made, a test run."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.practices.models import Occurrence, Practice
from milepost.features.practices.services.noting import allow_keeping, note
from milepost.platform.files.models import StoredFile
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised

RECORDED_LATE = timedelta(days=31)


@transaction.atomic
def record_occurrence(
    *,
    actor: Actor,
    practice: Practice,
    occurrence: Occurrence,
    done_on: date,
    note_on_it: str = "",
    file: StoredFile | None = None,
    seen: int | None = None,
) -> Occurrence:
    """Record that an occurrence was done, on its true day. What is recorded long after it names its proof."""
    allow_keeping(actor, practice)
    on = today(practice.organisation.timezone)
    if done_on > on:
        raise Refused(_("What is to come cannot be done yet."), field="done_on")
    if occurrence.moved_after_due:
        raise Refused(_("The occurrence was moved to another day; record it there."), field="done_on")
    if occurrence.done_on is not None:
        raise Refused(_("The occurrence was done on {day}.").format(day=occurrence.done_on), field="done_on")
    words = note_on_it.strip()
    if on - done_on > RECORDED_LATE and not words and file is None:
        raise Refused(
            _("More than {count} days ago: name the minutes or the report that show it.").format(
                count=RECORDED_LATE.days
            ),
            field="note",
            hint=_("Write it as a note, or attach the file."),
        )
    occurrence.done_on, occurrence.recorded_on, occurrence.note = done_on, on, words
    if file is not None:
        occurrence.file_id, occurrence.file_name = file.pk, file.name
    save_revised(occurrence, seen=seen)
    change = {
        "rhythm": occurrence.rhythm,
        "due_on": occurrence.due_on,
        "done_on": done_on,
        "note": words,
        "file": file.sha256 if file else "",
    }
    note(actor, practice, "practices.occurrence-done", change, [occurrence])
    return occurrence
