"""The bulk engine over a store that is no folder: what is asked for is brought here, what is made is put there.

The engine itself only ever sees files of this machine. A new generation is written into the job's folder, then sent
part by part; nothing speaks of it before the caller's transaction does.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from milepost.engines.bulk import (
    Arrival,
    Asked,
    Engine,
    ImportOutcome,
    ImportPlan,
    JudgedPage,
    Mapping,
    Part,
    Preview,
    RolledUp,
    RollupTerms,
)
from milepost.engines.bulk.mapping.checking import Fit
from milepost.engines.bulk.protocol import Row
from milepost.platform.files.stores import Store

MADE = "made"


@dataclass(frozen=True, slots=True)
class FetchingEngine:
    """Keeps the protocol of `inner`, whose parts lie in `store`."""

    inner: Engine
    store: Store

    def _bring(self, *parts: Sequence[Part]) -> None:
        self.store.bring({part.path: part.sha256 for some in parts for part in some})

    def _put(self, made: Sequence[Part], drafts: Path, folder: Path) -> list[Part]:
        """Put what lies under `drafts` to its place under `folder`; other parts stay where they are."""
        return [
            replace(part, path=self.store.put(part.path, folder / part.path.relative_to(drafts), part.sha256))
            if part.path.is_relative_to(drafts)
            else part
            for part in made
        ]

    def preview(self, file: Path, folder: Path, *, system: str, encoding: str = "", delimiter: str = "") -> Preview:
        """Look at a received file and guess its mapping."""
        return self.inner.preview(file, folder, system=system, encoding=encoding, delimiter=delimiter)

    def fit(self, mapping: Mapping, file: Path, folder: Path) -> Fit:
        """Which columns of a file a mapping reads."""
        return self.inner.fit(mapping, file, folder)

    def run_import(self, plan: ImportPlan) -> ImportOutcome:
        """Read, judge, compare with the current parts, and write."""
        self._bring(plan.current)
        return self.inner.run_import(plan)

    def write_generation(
        self, *, facts: Sequence[Part], current: Sequence[Part], months: Iterable[str], folder: Path, scratch: Path
    ) -> list[Part]:
        """The parts of the next generation."""
        drafts = _emptied(scratch)
        self._bring(facts, current)
        made = self.inner.write_generation(facts=facts, current=current, months=months, folder=drafts, scratch=scratch)
        return self._put(made, drafts, folder)

    def rebuild(self, *, facts: Sequence[Part], folder: Path, scratch: Path) -> list[Part]:
        """A generation from the facts of all batches alone."""
        drafts = _emptied(scratch)
        self._bring(facts)
        return self._put(self.inner.rebuild(facts=facts, folder=drafts, scratch=scratch), drafts, folder)

    def differences(self, *, facts: Sequence[Part], current: Sequence[Part]) -> int:
        """Rows in which current and the batches differ."""
        self._bring(facts, current)
        return self.inner.differences(facts=facts, current=current)

    def roll_up(self, parts: Sequence[Part], terms: RollupTerms) -> RolledUp:
        """Counts per practice, service, day and reason, and per day of entry."""
        self._bring(parts)
        return self.inner.roll_up(parts, terms)

    def judged(
        self, parts: Sequence[Part], terms: RollupTerms, asked: Asked, *, limit: int, offset: int = 0
    ) -> JudgedPage:
        """Records of one practice with their verdict, for a page of drill-down."""
        self._bring(parts)
        return self.inner.judged(parts, terms, asked, limit=limit, offset=offset)

    def each_judged(self, parts: Sequence[Part], terms: RollupTerms, asked: Asked) -> Iterator[Row]:
        """The same, all of them, for an export."""
        self._bring(parts)
        yield from self.inner.each_judged(parts, terms, asked)

    def arrivals(self, parts: Sequence[Part], terms: RollupTerms, practice: str) -> list[Arrival]:
        """Records of one practice that appeared later, by the import that brought them first."""
        self._bring(parts)
        return self.inner.arrivals(parts, terms, practice)

    def records(
        self, parts: Sequence[Part], *, practice: str = "", first: str = "", last: str = "", limit: int, offset: int = 0
    ) -> list[Row]:
        """Records of one generation, newest opening first."""
        self._bring(parts)
        return self.inner.records(parts, practice=practice, first=first, last=last, limit=limit, offset=offset)

    def count_values(self, parts: Sequence[Part], column: str) -> list[tuple[str, str, str, int]]:
        """What stands in a column, by source and practice."""
        self._bring(parts)
        return self.inner.count_values(parts, column)

    def redact(self, part: Path, target: Path, *, name: str, secret: bytes) -> str:
        """Write a raw part, as the store has it now, without a person's name."""
        with self.store.lent(part, target.parent) as lying:
            return self.inner.redact(lying, target, name=name, secret=secret)

    def raw_rows(self, parts: Sequence[Part], *, key_column: str, key: str) -> list[Row]:
        """The source's own rows of one record."""
        self._bring(parts)
        return self.inner.raw_rows(parts, key_column=key_column, key=key)

    def export(
        self, parts: Sequence[Part], target: Path, *, practice: str = "", first: str = "", last: str = ""
    ) -> int:
        """Write records as CSV; answers with their number."""
        self._bring(parts)
        return self.inner.export(parts, target, practice=practice, first=first, last=last)


def _emptied(scratch: Path) -> Path:
    """Where a generation is written first; what a killed run left there is written anew."""
    drafts = scratch.with_name(MADE)
    shutil.rmtree(drafts, ignore_errors=True)
    drafts.mkdir(parents=True)
    return drafts
