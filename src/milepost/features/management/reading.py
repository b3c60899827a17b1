"""From the fields of a file, a form or the API to the columns of a row: codes and addresses become what they name.

The way back, from a row to its fields, is `selectors.fields_of`.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from milepost.features.actions.services import find_owner
from milepost.features.management.models import Party, Risk
from milepost.features.management.registers import Field, Register, Shape
from milepost.features.portfolio.models import Service
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.wording import Wording, said

LARGEST = Decimal(10) ** 14


def columns_given(programme: Programme, register: Register, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that the given fields set. Raises `Refused` for what is not there or cannot be."""
    given: dict[str, Any] = {}
    for field in register.fields():
        if field.name in fields:
            given[field.name] = _column(programme, field, fields[field.name])
    nullable = {column.name: column.null for column in register.model._meta.concrete_fields}
    return {name: value for name, value in given.items() if value is not None or nullable[name]}


def _column(programme: Programme, field: Field, value: Any) -> Any:
    match field.shape:
        case Shape.PERSON:
            return find_owner(programme, value)
        case Shape.SERVICES:
            return _codes(field, value, _services(programme, value))
        case Shape.RISKS:
            return _codes(field, value, _risks(programme, value))
        case Shape.PARTY:
            return _party(programme, value)
        case Shape.NAME:
            return (value or "").strip()
    return value


def _services(programme: Programme, codes: Sequence[str]) -> set[str]:
    found = Service.objects.filter(organisation_id=programme.organisation_id, code__in=codes)
    return set(found.values_list("code", flat=True))


def _risks(programme: Programme, codes: Sequence[str]) -> set[str]:
    return set(Risk.objects.filter(programme=programme, code__in=codes).values_list("code", flat=True))


def _codes(field: Field, given: Sequence[str], known: set[str]) -> list[str]:
    wanted = list(dict.fromkeys(given))
    for code in wanted:
        if code not in known:
            raise Refused(
                _("There is no service {code}.").format(code=code)
                if field.shape is Shape.SERVICES
                else _("There is no risk {code}.").format(code=code),
                field=field.name,
                hint=_("Enter it first, or mend its code."),
            )
    return wanted


def _party(programme: Programme, code: str | None) -> Party | None:
    if not code:
        return None
    party = Party.objects.filter(programme=programme, code=code).first()
    if party is None:
        raise Refused(
            _("There is no interested party {code}.").format(code=code),
            field="party",
            hint=_("Enter it first, or mend its code."),
        )
    return party


def measurable(target: str | None, title: Wording) -> Decimal:
    """The number of a target. Raises `Refused`, with an example of a better wording, where it is words alone."""
    written = (target or "").strip()
    try:
        number = Decimal(written)
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise Refused(
            _("“{words}” cannot be measured.").format(words=written or said(title)),
            field="target",
            hint=_(
                "Give a number, with its unit beside it: not “faster payments” but “failed payments per 10,000, at "
                "most 5, by 31 December”."
            ),
        )
    if abs(number) >= LARGEST or number != round(number, 4):
        raise Refused(_("A target has at most 14 digits and 4 decimals."), field="target")
    return number
