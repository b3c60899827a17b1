"""Keeping the registers. Each function is one door: policy, rules, transaction, ledger."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.governance.services.putting import (
    Put,
    allow,
    assign,
    check_past,
    keep,
    lock,
    next_code,
    present,
    write_entry,
)
from milepost.features.management.checks import check_entry
from milepost.features.management.models import Measurement, Objective
from milepost.features.management.policies import DECIDE_REGISTERS, EDIT_REGISTERS
from milepost.features.management.reading import columns_given, measurable
from milepost.features.management.registers import Register
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded

DECIDING: Mapping[str, frozenset[str]] = {
    "risks": frozenset({"accepted_by", "accepted_because", "accepted_until"}),
    "improvements": frozenset({"decision", "decided_on", "decided_by"}),
}
DATED_TODAY = ("identified_on", "set_on", "stated_on", "decided_on")
"""Days that a new row has even where nobody gives one; `decided_on` where the table wants it."""


@transaction.atomic
def put_entry(
    *, actor: Actor, programme: Programme, register: Register, fields: Mapping[str, Any], seen: int | None = None
) -> Put[Any]:
    """Enter something in a register or change it, by its code; without a code it gets the next number.

    Fields left out stay. What accepts, states or decides takes the right to decide. `seen` is the revision that the
    change was based on, 0 to say that the entry is to be new. Raises `Refused`, and `Superseded`.
    """
    allow(actor, EDIT_REGISTERS, programme)
    lock(programme)
    day = today(programme.organisation.timezone)
    row = _present(register, programme, fields.get("code"), seen)
    is_new = row is None
    row = row or _new(register, programme, fields.get("code"), day)
    given = columns_given(programme, register, fields)
    if register.model is Objective and (is_new or "target" in given):
        given["target"] = measurable(fields.get("target"), given.get("title", row.title))
    if "acceptable" in given and given["acceptable"] is None:
        del given["acceptable"]
    before = {name: getattr(row, name) for name in ("assessed_on",) if hasattr(row, name)}
    change = assign(row, given)
    check_entry(programme, register, row, day)
    change |= {name: [was, getattr(row, name)] for name, was in before.items() if getattr(row, name) != was}
    if register.single or DECIDING.get(register.key, frozenset()) & set(change):
        allow(actor, DECIDE_REGISTERS, programme)
    if not is_new and not change:
        return Put("unchanged", row)
    keep(row, is_new=is_new)
    write_entry(actor, programme, row, _kind(register, change, is_new=is_new), change)
    return Put("created" if is_new else "updated", row)


def _present(register: Register, programme: Programme, code: str | None, seen: int | None) -> Any:
    if not register.single:
        return present(register.model, programme, code, seen)
    rows: Any = register.model._default_manager
    row = rows.filter(programme=programme).first()
    if row is not None and seen is not None and row.revision != seen:
        raise Superseded(row)
    return row


def _new(register: Register, programme: Programme, code: str | None, day: date) -> Any:
    columns = {column.name: column for column in register.model._meta.concrete_fields}
    wanted: dict[str, Any] = {name: day for name in DATED_TODAY if name in columns and not columns[name].null}
    if not register.single:
        wanted["code"] = code or next_code(register.model, programme, register.prefix, digits=register.digits)
    if "relevant" in columns:
        wanted["relevant"] = False
    model: Any = register.model
    return model(organisation=programme.organisation, programme=programme, **wanted)


def _kind(register: Register, change: Mapping[str, object], *, is_new: bool) -> str:
    if register.single:
        return "management.stated"
    if is_new:
        return "management.entered"
    return "management.ended" if "ended_on" in change else "management.changed"


@transaction.atomic
def put_measurement(
    *, actor: Actor, programme: Programme, objective: Objective, measured_on: date, value: Decimal, note: str = ""
) -> Put[Measurement]:
    """Record what was measured of an objective on a day, or correct it."""
    allow(actor, EDIT_REGISTERS, programme)
    lock(programme)
    check_past("measured_on", measured_on, today(programme.organisation.timezone))
    row = Measurement.objects.filter(objective=objective, measured_on=measured_on).first()
    is_new = row is None
    row = row or Measurement(organisation=programme.organisation, objective=objective, measured_on=measured_on)
    change = assign(row, {"value": value, "note": note.strip()})
    if not is_new and not change:
        return Put("unchanged", row)
    keep(row, is_new=is_new)
    told = {"measured_on": measured_on, **change}
    write_entry(actor, programme, objective, "management.measured", told, touched=[row])
    return Put("created" if is_new else "updated", row)


def objective_named(programme: Programme, code: str) -> Objective:
    """The objective with this code. Raises `Refused` where there is none."""
    found = Objective.objects.filter(programme=programme, code=code).first()
    if found is None:
        raise Refused(
            _("There is no objective {code}.").format(code=code),
            field="objective",
            hint=_("Enter it first, or mend its code."),
        )
    return found
