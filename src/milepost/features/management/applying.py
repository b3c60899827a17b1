"""The registers in files: each under its key, what is measured of objectives under `measurements`."""

from collections.abc import Callable

from milepost.features.management.described import REGISTERS
from milepost.features.management.registers import Register
from milepost.features.management.rows import MeasurementRow
from milepost.features.management.services import objective_named, put_entry, put_measurement
from milepost.features.programmes.applying import Did, Fields, applies
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.actors import Actor


def _writer(register: Register) -> Callable[[Actor, Programme, Fields], Did]:
    def write(actor: Actor, programme: Programme, row: Fields) -> Did:
        return put_entry(actor=actor, programme=programme, register=register, fields=row).did

    return write


for _register in REGISTERS.values():
    applies(_register.key, row=_register.row, order=_register.order, key=() if _register.single else ("code",))(
        _writer(_register)
    )


@applies("measurements", row=MeasurementRow, order=51, key=("objective", "measured_on"))
def apply_measurement(actor: Actor, programme: Programme, row: Fields) -> Did:
    """What was measured of an objective on a day."""
    return put_measurement(
        actor=actor,
        programme=programme,
        objective=objective_named(programme, row["objective"]),
        measured_on=row["measured_on"],
        value=row["value"],
        note=row.get("note", ""),
    ).did
