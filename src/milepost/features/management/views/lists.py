"""A register as a list: filtered, sorted and exported by the address."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milepost.features.management.cells import SORTED_BY, label_of, listed_cells
from milepost.features.management.columns import columns_of
from milepost.features.management.forms import EntryFilter, known_to
from milepost.features.management.models import Risk
from milepost.features.management.registers import Register
from milepost.features.management.selectors import Wanted, entries_of, entries_wanted
from milepost.features.management.web import crumbs, register_named, rights, shown_with, tabs
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.ui.paging import page_of
from milepost.platform.ui.tables_export import KINDS, table_response


@require_safe
@programme_page(READ_PROGRAMME)
def register_list(request: ProgrammeRequest, name: str) -> HttpResponseBase:
    """The entries of a register; `?export=csv|xlsx` takes them along."""
    register = register_named(name)
    form = EntryFilter(request.GET, register=register, known=known_to(request.programme, register))
    chosen = form.chosen()
    on = today(request.organisation.timezone)
    found = entries_wanted(request.programme, register, _wanted(register, chosen), on=on)
    if (kind := request.GET.get("export", "")) in KINDS:
        file = f"{request.programme.code}-{register.key}"
        return table_response(found.order_by("code"), columns_of(register), name=file, kind=kind)
    listing = page_of(_sortable(register, found), request.GET, orders=_orders(register), default="code")
    shown = shown_with(request, register)
    context = {
        "register": register,
        "headings": [(name, label_of(register, name)) for name in register.shown],
        "rows": [(entry, listed_cells(register, entry, shown)) for entry in listing.rows],
        "listing": listing,
        "form": form,
        "export": True,
        "is_empty": not listing.total and not chosen and not entries_of(request.programme, register).exists(),
        "method": shown.method,
        "tabs": tabs(request, register),
        "may": rights(request),
        "crumbs": crumbs(request, register),
    }
    return render(request, "management/list.html", context)


def _wanted(register: Register, chosen: dict[str, Any]) -> Wanted:
    return Wanted(
        words=chosen.get("words", ""),
        state=chosen.get("state", "kept"),
        owner=chosen.get("owner", ""),
        service=chosen.get("service", ""),
        above=chosen.get("above", False),
        choices={name: chosen[name] for name in register.filters if name in chosen},
    )


def _sortable(register: Register, found: QuerySet[Any]) -> QuerySet[Any]:
    return found.annotate(level_now=F("likelihood") * F("impact")) if register.model is Risk else found


def _orders(register: Register) -> dict[str, tuple[str, ...]]:
    orders = {name: SORTED_BY.get(name, (name, "code")) for name in register.shown}
    return {"code": ("code",), "title": ("title", "code"), **orders}
