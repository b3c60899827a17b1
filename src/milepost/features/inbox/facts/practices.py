"""What practices owe by their rhythms, read from the facts of their clocks."""

from collections.abc import Iterator, Mapping
from datetime import date

from milepost.engines.rules.clock.rhythms import Flow, Planned, Rhythm, Sparse, Triggered
from milepost.engines.rules.dues.due import Due
from milepost.engines.rules.dues.practices import (
    Asked,
    Operated,
    month_dues,
    occurrence_dues,
    record_due,
    rehearsal_due,
)
from milepost.engines.rules.results import Subject
from milepost.engines.rules.subjects import Kind
from milepost.engines.rules.texts import as_written
from milepost.features.evidence.clocks.gathering import GatheredClock
from milepost.features.evidence.clocks.reading import read_clocks
from milepost.features.programmes.models import Programme
from milepost.platform.ui.texts import speak


def practice_dues(programme: Programme, on: date) -> tuple[list[Due], frozenset[str]]:
    """What live practices owe, and those whose records are being recounted: of them nothing is known for the moment."""
    clocks = read_clocks(programme, on=on)
    unsure = frozenset(f"{Kind.PRACTICE}:{clock.key}" for clock in clocks if clock.stale)
    return [due for clock in clocks if not clock.stale for due in _of_clock(clock.gathered, on)], unsure


def _of_clock(clock: GatheredClock, on: date) -> Iterator[Due]:
    facts = clock.facts
    if facts.live_on is None or facts.live_on > on or (facts.live_until is not None and facts.live_until < on):
        return
    counted = facts.counted_by_day(on)
    operated = Operated(
        about=Subject(Kind.PRACTICE, facts.practice, facts.label),
        owner=str(clock.practice.owner_id or ""),
        live_on=facts.live_on,
        live_until=facts.live_until,
        counted=counted,
        holidays=facts.holidays,
    )
    for known, rhythm in zip(clock.known.rhythms, facts.rhythms, strict=True):
        asked = Asked(known.key, as_written(speak(known.label)))
        yield from _of_rhythm(operated, asked, rhythm, on, counted if len(facts.rhythms) == 1 else {})


def _of_rhythm(operated: Operated, asked: Asked, rhythm: Rhythm, on: date, cases: Mapping[date, int]) -> Iterator[Due]:
    match rhythm:
        case Flow():
            yield record_due(operated, asked, rhythm.silent_days, on=on)
        case Sparse():
            signed = {nil.month for nil in rhythm.nil_statements if nil.signed_on <= on}
            yield from month_dues(operated, asked, rhythm.nil_days, signed, on=on)
        case Planned():
            fixed = [(one.due_on, one.done_on) for one in rhythm.occurrences if one.moved_on is None]
            yield from occurrence_dues(operated, asked, fixed)
        case Triggered():
            run_through = [*rhythm.rehearsed_on, *(rhythm.cases_on or ()), *cases]
            yield rehearsal_due(operated, asked, run_through, on=on)
