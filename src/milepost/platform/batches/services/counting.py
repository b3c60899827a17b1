"""The roll-up: what counts per practice, service, day and reason, for every programme of an organisation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from uuid import UUID

from milepost.engines.bulk import Engine, RollupRow, RollupTerms
from milepost.engines.bulk import Part as StoredPart
from milepost.engines.rules.clock.imports import CompleteImport
from milepost.engines.rules.clock.records import Period, PracticeTerms, Timing
from milepost.platform.batches.models import Batch, Rollup, RollupDay, Source, ValueMapping
from milepost.platform.batches.terms import ProgrammeTerms, digest_of_terms
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.models import Organisation

NEVER = PracticeTerms(live=(), procedures=(), services=frozenset(), tools={})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the organisation's own tables say about its records."""

    timings: Mapping[str, Timing]
    values: Mapping[tuple[str, str], str]
    imports: tuple[CompleteImport, ...]
    first_sources: Mapping[str, str]

    @property
    def practices(self) -> frozenset[str]:
        """The practices that any batch has records of."""
        return frozenset(self.first_sources)

    def complete(self, practice: str, terms: PracticeTerms) -> PracticeTerms:
        """The terms; where no tool of record is declared, the first source that brought records is taken as it."""
        if terms.tools or practice not in self.first_sources:
            return terms
        return replace(terms, tools={self.first_sources[practice]: (Period(date.min),)})

    def about(self, practice: str) -> dict[str, object]:
        """What of it decides about a practice, for the digest of its terms."""
        return {
            "first_source": self.first_sources.get(practice, ""),
            "timings": {source: str(timing) for source, timing in self.timings.items()},
            "values": sorted([source, value, code] for (source, value), code in self.values.items()),
            "imports": sorted(
                [i.source, i.sealed_at.isoformat(), i.complete_from.isoformat(), i.complete_to.isoformat()]
                for i in self.imports
                if practice in i.practices
            ),
        }


@dataclass(frozen=True, slots=True)
class Counted:
    """The days of one practice in one programme, and under which terms they were counted."""

    programme_id: UUID
    practice: str
    terms_digest: str
    rows: tuple[RollupRow, ...]


def evidence_of(organisation_id: UUID, *, joining: Batch | None = None) -> Evidence:
    """What decides besides the programme's terms; `joining` is a batch about to be sealed. Three queries."""
    timings = {source.code: Timing(source.timing) for source in Source.objects.filter(organisation_id=organisation_id)}
    batches = list(
        Batch.objects.filter(organisation_id=organisation_id).select_related("source").order_by("generation")
    )
    if joining is not None:
        batches.append(joining)
        timings[joining.source.code] = Timing(joining.source.timing)
    values = ValueMapping.objects.filter(organisation_id=organisation_id, column="service")
    return Evidence(
        timings=timings,
        values={(source, value): code for source, value, code in values.values_list("source__code", "value", "code")},
        imports=tuple(_complete(batches)),
        first_sources={practice: batch.source.code for batch in reversed(batches) for practice in batch.practices},
    )


def _complete(batches: Iterable[Batch]) -> Iterable[CompleteImport]:
    for batch in batches:
        if batch.complete_from and batch.complete_to:
            yield CompleteImport(
                source=batch.source.code,
                practices=frozenset(batch.covers),
                sealed_at=batch.sealed_at.astimezone(UTC),
                complete_from=batch.complete_from,
                complete_to=batch.complete_to,
            )


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


def _count(
    engine: Engine, programme: ProgrammeTerms, parts: Sequence[StoredPart], evidence: Evidence
) -> Iterable[Counted]:
    practices = dict.fromkeys(evidence.practices, NEVER) | dict(programme.practices)
    own_codes = {(source, code): code for source in evidence.timings for code in programme.services}
    judged = engine.roll_up(
        parts,
        RollupTerms(
            practices=practices,
            sources=evidence.timings,
            zone=programme.zone,
            services=own_codes | dict(evidence.values),
            imports=evidence.imports,
            accepted=sorted(programme.accepted),
        ),
    )
    days: defaultdict[str, list[RollupRow]] = defaultdict(list)
    for row in judged:
        days[row.practice].append(row)
    for practice in sorted(programme.practices):
        digest = digest_of_terms(programme, practice, evidence.about(practice))
        yield Counted(programme.programme_id, practice, digest, tuple(days[practice]))


def store_counted(organisation: Organisation, counted: Iterable[Counted], *, generation: int) -> None:
    """Put the new counts in the place of the old ones; inside the transaction that makes them true."""
    for one in counted:
        where = {"organisation": organisation, "programme_id": one.programme_id, "practice": one.practice}
        RollupDay.objects.filter(**where).delete()
        RollupDay.objects.bulk_create(
            (RollupDay(**where, service=row.service, day=row.day, reason=row.reason, n=row.count) for row in one.rows),
            batch_size=1000,
        )
        Rollup.objects.update_or_create(
            programme_id=one.programme_id,
            practice=one.practice,
            defaults={
                "organisation": organisation,
                "generation": generation,
                "terms_digest": one.terms_digest,
                "made_at": now(),
            },
        )
