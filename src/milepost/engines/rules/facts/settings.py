"""The phases, and the numbers that a programme may change."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Phase(StrEnum):
    """The four phases in their order; each ends at the gate of the same name."""

    FOUNDATION = "foundation"
    DESIGN = "design"
    IMPLEMENTATION = "implementation"
    CERTIFICATION = "certification"

    @property
    def number(self) -> int:
        return list(Phase).index(self) + 1

    @property
    def code(self) -> str:
        """P1 … P4."""
        return f"P{self.number}"

    @property
    def gate(self) -> str:
        """G1 … G4: the gate at the end of this phase."""
        return f"G{self.number}"

    @property
    def before(self) -> "Phase | None":
        """The phase whose gate opens this one; None for the first."""
        return None if self is Phase.FOUNDATION else list(Phase)[self.number - 2]


@dataclass(frozen=True, slots=True)
class Settings:
    """Numbers with the defaults of `programme-rules.md`; changing one takes a reason in the ledger."""

    operation_months: int = 3
    sla_months: int = 3
    cmdb_accuracy_percent: Decimal = Decimal(95)
    cmdb_verified_within_days: int = 90
    reconciled_within_months: int = 3
    audit_refused_under_days: int = 21
    audit_warned_under_days: int = 56
    statements_auditable: int = 388
    practices_required: int = 20
