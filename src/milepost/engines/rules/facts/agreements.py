"""Service level agreements as designed, and their records month by month."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from milepost.engines.rules.facts.refs import Ref


class Baseline(StrEnum):
    """What an SLA's targets were compared with."""

    NONE = "none"
    MEASURED = "measured"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A target that baseline or present capacity does not reach; accepted by a named person, or not."""

    target: str
    accepted_by: Ref | None = None
    accepted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """An SLA of one service with one customer. An estimate needs who made it and when it is reviewed."""

    agreement: Ref
    service: str
    customer: str
    agreed_on: date | None = None
    ended_on: date | None = None
    targets: int = 0
    workload_limits: bool = False
    exceptions: bool = False
    baseline: Baseline = Baseline.NONE
    estimated_by: Ref | None = None
    estimate_reviewed_by: date | None = None
    achievability_checked_on: date | None = None
    shortfalls: tuple[Shortfall, ...] = ()

    def in_force(self, on: date) -> bool:
        return self.agreed_on is not None and self.agreed_on <= on and (self.ended_on is None or self.ended_on > on)


@dataclass(frozen=True, slots=True)
class PortfolioService:
    """An in-scope service of the portfolio with its customers."""

    service: Ref
    documented_on: date | None = None
    customers: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """`services` are the in-scope ones; internal customers count as customers."""

    services: tuple[PortfolioService, ...] = ()
    agreements: tuple[Agreement, ...] = ()


@dataclass(frozen=True, slots=True)
class SlaMonth:
    """One whole reporting month (its first day) of an SLA.

    `missed` counts missed targets; `decided_on` is the day of the decision about improvement that answers them.
    """

    month: date
    reported_on: date | None = None
    reviewed_on: date | None = None
    with_trend: bool = False
    missed: int = 0
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class SlaRecord:
    """The record of an SLA in force, over all its versions.

    `added_on`: the service joined through 8.5.2 after operation had begun and counts from that day;
    `named_to_body_on`: the day the body was told of it.
    """

    agreement: Ref
    in_force_from: date
    ended_on: date | None = None
    months: tuple[SlaMonth, ...] = ()
    added_on: date | None = None
    named_to_body_on: date | None = None


@dataclass(frozen=True, slots=True)
class SlaRecordFacts:
    records: tuple[SlaRecord, ...] = ()
