"""Which imports brought records that appeared later, and which records. Reads Parquet: never in a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from milepost.engines.bulk import Arrival, Asked
from milepost.engines.rules.clock.records import Ground
from milepost.features.evidence.imports.reading import reading_engine
from milepost.features.evidence.imports.terms import terms_of_programme
from milepost.features.practices.models import Practice
from milepost.platform.batches.current import current_generation
from milepost.platform.batches.evidence import evidence_of
from milepost.platform.batches.models import Batch
from milepost.platform.batches.services.counting import judging_terms


@dataclass(frozen=True, slots=True)
class LateImport:
    """An import and how many records of a practice it brought that appeared later and do not count."""

    batch: Batch
    count: int
    first_entered_at: datetime
    last_entered_at: datetime


def late_imports(practice: Practice) -> tuple[LateImport, ...]:
    """The imports that brought records of a practice which appeared later and do not count yet, oldest first."""
    generation = current_generation(practice.organisation_id)
    if not generation.parts:
        return ()
    terms = judging_terms(terms_of_programme(practice.programme), evidence_of(practice.organisation_id))
    with reading_engine(practice.organisation) as (engine, _folder):
        arrivals = engine.arrivals(generation.parts, terms, practice.key)
    batches = _batches(practice, arrivals)
    return tuple(
        LateImport(batches[found.source, found.received_at], found.count, found.first_entered_at, found.last_entered_at)
        for found in arrivals
    )


def late_records(practice: Practice, batch: Batch, keys: Sequence[str]) -> frozenset[str]:
    """Which of these records one import brought first, appeared later and do not count."""
    generation = current_generation(practice.organisation_id)
    terms = judging_terms(terms_of_programme(practice.programme), evidence_of(practice.organisation_id))
    asked = Asked(
        practice.key, reason=Ground.APPEARED_LATER, received=(batch.source.code, batch.sealed_at), keys=tuple(keys)
    )
    with reading_engine(practice.organisation) as (engine, _folder):
        found = engine.judged(generation.parts, terms, asked, limit=len(keys))
    return frozenset(str(row["source_id"]) for row in found.rows)


def _batches(practice: Practice, arrivals: Sequence[Arrival]) -> dict[tuple[str, datetime], Batch]:
    """The first batch of each source and moment; only a simulated clock seals two of a source at one moment."""
    batches = Batch.objects.filter(
        organisation_id=practice.organisation_id, sealed_at__in={found.received_at for found in arrivals}
    )
    return {
        (batch.source.code, batch.sealed_at): batch
        for batch in batches.select_related("source", "organisation").order_by("-generation")
    }
