"""What a forecast says. Days are dates; slack and widths are working days."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Hold(StrEnum):
    """What holds something where it is."""

    DONE = "done"  # it is done
    TODAY = "today"  # nothing but that the past is over
    START = "start"  # the programme begins then
    NOT_BEFORE = "not-before"  # it was said that it cannot begin before a day
    ACTIVITY = "activity"  # another one has to come first
    WAIT = "wait"  # a time has to pass
    GATE = "gate"  # the phase opens on the go of a gate
    ROLE = "role"  # whoever does it is busy until then


@dataclass(frozen=True, slots=True)
class Why:
    """The reason: `key` is what it waits for, by which `link` and `lag`; `rule` asks for it; `role` is who is busy.

    `is_own` where the organisation stated the dependency itself.
    """

    hold: Hold
    key: str = ""
    link: str = "FS"
    lag: int = 0
    rule: str = ""
    role: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """An activity, a wait (`wait:operation`) or a gate (`gate:G2`) where all likely durations put it.

    `slack` is by how many working days it may slip without moving the certificate; `criticality` in which part of the
    runs it decided that day, 0 to 1.
    """

    key: str
    starts_on: date
    finishes_on: date
    slack: int
    is_critical: bool
    why: Why
    criticality: float = 0.0


@dataclass(frozen=True, slots=True)
class Reached:
    """When a gate is reached. `likely` is the day that all likely durations lead to, the others percentiles.

    `state` is `passed` (closed on that day), `done` (all before it is done) or `ahead`.
    """

    gate: str
    state: str
    likely: date
    p10: date
    p50: date
    p80: date
    p90: date


@dataclass(frozen=True, slots=True)
class Spell:
    """In how many runs the certificate is there on one of the days from `first` to `last`."""

    first: date
    last: date
    runs: int


@dataclass(frozen=True, slots=True)
class Mover:
    """By how many working days the certificate moves between the runs where this was shortest and longest.

    `key` names an activity, a wait (`wait:operation`), or a risk (`risk:PR-01`), which comes or does not.
    """

    key: str
    days: float


@dataclass(frozen=True, slots=True)
class Late:
    """A deadline that the likely schedule misses by so many working `days`; `chain` is what makes it late."""

    key: str
    deadline: date
    likely: date
    days: int
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The forecast. The certificate is there when the last gate is reached.

    `spread` counts its days over all runs by whole weeks from Monday on, without gaps, empty once it is there.
    `chain` is what decides its day, in order; `movers` the widest first; `without_people` its day if nobody had to
    wait for anybody; `assumed` the roles taken as one full-time person; `empty` the phases (`P3`) without an activity;
    `late` the deadlines that will not hold, the one that is missed most first; `people` the roles in which more than
    one works at once, and how many.
    """

    on: date
    gates: tuple[Reached, ...]
    placed: tuple[Placed, ...]
    spread: tuple[Spell, ...]
    chain: tuple[str, ...]
    movers: tuple[Mover, ...]
    without_people: date
    assumed: tuple[str, ...]
    empty: tuple[str, ...]
    proven: bool
    runs: int
    seed: int
    late: tuple[Late, ...] = ()
    people: tuple[tuple[str, int], ...] = ()

    @property
    def certificate(self) -> Reached:
        """When the certificate is there."""
        return self.gates[-1]

    def at(self, key: str) -> Placed:
        """Where one activity, wait or gate lies."""
        return next(placed for placed in self.placed if placed.key == key)
