"""Time-constrained critical path: earliest and latest dates, slack, and who holds whom, as if people were no limit."""

from dataclasses import dataclass

from milepost.engines.rules.texts import say, say_many
from milepost.engines.scheduling.failures import DatesCannotHold, Overrun, Problem
from milepost.engines.scheduling.instance import Instance
from milepost.engines.scheduling.longest_paths import LongestPaths, longest_paths
from milepost.engines.scheduling.network import Network
from milepost.engines.scheduling.reasons import Reason, reason_without_resources


@dataclass(frozen=True, slots=True)
class Timing:
    """When an activity can be done, in units.

    `total_slack` is by how much it may slip without moving the finish or breaking a date or a lag; `free_slack`
    without moving any other activity's earliest start either. `held_by` says why it begins no earlier.
    """

    key: str
    duration: int
    earliest_start: int
    latest_start: int
    free_slack: int
    held_by: Reason

    @property
    def earliest_finish(self) -> int:
        return self.earliest_start + self.duration

    @property
    def latest_finish(self) -> int:
        return self.latest_start + self.duration

    @property
    def total_slack(self) -> int:
        return self.latest_start - self.earliest_start

    @property
    def is_critical(self) -> bool:
        return self.total_slack == 0


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """The timings in the order of the plan, when it finishes, and one chain of activities that decides the finish."""

    finish: int
    timings: tuple[Timing, ...]
    path: tuple[str, ...]


def find_critical_path(network: Network) -> CriticalPath:
    """Judge a network without its resources.

    Raises `BadNetwork`, `ContradictingDependencies` or `DatesCannotHold`. O(r (n + m)), see `longest_paths`.
    """
    return critical_path(Instance.of(network))


def critical_path(instance: Instance) -> CriticalPath:
    """The same for a numbered network."""
    paths = earliest_starts(instance)
    finish = instance.makespan(paths.values)
    late = latest_starts(instance, finish)
    timings = tuple(
        Timing(
            key=instance.key(activity),
            duration=instance.durations[activity],
            earliest_start=start,
            latest_start=late[activity],
            free_slack=_free_slack(instance, paths.values, late, finish, activity),
            held_by=reason_without_resources(start, paths.via[activity]),
        )
        for activity, start in enumerate(paths.values)
    )
    return CriticalPath(finish, timings, _deciding_path(instance, paths, finish))


def earliest_starts(instance: Instance) -> LongestPaths:
    """The earliest starts that keep dates and dependencies.

    They are the least for every activity at once, so a date that they break cannot be kept by any schedule, and what
    they miss it by is the least relaxation. Raises `ContradictingDependencies` and `DatesCannotHold`.
    """
    paths = longest_paths(instance, instance.earliest)
    late = [j for j, limit in enumerate(instance.latest) if limit is not None and paths.values[j] > limit]
    if late:
        overruns = tuple(_overrun(instance, paths, activity) for activity in late)
        raise DatesCannotHold(tuple(map(_problem, overruns)), overruns)
    return paths


def latest_starts(instance: Instance, finish: int) -> list[int]:
    """The latest starts with which everything is finished at `finish`, each date and dependency kept."""
    floors = [
        -min(finish - duration, finish if limit is None else limit)
        for duration, limit in zip(instance.durations, instance.latest, strict=True)
    ]
    return [-value for value in longest_paths(instance.backwards(), floors).values]


def _free_slack(instance: Instance, early: list[int], late: list[int], finish: int, activity: int) -> int:
    room = [early[arc.head] - arc.weight for arc in instance.out[activity]]
    return min(finish - instance.durations[activity], late[activity], *room) - early[activity]


def _deciding_path(instance: Instance, paths: LongestPaths, finish: int) -> tuple[str, ...]:
    last = next(
        (j for j, start in enumerate(paths.values) if start + instance.durations[j] == finish),
        None,
    )
    return () if last is None else _keys_to(instance, paths, last)


def _keys_to(instance: Instance, paths: LongestPaths, activity: int) -> tuple[str, ...]:
    return (*(instance.key(arc.tail) for arc in paths.path_to(activity)), instance.key(activity))


def _overrun(instance: Instance, paths: LongestPaths, activity: int) -> Overrun:
    """Told as a finish where the deadline is what binds, else as a start."""
    stated = instance.network.activities[activity]
    limit, start = instance.latest[activity], paths.values[activity]
    assert limit is not None  # noqa: S101 - only activities with a limit overrun it
    shift = 0 if limit == stated.latest else stated.duration
    return Overrun(stated.key, limit + shift, start + shift, _keys_to(instance, paths, activity))


def _problem(overrun: Overrun) -> Problem:
    return Problem(
        "date-cannot-hold",
        say(
            "{activity} is due on working day {limit} and cannot be there before day {earliest}, because of {path}.",
            activity=overrun.activity,
            limit=overrun.limit,
            earliest=overrun.earliest,
            path=" → ".join(overrun.path),
        ),
        say_many(
            "Move its date by at least one working day, or shorten what leads there by as much.",
            "Move its date by at least {count} working days, or shorten what leads there by as much.",
            overrun.relaxation,
        ),
        overrun.path,
    )
