"""Open a received file as a relation of text columns, by the shortest way that reads it rightly.

A plain UTF-8 CSV is read in place. Anything else becomes a CSV in the job's folder first: UTF-16 and cp1252 recoded,
workbooks and JSON flattened, archives unpacked, and a CSV that the fast reader refuses rewritten record by record.
"""

import codecs
import gzip
import re
import shutil
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

from milepost.engines.bulk.connection import Connection, name, one_file, quote
from milepost.engines.bulk.failures import Unreadable
from milepost.engines.bulk.reading import delimited, documents, workbooks
from milepost.engines.bulk.reading.columns import WIDEST, unique_names
from milepost.engines.bulk.reading.dialects import Dialect, detect, header_of
from milepost.engines.bulk.reading.inspecting import Format, Inspected, inspect_file
from milepost.engines.rules.texts import as_written, say

SAMPLE = 1 << 18
UNPACKED = 8 << 30
BUFFER = 32 << 20
TOGETHER = 256
SEPARATOR_LINE = re.compile(r"\"?sep=(?P<separator>[,;|\t])\"?(\r\n|\r|\n)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rows:
    """A file as rows of text.

    `columns` are the source's names made unique (`renamed`: those that were changed); `sql` is the relation with
    exactly these columns; `numbered` says that it has `row_number` besides (else the row is position + 2);
    `refused` names a CSV (row, reason) of rows that could not be read at all.
    """

    path: Path
    format: Format
    encoding: str
    certain: bool
    dialect: Dialect
    columns: tuple[str, ...]
    renamed: tuple[str, ...]
    numbered: bool = False
    refused: Path | None = None

    @property
    def sql(self) -> str:
        """The relation, to stand behind FROM."""
        names = (["row_number"] if self.numbered else []) + list(self.columns)
        # a column of the source may itself be called row_number: ours is known by its place
        shown = ["row number of the file" if self.numbered and i == 0 else n for i, n in enumerate(names)]
        columns = ", ".join(f"{quote(column)}: 'VARCHAR'" for column in shown)
        return (
            f"read_csv({one_file(self.path)}, auto_detect = false, header = true, strict_mode = true, "
            "compression = 'none', "
            f"delim = {quote(self.dialect.delimiter)}, quote = {quote(self.dialect.quote)}, "
            f"escape = {quote(self.dialect.escape)}, nullstr = '', "
            f"max_line_size = {(3 if self.numbered else 1) * delimited.LONGEST}, buffer_size = {BUFFER}, "
            f"columns = {{{columns}}})"
        )

    @property
    def number_sql(self) -> str:
        """The row number, where the relation carries it."""
        return f"CAST({name('row number of the file')} AS BIGINT)"


def open_rows(
    path: Path, folder: Path, connection: Connection, *, inspected: Inspected, delimiter: str = "", rows: str = ""
) -> Rows:
    """The rows of an inspected file; what has to be converted is written into `folder`.

    Raises Unreadable or AmbiguousDialect.
    """
    if inspected.format in {Format.ZIP, Format.GZIP}:
        path, inspected = _unpacked(path, folder, inspected)
    if inspected.format is Format.WORKBOOK:
        return _of_workbook(path, folder)
    if inspected.encoding != "utf-8":
        path = _recoded(path, folder, inspected)
    if inspected.format is Format.JSON:
        return _of_document(path, folder, inspected, rows)
    found = _of_text(path, folder, connection, inspected, delimiter)
    needs_care = inspected.damaged or inspected.has_nul or not found.dialect.quote
    return carefully(found, folder) if needs_care else found


def readable(rows: Rows, folder: Path, connection: Connection) -> Rows:
    """The rows as they are, or rewritten where the fast reader refuses the file."""
    if rows.numbered:
        return rows
    if len(rows.columns) > TOGETHER:  # the fast reader holds them all in memory at once
        return carefully(rows, folder)
    try:
        connection.execute(f"SELECT count(COLUMNS(*)) FROM {rows.sql}").fetchone()
    except fast_reader_refuses():
        return carefully(rows, folder)
    return rows


def carefully(rows: Rows, folder: Path) -> Rows:
    """The same rows, rewritten one by one with those refused that cannot be read."""
    target, refused = folder / "rows.csv", folder / "refused.csv"
    delimited.rewrite(rows.path, target, refused, rows.dialect, list(rows.columns))
    return replace(rows, path=target, dialect=replace(rows.dialect, delimiter=","), numbered=True, refused=refused)


def fast_reader_refuses() -> tuple[type[Exception], ...]:
    """What the fast reader raises at a file that must be read with care."""
    import duckdb  # noqa: PLC0415 - heavy, and open already

    # Its complaint quotes the file: where that is no text, the complaint cannot be told.
    return (
        duckdb.InvalidInputException, duckdb.ConversionException, duckdb.NotImplementedException, UnicodeDecodeError,
    )  # fmt: skip


def _unpacked(path: Path, folder: Path, inspected: Inspected) -> tuple[Path, Inspected]:
    target = folder / "unpacked"
    if inspected.format is Format.ZIP:
        members = workbooks.look_over(path)
        if workbooks.is_workbook(members):
            return path, replace(inspected, format=Format.WORKBOOK)
        workbooks.unpack_single(path, members, target)
    else:
        _gunzip(path, target)
    inner = inspect_file(target)
    if inner.format in {Format.ZIP, Format.GZIP}:
        raise Unreadable(
            say("The archive holds another archive."),
            say("Unpack it and import the file inside."),
            code="bad-archive",
            file=path.name,
        )
    return target, inner


def _gunzip(path: Path, target: Path) -> None:
    try:
        with gzip.open(path, "rb") as source, target.open("wb") as out:
            written, allowed = 0, min(UNPACKED, max(64 << 20, workbooks.RATIO * path.stat().st_size))
            while chunk := source.read(1 << 20):
                written += len(chunk)
                if written > allowed:
                    raise Unreadable(
                        say("The archive unpacks to more than 250 times its size."),
                        say("Unpack it and import the file inside."),
                        code="bad-archive",
                        file=path.name,
                    )
                out.write(chunk)
    except (OSError, EOFError, zlib.error) as broken:
        raise Unreadable(
            say("The archive is damaged: {why}.", why=as_written(str(broken))),
            say("Export it again."),
            code="bad-archive",
            file=path.name,
        ) from broken


def _recoded(path: Path, folder: Path, inspected: Inspected) -> Path:
    """The file in UTF-8, written as a stream."""
    target = folder / "recoded"
    try:
        with (
            path.open(encoding=inspected.encoding, newline="") as source,
            target.open("w", encoding="utf-8", newline="") as out,
        ):
            while chunk := source.read(1 << 20):
                out.write(chunk)
    except (UnicodeError, LookupError) as broken:
        raise Unreadable(
            say("The file is not written in {encoding}.", encoding=as_written(inspected.encoding)),
            say("Export it as UTF-8, or name its encoding in the mapping."),
            code="bad-encoding",
            file=path.name,
        ) from broken
    return target


def _of_workbook(path: Path, folder: Path) -> Rows:
    target = folder / "rows.csv"
    names, renamed = unique_names(_checked(workbooks.convert(path, target), path))
    return Rows(
        path=target,
        format=Format.WORKBOOK,
        encoding="utf-8",  # what the XML in it is written in
        certain=True,
        dialect=Dialect(","),
        columns=tuple(names),
        renamed=tuple(renamed),
        numbered=True,
    )


def _of_document(path: Path, folder: Path, inspected: Inspected, rows: str) -> Rows:
    target, refused = folder / "rows.csv", folder / "refused.csv"
    path = _without_mark(path, folder)
    names, renamed = unique_names(documents.convert(path, target, refused, rows=rows))
    if not names and not documents.is_list(path, rows):
        raise no_records(path)
    return Rows(
        path=target,
        format=Format.JSON,
        encoding=inspected.encoding,
        certain=inspected.certain,
        dialect=Dialect(","),
        columns=tuple(names),
        renamed=tuple(renamed),
        numbered=True,
        refused=refused,
    )


def no_records(path: Path) -> Unreadable:
    """The failure for a file that names neither columns nor records."""
    return Unreadable(
        say("The file holds no records."),
        say("Export a list of records, with at least one of them to see its columns by."),
        code="no-records",
        file=path.name,
    )


def _without_mark(path: Path, folder: Path) -> Path:
    """The same JSON without the byte-order mark that its parser takes for a letter."""
    with path.open("rb") as source:
        if source.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            return path
        target = folder / path.name
        with target.open("wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)
    return target


def _of_text(path: Path, folder: Path, connection: Connection, inspected: Inspected, delimiter: str) -> Rows:
    sample = _sample(path)
    if said := SEPARATOR_LINE.match(sample):
        path, sample = _without_first_line(path, folder, said.end()), sample[said.end() :]
        delimiter = delimiter or said["separator"]
    sniffed = "" if delimiter else _sniffed(sample, folder, connection)
    dialect = detect(sample, told=delimiter, sniffed=sniffed, file=path.name)
    names, renamed = unique_names(_checked(header_of(sample, dialect), path))
    return Rows(path, Format.DELIMITED, inspected.encoding, inspected.certain, dialect, tuple(names), tuple(renamed))


def _without_first_line(path: Path, folder: Path, length: int) -> Path:
    """The file without the line by which a spreadsheet is told the separator: it is no header."""
    target = folder / "headed"
    with path.open("rb") as source, target.open("wb") as out:
        source.seek(length + (len(codecs.BOM_UTF8) if source.read(3) == codecs.BOM_UTF8 else 0))
        shutil.copyfileobj(source, out, 1 << 20)
    return target


def _sample(path: Path) -> str:
    """The beginning of the file up to the end of a line."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        text = file.read(SAMPLE)
        if len(text) == SAMPLE:
            cut = max(text.rfind("\n"), text.rfind("\r"))
            text = text[: cut + 1] if cut >= 0 else text + file.readline(delimited.LONGEST)
    if len(text) >= delimited.LONGEST:
        raise Unreadable(
            say("The header is longer than 2 MiB."),
            say("Export the file with a header row of column names."),
            code="bad-header",
            file=path.name,
            row=1,
        )
    return text


def _sniffed(sample: str, folder: Path, connection: Connection) -> str:
    """The separator DuckDB's sniffer finds in the sample (a very long line costs it minutes); empty: none."""
    import duckdb  # noqa: PLC0415 - heavy, and open already

    path = folder / "sample"
    path.write_text(sample, encoding="utf-8", newline="")
    try:
        found = connection.execute(
            "SELECT Delimiter FROM sniff_csv(?, all_varchar = true, sample_size = 2048)", [str(path)]
        ).fetchone()
    except duckdb.Error:
        return ""
    finally:
        path.unlink()
    return str(found[0]) if found else ""


def _checked(header: list[str], path: Path) -> list[str]:
    if not any(value.strip() for value in header):
        raise Unreadable(
            say("The file has no header row."),
            say("The first row must name the columns."),
            code="bad-header",
            file=path.name,
            row=1,
        )
    if len(header) > WIDEST:
        raise Unreadable(
            say("The file has {count} columns.", count=len(header)),
            say("Export only the columns that are needed."),
            code="bad-header",
            file=path.name,
            row=1,
        )
    return header
