"""How long things of the moment are kept."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from milepost.catalogue.loader import read
from milepost.catalogue.texts import LocalText, local_text


@dataclass(frozen=True, slots=True)
class Period:
    """One kind of things, and for how long after they were over each is kept.

    `by_machine`: their times are the machine's, which a simulated clock does not move.
    """

    key: str
    length: timedelta
    name: LocalText
    rule: LocalText
    by_machine: bool


@cache
def periods() -> tuple[Period, ...]:
    """Every period, in the order of the file."""
    return tuple(
        Period(
            key=row["key"],
            length=timedelta(days=row["days"]),
            name=local_text(row["name"]),
            rule=local_text(row["rule"]),
            by_machine=row.get("by_machine", False),
        )
        for row in read("retention.toml")["kind"]
    )
