"""The engine on DuckDB: one guarded connection per call, closed with it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from milepost.engines.bulk import rollup
from milepost.engines.bulk.connection import Connection, name, open_connection
from milepost.engines.bulk.failures import BulkFailure
from milepost.engines.bulk.importing.plan import ImportOutcome, ImportPlan
from milepost.engines.bulk.importing.run import run_import
from milepost.engines.bulk.judged import Arrival, Asked, JudgedPage, each_judged, read_arrivals, read_judged
from milepost.engines.bulk.mapping.checking import Fit, check_mapping
from milepost.engines.bulk.mapping.guessing import guess_mapping
from milepost.engines.bulk.mapping.model import Mapping
from milepost.engines.bulk.protocol import Preview, Row
from milepost.engines.bulk.reading import Rows, inspect_file, open_rows
from milepost.engines.bulk.reading.opening import TOGETHER, no_records, readable
from milepost.engines.bulk.records import count_values, export_records, read_raw_rows, read_records
from milepost.engines.bulk.rollup import RolledUp, RollupTerms
from milepost.engines.bulk.store import current as generations
from milepost.engines.bulk.store import verifying
from milepost.engines.bulk.store.parts import Part
from milepost.engines.bulk.store.redacting import redact_part
from milepost.engines.rules.texts import say

SHOWN = 20


@dataclass(frozen=True, slots=True)
class DuckEngine:
    """`store` is the evidence folder, `temporary` where work may spill, `memory_limit` a size as DuckDB writes it."""

    store: Path
    temporary: Path
    memory_limit: str = "1000MB"
    threads: int = 2

    @contextmanager
    def _connection(self, *folders: Path) -> Iterator[Connection]:
        import duckdb  # noqa: PLC0415 - heavy: loaded by whoever opens it

        connection = open_connection(
            memory_limit=self.memory_limit,
            threads=self.threads,
            temp_directory=self.temporary,
            allowed_directories=[self.store, *folders],
        )
        try:
            yield connection
        except duckdb.OutOfMemoryException as full:
            raise BulkFailure(
                say("The work takes more memory than is allowed."),
                say("Export fewer columns, or a shorter period, and import the parts one after the other."),
                code="out-of-memory",
            ) from full
        finally:
            connection.close()

    def preview(self, file: Path, folder: Path, *, system: str, encoding: str = "", delimiter: str = "") -> Preview:
        """Look at a received file and guess its mapping."""
        with self._connection(file.parent, folder) as connection:
            rows = self._rows(connection, file, folder, encoding=encoding, delimiter=delimiter)
            names = ", ".join(name(column) for column in rows.columns[:TOGETHER])
            found = connection.execute(f"SELECT {names} FROM {rows.sql} LIMIT {SHOWN}").fetchall()
            return Preview(
                format=str(rows.format),
                encoding=rows.encoding,
                encoding_certain=rows.certain,
                delimiter=rows.dialect.delimiter if rows.format == "csv" else "",
                columns=rows.columns,
                renamed=rows.renamed,
                rows=tuple(tuple(str(value or "") for value in row) for row in found),
                guess=guess_mapping(connection, rows, system=system),
            )

    def fit(self, mapping: Mapping, file: Path, folder: Path) -> Fit:
        """Which columns of a file a mapping reads."""
        source = mapping.source
        with self._connection(file.parent, folder) as connection:
            rows = self._rows(
                connection, file, folder, encoding=source.encoding, delimiter=source.delimiter, entries=source.rows
            )
        return check_mapping(mapping, rows.columns, file=file.name)

    def _rows(
        self, connection: Connection, file: Path, folder: Path, *, encoding: str, delimiter: str, entries: str = ""
    ) -> Rows:
        inspected = inspect_file(file, encoding=encoding)
        rows = open_rows(file, folder, connection, inspected=inspected, delimiter=delimiter, rows=entries)
        if not rows.columns:
            raise no_records(file)
        return readable(rows, folder, connection)

    def run_import(self, plan: ImportPlan) -> ImportOutcome:
        """Read, judge, compare and write."""
        with self._connection(plan.file.parent, plan.folder) as connection:
            return run_import(connection, plan)

    def write_generation(
        self, *, facts: Sequence[Part], current: Sequence[Part], months: Iterable[str], folder: Path, scratch: Path
    ) -> list[Part]:
        """The parts of the next generation."""
        with self._connection(scratch.parent, folder) as connection:
            return generations.write_generation(
                connection, facts=facts, current=current, months=months, folder=folder, scratch=scratch
            )

    def rebuild(self, *, facts: Sequence[Part], folder: Path, scratch: Path) -> list[Part]:
        """A generation from the facts of all batches alone."""
        with self._connection(scratch.parent, folder) as connection:
            return generations.rebuild(connection, facts=facts, folder=folder, scratch=scratch)

    def differences(self, *, facts: Sequence[Part], current: Sequence[Part]) -> int:
        """Rows in which current and the batches differ."""
        with self._connection() as connection:
            return verifying.differences(connection, facts=facts, current=current)

    def roll_up(self, parts: Sequence[Part], terms: RollupTerms) -> RolledUp:
        """Counts per practice, service, day and reason, and per day of entry."""
        with self._connection() as connection:
            return rollup.roll_up(connection, parts, terms)

    def judged(
        self, parts: Sequence[Part], terms: RollupTerms, asked: Asked, *, limit: int, offset: int = 0
    ) -> JudgedPage:
        """Records of one practice with their verdict, for a page of drill-down."""
        with self._connection() as connection:
            return read_judged(connection, parts, terms, asked, limit=limit, offset=offset)

    def each_judged(self, parts: Sequence[Part], terms: RollupTerms, asked: Asked) -> Iterator[Row]:
        """The same, all of them, for an export; a chunk in memory at a time."""
        with self._connection() as connection:
            yield from each_judged(connection, parts, terms, asked)

    def arrivals(self, parts: Sequence[Part], terms: RollupTerms, practice: str) -> list[Arrival]:
        """Records of one practice that appeared later, by the import that brought them first."""
        with self._connection() as connection:
            return read_arrivals(connection, parts, terms, practice)

    def records(
        self, parts: Sequence[Part], *, practice: str = "", first: str = "", last: str = "", limit: int, offset: int = 0
    ) -> list[Row]:
        """Records of one generation, newest opening first."""
        with self._connection() as connection:
            return read_records(
                connection, parts, practice=practice, first=first, last=last, limit=limit, offset=offset
            )

    def count_values(self, parts: Sequence[Part], column: str) -> list[tuple[str, str, str, int]]:
        """What stands in a column, by source and practice."""
        with self._connection() as connection:
            return count_values(connection, parts, column)

    def redact(self, part: Path, target: Path, *, name: str, secret: bytes) -> str:
        """Write a raw part without a person's name."""
        with self._connection(target.parent) as connection:
            return redact_part(connection, part, target, name=name, secret=secret)

    def raw_rows(self, parts: Sequence[Part], *, key_column: str, key: str) -> list[Row]:
        """The source's own rows of one record."""
        with self._connection() as connection:
            return read_raw_rows(connection, parts, key_column=key_column, key=key)

    def export(
        self, parts: Sequence[Part], target: Path, *, practice: str = "", first: str = "", last: str = ""
    ) -> int:
        """Write records as CSV; answers with their number."""
        with self._connection(target.parent) as connection:
            return export_records(connection, parts, target, practice=practice, first=first, last=last)
