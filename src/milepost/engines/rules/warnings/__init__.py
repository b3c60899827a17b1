"""How programmes fail: eleven warnings. None ever blocks; each is raised when its sign is there."""  # noqa: A005 - the programme's own word, always imported absolutely

from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.answers import capped
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult
from milepost.engines.rules.texts import Text
from milepost.engines.rules.warnings.consistency import documents_contradict, scope_leaks
from milepost.engines.rules.warnings.evidence import design_unfinished, evidence_rushed, internal_audit_too_late
from milepost.engines.rules.warnings.leading import overloaded_owner, stalled, without_means
from milepost.engines.rules.warnings.planning import compressed_or_stretched, effort_out_of_range, scope_too_broad
from milepost.engines.rules.warnings.signs import WARNINGS

WARNING_IDS: tuple[str, ...] = tuple(f"W-{number:02}" for number in range(1, 12))


@dataclass(frozen=True, slots=True)
class RaisedWarning:
    """A warning whose sign is present, with what shows it."""

    id: str
    sign: Text
    results: tuple[CheckResult, ...]


def raise_warnings(facts: ProgrammeFacts, *, on: date) -> tuple[RaisedWarning, ...]:
    """The warnings whose sign is present on that day, in the order of their ids."""
    raised = []
    for id_ in WARNING_IDS:
        sign, look = WARNINGS[id_]
        results = tuple(capped(look(facts, on)))
        if results:
            raised.append(RaisedWarning(id_, sign, results))
    return tuple(raised)


__all__ = [
    "WARNINGS",
    "WARNING_IDS",
    "RaisedWarning",
    "compressed_or_stretched",
    "design_unfinished",
    "documents_contradict",
    "effort_out_of_range",
    "evidence_rushed",
    "internal_audit_too_late",
    "overloaded_owner",
    "raise_warnings",
    "scope_leaks",
    "scope_too_broad",
    "stalled",
    "without_means",
]
