"""The things that documents repeat for: some kinds are written once for each customer, supplier or service in scope.

Such a document is addressed by its kind and the code of the thing, `DOC-SLA-01:RETAIL`; so is the sheet of a root that
is entered once for each, `agreement:RETAIL` (record 0034).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from milepost.catalogue.documents.facts import fact_roots
from milepost.catalogue.documents.kinds import Kind, Repeats, kind
from milepost.catalogue.documents.templates import template, template_keys
from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.texts import LocalText
from milepost.engines.rules.texts import Text, say
from milepost.engines.templating.context import named_in
from milepost.engines.templating.facts import Book
from milepost.engines.templating.shapes import REFERENCES, word_of
from milepost.features.portfolio.models import Supplier
from milepost.features.portfolio.shelves import SHELVES
from milepost.features.programmes.models import Programme

TABLES = {each: REFERENCES[each.value] for each in (Repeats.CUSTOMER, Repeats.SUPPLIER, Repeats.SERVICE)}
"""What a kind may repeat for, with the table of the book that holds those things."""
BETWEEN = ":"
"""What stands between a kind, or a root, and the code of a thing; no code holds it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A customer, supplier or service that has documents of its own: its code and what it is called."""

    code: str
    name: LocalText


class NotOneDocument(LookupError):
    """A kind of which there is not just one document; `addresses` are those that there are."""

    def __init__(self, key: str, addresses: tuple[str, ...]) -> None:
        super().__init__(f"{key} is written once for each {kind(key).repeats.value} in scope.")
        self.key = key
        self.addresses = addresses


@cache
def repeated_roots() -> Mapping[str, str]:
    """The roots of the context that are entered once for each thing, with what they repeat for."""
    return {key: root.repeats for key, root in fact_roots().items() if root.repeats}


def addressed(key: str, code: str | None) -> str:
    """A kind, or a root, with the thing it is about: `DOC-SLA-01:RETAIL`."""
    return f"{key}{BETWEEN}{code}" if code else key


def parted(address: str) -> tuple[str, str]:
    """The kind, or the root, and the code of the thing; empty where none is named."""
    key, _, code = address.partition(BETWEEN)
    return key, code


def targets(address: str, book: Book) -> tuple[tuple[str, Thing | None], ...]:
    """The documents that are meant: the one for a thing, or all of a kind. Codes are taken in either case.

    Raises `UnknownEntry` where no template writes that kind, or the thing is not one in scope.
    """
    key, code = parted(address)
    if key not in template_keys():
        raise UnknownEntry("template", key)
    if kind(key).repeats not in TABLES:
        if code:
            raise UnknownEntry("document", address)
        return ((key, None),)
    things = things_of(kind(key), book)
    if not code:
        return tuple((key, thing) for thing in things)
    named = [thing for thing in things if thing.code == code]
    named = named or [thing for thing in things if thing.code.casefold() == code.casefold()]
    if len(named) != 1:
        raise UnknownEntry("document", address)
    return ((key, named[0]),)


def things_of(found: Kind, book: Book) -> tuple[Thing, ...]:
    """The things in scope of which a kind is written once for each, by their codes; none for a kind that is one."""
    if found.repeats not in TABLES:
        return ()
    entries: Any = book.get(TABLES[found.repeats]) or {}
    sms: Any = book.get("sms") or {}
    if found.repeats is Repeats.SUPPLIER:
        codes = [code for code, entry in entries.items() if _supplies(entry, found, sms.get("services") or ())]
    else:
        codes = [code for code in sms.get(TABLES[found.repeats]) or () if code in entries]
    return tuple(Thing(code, name_in(entries[code], code)) for code in sorted(codes))


def _supplies(entry: Mapping[str, Any], found: Kind, services: Any) -> bool:
    """Whether a supplier is one of those that a kind is for, and supplies for something in scope as far as is known."""
    known = entry.get("services") or ()
    return (not found.among or entry.get("kind") in found.among) and (
        not known or any(service in services for service in known)
    )


def name_in(entry: Mapping[str, Any], code: str) -> LocalText:
    """What a thing is called in both languages."""
    name = entry.get("name") or code
    if isinstance(name, Mapping):
        some = next((text for text in name.values() if text), code)
        return LocalText(str(name.get("en") or some), str(name.get("id") or some))
    return LocalText(str(name), str(name))


@cache
def kinds_of(root: str) -> tuple[Kind, ...]:
    """The kinds that see a root which is entered once for each thing: those with a template that names it."""
    wanted = (kind(key) for key in template_keys() if root in named_in(template(key, "en")))
    return tuple(found for found in wanted if found.repeats.value == repeated_roots()[root])


def why_none(found: Kind) -> Text:
    """Why a kind that repeats has no document."""
    if found.repeats is Repeats.CUSTOMER:
        return say("No customer is in scope yet: decide the scope first.")
    if found.repeats is Repeats.SERVICE:
        return say("No service is in scope yet: decide the scope first.")
    if set(found.among) == {Supplier.Kind.EXTERNAL}:
        return say("No external supplier is entered that supplies for a service in scope.")
    if found.among:
        return say("Neither an internal supplier nor a customer acting as supplier is entered.")
    return say("No supplier is entered that supplies for a service in scope.")


def is_needless(found: Kind) -> bool:
    """Whether none is required: an SMS may be without suppliers, not without services and customers (4.3, 8.3.4)."""
    return found.repeats is Repeats.SUPPLIER


def records_of(thing: Thing | None, found: Kind, book: Book) -> dict[str, Any]:
    """The roots that are entered once for each thing, as a document about one of them sees them: its own record.

    The field that names the thing follows from where the record stands. A root of other things is not seen.
    """
    bound: dict[str, Any] = {}
    for root, what in repeated_roots().items():
        table = book.get(root)
        if thing is None or what != found.repeats or not isinstance(table, Mapping):
            bound[root] = {}
        else:
            bound[root] = _naming(root, what, table.get(thing.code) or {}, thing)
    return bound


def _naming(root: str, what: str, record: Mapping[str, Any], thing: Thing) -> dict[str, Any]:
    shape = fact_roots()[root].shape
    field = shape.get(what) if isinstance(shape, dict) else None
    if not isinstance(field, str) or not record:
        return dict(record)
    if word_of(field)[0] in REFERENCES:
        return {**record, what: thing.code}
    return {what: {"en": thing.name.en, "id": thing.name.id}, **record}


def tables_of(entered: Mapping[str, Any], book: Book) -> dict[str, dict[str, Any]]:
    """The records of each root that repeats, by the code of the thing, from what fact sheets hold.

    A sheet of before, which held the one record that there could be, counts as that of the thing it names.
    """
    tables: dict[str, dict[str, Any]] = {root: {} for root in repeated_roots()}
    for address, facts in entered.items():
        root, code = parted(address)
        if root in tables and code:
            tables[root][code] = facts
    for root, what in repeated_roots().items():
        entries: Any = book.get(REFERENCES[what]) or {}
        if root in entered and (code := code_in(root, entered[root], entries)):
            tables[root].setdefault(code, entered[root])
    return tables


def is_single(root: str, facts: Any, known: Mapping[str, Any]) -> bool:
    """Whether facts are the one record of before, and not a table of records by the codes of things."""
    shape = fact_roots()[root].shape
    named = set(shape) if isinstance(shape, dict) else set[str]()
    return isinstance(facts, Mapping) and any(key in named and key not in known for key in facts)


def code_in(root: str, facts: Any, entries: Mapping[str, Any]) -> str:
    """The code of the thing that a single record is about: the one it names, by code or by name, else the only one."""
    said = facts.get(repeated_roots()[root]) if isinstance(facts, Mapping) else None
    if said is None:
        return next(iter(entries)) if len(entries) == 1 else ""
    if isinstance(said, str) and said in entries:
        return said
    words = {word.casefold() for word in _wordings(said)}
    named = [code for code, entry in entries.items() if words & {w.casefold() for w in _wordings(entry.get("name"))}]
    return named[0] if len(named) == 1 else ""


def _wordings(name: Any) -> Iterator[str]:
    yield from (str(text) for text in (name.values() if isinstance(name, Mapping) else [name]) if text)


def register_of(programme: Programme, what: str) -> dict[str, dict[str, Any]]:
    """Every thing that an organisation has of that sort, retired ones too, by code with its name. One query."""
    rows = SHELVES[REFERENCES[what]].model._default_manager.filter(organisation_id=programme.organisation_id)
    return {code: {"name": name} for code, name in rows.values_list("code", "name")}
