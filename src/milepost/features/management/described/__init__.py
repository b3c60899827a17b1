"""The registers, by key: those of the management system, and what is stated once beside them."""

from milepost.features.management.described.context import (
    CLIMATE_DECISION,
    ISSUES,
    OBLIGATIONS,
    PARTIES,
    PARTY_REQUIREMENTS,
)
from milepost.features.management.described.endangering import PROGRAMME_RISKS
from milepost.features.management.described.objectives import OBJECTIVES
from milepost.features.management.described.risks import RISK_METHOD, RISKS
from milepost.features.management.described.running import COMMUNICATIONS, IMPROVEMENTS, KNOWLEDGE
from milepost.features.management.registers import Register

LISTED = (
    RISKS,
    OBJECTIVES,
    OBLIGATIONS,
    ISSUES,
    PARTIES,
    PARTY_REQUIREMENTS,
    COMMUNICATIONS,
    KNOWLEDGE,
    IMPROVEMENTS,
    PROGRAMME_RISKS,
)
STATED = (RISK_METHOD, CLIMATE_DECISION)
REGISTERS: dict[str, Register] = {register.key: register for register in (*LISTED, *STATED)}

__all__ = [
    "CLIMATE_DECISION",
    "COMMUNICATIONS",
    "IMPROVEMENTS",
    "ISSUES",
    "KNOWLEDGE",
    "LISTED",
    "OBJECTIVES",
    "OBLIGATIONS",
    "PARTIES",
    "PARTY_REQUIREMENTS",
    "PROGRAMME_RISKS",
    "REGISTERS",
    "RISKS",
    "RISK_METHOD",
    "STATED",
]
