"""Controlled documents, and what the service management plan holds."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from milepost.engines.rules.facts.refs import Ref


class DocumentKind(StrEnum):
    """Kinds that a rule asks for by name; everything else is OTHER."""

    POLICY = "policy"
    SCOPE = "scope"
    CHARTER = "charter"
    CONTROL = "document-control"
    SMP = "smp"
    PROCEDURE = "procedure"
    CHANGE_POLICY = "change-policy"
    SECURITY_POLICY = "security-policy"
    CONTINUITY_PLAN = "continuity-plan"
    AUDIT_PROCEDURE = "audit-procedure"
    VERIFICATION_PROCEDURE = "verification-procedure"
    PLAN = "implementation-plan"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """One version; in force from its approval (or the later effective day) until superseded or withdrawn."""

    number: str
    approved_on: date | None = None
    effective_on: date | None = None
    approver: Ref | None = None
    by_top_management: bool = False
    authors: tuple[Ref, ...] = ()
    review_due_on: date | None = None
    ended_on: date | None = None

    def in_force(self, on: date) -> bool:
        if self.approved_on is None or self.approved_on > on:
            return False
        started = self.effective_on is None or self.effective_on <= on
        return started and (self.ended_on is None or self.ended_on > on)


@dataclass(frozen=True, slots=True)
class Document:
    """A controlled document; `practice` is the key of the practice whose procedure it is."""

    document: Ref
    kind: DocumentKind = DocumentKind.OTHER
    owner: Ref | None = None
    practice: str = ""
    versions: tuple[DocumentVersion, ...] = ()
    communicated_on: date | None = None
    created_on: date | None = None
    withdrawn_on: date | None = None

    def version_on(self, on: date) -> DocumentVersion | None:
        """The version in force on that day, the newest approval if there are two."""
        if self.withdrawn_on is not None and self.withdrawn_on <= on:
            return None
        best: DocumentVersion | None = None
        for version in self.versions:
            if version.in_force(on) and (best is None or (version.approved_on, 1) >= (best.approved_on, 1)):
                best = version
        return best

    @property
    def first_approved_on(self) -> date | None:
        return min((version.approved_on for version in self.versions if version.approved_on), default=None)


class PlanContent(StrEnum):
    """What a service management plan contains or references: 6.3 a to h, and three that the roadmap adds."""

    SERVICES = "a"
    LIMITATIONS = "b"
    OBLIGATIONS = "c"
    AUTHORITIES = "d"
    RESOURCES = "e"
    OTHER_PARTIES = "f"
    TECHNOLOGY = "g"
    MEASUREMENT = "h"
    OBJECTIVES = "objectives"
    TIMELINE = "timeline"
    GOVERNANCE = "governance"


@dataclass(frozen=True, slots=True)
class Drift:
    """Data in force that differ from what the approved document says, until decided (accepted or a new version)."""

    drift: Ref
    found_on: date
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class SmpFacts:
    """What the service management plan in force holds, and where the data went on since."""

    contents: frozenset[PlanContent] = frozenset()
    drifts: tuple[Drift, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentsFacts:
    """The controlled documents of the programme."""

    documents: tuple[Document, ...] = ()

    def of(self, kind: DocumentKind) -> tuple[Document, ...]:
        return tuple(document for document in self.documents if document.kind is kind)
