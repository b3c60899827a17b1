"""What the organisation's own tables say about its records: who times them, what is complete, what values mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date
from uuid import UUID

from milepost.engines.rules.clock.imports import CompleteImport
from milepost.engines.rules.clock.records import Period, PracticeTerms, Timing
from milepost.platform.batches.models import Batch, ValueMapping


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the organisation's own tables say about its records. `batches` stand in the order of their seals."""

    timings: Mapping[str, Timing]
    values: Mapping[tuple[str, str], str]
    imports: tuple[CompleteImport, ...]
    first_sources: Mapping[str, str]
    batches: tuple[Batch, ...] = ()

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
            "timings": sorted((source, str(timing)) for source, timing in self.timings.items()),
            "values": sorted([source, value, code] for (source, value), code in self.values.items()),
            "imports": sorted(
                [i.source, i.sealed_at.isoformat(), i.complete_from.isoformat(), i.complete_to.isoformat()]
                for i in self.imports
                if practice in i.practices
            ),
        }


def evidence_of(organisation_id: UUID, *, joining: Batch | None = None) -> Evidence:
    """What decides besides the programme's terms; `joining` is a batch about to be sealed. Two queries.

    A source of which nothing was sealed decides nothing.
    """
    batches = list(
        Batch.objects.filter(organisation_id=organisation_id).select_related("source").order_by("generation")
    )
    if joining is not None:
        batches.append(joining)
    timings = {batch.source.code: Timing(batch.source.timing) for batch in batches}
    values = ValueMapping.objects.filter(organisation_id=organisation_id, column="service")
    return Evidence(
        timings=timings,
        values={(source, value): code for source, value, code in values.values_list("source__code", "value", "code")},
        imports=tuple(_complete(batches)),
        first_sources={practice: batch.source.code for batch in reversed(batches) for practice in batch.practices},
        batches=tuple(batches),
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
