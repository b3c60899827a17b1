"""From rows to what a forecast is computed from. Six queries, however long the plan."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from milepost.catalogue import programme as catalogue
from milepost.engines.rules.dates import FIRST_DAY, LAST_DAY, happened
from milepost.features.governance.querysets import holders_of
from milepost.features.management.models import ProgrammeRisk
from milepost.features.plans.forecasting.given import Given, Risk, Work
from milepost.features.plans.models import Activity
from milepost.features.plans.notation import read_after
from milepost.features.practices.models import Practice
from milepost.features.programmes.models import Phase, Programme
from milepost.platform.calendars.selectors import holidays_between
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.texts import speak

OWNERS = "practice-owner"
YEARS_AHEAD = 6
"""So many years ahead public holidays are known well enough; behind them weekends alone are days off."""


@dataclass(frozen=True, slots=True)
class PlanRead:
    """The plan as a question, and its rows, for their names."""

    given: Given
    activities: tuple[Activity, ...]
    risks: tuple[ProgrammeRisk, ...]


def read_plan(programme: Programme, on: date) -> PlanRead:
    """The plan as it stood on a day. Raises `Refused` where a role's holders give no time at all."""
    activities = tuple(Activity.objects.filter(programme=programme))
    phases = list(programme.phases.all())
    risks = tuple(_endangering(programme, on))
    works = tuple(_works(activities, on))
    given = Given(
        on=on,
        starts_on=programme.starts_on,
        works=works,
        passed=tuple(_passed(phases, on)),
        shares=_shares(programme, on),
        numbers=tuple(sorted((key, int(value)) for key, value in programme.numbers.items())),
        risks=tuple(_risks(risks)),
        people=_owners(programme, on),
    )
    last = date(min(given.begins_on.year + YEARS_AHEAD, LAST_DAY.year), 12, 31)
    holidays = holidays_between(programme.organisation, max(given.first_day, FIRST_DAY), last)
    return PlanRead(replace(given, holidays=holidays), activities, risks)


def works_of(programme: Programme) -> dict[str, Work]:
    """The activities of a programme as they are written, by key. One query."""
    return works_among(Activity.objects.filter(programme=programme))


def works_among(rows: Iterable[Activity]) -> dict[str, Work]:
    """The same of rows that are there already."""
    return {work.key: work for work in _works(rows, LAST_DAY)}


def _works(activities: Iterable[Activity], on: date) -> Iterator[Work]:
    ids = {phase.key: phase.id for phase in catalogue.phases()}
    for row in sorted(activities, key=lambda row: row.key):
        done_on = row.done_on if happened(row.done_on, on) else None
        yield Work(
            key=row.key,
            phase=ids[row.phase],
            role=row.role,
            days=row.days,
            done_on=done_on,
            low=row.days_low,
            high=row.days_high,
            percent=row.percent_complete or 0,
            not_before=row.not_before,
            deadline=row.deadline,
            after=read_after(row.after or ""),
        )


def _endangering(programme: Programme, on: date) -> Iterator[ProgrammeRisk]:
    """The risks that may still come by what was known on a day, and would delay something."""
    rows = ProgrammeRisk.objects.filter(programme=programme, probability__isnull=False, delay_days__gt=0)
    for row in rows.order_by("code"):
        if not happened(row.ended_on, on) and not happened(row.happened_on, on):
            yield row


def _risks(rows: Iterable[ProgrammeRisk]) -> Iterator[Risk]:
    """One that hits the programme as a whole delays its last phase."""
    ids = {phase.key: phase.id for phase in catalogue.phases()}
    last = catalogue.phases()[-1].id
    for row in rows:
        yield Risk(row.code, ids.get(row.phase, last), row.probability or 0, row.delay_days or 0)


def _owners(programme: Programme, on: date) -> tuple[tuple[str, int], ...]:
    """Those who own practices on a day work side by side. The register of roles knows nothing of their time."""
    owned = Practice.objects.filter(programme=programme, owner__isnull=False).values_list("owner_id", "ended_on")
    owners = {owner for owner, ended_on in owned if not happened(ended_on, on)}
    return ((OWNERS, len(owners)),) if len(owners) > 1 else ()


def _passed(phases: Iterable[Phase], on: date) -> Iterator[tuple[str, date]]:
    """A phase is closed by the go of its gate; one that was opened again later counts as it stands now."""
    gates = {gate.key: gate.id for gate in catalogue.gates()}
    for phase in phases:
        if phase.closed_on is not None and phase.closed_on <= on:
            yield gates[phase.key], phase.closed_on


def registered_shares(programme: Programme, on: date) -> dict[str, int]:
    """What the register says of each role's time, its holders in office together, in per cent of a full-time person."""
    shares: dict[str, int] = {}
    for holder in holders_of(programme):
        if holder.share_percent is not None and holder.in_office(on):
            shares[holder.role] = shares.get(holder.role, 0) + holder.share_percent
    return shares


def _shares(programme: Programme, on: date) -> tuple[tuple[str, int], ...]:
    """The shares of roles' time. Raises `Refused` at nothing."""
    shares = registered_shares(programme, on)
    for role, share in shares.items():
        if share == 0:
            raise Refused(
                _("{role} gives 0 % of their time by the register of roles, so their activities never end.").format(
                    role=speak(catalogue.role(role).name)
                ),
                field="share_percent",
                hint=_("Enter the share of time that they give to the programme, or who else does the work."),
            )
    return tuple(sorted(shares.items()))
