"""The records behind a number of a clock: those of a day, a week, a stretch or a ground, each with its verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.engines.bulk import Asked, RollupTerms
from milepost.engines.rules.clock.records import Ground
from milepost.features.evidence.clocks.grounds import NAMES
from milepost.features.evidence.imports.reading import reading_engine
from milepost.features.evidence.imports.terms import terms_of_programme
from milepost.features.portfolio.models import Service
from milepost.features.programmes.models import Programme
from milepost.platform.batches.current import current_generation
from milepost.platform.batches.evidence import evidence_of
from milepost.platform.batches.models import Batch
from milepost.platform.batches.services.counting import judging_terms
from milepost.platform.ui.tables_export import Column

PAGE = 50
COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: by their day, by verdict (`counted`, a ground, or empty for all), by who brought them first."""

    first: date | None = None
    last: date | None = None
    reason: str = ""
    batch: UUID | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted | None":
        """What an address asks for; None where it asks for no records, or for none there can be."""
        reason = query.get("ground", "")
        known = {COUNTED, "all", *(ground.value for ground in Ground)}
        days, batch = _days(query), _key(query.get("batch", ""))
        if days is None and batch is None and reason not in known:
            return None
        first, last = days or (None, None)
        return cls(first, last, "" if reason not in known or reason == "all" else reason, batch)


def _days(query: Mapping[str, str]) -> tuple[date | None, date | None] | None:
    if day := _date(query.get("day", "")):
        return day, day
    if monday := _date(query.get("week", "")):
        monday -= timedelta(days=monday.weekday())
        return monday, monday + timedelta(days=6)
    first, last = _date(query.get("from", "")), _date(query.get("to", ""))
    return (first, last) if first or last else None


def _key(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _date(written: str) -> date | None:
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if 1900 < found.year < 2200 else None


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """One record as the page and the export show it; times as instants in UTC."""

    ref: str
    source: str
    source_id: str
    day: date
    service: str
    opened_at: datetime
    entered_at: datetime | None
    reason: str

    @property
    def counted(self) -> bool:
        return self.reason == COUNTED

    @property
    def ground(self) -> str | Promise:
        """The ground in words; empty for a record that counts."""
        return "" if self.counted else NAMES[Ground(self.reason)]

    @property
    def is_unmapped(self) -> bool:
        return self.reason == Ground.UNMAPPED

    @property
    def appeared_later(self) -> bool:
        return self.reason == Ground.APPEARED_LATER


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of records; `total` of all that were asked for."""

    rows: tuple[ShownRecord, ...]
    total: int
    number: int
    size: int

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number * self.size < self.total else None


COLUMNS: list[Column[ShownRecord]] = [
    Column("ref", lambda row: row.ref),
    Column("source", lambda row: row.source),
    Column("source_id", lambda row: row.source_id),
    Column("day", lambda row: row.day),
    Column("service", lambda row: row.service),
    Column("opened_at", lambda row: row.opened_at),
    Column("entered_at", lambda row: row.entered_at),
    Column("verdict", lambda row: row.reason),
]


def judged_records(
    programme: Programme, practice: str, wanted: Wanted, *, page: int = 1, size: int = PAGE
) -> RecordPage:
    """Records of a practice under the present terms, oldest first; the last page for one beyond it. Reads Parquet."""
    generation, asked = current_generation(programme.organisation_id), _asked(programme, practice, wanted)
    if asked is None or not generation.parts:
        return RecordPage((), 0, 1, size)
    with reading_engine(programme.organisation) as (engine, _folder):
        found = engine.judged(generation.parts, _terms(programme), asked, limit=size, offset=(max(page, 1) - 1) * size)
    names = _names(programme)
    return RecordPage(tuple(_shown(row, names) for row in found.rows), found.total, found.offset // size + 1, size)


def every_record(programme: Programme, practice: str, wanted: Wanted) -> Iterator[ShownRecord]:
    """The same, all of them, for an export; however many there are, few are in memory at a time."""
    generation, asked = current_generation(programme.organisation_id), _asked(programme, practice, wanted)
    if asked is None:
        return
    names = _names(programme)
    with reading_engine(programme.organisation) as (engine, _folder):
        for row in engine.each_judged(generation.parts, _terms(programme), asked):
            yield _shown(row, names)


def _asked(programme: Programme, practice: str, wanted: Wanted) -> Asked | None:
    """The question to the engine; None where the import that was named does not exist."""
    if wanted.batch is None:
        return Asked(practice, wanted.first, wanted.last, wanted.reason)
    batch = Batch.objects.filter(organisation_id=programme.organisation_id, pk=wanted.batch).first()
    if batch is None:
        return None
    return Asked(practice, wanted.first, wanted.last, wanted.reason, (batch.source.code, batch.sealed_at))


def _terms(programme: Programme) -> RollupTerms:
    return judging_terms(terms_of_programme(programme), evidence_of(programme.organisation_id))


def _names(programme: Programme) -> dict[str, str]:
    return dict(Service.objects.filter(organisation_id=programme.organisation_id).values_list("code", "name"))


def _shown(row: Mapping[str, Any], names: Mapping[str, str]) -> ShownRecord:
    return ShownRecord(
        ref=row["ref"] or row["source_id"],
        source=row["source"],
        source_id=row["source_id"],
        day=row["day"],
        service=names.get(row["service_code"] or "", row["service"] or ""),
        opened_at=row["opened_at"].replace(tzinfo=UTC),
        entered_at=row["entered_at"].replace(tzinfo=UTC) if row["entered_at"] else None,
        reason=row["reason"],
    )


TITLES: dict[str, Promise] = {COUNTED: _("Records that count"), "": _("Records")}
