"""Writing gap assessments: opening and closing, rating, and what becomes of a gap."""

from milepost.features.gaps.services.assessments import close_assessment, open_assessment
from milepost.features.gaps.services.ratings import (
    put_ratings,
    rate_each,
    rate_many,
    rate_statement,
    reopen_statement,
)
from milepost.features.gaps.services.remediation import plan_remediation, plan_remediations

__all__ = [
    "close_assessment",
    "open_assessment",
    "plan_remediation",
    "plan_remediations",
    "put_ratings",
    "rate_each",
    "rate_many",
    "rate_statement",
    "reopen_statement",
]
