"""What documents in force tell the rules: the service management plan, and what they say of things."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from typing import Any

from django.utils.translation import get_language

from milepost.catalogue.documents.facts import name_of
from milepost.catalogue.loader import UnknownEntry
from milepost.engines.rules.facts.documents import Drift as DriftFact
from milepost.engines.rules.facts.documents import SmpFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.templating.context import Sources
from milepost.engines.templating.drift import Drift
from milepost.features.documents.models import Version
from milepost.features.drafting.reading.book import sources_of
from milepost.features.drafting.standing.consistency import consistency_of
from milepost.features.drafting.standing.drifting import compared, drifts_since
from milepost.features.drafting.standing.plan import places_of, plan_version
from milepost.features.programmes.models import Programme


def drafted_topics(programme: Programme, on: date) -> Mapping[str, Any]:
    """The topics of what documents in force say that were written from the registers, which are read once."""
    sources = cache(partial(sources_of, programme, on=on))
    return {**plan_topic(programme, on, sources), **consistency_topic(programme, on, sources)}


def plan_topic(programme: Programme, on: date, sources: Callable[[], Sources] | None = None) -> Mapping[str, Any]:
    """The topic `smp`; absent while no document stands for the plan, so that it can be attested."""
    version = plan_version(programme, on)
    if version is None:
        return {"smp": None}
    held = frozenset(place.content for place in places_of(version) if place.where)
    return {"smp": SmpFacts(held, tuple(_drifts(programme, version, on, sources)))}


def _drifts(
    programme: Programme, version: Version, on: date, sources: Callable[[], Sources] | None
) -> Iterator[DriftFact]:
    """Only a version in force can drift, and only one that was written from a template can be compared."""
    standing = compared(version, on, sources) if version.is_in_force(on) else None
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


def consistency_topic(
    programme: Programme, on: date, sources: Callable[[], Sources] | None = None
) -> Mapping[str, Any]:
    """The topic `consistency`: what the documents in force say, and the registers of the same things."""
    return {"consistency": consistency_of(programme, on, sources or partial(sources_of, programme, on=on))}
