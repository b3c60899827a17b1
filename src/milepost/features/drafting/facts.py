"""What documents written from the registers tell the rules: the service management plan, and the scope they name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import get_language

from milepost.catalogue.documents.facts import name_of
from milepost.catalogue.loader import UnknownEntry
from milepost.engines.rules.facts.documents import Drift as DriftFact
from milepost.engines.rules.facts.documents import SmpFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.scope import ClaimSource, ConsistencyFacts, ScopeClaim
from milepost.engines.templating.drift import Drift
from milepost.features.documents.models import Version
from milepost.features.drafting.models import Origin
from milepost.features.drafting.standing.drifting import compared, drifts_since, origin_of
from milepost.features.drafting.standing.plan import places_of, plan_version
from milepost.features.programmes.models import Programme

CLAIMS = {
    "DOC-POL-01": ClaimSource.POLICY,
    "DOC-SMP-01": ClaimSource.PLAN,
    "DOC-CAT-01": ClaimSource.CATALOGUE,
    "DOC-SLA-01": ClaimSource.AGREEMENT,
}
"""The documents that say what the SMS covers, by their templates."""


class Said(NamedTuple):
    """What documents say, whatever the registers say now: topics, and the plan in force where a template wrote it."""

    topics: Mapping[str, Any]
    plan: UUID | None


def read_documents(programme: Programme, on: date) -> Said:
    """The topics `smp`, without what differs, and `consistency`. At most four queries.

    `smp` is absent while no document stands for the plan, so that it can be attested.
    """
    version = plan_version(programme, on)
    held = frozenset(place.content for place in places_of(version) if place.where)
    topics = {"smp": SmpFacts(held) if version else None, **consistency_topic(programme, on)}
    # Only a version in force can drift, and only one that was written from a template can be compared.
    can_drift = version is not None and version.is_in_force(on) and origin_of(version) is not None
    return Said(topics, version.pk if version and can_drift else None)


def plan_drifts(programme: Programme, plan: UUID, on: date) -> tuple[DriftFact, ...]:
    """Which facts are others now than the plan in force says: it is written anew for that."""
    version = Version.objects.select_related("document").get(pk=plan)
    version.document.programme = programme
    return tuple(_drifts(programme, version, on))


def plan_topic(programme: Programme, on: date) -> Mapping[str, Any]:
    """The topic `smp` as the rules read it."""
    said = read_documents(programme, on)
    return with_drifts(said.topics, plan_drifts(programme, said.plan, on) if said.plan else ())


def with_drifts(topics: Mapping[str, Any], drifts: tuple[DriftFact, ...]) -> Mapping[str, Any]:
    """Topics of `Said`, with what differs from the plan."""
    smp = topics["smp"]
    return {**topics, "smp": replace(smp, drifts=drifts) if smp else None}


def _drifts(programme: Programme, version: Version, on: date) -> Iterator[DriftFact]:
    standing = compared(version, on)
    if standing is None:
        return
    since = drifts_since(programme, standing.origin) if standing.drifted else None
    for each in standing.drifted:
        accepted = each.accepted
        yield DriftFact(
            Ref(f"{version.pk}:{each.drift.path}", _label(each.drift)),
            found_on=min(since or on, on),
            decided_on=accepted.accepted_on if accepted else None,
        )


def _label(drift: Drift) -> str:
    try:
        name = name_of(drift.path).in_language((get_language() or "en")[:2])
    except UnknownEntry:
        name = drift.path
    return f"{name}: {'; '.join(drift.gone) or '–'} → {'; '.join(drift.come) or '–'}"


def consistency_topic(programme: Programme, on: date) -> Mapping[str, Any]:
    """The topic `consistency`: what the documents in force name that templates wrote. One query."""
    origins = Origin.objects.filter(programme=programme, template__in=CLAIMS, version__document__withdrawn_on=None)
    rows = origins.select_related("version__document").defer("body", "version__body").order_by("version__number")
    in_force = {row.version.document_id: row for row in rows if row.version.is_in_force(on)}
    claims = tuple(_claim(row) for row in in_force.values())
    return {"consistency": ConsistencyFacts(claims=claims) if claims else None}


def _claim(origin: Origin) -> ScopeClaim:
    document, version = origin.version.document, origin.version
    return ScopeClaim(
        CLAIMS[origin.template],
        Ref(str(document.pk), f"{version.identification} {document.title}"),
        services=_named(origin.read, "services"),
        customers=_named(origin.read, "customers"),
        units=_named(origin.read, "units"),
        locations=_named(origin.read, "locations"),
        in_force_from=version.effective_on or version.approved_on,
    )


def _named(read: Iterable[str], root: str) -> frozenset[str] | None:
    """The keys of a register that a document names; None where it names none, which says nothing of them."""
    keys = {path.split(".")[1] for path in read if path.startswith(f"{root}.")}
    return frozenset(keys) or None
