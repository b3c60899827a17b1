"""Pages of the portfolio: a shelf as a list, one entry as a form."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.features.portfolio.columns import columns_of
from milepost.features.portfolio.forms import EntryFilter, EntryForm, form_of
from milepost.features.portfolio.models import Named
from milepost.features.portfolio.policies import EDIT_PORTFOLIO, READ_PORTFOLIO
from milepost.features.portfolio.selectors import entries_on, fields_of, get_entry
from milepost.features.portfolio.services import put_entry
from milepost.features.portfolio.shelves import SHELVES, Shelf
from milepost.platform.organisations.conflicts import conflict, seen_in
from milepost.platform.organisations.policies import Hidden, allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.organisations.web import MilepostRequest, organisation_page
from milepost.platform.ui.frame import Link
from milepost.platform.ui.paging import page_of
from milepost.platform.ui.tables_export import KINDS, table_response

ORDERS: dict[str, tuple[str, ...]] = {"code": ("code",), "name": ("name",), "retired": ("retired_on",)}


def shelf_named(name: str) -> Shelf:
    """A shelf by its name in the address. Raises `Hidden`."""
    if name not in SHELVES:
        raise Hidden
    return SHELVES[name]


def may_edit(request: MilepostRequest) -> bool:
    """Whether the reader may change the portfolio."""
    return allows(request.actor, EDIT_PORTFOLIO, organisation_id=request.organisation.pk)


def way_to(request: MilepostRequest, shelf: Shelf, here: object) -> list[Link]:
    """The crumbs of a page below a shelf."""
    url = reverse("portfolio:list", kwargs={"org": request.organisation.code, "name": shelf.name})
    home = Link(
        request.organisation.name,
        reverse("organisations:organisation", kwargs={"org": request.organisation.code}),
    )
    return [home, Link(str(shelf.heading), url), Link(str(here))]


def shelf_links(request: MilepostRequest, current: Shelf | None = None) -> list[Link]:
    """The tabs: every shelf with how many stand on it."""
    org = request.organisation
    return [
        Link(
            str(shelf.heading),
            reverse("portfolio:list", kwargs={"org": org.code, "name": shelf.name}),
            str(shelf.model._default_manager.filter(organisation=org).count()),
            current=shelf is current,
        )
        for shelf in SHELVES.values()
    ]


@organisation_page(READ_PORTFOLIO)
def shelf_list(request: MilepostRequest, name: str = "services") -> HttpResponseBase:
    """The entries of a shelf, filtered by the address, also as CSV and XLSX."""
    shelf = shelf_named(name)
    form = EntryFilter(request.GET)
    chosen = form.chosen()
    retired = {"retired": True, "offered": False}.get(chosen.get("state", ""))
    entries = entries_on(request.organisation, shelf, words=chosen.get("words", ""), retired=retired)
    if (kind := request.GET.get("export", "")) in KINDS:
        return table_response(entries.order_by("code"), columns_of(shelf), name=shelf.name, kind=kind)
    context = {
        "shelf": shelf,
        "listing": page_of(entries, request.GET, orders=ORDERS, default="code"),
        "form": form,
        "export": True,
        "tabs": shelf_links(request, shelf),
        "may_edit": may_edit(request),
    }
    return render(request, "portfolio/list.html", context)


@organisation_page(EDIT_PORTFOLIO)
def entry_new(request: MilepostRequest, name: str) -> HttpResponse:
    """A form for something new on a shelf."""
    shelf = shelf_named(name)
    form = form_of(shelf)(request.POST or None, organisation=request.organisation, is_new=True)
    if request.method == "POST" and form.is_valid() and _saved(request, shelf, form, form.given(), seen=0):
        return redirect("portfolio:list", org=request.organisation.code, name=shelf.name)
    return _render_form(request, shelf, form, {})


@organisation_page(READ_PORTFOLIO)
def entry(request: MilepostRequest, name: str, key: str) -> HttpResponse:
    """One entry: to read, and for those who may, to change."""
    shelf = shelf_named(name)
    present = get_entry(request.organisation, shelf, key)
    fields = fields_of(shelf, present)
    if not may_edit(request) and request.method != "POST":
        crumbs = way_to(request, shelf, present.code)
        return render(request, "portfolio/entry.html", {"shelf": shelf, "entry": present, "crumbs": crumbs})
    form = form_of(shelf)(request.POST or None, initial=fields, organisation=request.organisation, is_new=False)
    context: dict[str, Any] = {"entry": present, "seen": present.revision}
    if request.method == "POST" and form.is_valid():
        context |= _change(request, shelf, form, present)
        if "done" in context:
            return redirect("portfolio:list", org=request.organisation.code, name=shelf.name)
    return _render_form(request, shelf, form, context)


def _change(request: MilepostRequest, shelf: Shelf, form: EntryForm, present: Named) -> dict[str, Any]:
    seen = seen_in(request.POST)
    try:
        done = _saved(request, shelf, form, {"code": present.code, **form.given()}, seen=seen)
    except Superseded:
        now = get_entry(request.organisation, shelf, present.code)
        return {"conflict": conflict(form, now, fields_of(shelf, now)), "seen": now.revision}
    return {"done": True} if done else {"seen": seen}


def _saved(
    request: MilepostRequest, shelf: Shelf, form: EntryForm, fields: dict[str, Any], *, seen: int | None
) -> bool:
    try:
        put_entry(actor=request.actor, organisation=request.organisation, shelf=shelf, fields=fields, seen=seen)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, f"{refused.reason} {refused.hint}")
        return False
    messages.success(request, _("{name} is saved.").format(name=fields["name"]))
    return True


def _render_form(request: MilepostRequest, shelf: Shelf, form: EntryForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.errors else 409 if "conflict" in context else 200
    crumbs = way_to(request, shelf, context["entry"].code if "entry" in context else shelf.new)
    return render(
        request, "portfolio/form.html", {"shelf": shelf, "form": form, "crumbs": crumbs, **context}, status=status
    )
