"""The documents of the master list by the draft that each is: written here, adopted, or shared with other systems."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery

from milepost.catalogue.documents.kinds import kind, kinds
from milepost.catalogue.standard import documented_information
from milepost.features.documents.mapping import kind_key_of, says_its_kind
from milepost.features.documents.models import Document
from milepost.features.documents.querysets import versions_in_force
from milepost.features.drafting.models import Origin
from milepost.features.drafting.reading.origins import thing_of
from milepost.features.drafting.sheets.things import BETWEEN, TABLES, addressed
from milepost.features.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Controlled:
    """A document of the master list that is not withdrawn.

    `address` is that of the draft that it is or would be written from, empty where it is of no kind of ours; `items`
    are the numbers of what it satisfies; `in_force` the identification of the version that holds, empty for none.
    `is_own` says that no template wrote any of it, `is_external` that it is of external origin.
    """

    key: UUID
    number: str
    address: str
    items: frozenset[int]
    in_force: str
    is_own: bool
    is_external: bool = False


def numbers_of(documents: Iterable[Controlled]) -> Mapping[str, str]:
    """The organisation's own number of each document, by the address of its draft; none where several may be it.

    One that is numbered as its draft is has none of its own.
    """
    found: dict[str, list[Controlled]] = defaultdict(list)
    for each in documents:
        if each.address and not each.is_external:
            found[each.address].append(each)
    meant = {address: [each for each in some if not each.is_own] or some for address, some in found.items()}
    numbers = {address: some[0].number for address, some in meant.items() if len(some) == 1}
    return {address: number for address, number in numbers.items() if number != address.replace(BETWEEN, "-")[:60]}


def controlled_documents(programme: Programme, *, on: date) -> tuple[Controlled, ...]:
    """Every document that holds or may come to hold at a day, by number. Two queries."""
    holding = versions_in_force(on).filter(document=OuterRef("pk")).order_by("-number")
    rows: Iterable[Any] = (
        Document.objects.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=on), programme=programme)
        .annotate(
            holds=Subquery(holding.values("number")[:1]),
            holds_label=Subquery(holding.values("label")[:1]),
            templated=Exists(Origin.objects.filter(version__document=OuterRef("pk"))),
        )
        .order_by("number", "pk")
    )
    before = _things_before(programme)
    return tuple(
        Controlled(
            key=row.pk,
            number=row.number,
            address=_address(row, before),
            items=_items(row),
            in_force=f"{row.number} v{row.holds_label or row.holds}" if row.holds else "",
            is_own=not row.templated,
            is_external=row.external,
        )
        for row in rows
    )


def documents_by_address(programme: Programme) -> Mapping[str, tuple[Document, ...]]:
    """The documents that a draft would be put into, by its address: one, or several where none says that it is it.

    A document of external origin is nobody's to write. Two queries.
    """
    before = _things_before(programme)
    said: dict[str, tuple[Document, ...]] = {}
    implied: dict[str, list[Document]] = defaultdict(list)
    rows = Document.objects.filter(programme=programme, withdrawn_on=None, external=False)
    for row in rows.order_by("-id"):
        row.programme = programme
        address = _address(row, before)
        if says_its_kind(row):
            said[address] = (row,)
        elif address:
            implied[address].insert(0, row)
    return {**{address: tuple(rows) for address, rows in implied.items()}, **said}


def _address(row: Document, before: Mapping[UUID, str]) -> str:
    return addressed(kind_key_of(row), row.about or before.get(row.pk)) if kind_key_of(row) else ""


def _things_before(programme: Programme) -> Mapping[UUID, str]:
    """The thing that a document is about which was written before documents said so themselves."""
    repeating = [found.key for found in kinds() if found.repeats in TABLES]
    origins = Origin.objects.filter(programme=programme, version__document__about=None, template__in=repeating)
    read = origins.values_list("version__document_id", "template", "read")
    return {document: thing_of(key, facts) for document, key, facts in read}


def _items(row: Document) -> frozenset[int]:
    """What its line says that it satisfies, else all that its kind does."""
    said = frozenset(number for number in _numbers() if str(number) in row.items)
    key = kind_key_of(row)
    return said or (frozenset(kind(key).items) if key else frozenset())


@cache
def _numbers() -> tuple[int, ...]:
    return tuple(item.number for item in documented_information())
