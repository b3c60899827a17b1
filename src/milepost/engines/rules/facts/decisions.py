"""What people decided and attested: gate decisions, attestations, and when something last moved."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.settings import Phase


class Verdict(StrEnum):
    """A decision at a gate; *before* was taken before Milepost and has no verdict behind it."""

    GO = "go"
    NO_GO = "no-go"
    BEFORE = "before"

    @property
    def opens(self) -> bool:
        return self is not Verdict.NO_GO


@dataclass(frozen=True, slots=True)
class GateDecision:
    """`gate` is the phase that the gate closes. A decision counts from the day it was taken."""

    gate: Phase
    decision: Verdict
    decided_on: date


@dataclass(frozen=True, slots=True)
class Attestation:
    """Evidence in place of facts, for one criterion, signed by the sponsor, at most six months long."""

    criterion: str
    evidence: Ref
    until: date
    proves: str = ""
    signed_by: Ref | None = None
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """The last activity of the programme that was finished, whichever feature holds it."""

    last_finished_on: date | None = None
    last_finished: str = ""
