"""The fields of each register, as files, the API and forms give them. References are codes and addresses."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from milepost.platform.applying.wording import WordedRow, Words

Code = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        max_length=60,
        description="Letters, digits, dots, hyphens and underscores, like R-001.",
    ),
]
Line = Annotated[str | dict[str, str], Words(300)]
Prose = Annotated[str | dict[str, str], Words(5_000)]
Name = Annotated[str, Field(max_length=200)]
Services = Annotated[list[str], Field(max_length=200, description="The codes of services.")]
Document = Annotated[
    str,
    Field(
        pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]*)?$", max_length=60, description="The key of a document, like DOC-INC-01."
    ),
]
Degree = Annotated[int | None, Field(ge=1, le=10, description="A level of the scale, from 1 upwards.")]
Figure = Annotated[
    Decimal | None, Field(max_digits=18, decimal_places=4, description="A number; its unit stands in unit.")
]
Side = Literal["internal", "external"]


class StatedRow(WordedRow):
    """Something that is stated once in a programme."""


class RiskMethodRow(StatedRow):
    """How risks are assessed: the levels of both scales from one upwards, and the highest that is acceptable."""

    likelihoods: Annotated[
        list[Line],
        Field(min_length=2, max_length=10, description="The levels, the lowest first: “Rare: every ten years”."),
    ] = []
    impacts: Annotated[
        list[Line],
        Field(min_length=2, max_length=10, description="The levels, the lowest first: “Low: nobody notices”."),
    ] = []
    acceptable: Annotated[int | None, Field(ge=1, le=100, description="The highest level that is acceptable.")] = None
    criterion: Prose = ""
    stated_on: date | None = None


class ClimateDecisionRow(StatedRow):
    """Whether climate change is a relevant issue, why, and who decided it on which day."""

    relevant: bool = False
    reason: Prose = ""
    decided_on: date | None = None
    decided_by: Name = ""


class KeptRow(WordedRow):
    """What every entry of a register has. The owner is named by address."""

    code: Code
    title: Line = ""
    owner: Annotated[str | None, Field(max_length=254, description="The e-mail address of a member.")] = None
    ended_on: date | None = None


class RiskRow(KeptRow):
    """A risk or an opportunity: judged before anything is done, now, and once all is done."""

    kind: Literal["risk", "opportunity"] = "risk"
    source: Literal["organisation", "service-requirements", "other-parties"] = "organisation"
    cause: Prose = ""
    effect: Prose = ""
    effect_on_customers: Prose = ""
    services: Services = []
    identified_on: date | None = None
    likelihood_before: Degree = None
    impact_before: Degree = None
    likelihood: Degree = None
    impact: Degree = None
    likelihood_after: Degree = None
    impact_after: Degree = None
    assessed_on: date | None = None
    treatment: Literal["", "avoid", "reduce", "share", "accept", "exploit"] = ""
    action: Prose = ""
    due_on: date | None = None
    judged_by: Prose = ""
    effectiveness: Prose = ""
    accepted_by: Name = ""
    accepted_because: Prose = ""
    accepted_until: date | None = None


class ObjectiveRow(KeptRow):
    """An objective for a period: what is measured, the number to reach, and the plan."""

    period_from: date | None = None
    period_to: date | None = None
    set_on: date | None = None
    metric: Line = ""
    unit: Line = ""
    direction: Literal["at-least", "at-most"] = "at-least"
    baseline: Figure = None
    baseline_by: date | None = None
    target: Annotated[
        str | None, Field(max_length=300, description="A number; its unit stands in unit.", examples=["4.2"])
    ] = None
    due_on: date | None = None
    method: Prose = ""
    services: Services = []
    actions: Prose = ""
    resources: Prose = ""
    policy_line: Line = ""


class MeasurementIn(WordedRow):
    """What was measured."""

    value: Annotated[Decimal, Field(max_digits=18, decimal_places=4, description="A number in the objective's unit.")]
    note: Annotated[str, Field(max_length=2_000)] = ""


class MeasurementRow(MeasurementIn):
    """What was measured of an objective on a day."""

    objective: Code
    measured_on: date


class ObligationRow(KeptRow):
    """What a law, a regulation, a contract or a policy asks, and through which document it is met."""

    source: Literal["law", "regulation", "contract", "policy"] = "law"
    asks: Prose = ""
    services: Services = []
    met_through: Document = ""
    checked_on: date | None = None
    next_check_on: date | None = None


class IssueRow(KeptRow):
    """An internal or external issue, its effect on the management system, and the risks that it led to."""

    kind: Side = "internal"
    effect: Prose = ""
    climate: bool = False
    risks: Annotated[list[str], Field(max_length=200, description="The codes of risks.")] = []
    reviewed_on: date | None = None


class PartyRow(KeptRow):
    """An interested party, and why it matters."""

    kind: Side = "external"
    interest: Prose = ""


class PartyRequirementRow(KeptRow):
    """What an interested party requires, and how that is dealt with."""

    party: Annotated[str | None, Field(max_length=60, description="The code of an interested party.")] = None
    kind: Literal["service", "performance", "legal", "contract", "other"] = "service"
    climate: bool = False
    dealt_with: Prose = ""
    met_through: Document = ""


class CommunicationRow(KeptRow):
    """What is communicated, when, with whom and how; the owner does it."""

    kind: Side = "internal"
    occasion: Line = ""
    audience: Line = ""
    channel: Line = ""


class KnowledgeRow(KeptRow):
    """Knowledge that the services need: where it is kept, and what is missing of it."""

    needed_for: Prose = ""
    kept_in: Line = ""
    services: Services = []
    missing: Prose = ""
    action: Prose = ""
    due_on: date | None = None
    next_check_on: date | None = None


class ProgrammeRiskRow(KeptRow):
    """What may happen to the programme: why, with what effect, how probably, and what is done about it."""

    phase: Literal["", "foundation", "design", "implementation", "certification"] = ""
    cause: Prose = ""
    effect: Prose = ""
    probability: Annotated[int | None, Field(ge=1, le=99, description="In per cent.")] = None
    delay_days: Annotated[int | None, Field(ge=0, le=2_000, description="Working days.")] = None
    cost: Annotated[int | None, Field(ge=0, le=10**15, description="In the currency of the programme.")] = None
    response: Literal["", "avoid", "reduce", "share", "accept"] = ""
    action: Prose = ""
    due_on: date | None = None
    next_check_on: date | None = None
    happened_on: date | None = None


class ImprovementRow(KeptRow):
    """An improvement: why it is worth it, what it is to reach, what was decided, what came of it."""

    source: Literal["audit", "review", "measurement", "incident", "customer", "suggestion"] = "suggestion"
    criteria: Prose = ""
    target: Line = ""
    benefit: Prose = ""
    services: Services = []
    decision: Literal["proposed", "approved", "rejected"] = "proposed"
    decided_on: date | None = None
    decided_by: Name = ""
    due_on: date | None = None
    result: Prose = ""
    finished_on: date | None = None
