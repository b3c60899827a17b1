"""A scope statement as it stands today: its elements, its sentence, its content and hash, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from milepost.engines.rules.criteria.scope import scope_is_approved
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.scope import ElementKind, ScopeElement, ScopeFacts
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.scope_links import ServiceLinks, misfits
from milepost.features.portfolio.models import Service
from milepost.features.portfolio.selectors import links_of
from milepost.features.programmes.facts import counting_versions, scope_facts
from milepost.features.programmes.models import Programme, ScopeVersion, ScopeWording
from milepost.features.programmes.wording import sentences
from milepost.platform.ledger.canonical import canonical_json, sha256

APPROVAL = frozenset({"not-approved", "own-approval", "changed"})
"""What only an approval settles: it cannot stand in the way of one."""
OTHER_PARTIES = frozenset({"other-parties-unknown", "other-parties-run-all"})
"""What fails the gate and not the statement: it is about the services, and may be entered later."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement of a programme at a day."""

    programme: Programme
    on: date
    facts: ScopeFacts
    sentence: dict[str, str]
    wording: ScopeWording | None
    outcome: Outcome
    remarks: tuple[CheckResult, ...]
    versions: tuple[ScopeVersion, ...]

    @property
    def elements(self) -> tuple[ScopeElement, ...]:
        """Everything known, by kind and name."""
        return tuple(sorted(self.facts.elements, key=_place))

    @property
    def content(self) -> dict[str, Any]:
        """What an approval covers, as it is kept and hashed; the sentence follows from it."""
        return {
            "organisation": self.programme.organisation.name,
            "parts": self.wording.parts if self.wording else {},
            "elements": [as_kept(element) for element in self.elements],
        }

    @property
    def content_hash(self) -> str:
        """SHA-256 of the content."""
        return sha256(canonical_json(self.content))

    @property
    def in_force(self) -> ScopeVersion | None:
        """The newest version whose signature counts."""
        return self.versions[0] if self.versions else None

    @property
    def drifted(self) -> bool:
        """Whether the statement says something else than the version in force."""
        return self.in_force is not None and self.in_force.content_hash != self.content_hash

    @property
    def hindrances(self) -> tuple[CheckResult, ...]:
        """What must be settled before the statement can be signed."""
        settled_otherwise = APPROVAL | OTHER_PARTIES
        return tuple(
            result
            for result in self.outcome.results
            if result.blocks and result.id.split(".")[1] not in settled_otherwise
        )


def _place(element: ScopeElement) -> tuple[int, str, str]:
    return list(ElementKind).index(element.kind), element.label.lower(), element.key


def as_kept(element: ScopeElement) -> dict[str, Any]:
    """An element as a version keeps it."""
    return {
        "kind": element.kind.value,
        "code": element.key,
        "name": element.label,
        "state": element.inclusion.value,
        "justification": element.justification,
    }


def statement_of(programme: Programme, *, on: date) -> Statement:
    """The statement as it stands, judged at a day. A fixed number of queries."""
    facts = scope_facts(programme, on)
    wording = ScopeWording.objects.select_related("prepared_by").filter(programme=programme).first()
    known = ProgrammeFacts(str(programme.pk), programme.code, programme.name, scope=facts)
    return Statement(
        programme,
        on,
        facts,
        sentences(programme.organisation.name, wording.parts if wording else {}, facts, on=on),
        wording,
        scope_is_approved(known, on),
        tuple(misfits(facts, _links(programme), on=on)),
        tuple(counting_versions(programme)),
    )


def _links(programme: Programme) -> Sequence[ServiceLinks]:
    services = list(
        Service.objects.filter(organisation_id=programme.organisation_id).select_related("delivered_by", "owner")
    )
    received = links_of(services)
    return [
        ServiceLinks(
            service.code,
            unit=service.delivered_by.code if service.delivered_by else "",
            owner=service.owner.email if service.owner else "",
            customers=frozenset(received[service.pk]),
        )
        for service in services
    ]
