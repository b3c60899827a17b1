"""The plan as a network: activities, standing waits and gates, and what of them waits for what.

Done activities are fixed at their day and wait for nothing, whatever order they were done in. What the organisation
took out of the plan passes its dependencies on; what it moved to another phase drops those that would lead back. Its
own dependencies stand beside the catalogue's; of two that say the same the stricter one holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple

from milepost.catalogue import programme as catalogue
from milepost.catalogue.ties import FROM_BEGIN, Spread, Tie
from milepost.catalogue.waits import Wait, waits
from milepost.engines.rules.months import add_months, month_of
from milepost.engines.scheduling.estimates import Estimate
from milepost.engines.scheduling.network import Activity, Demand, Dependency, Link, Network, Resource
from milepost.features.plans.forecasting.calendar import WorkingCalendar
from milepost.features.plans.forecasting.given import Given, Risk, Work

FULL = 100  # percent
ENDS_BEFORE = frozenset({"FS", "FF"})
"""The links of what ended before an activity ends: whatever follows that one follows it too."""

WAIT, GATE, RISK = "wait:", "gate:", "risk:"
PHASES = tuple(phase.id for phase in catalogue.phases())
GATES = tuple(gate.id for gate in catalogue.gates())
"""The gate at each place closes the phase at the same place."""


class Stated(NamedTuple):
    """A dependency, the rule that asks for it, if one does, and whether the organisation stated it itself."""

    tie: Dependency
    rule: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan made ready: what is undone, which waits and gates are still ahead, and every dependency between them.

    `rules` says of a dependency which rule asks for it, `own` which ones the organisation stated itself.
    """

    given: Given
    calendar: WorkingCalendar
    works: Mapping[str, Work]
    waits: tuple[Wait, ...]
    gates: tuple[str, ...]
    dependencies: tuple[Dependency, ...]
    rules: Mapping[Dependency, str]
    own: frozenset[Dependency]

    @property
    def begin(self) -> int:
        """The first unit on which anything can begin."""
        return self.calendar.unit_from(self.given.begins_on)

    def people(self, role: str) -> int:
        """How many work at once in a role."""
        return dict(self.given.people).get(role, 1)

    @property
    def risks(self) -> tuple[Risk, ...]:
        """The risks that may delay a gate: behind the last one they are over."""
        return self.given.risks if GATES[-1] in self.gates else ()

    def length(self, wait: Wait, start: int) -> int:
        """How many working days a wait takes that begins at a unit: the calendar's months are not all as long."""
        ends = wait_ends(wait, self.calendar.last_day(start), dict(self.given.numbers))
        return max(0, self.calendar.finish_by(ends) - start)

    def endangered(self, network: Network) -> Network:
        """The same network with each risk before its gate, behind all that the gate waits for; two follow each other.

        They are in none but the runs: a plan is not laid out for what may not happen.
        """
        risks = tuple(Activity(RISK + risk.code, 0, earliest=self.begin) for risk in self.risks)
        return Network(
            network.activities + risks, network.dependencies + tuple(self._delays(network)), network.resources
        )

    def _delays(self, network: Network) -> Iterator[Dependency]:
        latest: dict[str, str] = {}
        for risk in self.risks:
            gate = next(GATE + gate for gate in GATES[PHASES.index(risk.phase) :] if gate in self.gates)
            if gate in latest:
                yield Dependency(latest[gate], RISK + risk.code)
            else:
                behind = [tie.before for tie in network.dependencies if tie.after == gate]
                yield from (Dependency(before, RISK + risk.code) for before in behind)
            yield Dependency(RISK + risk.code, gate)
            latest[gate] = RISK + risk.code

    def network(self, lengths: Mapping[str, int], order: tuple[Dependency, ...] = ()) -> Network:
        """The network with waits of these lengths, and `order` among those who share a person."""
        return Network(
            (
                *(self._activity(work) for work in self.works.values()),
                *(Activity(WAIT + wait.key, lengths.get(wait.key, 0)) for wait in self.waits),
                *(Activity(GATE + gate, 0, earliest=self.begin) for gate in self.gates),
            ),
            self.dependencies + order,
            tuple(
                Resource(role, self.people(role))
                for role in sorted({work.role for work in self.works.values() if work.role})
            ),
        )

    def _activity(self, work: Work) -> Activity:
        if work.done_on is not None:
            finish = self.calendar.finish_by(work.done_on)
            return Activity(work.key, 0, earliest=finish, latest=finish)
        demands = (Demand(work.role, 1),) if work.role else ()
        takes = duration(work, dict(self.given.shares))
        return Activity(work.key, takes, demands, earliest=self._earliest(work, takes))

    def _earliest(self, work: Work, takes: int) -> int:
        """What takes no time ends with the day on which it may begin."""
        if work.not_before is None or work.not_before <= self.given.begins_on:
            return self.begin
        return self.calendar.unit_from(work.not_before) + (0 if takes else 1)

    def estimates(self, lengths: Mapping[str, int]) -> dict[str, Estimate]:
        """The three-point estimates of what is not done, and the chances of risks, in working days."""
        spreads = {key: activity.spread for key, activity in catalogue.activities_by_key().items()}
        shares = dict(self.given.shares)
        return (
            {
                work.key: _estimate(work, spreads.get(work.key, catalogue.own_spread()), shares)
                for work in self.works.values()
                if work.done_on is None
            }
            | {WAIT + wait.key: _spread(lengths[wait.key], wait.spread) for wait in self.waits}
            | {
                RISK + risk.code: Estimate(risk.days, risk.days, risk.days, chance=risk.percent / FULL)
                for risk in self.risks
            }
        )


def duration(work: Work, shares: Mapping[str, int]) -> int:
    """Working days that an activity still takes."""
    return _left(work.days, work, shares)


def _left(days: int, work: Work, shares: Mapping[str, int]) -> int:
    """What is left of days of a role, in working days: rounded up, so that three estimates that rise still do."""
    return _working(days * (FULL - work.percent), work, shares)


def _worked(work: Work, shares: Mapping[str, int]) -> int:
    """Working days that lie between its begin and today at the least, as far as its days and its progress say."""
    return _working(work.days * FULL, work, shares) - (0 if work.done_on else duration(work, shares))


def _working(parts: int, work: Work, shares: Mapping[str, int]) -> int:
    """Hundredths of days of a role, as working days of its share, rounded up (`reading` refuses a share of 0)."""
    return -(-parts // max(1, shares.get(work.role, FULL)))


def _estimate(work: Work, spread: Spread, shares: Mapping[str, int]) -> Estimate:
    """One's own estimate, and the catalogue's spread on each side that it leaves open."""
    usual = _spread(duration(work, shares), spread)
    low = usual.low if work.low is None else _left(work.low, work, shares)
    high = usual.high if work.high is None else _left(work.high, work, shares)
    return Estimate(low, usual.likely, high)


def _spread(likely: int, spread: Spread) -> Estimate:
    return Estimate(likely * spread.low / FULL, likely, likely * spread.high / FULL)


def _joined(tie: Tie, further: Tie) -> Tie:
    """Two that follow each other as one; the rule of either asks for it."""
    return Tie(further.key, "FS", further.lag + tie.lag, tie.rule or further.rule)


def _weight(lag: int, rule: str) -> tuple[int, bool]:
    """Of two that say the same the stricter one holds; of two that are as strict the one that a rule asks for."""
    return lag, bool(rule)


def wait_ends(wait: Wait, since: date, numbers: Mapping[str, int]) -> date:
    """The last day of a wait that begins when `since` ends. Months end on the same day number (S-07)."""
    amount = numbers.get(wait.setting, wait.amount)
    match wait.unit:
        case "month":
            return add_months(since, amount)
        case "whole-month":
            return month_of(_first_of_month(since + timedelta(days=1))).plus(amount - 1).last_day
        case _:
            return since + timedelta(days=amount)


def _first_of_month(day: date) -> date:
    return day if day.day == 1 else month_of(day).plus(1).first_day


def plan_of(given: Given, calendar: WorkingCalendar) -> Plan:
    """Make a plan ready."""
    works = {work.key: work for work in given.works}
    passed = dict(given.passed)
    ahead = tuple(gate for gate in GATES if gate not in passed)
    standing = tuple(wait for wait in waits() if _stands(wait, works, ahead))
    found: dict[tuple[str, str, str], Stated] = {}
    for each in _Builder(works, standing, ahead, dict(given.shares)).dependencies():
        place = (each.tie.before, each.tie.after, each.tie.link)
        if place not in found or _weight(each.tie.lag, each.rule) > _weight(found[place].tie.lag, found[place].rule):
            found[place] = each
    return Plan(
        given,
        calendar,
        works,
        standing,
        ahead,
        tuple(each.tie for each in found.values()),
        {each.tie: each.rule for each in found.values() if each.rule},
        frozenset(each.tie for each in found.values() if each.is_own),
    )


def stated_dependencies(works: Mapping[str, Work]) -> tuple[Stated, ...]:
    """What waits for what if nothing is done or begun and no gate is passed."""
    bare = {key: replace(work, done_on=None, percent=0) for key, work in works.items()}
    standing = tuple(wait for wait in waits() if _stands(wait, bare, GATES))
    return tuple(_Builder(bare, standing, GATES, {}).dependencies())


def _stands(wait: Wait, works: Mapping[str, Work], ahead: tuple[str, ...]) -> bool:
    """Whether it still keeps anybody waiting."""
    behind = [works[key].done_on for key in wait.before if key in works]
    return GATES[PHASES.index(wait.phase)] in ahead and (not behind or None in behind)


@dataclass(frozen=True, slots=True)
class _Builder:
    works: Mapping[str, Work]
    waits: tuple[Wait, ...]
    ahead: tuple[str, ...]
    shares: Mapping[str, int]
    behind: dict[str, tuple[Tie, ...]] = field(default_factory=dict)
    """Found once: many ways lead through what is not in the plan."""

    def dependencies(self) -> Iterator[Stated]:
        """Every dependency; one that stands twice comes twice."""
        standard = catalogue.activities_by_key()
        for work in self.works.values():
            if work.done_on is not None:
                continue
            known = standard.get(work.key)
            for tie in self._standing(known.waits_for if known else ()):
                yield from self._stated(tie, work, is_own=False)
            for tie in work.after:
                yield from self._stated(tie, work, is_own=True)
            yield from self._within(work.key, work.phase, early=known is not None and known.early)
        for wait in self.waits:
            yield from self._around(wait)
        for before, after in zip(self.ahead, self.ahead[1:], strict=False):
            yield Stated(Dependency(GATE + before, GATE + after), "S-01")

    def _stated(self, tie: Tie, work: Work, *, is_own: bool) -> Iterator[Stated]:
        """A tie of an activity, unless it leads back to a later phase, or to a begin that lies far enough behind."""
        before = self.works.get(tie.key)
        if before is None or PHASES.index(before.phase) > PHASES.index(work.phase):
            return
        lag = tie.lag
        if tie.link in FROM_BEGIN and (before.percent or before.done_on):
            lag -= _worked(before, self.shares)
            if lag <= 0:
                return
        yield Stated(Dependency(tie.key, work.key, Link(tie.link), lag), tie.rule, is_own)

    def _around(self, wait: Wait) -> Iterator[Stated]:
        key, place = WAIT + wait.key, PHASES.index(wait.phase)
        since = [tie.key for tie in self._standing(tuple(map(Tie, wait.after)))]
        since = [each for each in since if PHASES.index(self.works[each].phase) <= place]
        for each in since:
            yield Stated(Dependency(each, key), wait.rule)
        behind = [self.works[each] for each in wait.before if each in self.works]
        for work in behind:
            if work.done_on is None and PHASES.index(work.phase) >= place:
                yield Stated(Dependency(key, work.key), wait.rule)
        runs = bool(since) and all(self.works[each].done_on for each in since)
        yield from self._within(key, wait.phase, early=wait.early or runs)

    def _within(self, key: str, phase: str, *, early: bool) -> Iterator[Stated]:
        """Behind the gate before its phase, and before the next gate that is still ahead (S-01)."""
        place = PHASES.index(phase)
        if place and not early and GATES[place - 1] in self.ahead:
            yield Stated(Dependency(GATE + GATES[place - 1], key), "S-01")
        for gate in GATES[place:]:
            if gate in self.ahead:
                yield Stated(Dependency(key, GATE + gate))
                return

    def _standing(self, ties: tuple[Tie, ...]) -> Iterator[Tie]:
        """The ties to what is in the plan; one to what was taken out of it leads on to what that waited for."""
        for tie in ties:
            if tie.key in self.works:
                yield tie
            elif tie.link == "FS":
                for further in self._behind(tie.key):
                    yield _joined(tie, further) if further.link in ENDS_BEFORE else further

    def _behind(self, key: str) -> tuple[Tie, ...]:
        """What an activity that is not in the plan waited for: the longest of the ways that lead to the same."""
        if key not in self.behind:
            longest: dict[tuple[str, str], Tie] = {}
            for tie in self._standing(catalogue.activities_by_key()[key].waits_for):
                place = (tie.key, tie.link)
                if place not in longest or _weight(tie.lag, tie.rule) > _weight(
                    longest[place].lag, longest[place].rule
                ):
                    longest[place] = tie
            self.behind[key] = tuple(longest.values())
        return self.behind[key]
