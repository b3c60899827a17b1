"""The roll-up: what counts per practice, service, day and reason, for every programme of an organisation."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from milepost.engines.bulk import Engine, EntryRow, RollupRow, RollupTerms
from milepost.engines.bulk import Part as StoredPart
from milepost.engines.rules.clock.records import PracticeTerms
from milepost.platform.batches.evidence import Evidence, evidence_of
from milepost.platform.batches.models import Batch, Rollup, RollupDay, RollupEntry
from milepost.platform.batches.terms import ProgrammeTerms, digest_of_terms
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.states import sum_of
from milepost.platform.organisations.models import Organisation

NEVER = PracticeTerms(live=(), procedures=(), services=frozenset(), tools={})


@dataclass(frozen=True, slots=True)
class Counted:
    """The days of one practice in one programme, and under which terms they were counted."""

    programme_id: UUID
    practice: str
    terms_digest: str
    rows: tuple[RollupRow, ...]
    entries: tuple[EntryRow, ...]


def count_programmes(
    engine: Engine,
    *,
    terms: Sequence[ProgrammeTerms],
    parts: Sequence[StoredPart],
    organisation_id: UUID,
    joining: Batch | None = None,
) -> list[Counted]:
    """Judge every record of a generation for each programme."""
    evidence = evidence_of(organisation_id, joining=joining)
    return [counted for programme in terms for counted in _count(engine, programme, parts, evidence)]


def judging_terms(programme: ProgrammeTerms, evidence: Evidence) -> RollupTerms:
    """What the records are judged by, for one programme: its own terms, completed by what the sources say."""
    known = {practice: evidence.complete(practice, terms) for practice, terms in programme.practices.items()}
    own_codes = {(source, code): code for source in evidence.timings for code in programme.services}
    return RollupTerms(
        practices=dict.fromkeys(evidence.practices, NEVER) | known,
        sources=evidence.timings,
        zone=programme.zone,
        services=own_codes | dict(evidence.values),
        imports=evidence.imports,
        accepted=sorted(programme.accepted),
        accepted_imports=sorted(programme.accepted_imports),
    )


def _count(
    engine: Engine, programme: ProgrammeTerms, parts: Sequence[StoredPart], evidence: Evidence
) -> Iterable[Counted]:
    judged = engine.roll_up(parts, judging_terms(programme, evidence))
    days: defaultdict[str, list[RollupRow]] = defaultdict(list)
    for row in judged.rows:
        days[row.practice].append(row)
    entered: defaultdict[str, list[EntryRow]] = defaultdict(list)
    for entry in judged.entries:
        entered[entry.practice].append(entry)
    for practice in sorted(programme.practices):
        digest = digest_of_terms(programme, practice, evidence.about(practice))
        yield Counted(programme.programme_id, practice, digest, tuple(days[practice]), tuple(entered[practice]))


def store_counted(organisation: Organisation, counted: Iterable[Counted], *, generation: int) -> list[Rollup]:
    """Put the new counts in the place of the old ones; inside the transaction that makes them true.

    Returns the rows that sum them up, which the entry of that transaction names.
    """
    sums = []
    for one in counted:
        of: dict[str, Any] = {"programme_id": one.programme_id, "practice": one.practice}
        where = {"organisation": organisation, **of}
        RollupDay.objects.filter(**where).delete()
        RollupDay.objects.bulk_create(
            (RollupDay(**where, service=row.service, day=row.day, reason=row.reason, n=row.count) for row in one.rows),
            batch_size=1000,
        )
        RollupEntry.objects.filter(**where).delete()
        RollupEntry.objects.bulk_create(
            (RollupEntry(**where, day=entry.day, n=entry.count) for entry in one.entries), batch_size=1000
        )
        rollup, _ = Rollup.objects.update_or_create(
            **of,
            defaults={
                "organisation": organisation,
                "generation": generation,
                "terms_digest": one.terms_digest,
                "days_sha256": sum_of(RollupDay, of),
                "entries_sha256": sum_of(RollupEntry, of),
                "made_at": now(),
            },
        )
        sums.append(rollup)
    return sums
