"""Zoom and open phases, as the address says them: `?scale=month&open=design,implementation`, `?open=none`."""

from collections.abc import Mapping
from dataclasses import dataclass

from milepost.features.plans.gantt.axis import Scale

NONE = "none"
FEW, MANY = 80, 60
"""Lines up to which every phase is open unless the address says otherwise, and up to which further ones are."""


@dataclass(frozen=True, slots=True)
class Size:
    """A phase by its key: how many lines it has besides its gate, and whether that gate was passed."""

    key: str
    lines: int
    is_passed: bool


def chosen_scale(query: Mapping[str, str]) -> Scale | None:
    """The zoom that is asked for; None where none is, or none that there is."""
    asked = query.get("scale", "")
    return Scale(asked) if asked in list(Scale) else None


def open_phases(query: Mapping[str, str], sizes: tuple[Size, ...]) -> frozenset[str]:
    """The phases whose lines are shown. Where the address does not say, a long plan shows what is still ahead."""
    known = [size.key for size in sizes]
    if "open" in query:
        asked = query["open"].split(",")
        return frozenset(key for key in known if key in asked)
    if sum(size.lines for size in sizes) <= FEW:
        return frozenset(known)
    shown, lines = set[str](), 0
    for size in sizes:
        lines += 0 if size.is_passed else size.lines
        if not size.is_passed and (not shown or lines <= MANY):
            shown.add(size.key)
    return frozenset(shown)


def toggled(shown: frozenset[str], key: str, known: tuple[str, ...]) -> str:
    """The part of the address that opens a closed phase, or closes an open one."""
    return ",".join(each for each in known if (each in shown) != (each == key)) or NONE
