"""From a plan to its forecast: who does what in which order, when and why, and how certain that is.

People are levelled once by the engine's heuristic. The order that this gives to those who share a person then belongs
to the network, so that schedule, slack, reasons and Monte Carlo are of one and the same plan.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from itertools import pairwise

from milepost.engines.rules.texts import say
from milepost.engines.scheduling.critical_path import CriticalPath, Timing, find_critical_path
from milepost.engines.scheduling.failures import BadNetwork, Problem
from milepost.engines.scheduling.forecast import Forecast, Percentiles, forecast
from milepost.engines.scheduling.levelling import level_at_once
from milepost.engines.scheduling.network import Dependency
from milepost.features.plans.forecasting.answers import Answer, Hold, Late, Mover, Placed, Reached, Spell, Why
from milepost.features.plans.forecasting.calendar import WorkingCalendar
from milepost.features.plans.forecasting.given import Given
from milepost.features.plans.forecasting.networks import GATE, GATES, PHASES, WAIT, Plan, plan_of
from milepost.features.plans.forecasting.spreading import spread_of

RUNS, SEED = 2_000, 1
"""Played unless somebody asks for more: enough that P80 stands still to about two working days."""

LEAST_RUNS, MOST_RUNS, MOST_SEED = 100, 20_000, 2**32 - 1
MOVERS = 10


@dataclass(frozen=True, slots=True)
class Dated:
    """A network's critical path with the lengths that its waits have where they lie, and who follows whom."""

    path: CriticalPath
    lengths: Mapping[str, int]
    order: tuple[Dependency, ...] = ()


def forecast_plan(given: Given, *, runs: int = RUNS, seed: int = SEED) -> Answer:
    """When each gate and the certificate are reached, and why then.

    Raises `BadNetwork` where the plan is empty, or its numbers cannot be meant. The same plan, day, runs and seed give
    the same answer.
    """
    if not given.works:
        raise BadNetwork((_nothing_planned(),))
    plan = plan_of(given, WorkingCalendar.of(given.first_day, given.holidays))
    free = without_people(plan)
    people = with_people(plan, free)
    network = plan.network(people.lengths, people.order)
    ahead = [GATE + gate for gate in plan.gates]
    played = forecast(plan.endangered(network), plan.estimates(people.lengths), seed=seed, runs=runs, milestones=ahead)
    placed = tuple(_placed(plan, people, timing, played) for timing in people.path.timings)
    gates = tuple(_reached(plan, gate, people, played) for gate in GATES)
    undone = [work for work in given.works if work.done_on is None]
    roles = {work.role for work in undone if work.role and work.days}
    return Answer(
        on=given.on,
        gates=gates,
        placed=placed,
        spread=_spread(plan, gates[-1], played),
        chain=_chain(placed, gates),
        movers=tuple(
            Mover(swing.activity, round(swing.width, 1)) for swing in played.tornado[:MOVERS] if swing.width > 0
        ),
        without_people=_gate_day(plan, GATES[-1], free),
        assumed=tuple(sorted(roles - dict(given.shares).keys() - dict(given.people).keys())),
        people=tuple(sorted((role, count) for role, count in given.people if role in roles)),
        empty=tuple(phase for phase in PHASES if all(work.phase != phase for work in given.works)),
        proven=people.path.finish == free.path.finish,
        runs=runs,
        seed=seed,
        late=_late(plan, placed),
    )


def without_people(plan: Plan, order: tuple[Dependency, ...] = (), lengths: Mapping[str, int] | None = None) -> Dated:
    """Earliest dates as if people were no limit but for `order`.

    Each round gives the waits the length that they have where the last one put them. A wait lies still once those
    before it do, so there are no more rounds than waits, and two.
    """
    lengths = dict(lengths or {})
    for _ in range(len(plan.waits) + 2):
        path = find_critical_path(plan.network(lengths, order))
        starts = {timing.key: timing.earliest_start for timing in path.timings}
        found = {wait.key: plan.length(wait, starts[WAIT + wait.key]) for wait in plan.waits}
        if found == lengths:
            break
        lengths = found
    return Dated(path, lengths, order)


def with_people(plan: Plan, free: Dated) -> Dated:
    """The same with one activity of a person at a time, in the order that levelling found."""
    levelled = level_at_once(plan.network(free.lengths))
    placements = {placement.key: placement for placement in levelled.placements}
    at_work: dict[str, list[list[str]]] = {}
    for key in _in_turn(plan, {key: (each.start, each.finish) for key, each in placements.items()}):
        work = plan.works.get(key)
        if work is not None and work.role and placements[key].finish > placements[key].start:
            persons = at_work.setdefault(work.role, [])
            if len(persons) < plan.people(work.role):
                persons.append([key])
            else:
                min(persons, key=lambda done: placements[done[-1]].finish).append(key)
    order = tuple(Dependency(*pair) for persons in at_work.values() for keys in persons for pair in pairwise(keys))
    stated = {(tie.before, tie.after) for tie in plan.dependencies if tie.link == "FS" and tie.lag >= 0}
    order = tuple(tie for tie in order if (tie.before, tie.after) not in stated)
    return without_people(plan, order, free.lengths)


def _in_turn(plan: Plan, when: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """Everything by when it lies, but nothing before what it depends on.

    A long lead lets an activity begin before the one that it depends on. If both share a person, that order would close
    a circle with the dependency, which breaks in runs where they take longer.
    """
    sorter = TopologicalSorter(dict.fromkeys(when, ()))
    for tie in plan.dependencies:
        sorter.add(tie.after, tie.before)
    try:
        sorter.prepare()
    except CycleError as error:
        raise BadNetwork((_circle(error.args[1]),)) from None
    waiting: list[tuple[tuple[int, int], str]] = []
    while sorter.is_active():
        for key in sorter.get_ready():
            heappush(waiting, (when[key], key))
        _when, key = heappop(waiting)
        yield key
        sorter.done(key)


def _placed(plan: Plan, dated: Dated, timing: Timing, played: Forecast) -> Placed:
    work = plan.works.get(timing.key)
    if work is not None and work.done_on is not None:
        return Placed(timing.key, work.done_on, work.done_on, 0, is_critical=False, why=Why(Hold.DONE))
    ends = _last_day(plan, timing.earliest_finish, timing.key)
    begins = ends if timing.duration == 0 else plan.calendar.day(timing.earliest_start)
    slack = timing.total_slack
    part = played.criticality[timing.key]
    return Placed(
        timing.key, begins, ends, slack, is_critical=slack == 0, why=_why(plan, dated, timing), criticality=part
    )


def _last_day(plan: Plan, finish: int, key: str) -> date:
    """The day on which something ends; a wait that began earlier may have ended, everything else is still to come."""
    day = plan.calendar.last_day(finish)
    return day if key.startswith(WAIT) else max(day, plan.given.begins_on)


def _why(plan: Plan, dated: Dated, timing: Timing) -> Why:
    tie = timing.held_by.dependency
    if tie is None:
        work = plan.works.get(timing.key)
        if work is not None and work.not_before is not None and timing.earliest_start > plan.begin:
            return Why(Hold.NOT_BEFORE)
        begins_later = plan.given.starts_on > plan.given.on
        return Why(Hold.START if begins_later else Hold.TODAY)
    if tie in dated.order:
        return Why(Hold.ROLE, tie.before, role=plan.works[tie.before].role)
    hold = Hold.WAIT if tie.before.startswith(WAIT) else Hold.GATE if tie.before.startswith(GATE) else Hold.ACTIVITY
    return Why(hold, tie.before, tie.link.value, tie.lag, rule=plan.rules.get(tie, ""), is_own=tie in plan.own)


def _reached(plan: Plan, gate: str, dated: Dated, played: Forecast) -> Reached:
    passed = dict(plan.given.passed).get(gate)
    if passed is not None:
        return Reached(gate, "passed", passed, passed, passed, passed, passed)
    done = _done_before(plan, gate)
    if done is not None:
        return Reached(gate, "done", done, done, done, done, done)
    found: Percentiles = played.milestones[GATE + gate]
    days = (_last_day(plan, finish, gate) for finish in (found.p10, found.p50, found.p80, found.p90))
    return Reached(gate, "ahead", _gate_day(plan, gate, dated), *days)


def _spread(plan: Plan, certificate: Reached, played: Forecast) -> tuple[Spell, ...]:
    """The certificate's days over all runs; a certificate that is there has one day, and nothing is spread."""
    if certificate.state != "ahead":
        return ()
    counts = played.counts[GATE + certificate.gate]
    return spread_of([(_last_day(plan, finish, certificate.gate), runs) for finish, runs in counts])


def _done_before(plan: Plan, gate: str) -> date | None:
    """The day on which the last activity before a gate was done; None while one is not, or a wait runs."""
    phases = PHASES[: GATES.index(gate) + 1]
    done = [work.done_on for work in plan.given.works if work.phase in phases]
    running = any(wait.phase in phases for wait in plan.waits)
    days = [day for day in done if day is not None]
    return max(days) if days and len(days) == len(done) and not running else None


def _gate_day(plan: Plan, gate: str, dated: Dated) -> date:
    passed = dict(plan.given.passed).get(gate) or _done_before(plan, gate)
    if passed is not None:
        return passed
    timing = next(timing for timing in dated.path.timings if timing.key == GATE + gate)
    return _last_day(plan, timing.earliest_finish, gate)


def _chain(placed: tuple[Placed, ...], gates: tuple[Reached, ...]) -> tuple[str, ...]:
    """What decides the last gate's day, back along the reasons to what nothing holds; empty where it is reached."""
    if gates[-1].state != "ahead":
        return ()
    return _chain_to(GATE + gates[-1].gate, placed)


def _chain_to(key: str, placed: tuple[Placed, ...]) -> tuple[str, ...]:
    """Back along the reasons to what nothing else holds, in the order of time."""
    by_key = {each.key: each for each in placed}
    chain = []
    while key:
        chain.append(key)
        key = by_key[key].why.key
    return tuple(reversed(chain))


def _late(plan: Plan, placed: tuple[Placed, ...]) -> tuple[Late, ...]:
    """The deadlines that what is not done yet will miss."""
    found = []
    for each in placed:
        work = plan.works.get(each.key)
        if work is None or work.done_on is not None or work.deadline is None or each.finishes_on <= work.deadline:
            continue
        since = WorkingCalendar.of(work.deadline, plan.given.holidays)
        days = since.finish_by(each.finishes_on) - since.finish_by(work.deadline)
        if days:
            found.append(Late(work.key, work.deadline, each.finishes_on, days, _chain_to(work.key, placed)))
    return tuple(sorted(found, key=lambda late: (-late.days, late.key)))


def _circle(path: list[str]) -> Problem:
    return Problem(
        "cycle",
        say("These activities wait for each other in a circle: {path}.", path=" → ".join(path)),
        say("Remove one of these dependencies."),
        tuple(path),
    )


def _nothing_planned() -> Problem:
    return Problem(
        "no-activities",
        say("The plan has no activity, so there is nothing to forecast."),
        say("Take the activities in: milepost apply P activities.csv --kind activities."),
    )
