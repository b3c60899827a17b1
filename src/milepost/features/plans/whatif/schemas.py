"""What the API takes and gives of scenarios."""

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from milepost.platform.organisations.wire import Schema

Parts = Annotated[list[Annotated[str, Field(max_length=120)]], Field(max_length=12)]


class ScenarioIn(Schema):
    """A scenario and why it becomes the plan.

    `slip` holds `go-live=2` (weeks) or `2` for everything, `away` `coordinator=4` (weeks nobody does it), `share` and
    `helper` `coordinator=50` (per cent of a full-time person), `services` how many are in scope, `stage2` its day.
    """

    model_config = ConfigDict(extra="forbid")
    slip: Parts = []
    away: Parts = []
    share: Parts = []
    helper: Parts = []
    services: int | None = None
    stage2: date | None = None
    reason: Annotated[str, Field(min_length=1, max_length=1_000)]


class CertificateOut(Schema):
    """When the certificate is there."""

    likely: date
    p10: date
    p50: date
    p80: date
    p90: date


class ScenarioGateOut(Schema):
    """When a gate is reached."""

    state: Literal["passed", "done", "ahead"]
    likely: date
    p50: date
    p80: date


class LinkOut(Schema):
    """A link of the chain that makes something late."""

    activity: str
    name: str
    reason: str


class BreakOut(Schema):
    """What held in the plan as it is and no longer does; `days` of the calendar."""

    kind: Literal["deadline", "stage-2", "wanted", "gate"]
    about: str
    due: date
    likely: date
    days: int
    text: str
    chain: list[LinkOut]


class ScenarioOut(Schema):
    """One plan; without changes it is the plan as it is. `days_later` counts from its P80, below 0 for earlier."""

    changes: list[str]
    certificate: CertificateOut
    days_later: int
    gates: dict[str, ScenarioGateOut]
    internal_days: float
    external_days: float
    cost: float | None
    breaks: list[BreakOut]


class ComparisonOut(Schema):
    """The plan as it is, each change by itself where there are several, and all together."""

    programme: str
    on: date
    scenarios: list[ScenarioOut]
    runs: int
    seed: int


class AdoptedOut(Schema):
    """The comparison that was decided on, the activities that changed, and the numbers of the actions that are owed."""

    comparison: ComparisonOut
    activities: list[str]
    actions: list[int]
