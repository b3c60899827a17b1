"""What rhythms have in common: their kinds, what ends a run, and what is owed next."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from milepost.engines.rules.clock.evidence import DAY, Sight
from milepost.engines.rules.texts import Text


class RhythmKind(StrEnum):
    """How a practice leaves evidence."""

    FLOW = "flow"
    SPARSE = "sparse"
    PLANNED = "planned"
    TRIGGERED = "triggered"


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without the evidence that the rhythm asks for, both inside, and why they are a gap."""

    from_on: date
    to_on: date
    why: Text


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of a run: its last day, why it ended, the gap if it was one, and where the next run may start."""

    ends_on: date
    why: Text
    resumes_on: date | None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """The next thing a run lives on: the day since which it is due, and the last day that keeps the run whole."""

    due_on: date
    by: date


def cut_by_gap(sight: Sight, ends_on: date, from_on: date, why: Text, resumes_on: date | None) -> Cut:
    """A cut whose gap lasts until operation resumes, or as far as anything is seen."""
    to_on = resumes_on - DAY if resumes_on else sight.seen_until
    return Cut(ends_on, why, resumes_on, Gap(from_on, max(from_on, to_on), why))
