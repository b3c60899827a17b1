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
    """Numbers under the keys of the catalogue's settings, with its defaults; a change takes a reason in the ledger."""

    months_of_operation: int = 3
    sla_record_months: int = 3
    cmdb_accuracy: Decimal = Decimal(95)
    cmdb_verified_within_days: int = 90
    reconciliation_within_months: int = 3
    audit_to_stage2_refused_days: int = 21
    audit_to_stage2_warned_days: int = 56
    stage2_interval_months: int = 6
    body_cooling_off_years: int = 2
    statements_auditable: int = 388
    practices_required: int = 20
