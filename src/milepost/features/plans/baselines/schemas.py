"""What the API takes and gives of baselines and of what became of the plan."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from milepost.platform.organisations.wire import Schema


class BaselineIn(Schema):
    """A baseline to draw up: the plan as it stands, under a name. The second and later ones say why."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=200)]
    reason: Annotated[str, Field(max_length=4_000)] = ""
    despite_late: Annotated[bool, Field(description="Draw it up although it misses deadlines of its own.")] = False


class EndorsementIn(Schema):
    """In which meeting the committee endorsed it. It stands once the sponsor has signed, on screen or by command."""

    model_config = ConfigDict(extra="forbid")
    meeting: Annotated[str, Field(min_length=1, max_length=60, description="The meeting's number.")]
    note: Annotated[str, Field(max_length=4_000)] = ""


class EndorsementSignatureOut(Schema):
    """A name under an endorsement."""

    signatory: str
    role: str
    signed_on: date
    counts: bool


class EndorsementOut(Schema):
    """What the steering committee decided about a baseline."""

    meeting: str
    decided_on: date
    note: str
    by: str
    signatures: list[EndorsementSignatureOut]


class HoldsOut(Schema):
    """What a baseline holds, counted."""

    activities: int
    milestones: int
    allocations: int
    dependencies: int
    risks: int
    days: int
    elements: int
    budget: str | None
    currency: str
    likely: date
    p80: date
    late: int


class BaselineOut(Schema):
    """A baseline of the plan; `endorsed_on` is the day since which it stands as endorsed."""

    baseline: str
    number: int
    name: str
    reason: str
    drawn_on: date
    drawn_by: str
    sha256: str
    state: Literal["drawn", "waits", "endorsed"]
    holds: HoldsOut
    endorsed_on: date | None
    endorsement: EndorsementOut | None


class BaselinesOut(Schema):
    """Every baseline, oldest first."""

    items: list[BaselineOut]


class BaselineWithContent(BaselineOut):
    """A baseline with the plan that it keeps."""

    content: dict[str, Any]


class DaysOut(Schema):
    """From a day to a day, both inside."""

    model_config = ConfigDict(populate_by_name=True)
    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]


class MovedOut(Schema):
    """A day then and now; `days` later, below 0 earlier."""

    then: date | None
    now: date | None
    days: int | None


class AmountOut(Schema):
    """A number then and now, and the difference in percent of what it was."""

    then: float | None
    now: float | None
    difference: float | None
    percent: float | None


class CostOut(AmountOut):
    """The budget then and now."""

    currency: str


class GateVarianceOut(Schema):
    """A gate then and now; `percent` of the days that lay ahead of it then."""

    state: Literal["passed", "done", "ahead"]
    planned: MovedOut
    likely: MovedOut
    p80: MovedOut
    days: int | None
    percent: float | None


class ActivityVarianceOut(Schema):
    """An activity then and now.

    `days` is by how much later it likely ends (or ended) than it was likely to, `replanned_days` by how much its
    planned end was moved, `days_after_planned` how much later it ends than was planned then; `percent` is of the days
    that lay ahead of its end on the baseline's day.
    """

    activity: str
    name: str
    phase: str
    change: Literal["kept", "added", "removed"]
    fields: list[str]
    done: bool
    planned: DaysOut | None
    planned_now: DaysOut | None
    replanned_days: int | None
    expected: DaysOut | None
    now: DaysOut | None
    days: int | None
    percent: float | None
    days_after_planned: int | None
    effort: AmountOut


class PhaseVarianceOut(Schema):
    """The planned days of a phase then and now."""

    internal_days: AmountOut
    external_days: AmountOut


class RiskVarianceOut(Schema):
    """The risks that may still come; delay and cost by their chances."""

    count: AmountOut
    expected_delay_days: AmountOut
    expected_cost: AmountOut
    added: list[str]
    gone: list[str]


class DependencyVarianceOut(Schema):
    """How many dependencies came and went."""

    added: int
    removed: int


class MoveOut(Schema):
    """A kind of change, and by how many days it moved the certificate."""

    cause: str
    others: list[str]
    reason: str
    likely_days: int
    p80_days: int
    about: list[str]


class VarianceOut(Schema):
    """What became of a baseline: against a later one, or (`against` null) against the plan on the day `on`."""

    programme: str
    baseline: str
    baseline_on: date
    state: Literal["drawn", "waits", "endorsed"]
    against: str | None
    on: date
    certificate: GateVarianceOut
    gates: dict[str, GateVarianceOut]
    activities: list[ActivityVarianceOut]
    effort: AmountOut
    phases: dict[str, PhaseVarianceOut]
    internal_days: AmountOut
    external_days: AmountOut
    cost: CostOut
    risks: RiskVarianceOut
    dependencies: DependencyVarianceOut
    moved: list[MoveOut]
