"""Risks, opportunities and objectives (clauses 6.1 and 6.2)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from milepost.engines.rules.facts.refs import Ref


class RiskKind(StrEnum):
    RISK = "risk"
    OPPORTUNITY = "opportunity"


class RiskSource(StrEnum):
    """The three that 6.1.2 a names, for risks."""

    ORGANISATION = "organisation"
    REQUIREMENTS = "service-requirements"
    OTHER_PARTIES = "other-parties"


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk or an opportunity; `assessed_on` is the day it was judged against the acceptance criteria.

    `accepted_until`: it is lived with as it is, until that day.
    """

    risk: Ref
    kind: RiskKind = RiskKind.RISK
    source: RiskSource | None = None
    assessed_on: date | None = None
    treatment: str = ""
    owner: Ref | None = None
    accepted_until: date | None = None


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """`criteria_stated_on`: when the acceptance criteria were written down."""

    criteria_stated_on: date | None = None
    risks: tuple[Risk, ...] = ()


@dataclass(frozen=True, slots=True)
class Objective:
    """`target` is the number wanted, as written with its unit; empty for a purely qualitative objective.

    `baseline` likewise; where there is none, `baseline_by` is the day until which it will be measured.
    """

    objective: Ref
    metric: str = ""
    baseline: str = ""
    baseline_by: date | None = None
    target: str = ""
    due_on: date | None = None
    method: str = ""
    owner: Ref | None = None
    set_on: date | None = None


@dataclass(frozen=True, slots=True)
class ObjectiveFacts:
    period_from: date | None = None
    period_to: date | None = None
    objectives: tuple[Objective, ...] = ()
