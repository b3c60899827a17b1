"""The narrow door to the bulk engine: what the platform calls, and all it calls.

Another engine that keeps this protocol and passes `tests/bulk` may stand in DuckDB's place.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from milepost.engines.bulk.importing.plan import ImportOutcome, ImportPlan
from milepost.engines.bulk.judged import Arrival, Asked, JudgedPage
from milepost.engines.bulk.mapping.checking import Fit
from milepost.engines.bulk.mapping.model import Mapping
from milepost.engines.bulk.rollup import RolledUp, RollupTerms
from milepost.engines.bulk.store.parts import Part

type Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Preview:
    """A file looked at before it is mapped: how it is written, its columns, and 256 columns of its first rows."""

    format: str
    encoding: str
    encoding_certain: bool
    delimiter: str
    columns: tuple[str, ...]
    renamed: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guess: Mapping


class Engine(Protocol):
    """Bulk work over immutable parts. No method writes outside the folders it was made for."""

    def preview(self, file: Path, folder: Path, *, system: str, encoding: str = "", delimiter: str = "") -> Preview:
        """Look at a received file and guess its mapping; `folder` is a job's own."""
        ...

    def fit(self, mapping: Mapping, file: Path, folder: Path) -> Fit:
        """Which columns of a file a mapping reads. Raises BadMapping where it does not fit."""
        ...

    def run_import(self, plan: ImportPlan) -> ImportOutcome:
        """Read, judge, compare and write the parts of a batch into the job's folder."""
        ...

    def write_generation(
        self, *, facts: Sequence[Part], current: Sequence[Part], months: Iterable[str], folder: Path, scratch: Path
    ) -> list[Part]:
        """The parts of the generation that follows `current` when `facts` are added."""
        ...

    def rebuild(self, *, facts: Sequence[Part], folder: Path, scratch: Path) -> list[Part]:
        """A generation from the facts of all batches alone."""
        ...

    def differences(self, *, facts: Sequence[Part], current: Sequence[Part]) -> int:
        """How many rows of current do not follow from the batches, or are missing."""
        ...

    def roll_up(self, parts: Sequence[Part], terms: RollupTerms) -> RolledUp:
        """Counts per practice, service, day and reason of one generation, and per day of entry."""
        ...

    def judged(
        self, parts: Sequence[Part], terms: RollupTerms, asked: Asked, *, limit: int, offset: int = 0
    ) -> JudgedPage:
        """Records of one practice with their verdict, by day, for a page of drill-down."""
        ...

    def each_judged(self, parts: Sequence[Part], terms: RollupTerms, asked: Asked) -> Iterator[Row]:
        """The same, all of them, for an export; a chunk in memory at a time."""
        ...

    def arrivals(self, parts: Sequence[Part], terms: RollupTerms, practice: str) -> list[Arrival]:
        """Records of one practice that appeared later, by the import that brought them first."""
        ...

    def records(
        self, parts: Sequence[Part], *, practice: str = "", first: str = "", last: str = "", limit: int, offset: int = 0
    ) -> list[Row]:
        """Records of one generation by opening, for a page of drill-down; `first` and `last` are days in UTC."""
        ...

    def count_values(self, parts: Sequence[Part], column: str) -> list[tuple[str, str, str, int]]:
        """What stands in a column of the live records: source, practice, value, how often."""
        ...

    def redact(self, part: Path, target: Path, *, name: str, secret: bytes) -> str:
        """Write a raw part without a person's name; its new hash, empty where the name does not stand in it."""
        ...

    def raw_rows(self, parts: Sequence[Part], *, key_column: str, key: str) -> list[Row]:
        """The source's own rows of one record."""
        ...

    def export(
        self, parts: Sequence[Part], target: Path, *, practice: str = "", first: str = "", last: str = ""
    ) -> int:
        """Write records as CSV, CSV safe for spreadsheets; answers with their number."""
        ...
