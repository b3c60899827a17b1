"""A baseline and a variance as pages show them: with names, and only what a reader looks for."""

from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from milepost.catalogue import programme as catalogue
from milepost.features.plans.baselines.comparing import ActivityVariance, Amount, GateVariance, Variance
from milepost.features.plans.baselines.moving import Step
from milepost.features.plans.baselines.reading import Compared, why_it_moved
from milepost.features.plans.baselines.snapshot import ActivityThen, GateThen, RiskThen, Snapshot
from milepost.features.plans.baselines.wording import FIELDS, Shift, because, named, shift_of, signed
from milepost.platform.organisations.naming import role_name
from milepost.platform.ui.tables_export import Column
from milepost.platform.ui.texts import speak


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity of a baseline with its name and role."""

    row: ActivityThen
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate of a baseline; `key` is that of its page."""

    row: GateThen
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class PhaseLines:
    """The activities of a phase."""

    name: str
    lines: tuple[ActivityLine, ...]


@dataclass(frozen=True, slots=True)
class ContentShown:
    """What a baseline keeps."""

    taken: Snapshot
    gates: tuple[GateLine, ...]
    phases: tuple[PhaseLines, ...]
    risks: tuple[RiskThen, ...]
    late: tuple[str, ...]

    @classmethod
    def of(cls, taken: Snapshot) -> Self:
        """Of a snapshot."""
        lines = [ActivityLine(row, named(row), role_name(row.role)) for row in taken.activities]
        late = {one.code for one in taken.late}
        return cls(
            taken=taken,
            gates=tuple(GateLine(row, *_gate_names(row.gate)) for row in taken.gates),
            phases=tuple(
                PhaseLines(speak(phase.name), tuple(line for line in lines if line.row.phase == phase.key))
                for phase in catalogue.phases()
            ),
            risks=taken.risks,
            late=tuple(line.name for line in lines if line.row.code in late),
        )


@dataclass(frozen=True, slots=True)
class VarianceLine:
    """An activity then and now; `fields` says in words what was stated otherwise."""

    found: ActivityVariance
    name: str
    fields: str

    @property
    def shift(self) -> Shift | None:
        """By how much later it ends."""
        return shift_of(self.found.end.days)

    @property
    def replanned(self) -> Shift | None:
        """By how much later its planned end lies."""
        return shift_of(self.found.planned_end.days)

    @property
    def percent(self) -> str:
        """The first, in percent of the days that lay ahead of its end then."""
        return signed(self.found.end.percent) if self.found.end.days else ""

    @property
    def effort(self) -> str:
        """How many days of work more, if any."""
        return signed(self.found.effort.difference) if self.found.effort.difference else ""


@dataclass(frozen=True, slots=True)
class GateMoved:
    """A gate then and now; `key` is that of its page."""

    found: GateVariance
    key: str
    name: str

    @property
    def likely(self) -> Shift | None:
        """By how much later it is likely reached."""
        return shift_of(self.found.likely.days)

    @property
    def p80(self) -> Shift | None:
        """By how much later eight of ten runs reach it."""
        return shift_of(self.found.p80.days)

    @property
    def percent(self) -> str:
        """The first, in percent of the days that lay ahead of it then."""
        return signed(self.found.likely.percent) if self.found.likely.days else ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """A kind of change in words, and by how many days it moved the certificate."""

    step: Step
    words: str

    @property
    def likely(self) -> Shift | None:
        """By how much later the certificate is likely there."""
        return shift_of(self.step.likely_days)

    @property
    def p80(self) -> Shift | None:
        """By how much later eight of ten runs have it."""
        return shift_of(self.step.p80_days)


@dataclass(frozen=True, slots=True)
class AmountLine:
    """A number then and now, with what it is called."""

    name: str
    amount: Amount
    unit: str = ""

    @property
    def difference(self) -> str:
        """How much more, with its sign."""
        return signed(self.amount.difference)

    @property
    def percent(self) -> str:
        """The same in percent."""
        return signed(self.amount.percent) if self.amount.difference else ""


@dataclass(frozen=True, slots=True)
class VarianceShown:
    """What became of a baseline: the lines that differ, or with `whole` all of them."""

    compared: Compared
    lines: tuple[VarianceLine, ...]
    gates: tuple[GateMoved, ...]
    steps: tuple[StepLine, ...]
    amounts: tuple[AmountLine, ...]
    widest: int

    @classmethod
    def of(cls, compared: Compared, *, with_reasons: bool = False, whole: bool = False) -> Self:
        """Of two plans; the reasons cost a forecast for each kind of change."""
        variance = compared.variance
        names = {one.any.code: named(one.any) for one in variance.activities}
        risks = {risk.code: f"{risk.code} {risk.title}" for risk in (*variance.then.risks, *variance.now.risks)}
        steps = why_it_moved(variance) if with_reasons else ()
        return cls(
            compared=compared,
            lines=tuple(
                VarianceLine(one, names[one.any.code], ", ".join(str(FIELDS[field]) for field in one.fields))
                for one in variance.activities
                if whole or one.has_moved or one.fields
            ),
            gates=tuple(GateMoved(one, *_gate_names(one.then.gate)) for one in variance.gates),
            steps=tuple(StepLine(step, because(step, names | risks)) for step in steps),
            amounts=tuple(_amounts(variance)),
            widest=max((abs(one.end.days or 0) for one in variance.activities), default=0),
        )

    @property
    def variance(self) -> Variance:
        """The figures."""
        return self.compared.variance

    @property
    def later(self) -> int:
        """By how many days P80 of the certificate lies later."""
        return self.variance.certificate.p80.days or 0

    @property
    def days(self) -> int:
        """The same without its sign."""
        return abs(self.later)

    @property
    def changed(self) -> int:
        """How many activities people stated otherwise, added or took out."""
        return len(self.variance.changed)

    @property
    def is_unchanged(self) -> bool:
        """Whether the plan is as it was endorsed, but for what was done."""
        variance = self.variance
        return not (
            variance.changed
            or variance.dependencies_added
            or variance.dependencies_removed
            or variance.budget.difference
            or variance.risks.added
            or variance.risks.gone
        )


def _amounts(variance: Variance) -> list[AmountLine]:
    currency = variance.now.currency
    days = _("days")
    return [
        AmountLine(_("Effort of all activities"), variance.effort, days),
        AmountLine(_("Internal days of the phases"), variance.internal, days),
        AmountLine(_("External days of the phases"), variance.external, days),
        AmountLine(_("Budget"), variance.budget, currency),
        AmountLine(_("Risks that may still come"), variance.risks.count),
        AmountLine(_("Their delay, by their chances"), variance.risks.days, days),
        AmountLine(_("Their cost, by their chances"), variance.risks.cost, currency),
    ]


def _gate_names(gate: str) -> tuple[str, str]:
    known = catalogue.gate(gate)
    return known.key, speak(known.name)


EXPORT: list[Column[VarianceLine]] = [
    Column("code", lambda line: line.found.any.code),
    Column("phase", lambda line: line.found.any.phase),
    Column("name", lambda line: line.name),
    Column("change", lambda line: str(line.found.change)),
    Column("fields", lambda line: " ".join(line.found.fields)),
    Column("planned_from", lambda line: line.found.then.planned_from if line.found.then else None),
    Column("planned_to", lambda line: line.found.then.planned_to if line.found.then else None),
    Column("planned_to_now", lambda line: line.found.now.planned_to if line.found.now else None),
    Column("replanned_days", lambda line: line.found.planned_end.days),
    Column("expected_from", lambda line: line.found.then.starts_on if line.found.then else None),
    Column("expected_to", lambda line: line.found.then.finishes_on if line.found.then else None),
    Column("now_from", lambda line: line.found.now.starts_on if line.found.now else None),
    Column("now_to", lambda line: line.found.now.finishes_on if line.found.now else None),
    Column("days", lambda line: line.found.end.days),
    Column("percent", lambda line: line.found.end.percent),
    Column("days_after_planned", lambda line: line.found.against_plan.days),
    Column("effort", lambda line: line.found.effort.then),
    Column("effort_now", lambda line: line.found.effort.now),
    Column("done", lambda line: line.found.is_done),
]
