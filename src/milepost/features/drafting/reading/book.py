"""The book of a programme: what its registers hold, in the neutral form that documents are written from.

A register wins over the fact sheet of the same root, and so does an answer that was given when the programme was made;
the sheet adds what neither says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from milepost.catalogue import practices as practice_catalogue
from milepost.catalogue.documents.kinds import kinds
from milepost.catalogue.documents.retention import retained
from milepost.catalogue.documents.roles import owner_of
from milepost.catalogue.documents.roles import roles as document_roles
from milepost.engines.rules.facts.scope import ElementKind, Inclusion
from milepost.engines.templating.context import Sources
from milepost.engines.templating.facts import GivenText
from milepost.features.drafting.models import Answer, FactSheet
from milepost.features.drafting.reading.answering import role_finder
from milepost.features.drafting.reading.endangering import endangering
from milepost.features.drafting.reading.given import Origin, Said, put_over
from milepost.features.drafting.reading.holders import held_roles
from milepost.features.drafting.reading.knowing import KEY as KNOWLEDGE
from milepost.features.drafting.reading.knowing import with_knowledge
from milepost.features.drafting.reading.listed import master_list
from milepost.features.drafting.reading.mandate import mandate
from milepost.features.drafting.reading.registers import register_facts
from milepost.features.drafting.sheets.kinds import PRACTICE
from milepost.features.drafting.sheets.things import parted, repeated_roots, tables_of
from milepost.features.governance.querysets import holders_of
from milepost.features.portfolio.models import Customer, Location, Service, ServiceCustomer, Supplier, Unit
from milepost.features.portfolio.selectors import names_in_use
from milepost.features.practices.models import Practice
from milepost.features.practices.querysets import practices_by_key
from milepost.features.programmes.models import Programme
from milepost.features.programmes.scope.statement import Statement, statement_of

type Facts = dict[str, Any]

CRITICALITY = {
    "low": {"en": "low", "id": "rendah"},
    "medium": {"en": "medium", "id": "sedang"},
    "high": {"en": "high", "id": "tinggi"},
    "critical": {"en": "critical", "id": "kritis"},
}
WEEK = 40
"""Hours of a working week: what a practice owner's hours are a share of."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What documents are written from, and each fact that was said elsewhere than in a fact sheet, by its path."""

    sources: Sources
    said: Mapping[str, Said]


class Told(NamedTuple):
    """What is told beside the portfolio: the fact sheets by code, and the roles with their holders."""

    sheets: Mapping[str, Any]
    roles: Mapping[str, Facts]


def told_of(programme: Programme, practices: Mapping[str, Practice], *, on: date) -> Told:
    """What sheets and the registers of people tell. Three queries."""
    sheets = _sheets(programme)
    roots, _said = put_over(sheets, held_roles(programme, practices, list(holders_of(programme)), on=on))
    return Told(sheets, _titled({**sheets, **roots}.get("roles", {})))


def named_book(programme: Programme, told: Told) -> Facts:
    """The roots of the book by which things and people are named, and what sheets tell of those. One query."""
    book = _roots(told.sheets)
    for table, names in names_in_use(programme.organisation_id).items():
        book[table] = _entries(book.get(table), {code: {"name": name} for code, name in names.items()})
    return {**book, **tables_of(told.sheets, book), "roles": told.roles}


def sources_of(programme: Programme, *, on: date) -> Sources:
    """Everything that the documents of a programme are written from at a day, in a fixed number of queries."""
    return reading_of(programme, on=on).sources


def reading_of(programme: Programme, *, on: date) -> Reading:
    """The same, with where each fact was said that no fact sheet holds."""
    entered = _sheets(programme)
    practices = practices_by_key(programme)
    book = _roots(entered)
    book |= _portfolio(programme, book)
    book |= tables_of(entered, book)
    book["org"] = {"name": programme.organisation.name, "short": programme.organisation.name, **book.get("org", {})}
    book["sms"] = _filled(book.get("sms"), _scope(statement_of(programme, on=on), book))
    everybody = list(holders_of(programme))
    holders = [holder for holder in everybody if holder.in_office(on)]
    given = (*held_roles(programme, practices, everybody, on=on), *mandate(programme, holders, on=on))
    roots, said = put_over(book, given)
    book |= roots
    book["roles"] = _titled(book.get("roles", {}))
    role_of = role_finder(book, practices, holders)
    book |= register_facts(programme, book, role_of)
    roots, endangered = put_over(book, endangering(programme, role_of))
    book |= roots
    book["owners"] = {practice.key.replace("-", "_"): owner_of(practice.key).key for practice in _all_practices()}
    book["practices"] = [_owned(practices.get(practice.key), practice) for practice in _all_practices()]
    sheets = {practice.key: _practice(practice, practices.get(practice.key), entered) for practice in _all_practices()}
    sheets[KNOWLEDGE] = with_knowledge(programme, sheets[KNOWLEDGE], role_of)
    book["master_list"] = master_list(programme, on=on) or book.get("master_list")
    book["retained"] = retained(book, sheets)
    answers = dict(Answer.objects.filter(programme=programme).values_list("code", "answer"))
    return Reading(Sources(book, sheets, answers), said | endangered | _live(practices, sheets))


def _sheets(programme: Programme) -> Facts:
    return dict(FactSheet.objects.filter(programme=programme).values_list("code", "facts"))


def _roots(sheets: Mapping[str, Any]) -> Facts:
    """The sheets that are each the one of their root."""
    own = {code: facts for code, facts in sheets.items() if not code.startswith(PRACTICE)}
    return {code: facts for code, facts in own.items() if parted(code)[0] not in repeated_roots()}


def _all_practices() -> tuple[practice_catalogue.Practice, ...]:
    return practice_catalogue.practices()


def _filled(sheet: Any, register: Mapping[str, Any]) -> Facts:
    """A sheet's facts with those of the register over them, where the register holds any."""
    known = {key: value for key, value in register.items() if value not in (None, "", [], {})}
    return {**(sheet if isinstance(sheet, dict) else {}), **known}


def _portfolio(programme: Programme, book: Mapping[str, Any]) -> Facts:
    here = {"organisation_id": programme.organisation_id, "retired_on": None}
    received: dict[str, list[str]] = {}
    links = ServiceCustomer.objects.filter(organisation_id=programme.organisation_id)
    for service, customer in links.values_list("service__code", "customer__code").order_by("customer__code"):
        received.setdefault(service, []).append(customer)
    services = {
        row.code: {
            "name": row.name,
            "criticality": CRITICALITY[row.criticality],
            "customers": received.get(row.code, []),
            "unit": row.delivered_by.code if row.delivered_by else None,
        }
        for row in Service.objects.filter(**here).select_related("delivered_by")
    }
    tables: dict[str, Mapping[str, Facts]] = {
        "services": services,
        "customers": _named(Customer.objects.filter(**here)),
        "suppliers": {row.code: {"name": row.name, "kind": row.kind} for row in Supplier.objects.filter(**here)},
        "units": _named(Unit.objects.filter(**here)),
        "locations": _named(Location.objects.filter(**here)),
    }
    return {table: _entries(book.get(table), rows) for table, rows in tables.items()}


def _named(rows: Iterable[Any]) -> dict[str, Facts]:
    return {row.code: {"name": row.name} for row in rows}


def _entries(sheet: Any, rows: Mapping[str, Facts]) -> dict[str, Facts]:
    """The entries of a register, each with what its sheet adds; a name in both languages wins over the plain one."""
    added = sheet if isinstance(sheet, dict) else {}
    return {code: {**_filled(added.get(code), facts), **_worded(added.get(code))} for code, facts in rows.items()}


def _worded(added: Any) -> Facts:
    name = added.get("name") if isinstance(added, dict) else None
    return {"name": name} if isinstance(name, dict) else {}


def _scope(statement: Statement, book: Mapping[str, Any]) -> Facts:
    inside = {kind: [e.key for e in statement.elements if e.kind is kind and _is_in(e)] for kind in ElementKind}
    services = [code for code in inside[ElementKind.SERVICE] if code in book["services"]]
    return {
        "scope_sentence": dict(statement.sentence) if services else None,
        "services": services,
        "critical": [code for code in services if _is_critical(book["services"][code])],
        "customers": [code for code in inside[ElementKind.CUSTOMER] if code in book["customers"]],
        "units": [code for code in inside[ElementKind.UNIT] if code in book["units"]],
        "locations": [code for code in inside[ElementKind.LOCATION] if code in book["locations"]],
        "exclusions": [
            {"what": element.label, "because": element.justification}
            for element in statement.elements
            if element.inclusion is Inclusion.OUT
        ]
        if not _has_exclusions(book)
        else None,
    }


def _is_in(element: Any) -> bool:
    return element.inclusion is Inclusion.IN


def _has_exclusions(book: Mapping[str, Any]) -> bool:
    sheet = book.get("sms")
    return isinstance(sheet, dict) and bool(sheet.get("exclusions"))


def _is_critical(service: Facts) -> bool:
    return service["criticality"] in (CRITICALITY["critical"], CRITICALITY["high"])


def _titled(known: Mapping[str, Facts]) -> dict[str, Facts]:
    """Every role of documents, with the title that the catalogue gives it where the sheet gives none."""
    titles = {role.key: GivenText(en=role.title.en, id=role.title.id) for role in document_roles()}
    return {**known, **{key: {"title": title, **known.get(key, {})} for key, title in titles.items()}}


def _procedure(practice: str) -> str | None:
    return next((kind.key for kind in kinds() if kind.practice == practice and kind.of_practice), None)


def _owned(row: Practice | None, practice: practice_catalogue.Practice) -> Facts:
    hours = row.hours_per_week if row else None
    return {
        "name": _both(practice.name),
        "owner": owner_of(practice.key).key,
        "allotted": int(hours * 100 / WEEK) if hours is not None else None,
        "procedure": _procedure(practice.key),
    }


def _practice(practice: practice_catalogue.Practice, row: Practice | None, entered: Mapping[str, Any]) -> Facts:
    live = _live_day(row)
    sheet = entered.get(PRACTICE + practice.key)
    rhythm = sheet.get("rhythm") if isinstance(sheet, dict) else None
    return _filled(
        sheet,
        {
            "name": _both(practice.name),
            "owner": owner_of(practice.key).key,
            "live_from": live.isoformat() if live else None,
            "rhythm": {**(rhythm or {}), "silent_days": row.silent_days} if row and row.silent_days else None,
        },
    )


def _live(practices: Mapping[str, Practice], sheets: Mapping[str, Facts]) -> dict[str, Said]:
    """The days from which practices work, as their register says."""
    days = {f"{PRACTICE}{key}.live_from": sheets[key]["live_from"] for key, row in practices.items() if _live_day(row)}
    return {path: Said(path, day, Origin.PRACTICES) for path, day in days.items()}


def _live_day(row: Practice | None) -> date | None:
    return (row.live_on or row.planned_live_on) if row else None


def _both(name: Any) -> GivenText:
    """A name of the catalogue: it is printed, and is no fact of the organisation."""
    return GivenText(en=name.en, id=name.id)
