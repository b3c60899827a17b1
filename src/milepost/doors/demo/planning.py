"""The days for which the story planned its standard activities: as its phases stood first, and as they were moved."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from milepost.catalogue import programme as catalogue
from milepost.features.plans.schedule import PlannedActivity, planned_activities
from milepost.features.programmes.phasing import PlannedPhase

type Row = Mapping[str, str | int]


def first_plan(phases: Sequence[Row]) -> Iterator[PlannedActivity]:
    """Every activity as the phases stood when the plan was endorsed."""
    yield from _laid_out(map(_phase, phases))


def moved_plan(
    phases: Sequence[Row], moved: Sequence[Row], *, on: date, done: Collection[str]
) -> Iterator[PlannedActivity]:
    """What was still to come when the phases were moved on a day, as they stood then."""
    before = {phase.key: phase for phase in map(_phase, phases)}
    ahead = {each.standard.key for each in _laid_out(before.values()) if each.planned_to > on} - set(done)
    after = [_moved(before[str(row["phase"])], row) for row in moved]
    yield from (each for each in _laid_out(after) if each.standard.key in ahead)


def rows_of(planned: Iterable[PlannedActivity]) -> str:
    """As a file of the kind `activities`."""
    return "\n".join(
        f'[[activities]]\ncode = "{each.standard.key}"\nplanned_from = {each.planned_from}\n'
        f"planned_to = {each.planned_to}\ndays = {each.days}\n"
        for each in planned
    )


def _laid_out(phases: Iterable[PlannedPhase]) -> tuple[PlannedActivity, ...]:
    return planned_activities(tuple(phases), {phase.key: phase.id for phase in catalogue.phases()})


def _phase(row: Row) -> PlannedPhase:
    return PlannedPhase(
        str(row["phase"]), _day(row["planned_from"]), _day(row["planned_to"]),
        int(row["internal_days"]), int(row["external_days"]),
    )  # fmt: skip


def _moved(phase: PlannedPhase, row: Row) -> PlannedPhase:
    begins, ends = row.get("planned_from", phase.planned_from), row.get("planned_to", phase.planned_to)
    return replace(phase, planned_from=_day(begins), planned_to=_day(ends))


def _day(written: str | int | date) -> date:
    return date.fromisoformat(str(written))
