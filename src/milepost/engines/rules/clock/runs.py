"""Runs: the unbroken stretches of operation, one after the other (`programme-rules.md`, "Run").

A run starts where its rhythm says, and ends at the first gap, where a procedure version marked "redesign" begins, or
with the practice's live dates. Runs never add up; the last one is the current one while nothing has ended it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.clock.evidence import DAY, Sight
from milepost.engines.rules.clock.rhythms import Cut, Gap, Rhythm
from milepost.engines.rules.texts import Text, say


@dataclass(frozen=True, slots=True)
class Run:
    """One unbroken stretch: first and last day, records counted in it; `why_ended` is None while it goes on."""

    starts_on: date
    ends_on: date
    counted: int
    why_ended: Text | None = None
    gap: Gap | None = None


def trace_runs(rhythm: Rhythm, sight: Sight, redesigned_on: Sequence[date]) -> tuple[Run, ...]:
    """The runs up to the judged date, oldest first; only the last can still go on."""
    return tuple(_runs(rhythm, sight, sorted(redesigned_on)))


def _runs(rhythm: Rhythm, sight: Sight, redesigned_on: Sequence[date]) -> Iterator[Run]:
    start = rhythm.starts_from(sight, sight.live_on)
    while start is not None and start <= sight.until:
        cut = _first_cut(rhythm, sight, start, redesigned_on)
        if cut is None:
            retired = say("The practice was live until {day}.", day=sight.until) if sight.retired_on else None
            yield Run(start, sight.until, sight.evidence.counted_within(start, sight.until), retired)
            return
        ends_on = max(start, cut.ends_on)
        yield Run(start, ends_on, sight.evidence.counted_within(start, ends_on), cut.why, cut.gap)
        start = cut.resumes_on


def _first_cut(rhythm: Rhythm, sight: Sight, start: date, redesigned_on: Sequence[date]) -> Cut | None:
    redesign = next((day for day in redesigned_on if start < day <= sight.until), None)
    if redesign is None or rhythm.cut(sight.as_of(redesign - DAY), start) is not None:
        return rhythm.cut(sight, start)
    # A gap that began before the redesign and was not known by then ends nothing that the redesign had not ended.
    why = say("The procedure was redesigned from {day} on.", day=redesign)
    return Cut(redesign - DAY, why, rhythm.starts_from(sight, redesign))
