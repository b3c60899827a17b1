"""Cases of triggered rhythms: a major incident run through, a continuity plan invoked, or a rehearsal of one."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.catalogue.practices import practice as known_practice
from milepost.engines.rules.clock.rhythms import RhythmKind
from milepost.features.practices.models import Practice, TriggerCase
from milepost.features.practices.services.noting import allow_keeping, note
from milepost.platform.files.models import StoredFile
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused

RECORDED_LATE = timedelta(days=31)


@transaction.atomic
def record_case(
    *,
    actor: Actor,
    practice: Practice,
    happened_on: date,
    title: str,
    rehearsal: bool,
    outcome: str = "",
    file: StoredFile | None = None,
) -> TriggerCase:
    """Record a real case or a rehearsal on its true day, with what came of it."""
    allow_keeping(actor, practice)
    rhythm = _triggered_rhythm(practice)
    on = today(practice.organisation.timezone)
    if happened_on > on:
        raise Refused(_("What is to come cannot have happened yet."), field="happened_on")
    if not title.strip() or len(title) > 200:
        raise Refused(_("Name the case, in at most {count} characters.").format(count=200), field="title")
    if on - happened_on > RECORDED_LATE and not outcome.strip() and file is None:
        raise Refused(
            _("More than {count} days ago: name the minutes or the report that show it.").format(
                count=RECORDED_LATE.days
            ),
            field="outcome",
        )
    case = TriggerCase.objects.create(
        organisation=practice.organisation,
        practice=practice,
        rhythm=rhythm,
        happened_on=happened_on,
        recorded_on=on,
        rehearsal=rehearsal,
        title=title.strip(),
        outcome=outcome.strip(),
        file_id=file.pk if file else None,
        file_name=file.name if file else "",
    )
    change = {
        "title": case.title,
        "happened_on": happened_on,
        "rehearsal": rehearsal,
        "outcome": case.outcome,
        "file": file.sha256 if file else "",
    }
    note(actor, practice, "practices.case-recorded", change, [case])
    return case


def _triggered_rhythm(practice: Practice) -> str:
    for rhythm in known_practice(practice.key).rhythms:
        if rhythm.kind is RhythmKind.TRIGGERED:
            return rhythm.key
    raise Refused(
        _("The practice has no triggered rhythm, so there are no cases to record."),
        field="practice",
        hint=_("Cases belong to major incidents, continuity, and design and transition."),
    )
