"""Why a plan cannot be scheduled: problems with a reason and a way out, as translatable sentences."""

from dataclasses import dataclass

from milepost.engines.rules.texts import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a stable `code`, what is so, the way out, and the keys it is about."""

    code: str
    reason: Text
    fix: Text
    about: tuple[str, ...] = ()


class SchedulingFailure(Exception):
    """No schedule can be made; `problems` (at least one) say why, all that were found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(f"{problem.reason} {problem.fix}" for problem in problems))
        self.problems = problems


class BadNetwork(SchedulingFailure):
    """What was stated cannot be meant: negative numbers, unknown keys, more than there ever is."""


class ContradictingDependencies(SchedulingFailure):
    """Dependencies that nothing can keep: a cycle whose lags sum to more than nothing.

    `path` holds the keys around the cycle, the first one again at the end; `excess` is by how many units the lags
    contradict each other.
    """

    def __init__(self, problem: Problem, *, path: tuple[str, ...], excess: int) -> None:
        super().__init__((problem,))
        self.path = path
        self.excess = excess


@dataclass(frozen=True, slots=True)
class Overrun:
    """A date that cannot be kept: `relaxation` is the least number of units by which it has to give way.

    `limit` is the last permitted start, or finish where it is a deadline; `earliest` the first possible one; `path`
    the chain of activities that leads there, the one with the date last.
    """

    activity: str
    limit: int
    earliest: int
    path: tuple[str, ...]

    @property
    def relaxation(self) -> int:
        return self.earliest - self.limit


class DatesCannotHold(SchedulingFailure):
    """Deadlines or fixed dates that dependencies alone make impossible, all of them, each with its least relaxation."""

    def __init__(self, problems: tuple[Problem, ...], overruns: tuple[Overrun, ...]) -> None:
        super().__init__(problems)
        self.overruns = overruns


class SolverMissing(Exception):
    """OR-Tools is not installed: it comes with the extra `milepost[schedule]`."""
