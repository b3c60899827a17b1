"""What a paper says: the programme today, and what moved since the last paper, or since the baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.warnings import RaisedWarning, raise_warnings
from milepost.features.gates.facts import gather
from milepost.features.gates.selectors import GateStanding, get_standings
from milepost.features.governance.models import Meeting, Obstacle
from milepost.features.governance.querysets import obstacles_of
from milepost.features.management.models import ProgrammeRisk
from milepost.features.plans.baselines.comparing import Variance, compare
from milepost.features.plans.baselines.moving import Step
from milepost.features.plans.baselines.on_record import BaselineOnRecord, baselines_on_record, endorsed_among
from milepost.features.plans.baselines.plainly import thaw
from milepost.features.plans.baselines.reading import content_of, plan_now, why_it_moved
from milepost.features.plans.baselines.snapshot import Snapshot
from milepost.features.plans.models import Activity
from milepost.features.plans.selectors import PhasePlan, plan_of
from milepost.features.programmes.models import Programme
from milepost.features.programmes.selectors import present_phase
from milepost.features.reports.models import MeetingPaper
from milepost.platform.organisations.refusals import Refused

MOST_ASKED, ASKED = 30, 1_000  # decisions, characters of one


@dataclass(frozen=True, slots=True)
class Taken:
    """Everything a paper tells, in no language yet.

    `plan` is None, and `unplanned` says why, where there is no forecast. `since` is the reference of the paper or the
    baseline that `variance` and `steps` are held against, `since_on` its day.
    """

    programme: Programme
    meeting: Meeting
    on: date
    asks: tuple[str, ...]
    phase: Phase
    phases: tuple[PhasePlan, ...]
    standings: tuple[GateStanding, ...]
    warnings: tuple[RaisedWarning, ...]
    risks: tuple[ProgrammeRisk, ...]
    obstacles: tuple[Obstacle, ...]
    unendorsed: BaselineOnRecord | None
    plan: Snapshot | None
    unplanned: str = ""
    since: str = ""
    since_on: date | None = None
    variance: Variance | None = None
    steps: tuple[Step, ...] = ()

    @property
    def finished(self) -> list[Activity]:
        """What was done since the day that the paper is held against, the latest first."""
        done = [row for phase in self.phases for row in phase.activities if row.done_on and row.done_on <= self.on]
        since = self.since_on or date.min
        return sorted((row for row in done if row.done_on and row.done_on > since), key=_done_on, reverse=True)

    @property
    def overdue(self) -> list[Activity]:
        """What should be done by its planned day and is not, the oldest first."""
        late = [
            row
            for phase in self.phases
            for row in phase.activities
            if row.planned_to < self.on and (row.done_on is None or row.done_on > self.on)
        ]
        return sorted(late, key=lambda row: row.planned_to)

    @property
    def standing(self) -> GateStanding:
        """The gate that comes next."""
        return next(one for one in self.standings if one.verdict.gate is self.phase)


def _done_on(row: Activity) -> date:
    return row.done_on or date.min


def gather_paper(programme: Programme, meeting: Meeting, *, on: date, asks: Sequence[str] = ()) -> Taken:
    """What a paper of a day says. `asks` are decisions that the committee is asked for, beside what waits anyway."""
    gathered = gather(programme, on=on)
    drawn = baselines_on_record(programme)
    unendorsed = drawn[-1] if drawn and drawn[-1].state != "endorsed" else None
    plan, unplanned = _plan(programme, on)
    since, since_on, then = _before(programme, drawn)
    variance = compare(then, plan) if plan and then else None
    return Taken(
        programme=programme,
        meeting=meeting,
        on=on,
        asks=tuple(asks),
        phase=Phase(present_phase(programme, on=on)),
        phases=plan_of(programme),
        standings=tuple(get_standings(programme, on=on, gathered=gathered)),
        warnings=raise_warnings(gathered.facts, on=on),
        risks=tuple(_risks(programme)),
        obstacles=tuple(obstacles_of(programme).filter(decided_on=None)),
        unendorsed=unendorsed,
        plan=plan,
        unplanned=unplanned,
        since=since,
        since_on=since_on,
        variance=variance,
        steps=why_it_moved(variance) if variance else (),
    )


def _plan(programme: Programme, on: date) -> tuple[Snapshot | None, str]:
    try:
        return plan_now(programme, on), ""
    except Refused as refused:
        return None, f"{refused.reason} {refused.hint}".strip()


def _before(programme: Programme, drawn: Sequence[BaselineOnRecord]) -> tuple[str, date | None, Snapshot | None]:
    """What the present is held against: the last paper with a plan, else the baseline that stands, else nothing."""
    last = MeetingPaper.objects.filter(programme=programme).order_by("-number").first()
    if last is not None and last.content["plan"] is not None:
        return last.reference, last.issued_on, thaw(Snapshot, last.content["plan"])
    standing = endorsed_among(drawn) or (drawn[-1] if drawn else None)
    if standing is None:
        return "", None, None
    return standing.row.reference, standing.row.drawn_on, content_of(standing.row)


def _risks(programme: Programme) -> list[ProgrammeRisk]:
    """Those that may still come, the heaviest first."""
    rows = ProgrammeRisk.objects.filter(programme=programme, ended_on=None, happened_on=None).select_related("owner")
    return sorted(rows, key=lambda row: (-(row.probability or 0) * (row.delay_days or 0), row.code))


def checked_asks(asked: Sequence[str]) -> tuple[str, ...]:
    """The decisions asked, without empty ones. Raises `Refused`."""
    asks = tuple(line.strip() for line in asked if line.strip())
    if len(asks) > MOST_ASKED or any(len(ask) > ASKED for ask in asks):
        raise Refused(
            _("A paper asks for at most {most} decisions of at most {count} characters each.").format(
                most=MOST_ASKED, count=ASKED
            ),
            field="asks",
        )
    return asks
