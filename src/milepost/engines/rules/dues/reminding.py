"""When somebody is told of what they owe, and who is told when it stays undone.

Thirty days, seven days and a day before, and once it is late, its owner; a week late the coordinator, two weeks late
the sponsor. Who owes it themselves is not told a second time as that, and where there is no coordinator the sponsor
is told after the first week.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """What is said, in the order of time."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    LATE = "late"
    COORDINATOR = "coordinator"
    SPONSOR = "sponsor"

    @property
    def is_escalation(self) -> bool:
        """Whether it is said to somebody else than who owes it."""
        return self in {Stage.COORDINATOR, Stage.SPONSOR}


BEFORE = ((Stage.DAY, timedelta(days=1)), (Stage.WEEK, timedelta(days=7)), (Stage.MONTH, timedelta(days=30)))
COORDINATOR_AFTER, SPONSOR_AFTER = timedelta(days=7), timedelta(days=14)


def owners_stage(due_on: date, on: date) -> Stage | None:
    """What the owner is told at a day: the latest stage that has come, so that nobody hears of the earlier ones too."""
    if due_on < on:
        return Stage.LATE
    return next((stage for stage, before in BEFORE if due_on - before <= on), None)


def late_since(due_on: date, *, listed_on: date, owner_told_on: date | None) -> date:
    """From which day the weeks of lateness count: nobody is passed over who could not know of it."""
    return max(due_on, listed_on, owner_told_on or due_on)


def escalations(
    since: date, on: date, *, owner: str, coordinator: str, sponsor: str, coordinator_told_on: date | None = None
) -> Iterator[tuple[Stage, str]]:
    """Who else is told at a day of what is late since another, by the keys of people; empty where there is nobody.

    The sponsor hears a week after the coordinator at the soonest.
    """
    late = on - since
    asks_coordinator = coordinator not in {"", owner}
    if late >= COORDINATOR_AFTER and asks_coordinator:
        yield Stage.COORDINATOR, coordinator
    after = SPONSOR_AFTER if coordinator else COORDINATOR_AFTER
    had_a_week = not asks_coordinator or (
        coordinator_told_on is not None and on - coordinator_told_on >= SPONSOR_AFTER - COORDINATOR_AFTER
    )
    if late >= after and had_a_week and sponsor not in {"", owner, coordinator}:
        yield Stage.SPONSOR, sponsor


LAST_TO_MAKE = 2  # Wednesday: a worker that stood still on Monday makes up for it, not at the week's end


def digest_week(on: date) -> date | None:
    """The Monday whose digest is to be made at a day; None late in the week."""
    return on - timedelta(days=on.weekday()) if on.weekday() <= LAST_TO_MAKE else None
