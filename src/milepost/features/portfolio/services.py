"""Changing the portfolio: create, change and retire by code, one entry or many at once, one ledger entry for all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from milepost.features.portfolio.models import Customer, Named, Service, ServiceCustomer, Unit
from milepost.features.portfolio.policies import EDIT_PORTFOLIO
from milepost.features.portfolio.selectors import links_of
from milepost.features.portfolio.shelves import SERVICES, Shelf
from milepost.platform.applying.kinds import Did, Fields
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Member, Organisation, Person
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded, save_revised

FEW = 100  # up to so many rows are looked up by code, above it the whole shelf is read


@dataclass(slots=True)
class _Known:
    """What rows may refer to, read once."""

    units: dict[str, Unit] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    links: dict[UUID, dict[str, ServiceCustomer]] = field(default_factory=dict)


@dataclass(slots=True)
class _Written:
    """What a call writes: rows to be made, rows changed, links added and taken, and from what to what."""

    made: list[Named] = field(default_factory=list)
    changed: list[Named] = field(default_factory=list)
    links: list[ServiceCustomer] = field(default_factory=list)
    unlinked: list[ServiceCustomer] = field(default_factory=list)
    change: dict[str, object] = field(default_factory=dict)


def put_entry(
    *, actor: Actor, organisation: Organisation, shelf: Shelf, fields: Fields, seen: int | None = None
) -> Did:
    """Create or change one entry by its code. Raises `Refused`, and `Superseded` when it moved on since `seen`.

    `seen` is the revision that the change was based on, 0 to say that the entry is to be new, None for any.
    """
    with transaction.atomic():
        present = shelf.model._default_manager.filter(organisation=organisation, code=fields["code"]).first()
        if seen is not None and present is not None and present.revision != seen:
            if seen == 0:
                raise Refused(_("The code {code} is taken.").format(code=present.code), field="code")
            raise Superseded(present)
        answer = put_entries(actor=actor, organisation=organisation, shelf=shelf, rows=[fields])[0]
    if isinstance(answer, Refused):
        raise answer
    return answer


def put_entries(
    *, actor: Actor, organisation: Organisation, shelf: Shelf, rows: Sequence[Fields]
) -> list[Did | Refused]:
    """Create or change entries by code; answers per row. A refused row is left out, the others are written."""
    require(actor, EDIT_PORTFOLIO, organisation_id=organisation.pk)
    with transaction.atomic():
        present = _present(organisation, shelf, rows)
        known = _known(organisation, shelf, present.values())
        written = _Written()
        answers = [_put(organisation, shelf, present, known, row, written) for row in rows]
        _write(actor, organisation, shelf, written)
    return answers


def _present(organisation: Organisation, shelf: Shelf, rows: Sequence[Fields]) -> dict[str, Named]:
    table: QuerySet[Any] = shelf.model._default_manager.filter(organisation=organisation)
    found = table.select_for_update(of=("self",))
    if len(rows) <= FEW:
        found = found.filter(code__in=[row["code"] for row in rows])
    if shelf is SERVICES:
        found = found.select_related("delivered_by", "owner")
    return {entry.code: entry for entry in found}


def _known(organisation: Organisation, shelf: Shelf, present: Iterable[Named]) -> _Known:
    if shelf is not SERVICES:
        return _Known()
    members = Member.objects.filter(organisation=organisation, removed_at=None).select_related("person")
    return _Known(
        {unit.code: unit for unit in Unit.objects.filter(organisation=organisation)},
        {customer.code: customer for customer in Customer.objects.filter(organisation=organisation)},
        {member.person.email: member.person for member in members},
        links_of(entry for entry in present if isinstance(entry, Service)),
    )


def _put(
    organisation: Organisation,
    shelf: Shelf,
    present: dict[str, Named],
    known: _Known,
    row: Fields,
    written: _Written,
) -> Did | Refused:
    entry = present.get(row["code"])
    is_new = entry is None
    try:
        if entry is None:
            if not row.get("name"):
                raise Refused(_("A new row has a name."), field="name", hint=_("Enter the name."))
            entry = shelf.model(organisation=organisation, code=row["code"], **shelf.defaults)
        change = _set_columns(shelf, entry, row)
        if isinstance(entry, Service):
            references = _references(known, row)
            change |= _set_references(entry, references)
            change |= _link(entry, known, row, written)
    except Refused as refused:
        return refused
    if is_new:
        present[entry.code] = entry
        written.made.append(entry)
    elif change:
        written.changed.append(entry)
    else:
        return "unchanged"
    written.change[entry.code] = change
    return "created" if is_new else "updated"


def _set_columns(shelf: Shelf, entry: Named, row: Fields) -> dict[str, list[object]]:
    given = {name: row[name] for name in shelf.columns if name in row}
    change = entries.difference({name: getattr(entry, name) for name in given}, given)
    for name, value in given.items():
        setattr(entry, name, value)
    return change


def _references(known: _Known, row: Fields) -> dict[str, Unit | Person | None]:
    """The rows behind the codes that were given. Raises `Refused` for one that is not there."""
    found: dict[str, Unit | Person | None] = {}
    if "delivered_by" in row:
        found["delivered_by"] = _unit(known, row["delivered_by"]) if row["delivered_by"] else None
    if "owner" in row:
        found["owner"] = _person(known, row["owner"]) if row["owner"] else None
    for code in row.get("customers", ()):
        if code not in known.customers:
            raise Refused(
                _("There is no customer {code}.").format(code=code),
                field="customers",
                hint=_("Enter the customer first, or mend its code."),
            )
    return found


def _unit(known: _Known, code: str) -> Unit:
    if code not in known.units:
        raise Refused(
            _("There is no unit {code}.").format(code=code),
            field="delivered_by",
            hint=_("Enter the unit first, or mend its code."),
        )
    return known.units[code]


def _person(known: _Known, email: str) -> Person:
    person = known.people.get(email.strip().lower())
    if person is None:
        raise Refused(
            _("{email} is no member of this organisation.").format(email=email),
            field="owner",
            hint=_("Add the member first, or mend the address."),
        )
    return person


def _set_references(entry: Service, references: dict[str, Unit | Person | None]) -> dict[str, list[object]]:
    change: dict[str, list[object]] = {}
    for name, after in references.items():
        before = getattr(entry, name)
        if before != after:
            change[name] = [str(before) if before else None, str(after) if after else None]
            setattr(entry, name, after)
    return change


def _link(entry: Service, known: _Known, row: Fields, written: _Written) -> dict[str, list[object]]:
    if "customers" not in row:
        return {}
    before, after = known.links.get(entry.pk, {}), set(row["customers"])
    if set(before) == after:
        return {}
    written.unlinked += [link for code, link in before.items() if code not in after]
    written.links += [
        ServiceCustomer(organisation_id=entry.organisation_id, service=entry, customer=known.customers[code])
        for code in sorted(after - set(before))
    ]
    return {"customers": [sorted(before), sorted(after)]}


def _write(actor: Actor, organisation: Organisation, shelf: Shelf, written: _Written) -> None:
    if not written.change:
        return
    shelf.model._default_manager.bulk_create(written.made, batch_size=500)
    for entry in written.changed:
        save_revised(entry)
    ServiceCustomer.objects.filter(pk__in=[link.pk for link in written.unlinked]).delete()
    ServiceCustomer.objects.bulk_create(written.links, batch_size=500)
    touched: list[Model] = [*written.made, *written.changed, *written.links]
    only = [*written.made, *written.changed][0] if len(written.change) == 1 else None
    kind = (
        f"portfolio.{shelf.name}-applied" if only is None else "portfolio.made" if written.made else "portfolio.changed"
    )
    entries.append(
        actor=actor,
        organisation_id=organisation.pk,
        kind=kind,
        subject=only or organisation,
        change=written.change,
        touched=touched,
        removed=written.unlinked,
    )
