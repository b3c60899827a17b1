"""By which changes the forecast moved: from one plan to another in steps, each played by itself.

What was given then becomes what is given now kind by kind, in a fixed order; each step's days are the difference that
it makes, so that they add up to the whole. The order decides how much a kind gets where two act together: work and time
come first, because they would have happened without anybody's decision.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from milepost.engines.scheduling.failures import SchedulingFailure
from milepost.features.plans.forecasting.answers import Answer
from milepost.features.plans.forecasting.given import Given, Work

type Ask = Callable[[Given], Answer]
type Pick = Callable[[Given, Given], Given]


class Cause(StrEnum):
    """A kind of change."""

    METHOD = "method"  # the forecast computes otherwise than it did
    PROGRESS = "progress"  # time passed, and work was done in it
    ACTIVITIES = "activities"  # some were added or taken out
    ESTIMATES = "estimates"  # days of work, and the role that does it
    DEPENDENCIES = "dependencies"  # what waits for what, and not before when
    PEOPLE = "people"  # shares of time, and how many work at once
    CALENDAR = "calendar"  # days off
    SETTINGS = "settings"  # the programme's own numbers, and its begin
    RISKS = "risks"  # what may come, with what chance


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of change, and by how many days it moved the likely day and the P80 of the certificate.

    `keys` are the activities or risks that it is about. `others` are kinds that cannot be played without it.
    """

    cause: Cause
    likely_days: int
    p80_days: int
    keys: tuple[str, ...] = ()
    others: tuple[Cause, ...] = ()


def steps_between(then: Given, now: Given, *, likely: date, p80: date, ask: Ask) -> tuple[Step, ...]:
    """The changes from one plan to a later one, without those that make no difference to what is given.

    `likely` and `p80` are the days that the older plan gave when it was asked.
    """
    return tuple(_steps(then, now, likely, p80, ask))


def _steps(then: Given, now: Given, likely: date, p80: date, ask: Ask) -> Iterator[Step]:
    found = ask(then).certificate
    if (found.likely, found.p80) != (likely, p80):
        yield Step(Cause.METHOD, (found.likely - likely).days, (found.p80 - p80).days)
    at, likely, p80 = then, found.likely, found.p80
    waiting: list[tuple[Cause, tuple[str, ...]]] = []
    for cause, pick in PICKS:
        following = pick(at, now)
        if following == at and not waiting:
            continue
        is_changed, keys = following != at, _keys(cause, at, following)
        at = following
        try:
            reached = ask(at).certificate
        except SchedulingFailure:  # it cannot be played without what comes next
            waiting += [(cause, keys)] if is_changed else []
            continue
        first, *others = [*waiting, *([(cause, keys)] if is_changed else [])]
        yield Step(
            first[0],
            (reached.likely - likely).days,
            (reached.p80 - p80).days,
            tuple(dict.fromkeys(key for _cause, keys in (first, *others) for key in keys)),
            tuple(cause for cause, _keys in others),
        )
        likely, p80, waiting = reached.likely, reached.p80, []


def _progress(at: Given, now: Given) -> Given:
    done = {work.key: work for work in now.works}
    works = tuple(
        replace(work, done_on=done[work.key].done_on, percent=done[work.key].percent) if work.key in done else work
        for work in at.works
    )
    return replace(at, on=now.on, works=works, passed=now.passed)


def _activities(at: Given, now: Given) -> Given:
    kept = {work.key: work for work in at.works}
    return replace(at, works=tuple(kept.get(work.key, work) for work in now.works))


def _estimates(at: Given, now: Given) -> Given:
    return _each(at, now, ("days", "low", "high", "role"))


def _dependencies(at: Given, now: Given) -> Given:
    return _each(at, now, ("phase", "after", "not_before", "deadline"))


def _each(at: Given, now: Given, names: tuple[str, ...]) -> Given:
    present = {work.key: work for work in now.works}

    def put(work: Work) -> Work:
        return replace(work, **{name: getattr(present[work.key], name) for name in names})

    return replace(at, works=tuple(put(work) for work in at.works))


PICKS: tuple[tuple[Cause, Pick], ...] = (
    (Cause.PROGRESS, _progress),
    (Cause.ACTIVITIES, _activities),
    (Cause.ESTIMATES, _estimates),
    (Cause.DEPENDENCIES, _dependencies),
    (Cause.PEOPLE, lambda at, now: replace(at, shares=now.shares, people=now.people)),
    (Cause.CALENDAR, lambda at, now: replace(at, holidays=now.holidays)),
    (Cause.SETTINGS, lambda at, now: replace(at, numbers=now.numbers, starts_on=now.starts_on)),
    (Cause.RISKS, lambda at, now: replace(at, risks=now.risks)),
)
"""After the last step, what is given is what is given now; a test holds that."""


def _keys(cause: Cause, before: Given, after: Given) -> tuple[str, ...]:
    """The activities, or risks, that a step changed."""
    if cause is Cause.RISKS:
        return tuple(sorted({risk.code for risk in {*before.risks} ^ {*after.risks}}))
    return tuple(sorted({work.key for work in {*before.works} ^ {*after.works}}))
