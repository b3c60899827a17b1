"""What is known of instances: `optimum.csv` in or under a folder, of each instance a name and a value.

The value is the optimum (`43`), bounds of it (`40..45`, `..45`) or `unsat`. Names may differ in case, and may carry the
ending of their file. A table counts for the instances in and under its own folder first.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.psplib_words import Unreadable, read_text

FILE_NAME = "optimum.csv"
_VALUE = re.compile(r"(?:(?P<lower>\d{1,9})?\.\.)?(?P<upper>\d{1,9})")
_ENDINGS = (".sm", ".sch", ".rcp")


@dataclass(frozen=True, slots=True)
class Known:
    """The optimum lies between these; an instance of which `unsat` is known has no schedule at all."""

    lower: int | None
    upper: int | None
    unsat: bool = False


def plain_name(name: str) -> str:
    """The name as tables and files agree on it."""
    name = name.strip().casefold()
    return next((name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)), name)


def read_value(words: str) -> Known | None:
    """What a value says, or None."""
    words = words.strip().casefold()
    if words == "unsat":
        return Known(None, None, unsat=True)
    if (found := _VALUE.fullmatch(words)) is None:
        return None
    upper = int(found["upper"])
    if ".." not in words:
        return Known(upper, upper)
    lower = int(found["lower"]) if found["lower"] else None
    return None if lower is not None and lower > upper else Known(lower, upper)


def read_optima(file: Path) -> dict[str, Known]:
    """One table. Raises `Unreadable` for a row that says nothing; the first row may be a heading."""
    found: dict[str, Known] = {}
    for line, row in _rows(file):
        known = read_value(row[1]) if len(row) > 1 else None
        if known is None and line == 1 and not any(character.isdigit() for character in "".join(row[1:])):
            continue
        if known is None:
            shown = ",".join(row)[:60]
            raise Unreadable(file, line, f"“{shown}”: a name and then a number, lo..hi, ..hi or unsat were expected")
        if found.setdefault(plain_name(row[0]), known) != known:
            raise Unreadable(file, line, f"“{row[0][:40]}” stands twice, with different values")
    return found


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(read_text(file).splitlines())
    try:
        for row in reader:
            if row and any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as odd:
        raise Unreadable(file, reader.line_num, str(odd)) from odd


class Optima:
    """All tables in and under a folder."""

    def __init__(self, tables: dict[Path, dict[str, Known]]) -> None:
        self._tables = tables

    @classmethod
    def under(cls, folder: Path) -> "Optima":
        """Read them all."""
        files = sorted(file for file in folder.rglob("*") if file.name.casefold() == FILE_NAME and file.is_file())
        return cls({file.parent: read_optima(file) for file in files})

    def of(self, file: Path) -> Known | None:
        """What the nearest table says: in the file's folder, then those above, then any other."""
        name = plain_name(file.name)
        for folder in (*file.parents, *self._tables):
            if (known := self._tables.get(folder, {}).get(name)) is not None:
                return known
        return None
