"""Which documented information of the standard is there: item by item and clause by clause, with what to do next.

An item is there as far as its best document is: an audit programme in force covers the item of internal audits from
its first day, although reports will follow. Kinds that could still be written for it are named beside it. What a
clause asks for in writing is *required*; the rest is *advised*, because no clause can be cited for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from milepost.engines.rules.texts import Text, say


class Standing(IntEnum):
    """How far a document is, from nothing to in force."""

    ABSENT = 0
    DRAFTED = 1
    IN_FORCE = 2


@dataclass(frozen=True, slots=True)
class Item:
    """Something to have in writing: its number in the catalogue and its clauses; `required` when a clause asks."""

    number: int
    clauses: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of document that can be written, and the items that it would satisfy."""

    key: str
    items: frozenset[int]


@dataclass(frozen=True, slots=True)
class Holding:
    """A document that there is: its key, the kind it is of (empty: none of ours), its items and how far it is."""

    key: str
    kind: str
    items: frozenset[int]
    standing: Standing


@dataclass(frozen=True, slots=True)
class ItemCoverage:
    """How one item stands.

    `documents` hold it, the furthest first; `unwritten` are the kinds that would satisfy it and have no document yet;
    `fix` says what to do next and is None once a document in force holds it.
    """

    item: Item
    standing: Standing
    documents: tuple[Holding, ...]
    unwritten: tuple[str, ...]
    fix: Text | None


@dataclass(frozen=True, slots=True)
class Count:
    """Of so many items, how many are drafted or further, and how many in force."""

    items: int
    drafted: int
    in_force: int

    @property
    def missing(self) -> int:
        return self.items - self.drafted


@dataclass(frozen=True, slots=True)
class ClauseCoverage:
    """How the items of one clause stand; an item that cites several clauses counts in each."""

    clause: str
    required: Count
    advised: Count
    items: tuple[ItemCoverage, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """All items by number, all clauses in the order of the standard, and the two counts."""

    required: Count
    advised: Count
    items: tuple[ItemCoverage, ...]
    clauses: tuple[ClauseCoverage, ...]

    @property
    def missing(self) -> tuple[ItemCoverage, ...]:
        """What a clause asks for and no document holds, not even a draft."""
        return tuple(i for i in self.items if i.item.required and i.standing is Standing.ABSENT)


def cover(items: Iterable[Item], offers: Iterable[Offer], holdings: Iterable[Holding]) -> Coverage:
    """How the items stand with these documents; a document that is absent covers nothing."""
    offered = sorted(offers, key=lambda offer: offer.key)
    held = sorted(
        (holding for holding in holdings if holding.standing > Standing.ABSENT),
        key=lambda holding: (-holding.standing, holding.key),
    )
    found = tuple(_cover(item, offered, held) for item in sorted(items, key=lambda item: item.number))
    required, advised = _counts(found)
    return Coverage(required=required, advised=advised, items=found, clauses=_by_clause(found))


def _cover(item: Item, offered: list[Offer], held: list[Holding]) -> ItemCoverage:
    documents = tuple(holding for holding in held if item.number in holding.items)
    written = {holding.kind for holding in held}
    unwritten = tuple(offer.key for offer in offered if item.number in offer.items and offer.key not in written)
    standing = max((holding.standing for holding in documents), default=Standing.ABSENT)
    return ItemCoverage(
        item=item,
        standing=standing,
        documents=documents,
        unwritten=unwritten,
        fix=_fix(standing, documents, unwritten),
    )


def _fix(standing: Standing, documents: tuple[Holding, ...], unwritten: tuple[str, ...]) -> Text | None:
    if standing is Standing.IN_FORCE:
        return None
    if standing is Standing.DRAFTED:
        return say("Have {key} reviewed and approved.", key=documents[0].key)
    if unwritten:
        return say("Draft {key}, or bring in a document of yours that holds it.", key=unwritten[0])
    return say("Bring in a document of yours that holds it.")


def _counts(found: Iterable[ItemCoverage]) -> tuple[Count, Count]:
    """The count of what is required and the count of what is advised."""
    every = tuple(found)
    return _count(i for i in every if i.item.required), _count(i for i in every if not i.item.required)


def _count(found: Iterable[ItemCoverage]) -> Count:
    standings = [item.standing for item in found]
    return Count(
        items=len(standings),
        drafted=sum(standing >= Standing.DRAFTED for standing in standings),
        in_force=sum(standing is Standing.IN_FORCE for standing in standings),
    )


def _by_clause(found: Iterable[ItemCoverage]) -> tuple[ClauseCoverage, ...]:
    by_clause: dict[str, list[ItemCoverage]] = {}
    for item in found:
        for clause in dict.fromkeys(item.item.clauses):
            by_clause.setdefault(clause, []).append(item)
    covered = []
    for clause in sorted(by_clause, key=_place):
        required, advised = _counts(by_clause[clause])
        covered.append(ClauseCoverage(clause, required, advised, tuple(by_clause[clause])))
    return tuple(covered)


def _place(clause: str) -> tuple[int, ...]:
    """A sort key that puts 10.1 after 9.4."""
    return tuple(int(part) for part in clause.split("."))
