"""The scope as the rules judge it: four queries, however large the portfolio."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import CharField, F, IntegerField, Value

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


def scope_facts(programme: Programme, on: date, versions: Iterable[ScopeVersion] | None = None) -> ScopeFacts:
    """Elements, approved versions, and what the wording tries to leave out. What is retired by the day is not known.

    `versions` are those whose signature counts, for a caller who has read them.
    """
    decided = {(row.kind, row.code): row for row in models.ScopeElement.objects.filter(programme=programme)}
    elements = tuple(_elements(programme, decided, on))
    wording = models.ScopeWording.objects.filter(programme=programme).first()
    return ScopeFacts(
        elements=elements,
        versions=tuple(map(_version, counting_versions(programme) if versions is None else versions)),
        current_hash=elements_hash(elements),
        excluded_clauses=clauses_named(wording.parts if wording else {}),
    )


def scope_topics(programme: Programme, on: date, versions: Iterable[ScopeVersion]) -> Mapping[str, Any]:
    """The topic `scope` of the programme's facts."""
    return {"scope": scope_facts(programme, on, versions)}


def counting_versions(programme: Programme) -> list[ScopeVersion]:
    """The versions whose signature counts, newest first."""
    versions = ScopeVersion.objects.filter(programme=programme).select_related("signature", "prepared_by")
    return [version for version in versions if version.signature.counts]


def _elements(
    programme: Programme, decided: Mapping[tuple[str, str], models.ScopeElement], on: date
) -> Iterator[ScopeElement]:
    for kind, code, name, retired_on, percent in _portfolio(programme):
        if retired_on is not None and retired_on <= on:
            continue
        row = decided.get((kind, code))
        yield ScopeElement(
            ElementKind(kind),
            code,
            name,
            Inclusion(row.state) if row else Inclusion.UNDECIDED,
            justification=row.justification if row else "",
            other_party_percent=percent,
        )


def _portfolio(programme: Programme) -> Iterator[tuple[str, str, str, date | None, int | None]]:
    """Kind, code, name, last day and other parties' share of all that there is: kinds as listed, by code. One query."""
    parts = [
        table._default_manager.filter(organisation_id=programme.organisation_id)
        .order_by()
        .annotate(
            kind=Value(kind.value, CharField()),
            place=Value(place, IntegerField()),
            percent=F("other_party_percent") if table is Service else Value(None, IntegerField()),
        )
        .values_list("kind", "code", "name", "retired_on", "percent", "place")
        for place, (kind, table) in enumerate(TABLES.items())
    ]
    first, *others = parts
    for kind, code, name, retired_on, percent, _place in first.union(*others, all=True).order_by("place", "code"):
        yield kind, code, name, retired_on, percent


def _version(version: ScopeVersion) -> VersionFact:
    signature, author = version.signature, version.prepared_by
    return VersionFact(
        version=str(version.number),
        approved_on=version.approved_on,
        approver=Ref(str(signature.person_id or signature.pk), signature.signatory),
        sentence=version.sentence_en,
        elements_hash=version.elements_hash,
        author=Ref(str(author.pk), author.name) if author else None,
    )
