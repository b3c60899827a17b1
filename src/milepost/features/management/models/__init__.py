"""Tables of the registers."""

from milepost.features.management.models.context import (
    ClimateDecision,
    Issue,
    Obligation,
    ObligationSource,
    Party,
    PartyRequirement,
    RequirementKind,
    Side,
)
from milepost.features.management.models.endangering import ProgrammeRisk, RiskResponse
from milepost.features.management.models.kept import Kept, Stated
from milepost.features.management.models.objectives import Direction, Measurement, Objective
from milepost.features.management.models.risks import Risk, RiskKind, RiskMethod, RiskSource, Treatment
from milepost.features.management.models.running import (
    Communication,
    Improvement,
    ImprovementDecision,
    ImprovementSource,
    Knowledge,
)

__all__ = [
    "ClimateDecision",
    "Communication",
    "Direction",
    "Improvement",
    "ImprovementDecision",
    "ImprovementSource",
    "Issue",
    "Kept",
    "Knowledge",
    "Measurement",
    "Objective",
    "Obligation",
    "ObligationSource",
    "Party",
    "PartyRequirement",
    "ProgrammeRisk",
    "RequirementKind",
    "Risk",
    "RiskKind",
    "RiskMethod",
    "RiskResponse",
    "RiskSource",
    "Side",
    "Stated",
    "Treatment",
]
