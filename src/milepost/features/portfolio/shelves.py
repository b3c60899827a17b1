"""The five shelves of the portfolio: services, customers, suppliers, units and locations."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.features.portfolio import models, rows


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind: its name in addresses and files, its table, its fields, its words, and its place in the order."""

    name: str
    model: type[models.Named]
    row: type[rows.NamedRow]
    heading: Promise
    one: Promise
    new: Promise
    teaches: Promise
    example: Promise
    order: int

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its fields, as files head them."""
        return tuple(self.row.model_fields)

    @property
    def columns(self) -> tuple[str, ...]:
        """The fields that are columns of the table itself and hold plain values."""
        references = {"delivered_by", "owner", "customers"}
        return tuple(name for name in self.fields if name not in references and name != "code")

    @property
    def defaults(self) -> dict[str, Any]:
        """What a new row holds where nothing is given."""
        return {name: self.row.model_fields[name].default for name in self.columns}


SERVICES = Shelf(
    "services", models.Service, rows.ServiceRow, _("Services"), _("Service"), _("New service"),
    _("Services are what your customers receive: name each one once, with the unit that delivers it."),
    _("email · E-mail · delivered by Digital workplace · for Retail banking"), 14,
)  # fmt: skip
CUSTOMERS = Shelf(
    "customers", models.Customer, rows.CustomerRow, _("Customers"), _("Customer"), _("New customer"),
    _("Customers are the organisations, or parts of one, that receive services."),
    _("retail · Retail banking · internal"), 12,
)  # fmt: skip
SUPPLIERS = Shelf(
    "suppliers", models.Supplier, rows.SupplierRow, _("Suppliers"), _("Supplier"), _("New supplier"),
    _("Suppliers provide or operate services, components or processes for you: other companies, other parts of your "
      "own, or a customer acting as one."),
    _("datacentre · Nusantara Data Centre · external"), 13,
)  # fmt: skip
UNITS = Shelf(
    "units", models.Unit, rows.UnitRow, _("Units"), _("Unit"), _("New unit"),
    _("Units are the parts of your organisation that manage and deliver services."),
    _("workplace · Digital workplace"), 10,
)  # fmt: skip
LOCATIONS = Shelf(
    "locations", models.Location, rows.LocationRow, _("Locations"), _("Location"), _("New location"),
    _("Locations are the places that services are delivered from or managed at."),
    _("jakarta · Head office · Jl. Jenderal Sudirman, Jakarta · ID"), 11,
)  # fmt: skip

SHELVES = {shelf.name: shelf for shelf in (SERVICES, CUSTOMERS, SUPPLIERS, UNITS, LOCATIONS)}
