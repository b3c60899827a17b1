"""What the API takes and gives of each register: the fields of its row, with the revision on the way out."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, create_model

from milepost.features.management.described import REGISTERS
from milepost.features.management.models import Measurement, Objective, Risk
from milepost.features.management.registers import Register
from milepost.features.management.selectors import fields_of
from milepost.platform.applying.wording import WordedRow
from milepost.platform.organisations.cursors import Page
from milepost.platform.organisations.wire import Schema

MORE: dict[str, dict[str, Any]] = {
    "risks": {"level_before": (int | None, ...), "level": (int | None, ...), "level_after": (int | None, ...)},
    "objectives": {"latest": (Decimal | None, ...), "latest_on": (date | None, ...)},
}
"""What is worked out, beside the fields that can be given."""


class MeasurementOut(Schema):
    """What was measured of an objective on a day."""

    measured_on: date
    value: Decimal
    note: str


def _model(
    register: Register, suffix: str, *, base: type[BaseModel], without: str = "", **more: Any
) -> type[BaseModel]:
    fields: dict[str, Any] = {
        name: (declared.annotation, declared) for name, declared in register.row.model_fields.items() if name != without
    }
    name = register.row.__name__.removesuffix("Row") + suffix
    return create_model(name, __base__=base, __doc__=register.row.__doc__, **fields, **more)


IN = {key: _model(one, "In", base=WordedRow, without="code") for key, one in REGISTERS.items()}
OUT = {
    key: _model(one, "Out", base=BaseModel, revision=(int, ...), **MORE.get(key, {})) for key, one in REGISTERS.items()
}
PAGE: dict[str, Any] = {key: Page[out] for key, out in OUT.items()}  # type: ignore[valid-type]


def entry_values(register: Register, entry: Any) -> dict[str, Any]:
    """An entry as its `Out` says it."""
    values = {**fields_of(register, entry), "revision": entry.revision}
    if isinstance(entry, Risk | Objective):
        values |= {name: getattr(entry, name) for name in MORE[register.key]}
    return values


def measurement_values(row: Measurement) -> dict[str, Any]:
    """A measurement as `MeasurementOut` says it."""
    return {"measured_on": row.measured_on, "value": row.value, "note": row.note}
