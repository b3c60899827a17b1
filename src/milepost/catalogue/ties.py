"""What activities and waits of the catalogue depend on, and by how much they vary: read from TOML and checked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TypeGuard

from milepost.catalogue.loader import Table

LINKS = ("FS", "SS", "FF", "SF")
FROM_BEGIN = frozenset({"SS", "SF"})
TO_BEGIN = frozenset({"FS", "SS"})
"""The links that count from the begin of the one before, and to the begin of the one behind."""

FIELDS = frozenset({"activity", "link", "lag", "rule"})
MOST_LAG = 2_610  # working days in ten years
MOST_PERCENT = 1_000


@dataclass(frozen=True, slots=True)
class Tie:
    """A dependency on the activity `key`: which ends (`link`), a `lag` in working days, the rule that asks for it."""

    key: str
    link: str = "FS"
    lag: int = 0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """The shortest and the longest duration in percent of the likely one."""

    low: int
    high: int


class BadTie(ValueError):
    """A dependency that cannot be meant; says of which entry, what is wrong, and what would do."""


class BadSpread(ValueError):
    """A spread that cannot be meant; says of which entry, what is wrong, and what would do."""


def read_ties(key: str, given: Sequence[str | Table], *, known: Collection[str]) -> tuple[Tie, ...]:
    """The dependencies of an entry: plain keys (FS, no lag) or tables. Raises `BadTie`."""
    ties = tuple(_tie(key, each) for each in given)
    for tie in ties:
        if tie.key == key or tie.key not in known:
            said = "waits for itself" if tie.key == key else f"waits for “{tie.key}”, which is no activity"
            raise BadTie(f"“{key}” {said}: name another activity of the catalogue.")
    if len({(tie.key, tie.link) for tie in ties}) < len(ties):
        raise BadTie(f"“{key}” names one dependency twice: leave one of them out.")
    return ties


def _tie(key: str, given: str | Table) -> Tie:
    if isinstance(given, str):
        return Tie(given)
    if not isinstance(given, dict) or not isinstance(given.get("activity"), str) or given.keys() - FIELDS:
        raise BadTie(f"“{key}” waits for {given!r}: write a key, or a table of {', '.join(sorted(FIELDS))}.")
    tie = Tie(given["activity"], given.get("link", "FS"), given.get("lag", 0), given.get("rule", ""))
    if tie.link not in LINKS:
        raise BadTie(f"“{key}” has the link “{tie.link}” to “{tie.key}”: write one of {', '.join(LINKS)}.")
    if not _is_whole(tie.lag) or abs(tie.lag) > MOST_LAG:
        raise BadTie(f"“{key}” has the lag {tie.lag!r} to “{tie.key}”: write whole working days, at most {MOST_LAG}.")
    return tie


def check_circles(ties: Mapping[str, Sequence[Tie]]) -> None:
    """Raise `BadTie` naming a circle of dependencies, if there is one."""
    try:
        TopologicalSorter({key: [tie.key for tie in each] for key, each in ties.items()}).prepare()
    except CycleError as error:
        path = " → ".join(error.args[1])
        raise BadTie(f"Activities wait for each other: {path}. Take one of these dependencies out.") from None


def read_spread(key: str, row: Table) -> Spread:
    """The fields `low` and `high`. Raises `BadSpread`."""
    low, high = row.get("low"), row.get("high")
    if _is_whole(low) and _is_whole(high) and 0 <= low <= 100 <= high <= MOST_PERCENT:
        return Spread(low, high)
    raise BadSpread(f"“{key}” varies from {low!r} to {high!r} percent: write 0 ≤ low ≤ 100 ≤ high ≤ {MOST_PERCENT}.")


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
