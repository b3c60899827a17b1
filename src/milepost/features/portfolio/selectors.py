"""Reading the portfolio."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import CharField, Q, QuerySet, Value

from milepost.features.portfolio.models import Named, Service, ServiceCustomer
from milepost.features.portfolio.shelves import SERVICES, SHELVES, Shelf
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import Hidden


def entries_on(
    organisation: Organisation, shelf: Shelf, *, words: str = "", retired: bool | None = None
) -> QuerySet[Any]:
    """What stands on a shelf; `words` in code or name, `retired` True or False to see one sort only."""
    found: QuerySet[Any] = shelf.model._default_manager.filter(organisation=organisation)
    if shelf is SERVICES:
        found = found.select_related("delivered_by", "owner").prefetch_related("customers")
    if words:
        found = found.filter(Q(code__icontains=words) | Q(name__icontains=words))
    if retired is not None:
        found = found.filter(retired_on__isnull=not retired)
    return found


def names_in_use(organisation_id: UUID) -> dict[str, dict[str, str]]:
    """The name of everything that is not retired, by shelf and code. One query."""
    parts = [
        shelf.model._default_manager.filter(organisation_id=organisation_id, retired_on=None)
        .order_by()
        .annotate(shelf=Value(shelf.name, CharField()))
        .values_list("shelf", "code", "name")
        for shelf in SHELVES.values()
    ]
    found: dict[str, dict[str, str]] = {name: {} for name in SHELVES}
    first, *others = parts
    for shelf, code, name in first.union(*others, all=True).order_by("shelf", "code"):
        found[shelf][code] = name
    return found


def get_entry(organisation: Organisation, shelf: Shelf, code: str) -> Any:
    """One entry by its code. Raises `Hidden` where there is none."""
    entry = entries_on(organisation, shelf).filter(code=code).first()
    if entry is None:
        raise Hidden
    return entry


def fields_of(shelf: Shelf, entry: Named) -> dict[str, Any]:
    """An entry as a file holds it: references as codes. Services want their relations fetched beforehand."""
    fields: dict[str, Any] = {"code": entry.code, **{name: getattr(entry, name) for name in shelf.columns}}
    if isinstance(entry, Service):
        fields["delivered_by"] = entry.delivered_by.code if entry.delivered_by else None
        fields["owner"] = entry.owner.email if entry.owner else None
        fields["customers"] = sorted(customer.code for customer in entry.customers.all())
    return {name: fields[name] for name in shelf.fields}


def links_of(services: Iterable[Service]) -> dict[Any, dict[str, ServiceCustomer]]:
    """Which customers receive each service: service key → customer code → the row that says so. One query."""
    links: dict[Any, dict[str, ServiceCustomer]] = {service.pk: {} for service in services}
    for link in ServiceCustomer.objects.filter(service_id__in=list(links)).select_related("customer"):
        links[link.service_id][link.customer.code] = link
    return links
