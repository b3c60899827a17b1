"""What the scope statement says, and what each service leaves behind in the SMS."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.statements import ReviewCycle, Statement


class ElementKind(StrEnum):
    """What a scope may name: 4.3, and the certificate after it."""

    SERVICE = "service"
    CUSTOMER = "customer"
    UNIT = "unit"
    LOCATION = "location"


class Inclusion(StrEnum):
    IN = "in"
    OUT = "out"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class ScopeElement:
    """One known service, customer, unit or location, and what was decided about it.

    `other_party_percent` (services only) is the share that other parties provide or operate, 0 to 100; None is
    "not entered". `known_since` later than the judged date means it was not known then.
    """

    kind: ElementKind
    key: str
    label: str
    inclusion: Inclusion
    justification: str = ""
    other_party_percent: int | None = None
    known_since: date | None = None


@dataclass(frozen=True, slots=True)
class ScopeVersion:
    """An approved version of the scope statement, with the hash of the elements it was approved with."""

    version: str
    approved_on: date
    approver: Ref
    sentence: str
    elements_hash: str
    author: Ref | None = None


@dataclass(frozen=True, slots=True)
class ScopeFacts:
    """`current_hash` is that of the elements as they stand now; `excluded_clauses` what a text tries to leave out."""

    elements: tuple[ScopeElement, ...] = ()
    versions: tuple[ScopeVersion, ...] = ()
    current_hash: str = ""
    excluded_clauses: tuple[str, ...] = ()

    def version_on(self, on: date) -> ScopeVersion | None:
        """The version in force on that day."""
        approved = [version for version in self.versions if version.approved_on <= on]
        return max(approved, key=lambda version: version.approved_on, default=None)

    def of(self, kind: ElementKind, inclusion: Inclusion, on: date) -> tuple[ScopeElement, ...]:
        """The elements of a kind with that decision, as known on that day."""
        return tuple(
            element
            for element in self.elements
            if element.kind is kind
            and element.inclusion is inclusion
            and (element.known_since is None or element.known_since <= on)
        )


@dataclass(frozen=True, slots=True)
class ServiceFootprint:
    """What the SMS holds of a service, in scope or not: the consistency that W-10 looks at."""

    service: Ref
    agreements: int = 0
    items: int = 0
    counted_records: int = 0
    owner: Ref | None = None


class ClaimSource(StrEnum):
    """Documents that say what the SMS covers; they must all say the same (W-08)."""

    POLICY = "policy"
    PLAN = "smp"
    CATALOGUE = "catalogue"
    AGREEMENT = "sla"
    APPLICATION = "application"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class ScopeClaim:
    """What one document in force says of the scope: the keys it names per kind, or None where it names none."""

    source: ClaimSource
    document: Ref
    services: frozenset[str] | None = None
    customers: frozenset[str] | None = None
    units: frozenset[str] | None = None
    locations: frozenset[str] | None = None
    in_force_from: date | None = None


@dataclass(frozen=True, slots=True)
class ConsistencyFacts:
    """Everything W-08 and W-10 compare: with the scope, among documents, and with registers.

    `footprints` is None while nobody gathers them.
    """

    footprints: tuple[ServiceFootprint, ...] | None = None
    claims: tuple[ScopeClaim, ...] = ()
    statements: tuple[Statement, ...] = ()
    cycles: tuple[ReviewCycle, ...] = ()
