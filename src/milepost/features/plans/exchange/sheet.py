"""The plan as CSV, one line for each activity, and rows of such a file. Cells that a sheet would run are guarded."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from milepost.features.plans.applying import ActivityRow
from milepost.features.plans.models import Activity
from milepost.features.plans.selectors import fields_of
from milepost.features.programmes.models import Programme
from milepost.platform.applying.files import read_rows
from milepost.platform.applying.kinds import Kind
from milepost.platform.ui.tables_export import columns_of, write_csv


def write_sheet(programme: Programme) -> bytes:
    """The activities with the revision that each was written from."""
    columns = columns_of((*ActivityRow.model_fields, "revision"), _as_is)
    rows = ({**fields_of(row), "revision": row.revision} for row in Activity.objects.filter(programme=programme))
    file = io.BytesIO()
    write_csv(file, rows, columns)
    return file.getvalue()


def read_sheet(name: str, data: bytes, kind: Kind[Programme]) -> Sequence[Any]:
    """The rows of a CSV file, whatever its encoding. Raises `Refused` for one that cannot be read."""
    return read_rows(name, data, kinds={kind.name: kind}, kind=kind.name, described_as="file")[kind.name]


def _as_is(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return row
