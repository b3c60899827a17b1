"""The CMDB: what was defined, covered, verified and reconciled (8.2.6)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from milepost.engines.rules.facts.refs import Ref


@dataclass(frozen=True, slots=True)
class Coverage:
    """What discovery or a walk-round found for an in-scope service, and how much of it is recorded as CIs."""

    service: Ref
    looked_on: date | None = None
    found: int = 0
    recorded: int = 0


@dataclass(frozen=True, slots=True)
class Verification:
    """A check of CIs against reality: counts after decisions for a reconciliation, as found for a verification.

    `unrecorded` was found but stood in no record; `undecided` discrepancies wait; `accepted_critical` names accepted
    discrepancies on critical services.
    """

    verification: Ref
    done_on: date
    checked: int
    correct: int
    unrecorded: int = 0
    undecided: int = 0
    accepted_critical: tuple[Ref, ...] = ()

    @property
    def accuracy_percent(self) -> Decimal:
        """Correct ÷ (checked + found but unrecorded), in per cent; 0 where nothing was looked at."""
        total = self.checked + self.unrecorded
        return Decimal(100 * self.correct) / Decimal(total) if total else Decimal(0)


@dataclass(frozen=True, slots=True)
class CmdbFacts:
    """`scope_defined_on`, `types_defined_on`, `detail_defined_on`: what CIs are, of which types, in what detail."""

    scope_defined_on: date | None = None
    types_defined_on: date | None = None
    detail_defined_on: date | None = None
    coverage: tuple[Coverage, ...] = ()
    procedure_approved_on: date | None = None
    verifications: tuple[Verification, ...] = ()


@dataclass(frozen=True, slots=True)
class ReconciliationFacts:
    """Reconciliations against the actual environment; `planned_on` is the next one."""

    reconciliations: tuple[Verification, ...] = ()
    planned_on: date | None = None
