"""The rhythms of a practice as the operation clock reads them: the catalogue's, filled from our own registers.

Works on rows of `practices_with_registers`, without a query. Facts dated after the judged day are the clock's to
ignore; here only months are derived, for which the day must be known: a past month without a case is "no trigger".
"""

from collections.abc import Mapping
from datetime import date, timedelta

from milepost.catalogue.practices import Rhythm as KnownRhythm
from milepost.catalogue.practices import practice as known_practice
from milepost.engines.rules.clock.rhythms import (
    Flow,
    NilStatement,
    Occurrence,
    Planned,
    Rhythm,
    RhythmKind,
    Sparse,
    Triggered,
)
from milepost.engines.rules.months import Month, each_month, month_of
from milepost.features.practices.models import Occurrence as PlannedOccurrence
from milepost.features.practices.models import Practice

DAY = timedelta(days=1)
STANDARD_SILENCE = 10


def rhythms_of(
    practice: Practice, *, on: date, counted: Mapping[date, int], silent_days: int = STANDARD_SILENCE
) -> tuple[Rhythm, ...]:
    """Each rhythm of the practice at a day, in the catalogue's order; `counted` are its counted records by day.

    `silent_days` is the programme's own number, which holds for a practice that has none of its own.
    """
    if practice.silent_days is not None:
        silent_days = practice.silent_days
    known = known_practice(practice.key).rhythms
    return tuple(_rhythm(practice, rhythm, on, counted, silent_days, alone=len(known) == 1) for rhythm in known)


def is_native(practice: Practice) -> bool:
    """Whether all that its rhythms look at stands in our own registers: nothing is imported for it."""
    kinds = {rhythm.kind for rhythm in known_practice(practice.key).rhythms}
    return kinds <= {RhythmKind.PLANNED, RhythmKind.TRIGGERED}


def _rhythm(
    practice: Practice, known: KnownRhythm, on: date, counted: Mapping[date, int], silent_days: int, *, alone: bool
) -> Rhythm:
    match known.kind:
        case RhythmKind.FLOW:
            return Flow(silent_days)
        case RhythmKind.SPARSE:
            return Sparse(_nil_statements(practice), known.within_working_days)
        case RhythmKind.PLANNED:
            return _planned(practice, known, on)
    return _triggered(practice, known, on, counted, alone=alone)


def _nil_statements(practice: Practice) -> tuple[NilStatement, ...]:
    """The signed ones; the service lets only the owner sign."""
    return tuple(
        NilStatement(month_of(row.month), row.signature.signed_on, row.looked_at)
        for row in practice.nil_statements.all()
        if row.signature is not None and row.signature.counts
    )


def _planned(practice: Practice, known: KnownRhythm, on: date) -> Planned:
    plan = next((row for row in practice.due_plans.all() if row.rhythm == known.key), None)
    approved = [procedure.approved_on for procedure in practice.all_procedures if procedure.approved_on <= on]
    return Planned(
        interval_months=known.every_months,
        occurrences=tuple(
            Occurrence(row.due_on, row.done_on, _moved_on(row))
            for row in practice.occurrences.all()
            if row.rhythm == known.key
        ),
        due_dates_approved_on=plan.approved_on if plan else None,
        procedure_approved_on=min(approved, default=None),
        window_days=known.within_working_days,
    )


def _moved_on(row: PlannedOccurrence) -> date | None:
    """The day on which it was moved too late; one moved in time has changed its due date itself."""
    if not row.moved_after_due:
        return None
    return row.recorded_on or row.due_on + DAY


def _triggered(
    practice: Practice, known: KnownRhythm, on: date, counted: Mapping[date, int], *, alone: bool
) -> Triggered:
    """Where the rhythm is the practice's only one, its records are cases too; else only the register says so."""
    rows = [row for row in practice.cases.all() if row.rhythm == known.key and row.happened_on <= on]
    cases = [row.happened_on for row in rows if not row.rehearsal]
    if alone:
        cases += [day for day, count in counted.items() for _case in range(count)]
    return Triggered(
        no_trigger_months=_months_without(cases, practice, on),
        rehearsed_on=tuple(row.happened_on for row in rows if row.rehearsal),
        cases_on=tuple(sorted(cases)),
    )


def _months_without(cases: list[date], practice: Practice, on: date) -> frozenset[Month]:
    if practice.live_on is None or practice.live_on > on:
        return frozenset()
    over = each_month(month_of(practice.live_on), month_of(on + DAY).plus(-1))
    return frozenset(over) - {month_of(day) for day in cases}
