"""What is known already when documents are written, with where it was said, and how it goes before a fact sheet.

A register goes before an answer that was given when the programme was made, and both go before the sheet (record 0031).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

type Facts = dict[str, Any]


class Origin(StrEnum):
    """Where a fact was said, and so where it is changed."""

    ANSWERS = "answers"
    """When the programme was made; changed with its settings."""
    NAMED = "named"
    """When the programme was made: whoever carries it. The register of its people goes before."""
    SETTINGS = "settings"
    PEOPLE = "people"
    PRACTICES = "practices"
    MEMBERS = "members"
    COMMITTEE = "committee"
    COMMITMENT = "commitment"
    BOARD = "board"
    RISKS = "risks"
    """The register of the programme's risks."""


@dataclass(frozen=True, slots=True)
class Given:
    """A fact by its path, with its origin.

    The value of a list is its records; `by` is the field that tells them apart, by which the sheet adds to a record.
    Records that the sheet alone has are dropped, except where `is_open` says that it may have more.
    """

    path: str
    value: Any
    origin: Origin
    by: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One fact as it stands in the book: path with numbers from 1, value, origin; `is_key` tells records apart."""

    path: str
    value: Any
    origin: Origin
    is_key: bool = False


def put_over(sheets: Mapping[str, Any], given: Iterable[Given]) -> tuple[Facts, dict[str, Said]]:
    """The roots of the sheets with what is given over them, and each fact that was given by its path."""
    roots: Facts = {}
    said: dict[str, Said] = {}
    for each in given:
        root, *parts, last = each.path.split(".")
        if root not in roots:
            roots[root] = dict(_table(sheets.get(root)))
        place = roots[root]
        for part in parts:
            place[part] = dict(_table(place.get(part)))
            place = place[part]
        if each.by:
            place[last] = _joined(place.get(last), each)
            said |= {one.path: one for one in _said(each)}
        else:
            place[last] = each.value
            said[each.path] = Said(each.path, each.value, each.origin)
    return roots, said


def _joined(sheet: Any, given: Given) -> list[Facts]:
    records = [row for row in sheet if isinstance(row, dict)] if isinstance(sheet, list) else []
    told = {row.get(given.by): row for row in records}
    known = {row[given.by] for row in given.value}
    more = [row for row in records if given.is_open and row.get(given.by) not in known]
    return [{**told.get(row[given.by], {}), **row} for row in given.value] + more


def _said(given: Given) -> Iterable[Said]:
    rows: Sequence[Mapping[str, Any]] = given.value
    for number, row in enumerate(rows, 1):
        for name, value in row.items():
            yield Said(f"{given.path}.{number}.{name}", value, given.origin, is_key=name == given.by)


def _table(sheet: Any) -> Facts:
    return sheet if isinstance(sheet, dict) else {}
