"""What the rules of coverage read from the catalogue: the items asked for, and the kinds offered for them."""

from functools import cache

from milepost.catalogue.documents.kinds import kinds
from milepost.catalogue.standard import documented_information
from milepost.engines.rules.coverage import Item, Offer


@cache
def asked() -> tuple[Item, ...]:
    """The 76 items; one that is explicit, wholly or in part, is required."""
    return tuple(
        Item(number=item.number, clauses=item.clauses, required=item.demand != "implied")
        for item in documented_information()
    )


@cache
def offered() -> tuple[Offer, ...]:
    """Every kind with the items that it satisfies."""
    return tuple(Offer(key=kind.key, items=frozenset(kind.items)) for kind in kinds())
