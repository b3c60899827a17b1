"""Two snapshots of a plan → what differs: per activity, gate and certificate, effort, money and risks.

Like is compared with like: planned days with planned days, likely days with likely days (of a done activity the day on
which it was done). A difference is above 0 where the later snapshot has the later day, or more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from milepost.features.plans.baselines.snapshot import ActivityThen, GateThen, Snapshot

type Days = tuple[date, date]

FULL = Decimal(100)
FIELDS = (
    "phase", "name", "role", "planned_from", "planned_to", "days_low", "days", "days_high", "not_before", "deadline",
    "after",
)  # fmt: skip
"""What people state of an activity, in the order of files; progress is no change of the plan."""


class Change(StrEnum):
    """What became of an activity since."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Moved:
    """A day then and now, and the `span` of days that stood for 100 percent."""

    then: date | None
    now: date | None
    span: int = 0

    @property
    def days(self) -> int | None:
        """By how many days it lies later now; None where one of the two is not known."""
        return None if self.then is None or self.now is None else (self.now - self.then).days

    @property
    def percent(self) -> Decimal | None:
        """The same in percent of the span; None where there was none."""
        return None if self.days is None else _percent(Decimal(self.days), Decimal(self.span))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number then and now; None where it was not said."""

    then: Decimal | None
    now: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """How much more it is now."""
        return None if self.then is None or self.now is None else self.now - self.then

    @property
    def percent(self) -> Decimal | None:
        """The same in percent of what it was."""
        return None if self.difference is None or self.then is None else _percent(self.difference, self.then)


@dataclass(frozen=True, slots=True)
class ActivityVariance:
    """An activity then and now, one of them None where it was added or removed.

    `fields` names what was stated otherwise; percents are of the days that lay ahead of its end on the day `since`.
    """

    then: ActivityThen | None
    now: ActivityThen | None
    since: date
    fields: tuple[str, ...] = ()

    @property
    def any(self) -> ActivityThen:
        """As it is now, else as it was."""
        either = self.now or self.then
        if either is None:
            raise LookupError("An activity was neither in the one plan nor in the other")
        return either

    @property
    def change(self) -> Change:
        """Whether it is in both."""
        return Change.ADDED if self.then is None else Change.REMOVED if self.now is None else Change.KEPT

    @property
    def is_done(self) -> bool:
        """Whether it is done now."""
        return self.now is not None and self.now.done_on is not None

    @property
    def end(self) -> Moved:
        """When it was likely to end then and is now, or when it ended."""
        return Moved(
            self.then.finishes_on if self.then else None,
            self.now.finishes_on if self.now else None,
            _ahead(self.since, self.then.finishes_on) if self.then else 0,
        )

    @property
    def planned_end(self) -> Moved:
        """The end that people planned, then and now."""
        return Moved(
            self.then.planned_to if self.then else None,
            self.now.planned_to if self.now else None,
            _ahead(self.since, self.then.planned_to) if self.then else 0,
        )

    @property
    def against_plan(self) -> Moved:
        """The end that was planned then, and the one that is likely now (or was)."""
        return Moved(self.planned_end.then, self.end.now, self.planned_end.span)

    @property
    def effort(self) -> Amount:
        """Days of work, estimated then and now."""
        return Amount(*(None if one is None else Decimal(one.days) for one in (self.then, self.now)))

    @property
    def has_moved(self) -> bool:
        """Whether anything differs that a reader would look for."""
        return bool(self.change is not Change.KEPT or self.end.days or self.planned_end.days or self.effort.difference)


@dataclass(frozen=True, slots=True)
class GateVariance:
    """A gate then and now, in percent of the days that lay ahead of it then."""

    then: GateThen
    now: GateThen
    ahead: int

    @property
    def likely(self) -> Moved:
        """When it was likely to be reached."""
        return Moved(self.then.likely, self.now.likely, self.ahead)

    @property
    def p80(self) -> Moved:
        """When eight of ten runs had reached it."""
        return Moved(self.then.p80, self.now.p80, self.ahead)

    @property
    def planned(self) -> Moved:
        """The planned end of its phase."""
        return Moved(self.then.planned_to, self.now.planned_to, self.ahead)


@dataclass(frozen=True, slots=True)
class PhaseVariance:
    """The days of a phase, ours and of outside help, as the plan gives them to it."""

    key: str
    internal: Amount
    external: Amount


@dataclass(frozen=True, slots=True)
class RiskVariance:
    """The risks that may still come: how many, and what they weigh by their chances, in working days and money."""

    count: Amount
    days: Amount
    cost: Amount
    added: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variance:
    """Everything that differs between two snapshots, the older first."""

    then: Snapshot
    now: Snapshot
    activities: tuple[ActivityVariance, ...]
    gates: tuple[GateVariance, ...]
    phases: tuple[PhaseVariance, ...]
    effort: Amount
    internal: Amount
    external: Amount
    budget: Amount
    risks: RiskVariance
    dependencies_added: int
    dependencies_removed: int

    @property
    def certificate(self) -> GateVariance:
        """The certificate is there when the last gate is reached."""
        return self.gates[-1]

    @property
    def changed(self) -> tuple[ActivityVariance, ...]:
        """The activities that people stated otherwise, added or took out."""
        return tuple(one for one in self.activities if one.fields or one.change is not Change.KEPT)

    @property
    def later(self) -> int:
        """How many activities end later than they were likely to."""
        return sum((one.end.days or 0) > 0 for one in self.activities)


def compare(then: Snapshot, now: Snapshot) -> Variance:
    """What differs. O(n log n)."""
    ties_then, ties_now = set(then.dependencies), set(now.dependencies)
    return Variance(
        then=then,
        now=now,
        activities=tuple(_activities(then, now)),
        gates=tuple(_gates(then, now)),
        phases=tuple(_phases(then, now)),
        effort=Amount(Decimal(then.effort), Decimal(now.effort)),
        internal=_of_phases(then, now, "internal_days"),
        external=_of_phases(then, now, "external_days"),
        budget=Amount(then.budget, now.budget if then.currency == now.currency else None),
        risks=_risks(then, now),
        dependencies_added=len(ties_now - ties_then),
        dependencies_removed=len(ties_then - ties_now),
    )


def _activities(then: Snapshot, now: Snapshot) -> Iterator[ActivityVariance]:
    before = {activity.code: activity for activity in then.activities}
    present = {activity.code: activity for activity in now.activities}
    both = [
        ActivityVariance(before.get(code), present.get(code), then.on, _fields(before.get(code), present.get(code)))
        for code in {**present, **before}
    ]
    yield from sorted(both, key=lambda found: (found.any.planned_from, found.any.planned_to, found.any.code))


def _fields(then: ActivityThen | None, now: ActivityThen | None) -> tuple[str, ...]:
    if then is None or now is None:
        return ()
    return tuple(name for name in FIELDS if getattr(then, name) != getattr(now, name))


def _gates(then: Snapshot, now: Snapshot) -> Iterator[GateVariance]:
    present = {gate.gate: gate for gate in now.gates}
    for gate in then.gates:
        yield GateVariance(gate, present[gate.gate], _ahead(then.on, gate.likely))


def _phases(then: Snapshot, now: Snapshot) -> Iterator[PhaseVariance]:
    present = {phase.key: phase for phase in now.phases}
    for phase in then.phases:
        other = present.get(phase.key)
        yield PhaseVariance(
            phase.key,
            Amount(Decimal(phase.internal_days), Decimal(other.internal_days) if other else None),
            Amount(Decimal(phase.external_days), Decimal(other.external_days) if other else None),
        )


def _of_phases(then: Snapshot, now: Snapshot, field: str) -> Amount:
    both = (sum((Decimal(getattr(phase, field)) for phase in each.phases), Decimal(0)) for each in (then, now))
    return Amount(*both)


def _risks(then: Snapshot, now: Snapshot) -> RiskVariance:
    before, present = ({risk.code for risk in each.risks} for each in (then, now))
    return RiskVariance(
        count=Amount(Decimal(len(then.risks)), Decimal(len(now.risks))),
        days=Amount(_weighed(then, "delay_days"), _weighed(now, "delay_days")),
        cost=Amount(_weighed(then, "cost"), _weighed(now, "cost")),
        added=tuple(sorted(present - before)),
        gone=tuple(sorted(before - present)),
    )


def _weighed(snapshot: Snapshot, field: str) -> Decimal:
    """By their chances, which the register has in whole percent."""
    return sum(
        (Decimal(risk.percent or 0) * (getattr(risk, field) or 0) / FULL for risk in snapshot.risks), Decimal(0)
    ).quantize(Decimal("0.1"))


def _ahead(since: date, day: date) -> int:
    return max(0, (day - since).days)


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part * FULL / whole).quantize(Decimal("0.1")) if whole > 0 else None
