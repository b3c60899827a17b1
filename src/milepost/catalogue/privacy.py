"""What is kept about people: which rows, for what, on which ground, how long, and what an erasure does with them."""

from dataclasses import dataclass
from functools import cache

from milepost.catalogue.loader import Table, UnknownEntry, read
from milepost.catalogue.texts import LocalText, local_text

FILE = "privacy.toml"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why something is kept, with its ground (UU PDP 27/2022, article 20), how long, and what an erasure does."""

    key: str
    name: LocalText
    why: LocalText
    how_long: LocalText
    erasure: LocalText


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of one table.

    `through` is a way from a row to the person beside its own foreign keys, `address` the column that holds their
    address, `hides` columns that no copy holds.
    """

    table: str
    name: LocalText
    purpose: Purpose
    through: str
    address: str
    hides: frozenset[str]


@cache
def purposes() -> tuple[Purpose, ...]:
    """Every purpose, in the order a person reads them."""
    return tuple(
        Purpose(
            key=row["key"],
            name=local_text(row["name"]),
            why=local_text(row["why"]),
            how_long=local_text(row["how_long"]),
            erasure=local_text(row["erasure"]),
        )
        for row in read(FILE)["purpose"]
    )


@cache
def kept_about_people() -> tuple[Kept, ...]:
    """Every kind of row, in the order of the purposes."""
    by_key = {purpose.key: purpose for purpose in purposes()}
    order = list(by_key)
    found = [_kept(row, by_key[row["purpose"]]) for row in read(FILE)["kept"]]
    return tuple(sorted(found, key=lambda kept: order.index(kept.purpose.key)))


def kept_in(table: str) -> Kept:
    """What is kept in one table; `UnknownEntry` where nobody said."""
    for kept in kept_about_people():
        if kept.table == table:
            return kept
    raise UnknownEntry("kind of personal data", table)


def _kept(row: Table, purpose: Purpose) -> Kept:
    return Kept(
        table=row["table"],
        name=local_text(row["name"]),
        purpose=purpose,
        through=row.get("through", ""),
        address=row.get("address", ""),
        hides=frozenset(row.get("hides", ())),
    )
