"""The facts of every operation clock of a programme, in a fixed number of queries; no record is read.

From the roll-up come the days, from the batches seals and horizon, from the practices their dates and registers, from
the calendar the holidays. A rhythm that looks only at our own registers (planned, triggered) has for its horizon the
last day that is over, and needs no seals.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from milepost.catalogue.practices import Practice as KnownPractice
from milepost.catalogue.practices import practice as known_practice
from milepost.engines.rules.clock.days import DayCount
from milepost.engines.rules.clock.facts import ClockFacts, ClockSettings, Seal
from milepost.engines.rules.clock.rhythms import Rhythm, RhythmKind
from milepost.engines.rules.facts.refs import DayCount as Entered
from milepost.features.practices.models import Practice
from milepost.features.practices.rhythms import STANDARD_SILENCE, is_native, rhythms_of
from milepost.features.programmes.models import Programme
from milepost.platform.batches.evidence import Evidence
from milepost.platform.batches.selectors import days_of_programme, entries_of_programme, horizons, seals_by_practice
from milepost.platform.batches.terms import ProgrammeTerms
from milepost.platform.calendars.selectors import holidays_between
from milepost.platform.ledger.clock import today
from milepost.platform.ui.texts import speak

DAY, AHEAD = timedelta(days=1), timedelta(days=400)


@dataclass(frozen=True, slots=True)
class GatheredClock:
    """The facts of one practice's clock. `rhythms` pairs the rules' rhythms with their facts, in catalogue order.

    `entered` counts the records offered as operation by the day on which their source wrote them.
    """

    practice: Practice
    known: KnownPractice
    facts: ClockFacts
    rhythms: tuple[ClockFacts, ...]
    native: bool
    entered: tuple[Entered, ...] = ()


def gather_clocks(
    programme: Programme, on: date, practices: Sequence[Practice], terms: ProgrammeTerms, evidence: Evidence
) -> tuple[GatheredClock, ...]:
    """The facts of the clocks of a programme's practices (with their registers), to be read at a day."""
    days, entered = days_of_programme(programme.pk), entries_of_programme(programme.pk)
    ends = horizons(evidence, terms.practices, terms.zone)
    seals = seals_by_practice(evidence, programme.organisation.timezone)
    known_on = today(programme.organisation.timezone)
    first = min((row.live_on for row in practices if row.live_on), default=on)
    shared = _Shared(
        on,
        known_on,
        holidays_between(programme.organisation, min(first, on) - DAY, max(on, known_on) + AHEAD),
        ClockSettings(months=programme.number("months_of_operation", 3)),
        programme.number("silent_gap_working_days", STANDARD_SILENCE),
    )
    clocks = (
        _gathered(row, shared, days.get(row.key, ()), ends.get(row.key), seals.get(row.key, ())) for row in practices
    )
    return tuple(replace(clock, entered=entered.get(clock.practice.key, ())) for clock in clocks)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What is the same for every practice."""

    on: date
    known_on: date
    holidays: frozenset[date]
    settings: ClockSettings
    silence: int


def _gathered(
    row: Practice, shared: _Shared, days: tuple[DayCount, ...], horizon: date | None, seals: tuple[Seal, ...]
) -> GatheredClock:
    known, native = known_practice(row.key), is_native(row)
    facts = ClockFacts(
        practice=row.key,
        label=speak(known.name),
        rhythms=(),
        live_on=row.live_on,
        live_until=row.ended_on - DAY if row.ended_on else None,
        days=days,
        horizon=shared.known_on - DAY if native else horizon,
        seals=() if native else seals,
        holidays=shared.holidays,
        redesigned_on=tuple(
            version.approved_on
            for version in row.all_procedures
            if version.redesign and version.approved_on <= shared.on
        ),
        known_on=shared.known_on,
        settings=shared.settings,
    )
    counted = facts.counted_by_day(shared.on)
    rhythms = rhythms_of(row, on=shared.on, counted=counted, silent_days=shared.silence)
    facts = replace(facts, rhythms=rhythms)
    return GatheredClock(row, known, facts, tuple(_of_rhythm(facts, r, shared, native) for r in rhythms), native)


def _of_rhythm(facts: ClockFacts, rhythm: Rhythm, shared: _Shared, native: bool) -> ClockFacts:  # noqa: FBT001
    """The facts of one rhythm alone: our own registers are seen to the end of yesterday, whatever was imported."""
    alone = replace(facts, rhythms=(rhythm,))
    if rhythm.kind not in {RhythmKind.PLANNED, RhythmKind.TRIGGERED}:
        return alone
    days = facts.days if native and rhythm.kind is RhythmKind.TRIGGERED else ()
    return replace(alone, horizon=shared.known_on - DAY, seals=(), days=days)
