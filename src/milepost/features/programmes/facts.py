"""The scope as the rules judge it: seven queries, however large the portfolio."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.scope import ElementKind, Inclusion, ScopeElement, ScopeFacts
from milepost.engines.rules.facts.scope import ScopeVersion as VersionFact
from milepost.engines.rules.scope import elements_hash
from milepost.features.portfolio.models import Customer, Location, Named, Service, Unit
from milepost.features.programmes import models
from milepost.features.programmes.models import Programme, ScopeVersion
from milepost.features.programmes.wording import clauses_named

TABLES: dict[ElementKind, type[Named]] = {
    ElementKind.SERVICE: Service,
    ElementKind.CUSTOMER: Customer,
    ElementKind.UNIT: Unit,
    ElementKind.LOCATION: Location,
}


def scope_facts(programme: Programme, on: date) -> ScopeFacts:
    """Elements, approved versions, and what the wording tries to leave out. What is retired by the day is not known."""
    decided = {(row.kind, row.code): row for row in models.ScopeElement.objects.filter(programme=programme)}
    elements = tuple(_elements(programme, decided, on))
    wording = models.ScopeWording.objects.filter(programme=programme).first()
    return ScopeFacts(
        elements=elements,
        versions=tuple(_versions(programme)),
        current_hash=elements_hash(elements),
        excluded_clauses=clauses_named(wording.parts if wording else {}),
    )


def scope_topics(programme: Programme, on: date) -> Mapping[str, Any]:
    """The topic `scope` of the programme's facts."""
    return {"scope": scope_facts(programme, on)}


def counting_versions(programme: Programme) -> list[ScopeVersion]:
    """The versions whose signature counts, newest first."""
    versions = ScopeVersion.objects.filter(programme=programme).select_related("signature", "prepared_by")
    return [version for version in versions if version.signature.counts]


def _elements(
    programme: Programme, decided: Mapping[tuple[str, str], models.ScopeElement], on: date
) -> Iterator[ScopeElement]:
    for kind, table in TABLES.items():
        known: Iterable[Named] = table._default_manager.filter(organisation_id=programme.organisation_id)
        for entry in known:
            if entry.retired_on is not None and entry.retired_on <= on:
                continue
            row = decided.get((kind.value, entry.code))
            element = ScopeElement(kind, entry.code, entry.name, Inclusion.UNDECIDED)
            if isinstance(entry, Service):
                element = replace(element, other_party_percent=entry.other_party_percent)
            if row is not None:
                element = replace(element, inclusion=Inclusion(row.state), justification=row.justification)
            yield element


def _versions(programme: Programme) -> Iterator[VersionFact]:
    for version in counting_versions(programme):
        signature, author = version.signature, version.prepared_by
        yield VersionFact(
            version=str(version.number),
            approved_on=version.approved_on,
            approver=Ref(str(signature.person_id or signature.pk), signature.signatory),
            sentence=version.sentence_en,
            elements_hash=version.elements_hash,
            author=Ref(str(author.pk), author.name) if author else None,
        )
