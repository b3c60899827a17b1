"""The retention of every record, put together from the sheets that name records: each stays stated in one place."""

from collections.abc import Iterator, Mapping
from typing import Any

from milepost.catalogue.documents.facts import fact_roots
from milepost.catalogue.practices import practices

type Facts = dict[str, Any]


def retained(book: Mapping[str, Any], sheets: Mapping[str, Mapping[str, Any]]) -> list[Facts]:
    """The records that sheets name, those of the whole system before those of practices, each with whose record it is.

    `book` holds the facts by root, `sheets` those of practices by key. A record is what `facts/` calls one: name,
    where, keep_months, because, owner.
    """
    return [*_of_system(book), *_of_practices(sheets)]


def _of_system(book: Mapping[str, Any]) -> Iterator[Facts]:
    for key, root in fact_roots().items():
        if isinstance(root.shape, dict) and "records" in root.shape:
            yield from _named(book.get(key), {"en": root.name.en, "id": root.name.id})


def _of_practices(sheets: Mapping[str, Mapping[str, Any]]) -> Iterator[Facts]:
    for practice in practices():
        name = {"en": practice.name.en, "id": practice.name.id}
        sheet = sheets.get(practice.key)
        yield from _named(sheet, name)
        for part in sheet.values() if isinstance(sheet, Mapping) else ():
            yield from _named(part, name)  # a log beside the practice's own records, such as that of complaints


def _named(sheet: object, of: Mapping[str, str]) -> Iterator[Facts]:
    records = sheet.get("records") if isinstance(sheet, Mapping) else None
    for record in records if isinstance(records, list) else ():
        if isinstance(record, Mapping):
            yield {**record, "of": dict(of)}
