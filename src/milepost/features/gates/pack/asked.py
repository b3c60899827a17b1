"""What a certification body asks about the organisation: services, sites, people, other parties, as lists to print.

Services and sites are those of the approved scope; what the registers have no column for (how many people work where,
certificates held) is entered as facts of the request for quotation.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from babel import Locale
from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.catalogue.practices import practice as known_practice
from milepost.engines.rules.answers import by_programme
from milepost.engines.rules.facts.scope import ElementKind, Inclusion
from milepost.engines.rules.results import CheckResult, Subject
from milepost.engines.rules.subjects import Kind
from milepost.engines.rules.texts import say
from milepost.features.drafting.sheets.entered import get_sheet
from milepost.features.governance.models import RoleHolder
from milepost.features.governance.models.people import ONE_AT_A_TIME
from milepost.features.governance.querysets import holders_of
from milepost.features.portfolio.models import Customer, Location, Service, Supplier, Unit
from milepost.features.practices.querysets import practices_of
from milepost.features.programmes.facts import scope_facts
from milepost.features.programmes.models import Programme, ScopeVersion
from milepost.platform.organisations.naming import role_name
from milepost.platform.ui.formats import as_day, as_number
from milepost.platform.ui.texts import speak

NOTHING = "–"
SHEET = "quotation"  # the facts of the request for quotation, where people and sites are counted

type Row = tuple[str, ...]
type Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list with its heading: sentences before it, the names of its columns, its rows."""

    anchor: str
    heading: str
    columns: Row = ()
    rows: tuple[Row, ...] = ()
    says: Row = ()

    def without_empty_columns(self) -> "Listed":
        """The same without the columns that say nothing in any row."""
        kept = [place for place in range(len(self.columns)) if any(row[place] != NOTHING for row in self.rows)]
        rows = tuple(tuple(row[place] for place in kept) for row in self.rows)
        return replace(self, columns=tuple(self.columns[place] for place in kept), rows=rows)


@dataclass(frozen=True, slots=True)
class Asked:
    """The lists that have something in them, and what is not entered."""

    lists: tuple[Listed, ...]
    lacks: tuple[CheckResult, ...]


def asked_of(programme: Programme, scope: ScopeVersion | None, *, language: str, on: date) -> Asked:
    """Everything at a day, in a language of documents. A fixed number of queries."""
    facts: Facts = get_sheet(programme, SHEET).facts or {}
    with override(language):
        reader = _Reader(programme, facts, language, on, _codes_in(programme, scope, on))
        lists = [listed.without_empty_columns() for listed in reader.lists() if listed.rows or listed.says]
    return Asked(tuple(lists), tuple(_lacks(programme, facts)))


def _lacks(programme: Programme, facts: Facts) -> Iterator[CheckResult]:
    if not facts.get("people") or not facts.get("sites"):
        yield by_programme(
            "S-10.no-people",
            Subject(Kind.APPLICATION, str(programme.pk), programme.name),
            say("It is not entered how many people work in the scope, and at which sites."),
            say("Enter people and sites among the facts of the request for quotation."),
        )


def _codes_in(programme: Programme, scope: ScopeVersion | None, on: date) -> Mapping[str, list[str]]:
    """By kind, what is in scope: as the statement was signed, or as decided where a document holds the scope."""
    inside: dict[str, list[str]] = {kind.value: [] for kind in ElementKind}
    if scope is not None:
        for element in scope.elements:
            if element["state"] == Inclusion.IN:
                inside[element["kind"]].append(element["code"])
        return inside
    for known in scope_facts(programme, on, ()).elements:
        if known.inclusion is Inclusion.IN:
            inside[known.kind.value].append(known.key)
    return inside


class _Reader:
    """Reads each list once; every text comes out in the language that is active."""

    def __init__(
        self, programme: Programme, facts: Facts, language: str, on: date, inside: Mapping[str, list[str]]
    ) -> None:
        self.programme, self.facts, self.language, self.on, self.inside = programme, facts, language, on, inside
        self.holders = [row for row in holders_of(programme) if row.in_office(on)]

    def lists(self) -> Iterator[Listed]:
        """The lists in the order of reading."""
        yield Listed("organisation", _("Organisation"), (_("What is asked"), _("Answer")), tuple(self._organisation()))
        yield Listed(
            "services",
            _("Services in the scope"),
            (_("Service"), _("What it is"), _("Customers"), _("Delivered by"), _("Share of other parties")),
            tuple(self._services()),
        )
        yield Listed("customers", _("Customers"), (_("Customer"), _("Kind")), tuple(self._customers()))
        yield Listed("units", _("Organisational units"), (_("Unit"), _("What it does")), tuple(self._units()))
        yield Listed(
            "sites",
            _("Sites"),
            (_("Site"), _("Address"), _("People there"), _("What is done there"), _("Hours")),
            tuple(self._sites()),
        )
        yield Listed("people", _("People in the scope"), says=tuple(self._people()))
        yield Listed("roles", _("Roles"), (_("Role"), _("Name"), _("Office")), tuple(self._roles()))
        yield Listed("practices", _("Practices"), (_("Practice"), _("Owner"), _("Deputy")), tuple(self._practices()))
        yield Listed(
            "parties",
            _("Other parties"),
            (_("Party"), _("Kind"), _("What for")),
            tuple(self._parties()),
            tuple(self._said("outside")),
        )
        yield Listed(
            "certificates",
            _("Certificates held"),
            (_("Certificate"), _("Issued by"), _("Valid until")),
            tuple(self._certificates()),
        )

    def _in(self, model: Any, kind: ElementKind) -> Any:
        codes = self.inside[kind.value]
        return model.objects.filter(organisation_id=self.programme.organisation_id, code__in=codes).order_by("code")

    def _organisation(self) -> Iterator[Row]:
        organisation = self.programme.organisation
        yield _("Name"), organisation.name
        country = Locale.parse(self.language).territories.get(organisation.country)
        if country:
            yield _("Country"), country
        for role in ONE_AT_A_TIME:
            for holder in self.holders:
                if holder.role == role:
                    yield role_name(role), with_address(holder)
        yield from ((_("Languages"), words) for words in self._said("languages"))

    def _services(self) -> Iterator[Row]:
        rows = self._in(Service, ElementKind.SERVICE).select_related("delivered_by").prefetch_related("customers")
        for row in rows:
            share = row.other_party_percent
            yield (
                row.name,
                row.description or NOTHING,
                ", ".join(sorted(customer.name for customer in row.customers.all())) or NOTHING,
                row.delivered_by.name if row.delivered_by else NOTHING,
                NOTHING if share is None else f"{share} %",
            )

    def _customers(self) -> Iterator[Row]:
        for row in self._in(Customer, ElementKind.CUSTOMER):
            yield row.name, _("internal") if row.internal else _("external")

    def _units(self) -> Iterator[Row]:
        for row in self._in(Unit, ElementKind.UNIT):
            yield row.name, row.description or NOTHING

    def _sites(self) -> Iterator[Row]:
        entered = {site.get("location"): site for site in self._entries("sites")}
        for row in self._in(Location, ElementKind.LOCATION):
            site = entered.get(row.code, {})
            people = site.get("people")
            yield (
                row.name,
                self._text(site.get("address")) or row.address or NOTHING,
                as_number(people) if isinstance(people, int) else NOTHING,
                self._text(site.get("does")) or row.description or NOTHING,
                self._text(site.get("hours")) or NOTHING,
            )

    def _people(self) -> Iterator[str]:
        people = self.facts.get("people")
        if isinstance(people, int):
            yield _("{count} people work in the scope.").format(count=as_number(people))
        yield from self._said("people_says")

    def _roles(self) -> Iterator[Row]:
        for row in self.holders:
            yield role_name(row.role), row.called, row.office or NOTHING

    def _practices(self) -> Iterator[Row]:
        for practice in practices_of(self.programme):
            owner, deputy = (one.name if one else NOTHING for one in (practice.owner, practice.deputy))
            yield speak(known_practice(practice.key).name), owner, deputy

    def _parties(self) -> Iterator[Row]:
        kinds = {
            Supplier.Kind.EXTERNAL: _("external supplier"),
            Supplier.Kind.INTERNAL: _("internal supplier"),
            Supplier.Kind.CUSTOMER: _("customer acting as supplier"),
        }
        rows = Supplier.objects.filter(organisation_id=self.programme.organisation_id).order_by("code")
        for row in rows:
            if row.retired_on is None or row.retired_on > self.on:
                yield row.name, kinds[Supplier.Kind(row.kind)], row.description or NOTHING

    def _certificates(self) -> Iterator[Row]:
        for held in self._entries("held"):
            until = held.get("until")
            day = as_day(date.fromisoformat(until)) if isinstance(until, str) and until else NOTHING
            yield self._text(held.get("name")) or NOTHING, self._text(held.get("by")) or NOTHING, day

    def _entries(self, name: str) -> Iterable[Facts]:
        found = self.facts.get(name)
        return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []

    def _said(self, name: str) -> Iterator[str]:
        if words := self._text(self.facts.get(name)):
            yield words[:1].upper() + words[1:]

    def _text(self, value: object) -> str:
        """A text that is given in both languages, or once for both."""
        if isinstance(value, Mapping):
            value = value.get(self.language) or next((words for words in value.values() if words), "")
        return str(value or "")


def with_address(holder: RoleHolder) -> str:
    """Somebody with office and e-mail address, as far as they have them."""
    parts = (holder.called, holder.office, holder.person.email if holder.person else "")
    return ", ".join(part for part in parts if part)
