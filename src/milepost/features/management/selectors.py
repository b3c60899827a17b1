"""Reading the registers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from milepost.features.management.codes import as_looked_for
from milepost.features.management.models import Kept, Measurement, Objective, Party, Risk, RiskMethod
from milepost.features.management.numbers import plain_number
from milepost.features.management.registers import WORDED, Register, Shape
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.policies import Hidden


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries a list shows: `state` is `kept`, `ended` or `all`; `choices` are values of choice fields."""

    words: str = ""
    state: str = "kept"
    owner: str = ""
    service: str = ""
    above: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


def entries_of(programme: Programme, register: Register) -> QuerySet[Any]:
    """Every entry of a register, by code, with what a list shows of it. One query."""
    model: Any = register.model
    rows: QuerySet[Any] = model._default_manager.filter(programme=programme).order_by("code").select_related("owner")
    if register.of(Shape.PARTY):
        rows = rows.select_related("party", "owner")
    if register.model is Objective:
        rows = rows.annotate(**_latest())
    if register.model is Party:
        rows = rows.annotate(required=Count("requirements", filter=Q(requirements__ended_on=None)))
    return rows


def _latest() -> dict[str, Any]:
    """The last two measurements of an objective, beside it."""
    measured = Measurement.objects.filter(objective=OuterRef("pk")).order_by("-measured_on")
    return {
        "latest": Subquery(measured.values("value")[:1]),
        "latest_on": Subquery(measured.values("measured_on")[:1]),
        "earlier": Subquery(measured.values("value")[1:2]),
    }


def entries_wanted(programme: Programme, register: Register, wanted: Wanted, *, on: date) -> QuerySet[Any]:
    """The entries that a list shows."""
    found = entries_of(programme, register)
    over = Q(ended_on__lte=on)
    found = {"kept": found.exclude(over), "ended": found.filter(over)}.get(wanted.state, found)
    if wanted.words:
        asked = Q(code__icontains=wanted.words)
        for name in register.of(*WORDED):
            asked |= Q(**{f"{name}__icontains": wanted.words})
        found = found.filter(asked)
    if wanted.owner:
        found = found.filter(owner=None) if wanted.owner == "nobody" else found.filter(owner__email=wanted.owner)
    if wanted.service and register.of(Shape.SERVICES):
        found = found.filter(services__contains=as_looked_for(wanted.service))
    if wanted.above and register.model is Risk:
        method = get_method(programme)
        found = found.annotate(now=F("likelihood") * F("impact")).filter(now__gt=method.acceptable if method else 0)
    return found.filter(**wanted.choices)


def get_method(programme: Programme) -> RiskMethod | None:
    """How risks are assessed, if that is stated."""
    return RiskMethod.objects.filter(programme=programme).first()


def get_entry(programme: Programme, register: Register, code: str) -> Any:
    """One entry by its code. Raises `Hidden` where there is none."""
    entry = entries_of(programme, register).filter(code=code).first()
    if entry is None:
        raise Hidden
    return entry


def get_stated(programme: Programme, register: Register) -> Any:
    """What is stated once; None before it is."""
    rows: Any = register.model._default_manager
    return rows.filter(programme=programme).first()


def fields_of(register: Register, entry: Any) -> dict[str, Any]:
    """An entry as a file holds it and takes it in again: references as codes and addresses."""
    fields: dict[str, Any] = {"code": entry.code} if isinstance(entry, Kept) else {}
    for one in register.fields():
        value = getattr(entry, one.name)
        if one.shape is Shape.PERSON:
            value = value.email if value else None
        elif one.shape is Shape.PARTY:
            value = value.code if value else None
        elif isinstance(value, Decimal):
            value = plain_number(value) if one.name == "target" else Decimal(plain_number(value))
        fields[one.name] = value
    return {name: fields[name] for name in register.names}


def measurements_of(objective: Objective) -> list[Measurement]:
    """What was measured, the latest first."""
    return list(Measurement.objects.filter(objective=objective).order_by("-measured_on"))
