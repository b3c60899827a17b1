"""Reading records back: lists, exports, and the values that nobody has mapped yet."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from milepost.engines.bulk import Engine
from milepost.features.portfolio.models import Location, Service, Unit
from milepost.features.programmes.models import Programme
from milepost.platform.batches.current import current_generation
from milepost.platform.batches.engines import engine_for
from milepost.platform.batches.models import ValueMapping
from milepost.platform.jobs.runs import folder_of
from milepost.platform.ledger import entries
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation

TARGETS = {"service": Service, "group": Unit, "site": Location}


@dataclass(frozen=True, slots=True)
class UnmappedValue:
    """A value that records carry and nobody has said the meaning of; `count` records carry it."""

    source: str
    value: str
    count: int


@contextmanager
def reading_engine(organisation: Organisation) -> Iterator[tuple[Engine, Path]]:
    """An engine and a folder of its own that is gone afterwards."""
    folder = folder_of(new_key())
    try:
        yield engine_for(organisation.pk, folder), folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def list_records(
    programme: Programme, practice: str, *, first: date | None, last: date | None, limit: int, offset: int = 0
) -> list[dict[str, Any]]:
    """The newest records of a practice; times as instants in UTC."""
    generation = current_generation(programme.organisation_id)
    if not generation.parts:
        return []
    with reading_engine(programme.organisation) as (engine, _folder):
        rows = engine.records(
            generation.parts,
            practice=practice,
            first=first.isoformat() if first else "",
            last=last.isoformat() if last else "",
            limit=limit,
            offset=offset,
        )
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def export_records(
    actor: Actor, programme: Programme, practice: str, target: Path, *, first: date | None, last: date | None
) -> int:
    """Write the records of a practice as CSV to `target`; returns how many, and the ledger knows. Raises OSError."""
    generation = current_generation(programme.organisation_id)
    with reading_engine(programme.organisation) as (engine, folder):
        draft = folder / "export.csv"
        rows = engine.export(
            generation.parts,
            draft,
            practice=practice,
            first=first.isoformat() if first else "",
            last=last.isoformat() if last else "",
        )
        beside = target.with_name(f".{target.name}.draft")
        try:
            shutil.copyfile(draft, beside)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    entries.record(
        actor=actor,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        kind="records.exported",
        subject=programme,
        change={"practice": practice, "from": first, "to": last, "rows": rows},
    )
    return rows


def unmapped_values(organisation: Organisation, column: str = "service") -> list[UnmappedValue]:
    """Values of the current records that neither the portfolio knows by code nor anybody has mapped."""
    generation = current_generation(organisation.pk)
    if not generation.parts:
        return []
    with reading_engine(organisation) as (engine, _folder):
        counted = engine.count_values(generation.parts, column)
    known = _codes(organisation, column)
    mapped = set(
        ValueMapping.objects.filter(organisation=organisation, column=column).values_list("source__code", "value")
    )
    totals: dict[tuple[str, str], int] = {}
    for source, _practice, value, count in counted:
        if value not in known and (source, value) not in mapped:
            totals[source, value] = totals.get((source, value), 0) + count
    ordered = sorted(totals.items(), key=lambda found: (-found[1], found[0]))
    return [UnmappedValue(source, value, count) for (source, value), count in ordered]


def without_mapped(
    organisation: Organisation, source: str, counts: Sequence[tuple[str, int]], column: str = "service"
) -> list[tuple[str, int]]:
    """Of the values that an import named, those nobody has mapped."""
    known = _codes(organisation, column)
    known |= set(
        ValueMapping.objects.filter(organisation=organisation, source__code=source, column=column).values_list(
            "value", flat=True
        )
    )
    return [(value, count) for value, count in counts if value not in known]


def _codes(organisation: Organisation, column: str) -> set[str]:
    return set(TARGETS[column]._default_manager.filter(organisation=organisation).values_list("code", flat=True))


def _plain(value: object) -> object:
    return value.replace(tzinfo=UTC).isoformat() if isinstance(value, datetime) else value
