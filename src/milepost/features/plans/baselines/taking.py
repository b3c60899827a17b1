"""The plan as it stands on a day → a snapshot of it. Five queries beside those of the forecast."""

from collections.abc import Iterable, Iterator

from milepost.catalogue import programme as catalogue
from milepost.engines.rules.dates import happened
from milepost.features.management.models import ProgrammeRisk
from milepost.features.plans.baselines.snapshot import (
    ActivityThen,
    GateThen,
    LateThen,
    PhaseThen,
    RiskThen,
    Snapshot,
    TieThen,
)
from milepost.features.plans.forecasting.answers import Answer, Placed
from milepost.features.plans.forecasting.asking import Asked
from milepost.features.plans.forecasting.given import Given
from milepost.features.plans.forecasting.networks import GATES, stated_dependencies
from milepost.features.plans.models import Activity
from milepost.features.programmes.models import ElementState, Phase, Programme, ScopeElement
from milepost.platform.ui.wording import said


def snapshot_of(asked: Asked) -> Snapshot:
    """The plan that a forecast was asked of, with what the forecast says."""
    programme, answer, given = asked.programme, asked.answer, asked.given
    phases = list(programme.phases.all())
    placed = {each.key: each for each in answer.placed}
    return Snapshot(
        on=answer.on,
        programme=programme.code,
        starts_on=programme.starts_on,
        certificate_wanted_on=programme.certificate_wanted_on,
        budget=programme.budget,
        currency=programme.currency,
        phases=tuple(
            PhaseThen(row.key, row.planned_from, row.planned_to, row.internal_days, row.external_days) for row in phases
        ),
        activities=tuple(_activity(row, placed[row.key], answer) for row in asked.activities),
        dependencies=tuple(_ties(given)),
        gates=tuple(_gates(answer, phases)),
        risks=tuple(_risks(programme, answer)),
        late=tuple(LateThen(late.key, late.deadline, late.likely, late.days) for late in answer.late),
        scope_elements=ScopeElement.objects.filter(programme=programme, state=ElementState.IN).count(),
        runs=answer.runs,
        seed=answer.seed,
        given=given,
    )


def _activity(row: Activity, placed: Placed, answer: Answer) -> ActivityThen:
    is_done = happened(row.done_on, answer.on)
    return ActivityThen(
        code=row.key,
        phase=row.phase,
        name=row.name,
        role=row.role,
        planned_from=row.planned_from,
        planned_to=row.planned_to,
        starts_on=placed.starts_on,
        finishes_on=row.done_on if is_done and row.done_on else placed.finishes_on,
        days=row.days,
        days_low=row.days_low,
        days_high=row.days_high,
        percent=100 if is_done else row.percent_complete or 0,
        not_before=row.not_before,
        deadline=row.deadline,
        after=row.after or "",
        done_on=row.done_on if is_done else None,
    )


def _ties(given: Given) -> Iterator[TieThen]:
    for stated in stated_dependencies({work.key: work for work in given.works}):
        tie = stated.tie
        yield TieThen(tie.before, tie.after, str(tie.link), tie.lag, stated.rule, stated.is_own)


def _gates(answer: Answer, phases: Iterable[Phase]) -> Iterator[GateThen]:
    ends = {row.key: row.planned_to for row in phases}
    closing = {gate: phase.key for gate, phase in zip(GATES, catalogue.phases(), strict=True)}
    for reached in answer.gates:
        planned = ends.get(closing[reached.gate])
        yield GateThen(reached.gate, reached.state, planned, reached.likely, reached.p50, reached.p80)


def _risks(programme: Programme, answer: Answer) -> Iterator[RiskThen]:
    """Those of the register that neither ended nor came by that day, whether they are rated yet or not."""
    for row in ProgrammeRisk.objects.filter(programme=programme).order_by("code"):
        if not happened(row.ended_on, answer.on) and not happened(row.happened_on, answer.on):
            yield RiskThen(row.code, said(row.title, "en"), row.phase, row.probability, row.delay_days, row.cost,
                           row.response)  # fmt: skip
