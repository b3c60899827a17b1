"""Files of rows: TOML, JSON, CSV and XLSX, read into rows by kind.

TOML and JSON name the kinds themselves; a table or list holds one kind, so a CSV or XLSX file is read as the kind it is
said to be, its first line being the names of the fields. Texts are taken as they stand: a formula is just text.
"""

import csv
import io
import json
import tomllib
import types
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Union, get_args, get_origin

from django.utils.translation import gettext as _

from milepost.engines.bulk.failures import Unreadable
from milepost.engines.bulk.reading.workbooks import convert, look_over
from milepost.platform.applying.kinds import Kind, Row
from milepost.platform.files.scanning import scan
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.tables_export import without_guard
from milepost.platform.ui.texts import speak

LIMIT = 20 * 1024 * 1024  # bytes
LONGEST_CELL = 131_072  # characters; the longest note has 100,000
ENDINGS = ("toml", "json", "csv", "xlsx")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))

type Given = dict[str, list[Any]]


def read_rows[Place](
    name: str, data: bytes, *, kinds: Mapping[str, Kind[Place]], kind: str = "", described_as: str = "--kind"
) -> Given:
    """The rows of a file by kind. Raises `Refused` for a file that is not what its name says."""
    if len(data) > LIMIT:
        raise Refused(
            _("{name} is larger than {limit} MiB.").format(name=name, limit=LIMIT // 2**20),
            field="file",
            hint=_("Hand it in as several files."),
        )
    scan([data], name)
    ending = name.rpartition(".")[2].lower()
    match ending:
        case "toml":
            return _tables(_parsed(name, lambda: tomllib.loads(_text(data))), kind)
        case "json":
            return _tables(_parsed(name, lambda: json.loads(_text(data))), kind)
        case "csv" | "tsv" | "txt" | "xlsx":
            if kind not in kinds:
                raise Refused(
                    _("A {ending} file holds one kind: say which.").format(ending=ending.upper()),
                    field=described_as,
                    hint=_("One of {names}.").format(names=", ".join(sorted(kinds))),
                )
            lines = _sheet(name, data) if ending == "xlsx" else _lines(_text(data))
            return {kind: list(_rows(name, lines, kinds[kind].row))}
    raise Refused(
        _("{name} is no file of a form that can be read.").format(name=name),
        field="file",
        hint=_("Use {endings}.").format(endings=", ".join(ENDINGS)),
    )


def _text(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _parsed(name: str, parse: Any) -> Any:
    try:
        return parse()
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a plain ValueError
        raise _unreadable(name, str(error) or _("nested too deeply")) from None


def _unreadable(name: str, why: str) -> Refused:
    return Refused(
        _("{name} cannot be read: {why}.").format(name=name, why=why.removesuffix(".")),
        field="file",
        hint=_("Correct that place, or export the file again: TOML, JSON, CSV or XLSX."),
    )


def _tables(read: Any, kind: str) -> Given:
    if isinstance(read, list) and kind:
        return {kind: read}
    if not isinstance(read, dict):
        raise Refused(
            _("The file names no kinds."), field="file", hint=_("Write the rows under their kind: [[services]] …")
        )
    return {str(name): rows if isinstance(rows, list) else [rows] for name, rows in read.items()}


def _lines(text: str) -> Iterable[Sequence[str]]:
    heading = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        if any(len(cell) > LONGEST_CELL for cell in line):  # csv has a limit too, but anybody may move that one
            raise csv.Error(f"a cell is longer than {LONGEST_CELL} characters")
        yield [without_guard(cell) for cell in line]


def _sheet(name: str, data: bytes) -> Iterable[Sequence[str]]:
    """The first sheet, read in a child process with limits: a small workbook can ask for any amount of memory."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "sheet.xlsx", Path(folder) / "sheet.csv"
        source.write_bytes(data)
        try:
            look_over(source)
            yield convert(source, target)
        except Unreadable as error:
            raise Refused(f"{name}: {speak(error.reason)}", field="file", hint=speak(error.fix)) from None
        with target.open(encoding="utf-8", newline="") as lines:
            for line in islice(csv.reader(lines), 1, None):
                yield line[1:]


def _rows(name: str, lines: Iterable[Sequence[str]], row: type[Row]) -> Iterable[dict[str, Any]]:
    heading: list[str] = []
    try:
        for line in lines:
            if not any(cell.strip() for cell in line):
                continue
            if not heading:
                heading = [cell.strip().lower() for cell in line]
                continue
            yield _fields(heading, line, row)
    except csv.Error as error:
        raise _unreadable(name, str(error)) from None


def _fields(heading: Sequence[str], line: Sequence[str], row: type[Row]) -> dict[str, Any]:
    """The cells by name; an empty cell empties a field that can be empty and leaves any other as it is."""
    fields: dict[str, Any] = {}
    for place, cell in enumerate(line):
        field = heading[place] if place < len(heading) and heading[place] else _("column {number}").format(
            number=place + 1
        )  # fmt: skip
        if place >= len(heading) and not cell.strip():
            continue
        declared = row.model_fields.get(field)
        shapes = _shapes(declared.annotation) if declared else {str}
        if shapes & {list, tuple, set, frozenset}:
            fields[field] = [part.strip() for part in cell.split(";") if part.strip()]
        elif cell.strip() or str in shapes:
            fields[field] = cell
        elif types.NoneType in shapes:
            fields[field] = None
    return fields


def _shapes(annotation: Any) -> set[Any]:
    origin = get_origin(annotation)
    if origin in {Union, types.UnionType}:
        return set().union(*(_shapes(part) for part in get_args(annotation)))
    if hasattr(annotation, "__metadata__"):
        return _shapes(get_args(annotation)[0])
    return {origin or annotation}
