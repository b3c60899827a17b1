"""The twenty practices: clauses, rhythms, key figures and usual owner. None may be dropped."""

from dataclasses import dataclass
from functools import cache

from milepost.catalogue.loader import Table, UnknownEntry, read
from milepost.catalogue.texts import LocalText, local_text, local_texts
from milepost.engines.rules.clock.rhythms import RhythmKind


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One rhythm of a practice.

    `within_working_days` is the longest silence of a flow, the time to sign a nil statement of a sparse rhythm, and
    the leeway around the due date of a planned one; 0 where nothing is due by a working day. `every_months` is the
    interval of a planned rhythm, 1 for the monthly ones, 0 for a flow. `key` is unique inside the practice.
    """

    key: str
    kind: RhythmKind
    every_months: int
    within_working_days: int
    label: LocalText


@dataclass(frozen=True, slots=True)
class Practice:
    """A service management practice; `roadmap` marks the twelve that the implementation roadmap names."""

    key: str
    name: LocalText
    clauses: tuple[str, ...]
    roadmap: bool
    owner: LocalText
    kpis: tuple[LocalText, ...]
    rhythms: tuple[Rhythm, ...]


@cache
def practices() -> tuple[Practice, ...]:
    """All twenty, in the order in which they are usually listed."""
    return tuple(_practice(row) for row in read("practices.toml")["practice"])


def practice(key: str) -> Practice:
    """The practice with that key; `UnknownEntry` where there is none."""
    for found in practices():
        if found.key == key:
            return found
    raise UnknownEntry("practice", key)


def _practice(row: Table) -> Practice:
    return Practice(
        key=row["key"],
        name=local_text(row["name"]),
        clauses=tuple(row["clauses"]),
        roadmap=row["roadmap"],
        owner=local_text(row["owner"]),
        kpis=local_texts(row["kpis"]),
        rhythms=tuple(
            Rhythm(
                key=rhythm["key"],
                kind=RhythmKind(rhythm["kind"]),
                every_months=rhythm["every_months"],
                within_working_days=rhythm["within_working_days"],
                label=local_text(rhythm["label"]),
            )
            for rhythm in row["rhythm"]
        ),
    )
