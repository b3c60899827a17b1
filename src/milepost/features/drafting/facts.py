"""What documents in force tell the rules: the service management plan, and what they say of things."""

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
from milepost.engines.templating.drift import Drift
from milepost.features.documents.models import Version
from milepost.features.drafting.standing.consistency import InForce, consistency_of, read_in_force
from milepost.features.drafting.standing.drifting import compared, drifts_since, origin_of
from milepost.features.drafting.standing.plan import places_of, plan_version
from milepost.features.programmes.models import Programme, ScopeVersion


class Said(NamedTuple):
    """What documents say, whatever the registers say now.

    `smp` says of the plan what it holds, not yet what differs, and `plan` which version that is if it can differ.
    """

    smp: SmpFacts | None
    plan: UUID | None
    in_force: InForce


def read_documents(programme: Programme, on: date) -> Said:
    """What is said by the documents of a programme at a day. At most ten queries.

    `smp` is absent while no document stands for the plan, so that it can be attested.
    """
    in_force, version = read_in_force(programme, on), plan_version(programme, on)
    if version is None:
        return Said(None, None, in_force)
    held = frozenset(place.content for place in places_of(version) if place.where)
    # Only a version in force can drift, and only one that was written from a template can be compared.
    can_drift = version.is_in_force(on) and origin_of(version) is not None
    return Said(SmpFacts(held), version.pk if can_drift else None, in_force)


def drafted_topics(programme: Programme, said: Said, on: date, scopes: Iterable[ScopeVersion]) -> Mapping[str, Any]:
    """The topics `smp` and `consistency`: documents held against the registers and the versions of the scope.

    One query, and where a template wrote the plan in force some forty, as it is written anew.
    """
    drifts = tuple(_drifts(programme, said.plan, on)) if said.plan else ()
    return {
        "smp": replace(said.smp, drifts=drifts) if said.smp else None,
        "consistency": consistency_of(programme, said.in_force, on, scopes),
    }


def _drifts(programme: Programme, plan: UUID, on: date) -> Iterator[DriftFact]:
    version = Version.objects.select_related("document").get(pk=plan)
    version.document.programme = programme
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
