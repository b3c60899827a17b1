"""Importing in tests: a programme with a live incident practice, and files of records made to order."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from milepost.engines.bulk.mapping.model import Timing
from milepost.features.evidence.imports.mappings import find_mapping
from milepost.features.evidence.imports.running import ImportRequest, import_records
from milepost.features.portfolio.services import put_entries
from milepost.features.portfolio.shelves import SERVICES
from milepost.features.practices.models import Practice
from milepost.features.practices.services import add_practices, approve_procedure, record_live_before
from milepost.features.programmes.models import ElementKind, ElementState, Programme
from milepost.features.programmes.scope.deciding import ElementDecision, decide_element
from milepost.platform.batches.models import RollupDay
from milepost.platform.batches.orders import Imported
from milepost.platform.jobs.runs import folder_of
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.models import Person
from tests.people import actor_of

OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
type Rows = Iterable[dict[str, str]]
type Import = Callable[..., Imported]


def incident(number: int, **more: str) -> dict[str, str]:
    """A record in the neutral columns; one an hour from 2 March 2026, about the service `mail`."""
    opened = OPENED + timedelta(hours=number)
    return {
        "source_id": f"INC{number:04}",
        "state": "closed",
        "opened_at": f"{opened:%Y-%m-%d %H:%M:%S}",
        "closed_at": f"{opened + timedelta(minutes=40):%Y-%m-%d %H:%M:%S}",
        "service": "mail",
        **more,
    }


def as_csv(rows: Rows) -> str:
    """The rows as a CSV; the columns are those of the first."""
    rows = list(rows)
    columns = list(rows[0])
    return "\n".join([",".join(columns), *(",".join(row[column] for column in columns) for row in rows)]) + "\n"


def reasons(programme: Programme, practice: str = "incident") -> dict[str, int]:
    """The roll-up of a practice, added up by reason."""
    totals: dict[str, int] = {}
    for row in RollupDay.objects.filter(programme_id=programme.pk, practice=practice):
        totals[row.reason] = totals.get(row.reason, 0) + row.n
    return totals


@pytest.fixture
def operating(programme: Programme, ada: Person, adi: Person) -> Programme:
    return operate(programme, ada, adi)


def operate(programme: Programme, ada: Person, adi: Person) -> Programme:
    """The programme with incident management live since 2 February 2026 and the service `mail` in scope."""
    add_practices(actor=actor_of(ada), programme=programme)
    practice = Practice.objects.get(programme=programme, key="incident")
    approve_procedure(
        actor=actor_of(ada), practice=practice, title="Handling incidents", approved_on=date(2026, 2, 2),
        approved_by="Sari Dewanti", written_by="Olga Pratiwi",
    )  # fmt: skip
    record_live_before(actor=actor_of(ada), practice=practice, on=date(2026, 2, 2), reason="Minutes of 2 February")
    put_entries(
        actor=actor_of(adi),
        organisation=programme.organisation,
        shelf=SERVICES,
        rows=[{"code": "mail", "name": "E-mail"}],
    )
    decide_element(
        actor=actor_of(ada), programme=programme, decision=ElementDecision(ElementKind.SERVICE, "mail", ElementState.IN)
    )
    return programme


@pytest.fixture
def bring(operating: Programme, ada: Person, tmp_path: Path) -> Import:
    return bringing(operating, ada, tmp_path)


def bringing(operating: Programme, ada: Person, tmp_path: Path) -> Import:
    """Import rows (or a text) as Ada from the tool `desk`; options: those of `ImportRequest`, `timing`, `folder`."""

    def bring_in(rows: Rows | str, *, mapping: str = "neutral", name: str = "records.csv", **options: Any) -> Imported:
        file = tmp_path / name
        file.write_text(rows if isinstance(rows, str) else as_csv(rows), encoding="utf-8")
        folder = options.pop("folder", None) or folder_of(new_key())
        known, parsed = find_mapping(mapping, operating.organisation)
        timing = Timing(options.pop("timing", Timing.SYSTEM_TIMED))
        parsed = replace(parsed, source=replace(parsed.source, system=options.pop("system", "desk"), timing=timing))
        request = ImportRequest(
            **{"practice": "incident", "mapping": parsed, "mapping_name": known, "timezone": "UTC", **options}
        )
        return import_records(
            actor=actor_of(ada), programme=operating, file=file, file_name=name,
            request=request, folder=folder,
        )  # fmt: skip

    return bring_in
