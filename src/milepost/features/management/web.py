"""What the pages of the registers share: addresses, crumbs, tabs, rights, and a form's words for a refusal."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.features.management.cells import Shown
from milepost.features.management.described import LISTED, REGISTERS
from milepost.features.management.policies import DECIDE_REGISTERS, EDIT_REGISTERS
from milepost.features.management.registers import Register, Shape
from milepost.features.management.selectors import get_method
from milepost.features.portfolio.models import Service
from milepost.features.programmes.web import ProgrammeRequest
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.policies import Hidden, allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.forms import Form
from milepost.platform.ui.frame import Link

BESIDE = {"risk-method": "risks", "climate-decision": "issues"}


def register_named(name: str) -> Register:
    """A register that has a list, by its name in the address. Raises `Hidden`."""
    register = REGISTERS.get(name)
    if register is None or register.single:
        raise Hidden
    return register


def here(request: ProgrammeRequest) -> dict[str, str]:
    """The parts of an address that name the programme."""
    return {"org": request.organisation.code, "code": request.programme.code}


def address(request: ProgrammeRequest, page: str, **more: object) -> str:
    """The address of a page of this programme."""
    return reverse(page, kwargs={**here(request), **more})


def to_page(request: ProgrammeRequest, page: str, **more: object) -> HttpResponse:
    """The way to a page of this programme, after a change."""
    return redirect(address(request, page, **more))


def crumbs(request: ProgrammeRequest, register: Register, *more: object) -> tuple[Link, ...]:
    """The way to a page below a register's list; what is stated once stands below the list it is for."""
    home = Link(request.programme.name, address(request, "reports:programme"))
    if register.single:
        above = REGISTERS[BESIDE[register.key]]
        listed = Link(str(above.heading), address(request, "management:list", name=above.key))
        return home, listed, Link(str(register.heading))
    url = address(request, "management:list", name=register.key) if more else ""
    return home, Link(str(register.heading), url), *(Link(str(words)) for words in more)


def tabs(request: ProgrammeRequest, current: Register) -> list[Link]:
    """The lists that belong together: all registers, for whoever comes by one of them."""
    return [
        Link(str(one.heading), address(request, "management:list", name=one.key), current=one is current)
        for one in LISTED
    ]


def rights(request: ProgrammeRequest) -> dict[str, bool]:
    """What the reader may do here."""
    place = {"organisation_id": request.organisation.pk, "programme_id": request.programme.pk}
    asked = {"edit": EDIT_REGISTERS, "decide": DECIDE_REGISTERS}
    return {name: allows(request.actor, permission, **place) for name, permission in asked.items()}


def shown_with(request: ProgrammeRequest, register: Register) -> Shown:
    """What cells are read with. At most two queries."""
    services: dict[str, str] = {}
    if register.of(Shape.SERVICES):
        found = Service.objects.filter(organisation=request.organisation)
        services = dict(found.values_list("code", "name"))
    method = get_method(request.programme) if register.of(Shape.DEGREE) else None
    return Shown(today(request.organisation.timezone), method, services)


def show_refusal(form: Form, refused: Refused) -> None:
    """Put a service's refusal where the form shows it."""
    words = f"{refused.reason} {refused.hint}".strip()
    form.add_error(refused.field if refused.field in form.fields else None, words)


def status_of(form: Form, context: dict[str, Any]) -> int:
    """422 for a form with errors, 409 for a conflict, else 200."""
    return 422 if form.errors else 409 if "conflict" in context else 200


def saved_words(register: Register, row: Any) -> str:
    """What is said after something was saved."""
    return _("{name} is saved.").format(name=str(register.heading) if register.single else row.code)
