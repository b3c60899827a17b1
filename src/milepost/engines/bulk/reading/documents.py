"""JSON as tools answer it: an array, a named list, one object per line; flattened to a CSV as a stream.

References come in three shapes (ServiceNow): text, `{link, value}`, `{display_value, value}`; all give the value, the
last also `name.display_value`. Other nested objects give dotted names (`fields.status.name`).
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import ijson

from milepost.engines.bulk.failures import Unreadable
from milepost.engines.bulk.reading.columns import WIDEST
from milepost.engines.bulk.reasons import Reason
from milepost.engines.rules.texts import as_written, say

LISTS = ("result", "values", "issues", "results", "records", "data", "items", "objects")
DEEPEST = 6
NESTED = 200
ESCAPED = re.compile(rb"\\.", re.DOTALL)
UNTOLD = bytes(set(range(256)) - set(b'{}[]"'))
TEXTS = re.compile(rb'"[^"]*"')
PAIRS = re.compile(rb"\{\}|\[\]")
LONGEST = 2 * 1024 * 1024


def convert(source: Path, target: Path, refused: Path, *, rows: str) -> list[str]:
    """Write the records as CSV (first column the position, from 1) and answer with the other columns' names.

    `rows` names the list, empty: the first of the usual names. Two passes: the names of all records, then the values.
    """
    try:
        refuse_depth(source)
        try:
            return _converted(source, target, refused, rows)
        except ijson.JSONError as broken:
            if "integer overflow" not in str(broken):
                raise
        return _converted(source, target, refused, rows, exact=True)
    except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError) as broken:
        raise _unreadable(source, str(broken)[:200].splitlines()[0] if str(broken) else "damaged") from broken


def _converted(source: Path, target: Path, refused: Path, rows: str, *, exact: bool = False) -> list[str]:
    """The names of the columns. `exact` reads whole numbers of any length, a third slower; fractions alike."""
    lines = _is_lines(source)
    where = "" if lines else _place(source, rows, exact=exact)
    names: dict[str, None] = {}
    for entry in _entries(source, lines=lines, where=where, exact=exact):
        names.update(dict.fromkeys(flatten(entry) if isinstance(entry, dict) else ()))
        if len(names) > WIDEST:
            raise _unreadable(source, f"more than {WIDEST} names")
    _write(_entries(source, lines=lines, where=where, exact=exact), list(names), target, refused)
    return list(names)


def flatten(entry: dict[str, Any]) -> dict[str, str]:
    """One record as names and texts."""
    flat: dict[str, str] = {}
    _flatten(entry, "", flat, 0)
    return flat


def _flatten(entry: dict[str, Any], prefix: str, flat: dict[str, str], depth: int) -> None:
    for key, value in entry.items():
        name = prefix + key
        if not isinstance(value, dict):
            flat[name] = _text(value)
        elif "value" in value and value.keys() <= {"value", "link", "display_value", "label"}:
            flat[name] = _text(value["value"])
            if "display_value" in value:
                flat[f"{name}.display_value"] = _text(value["display_value"])
        elif set(value) == {"display_value", "link"}:
            flat[name] = _text(value["display_value"])
        elif depth < DEEPEST:
            _flatten(value, f"{name}.", flat, depth + 1)
        else:
            flat[name] = _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if all(isinstance(item, str | int | float | Decimal) for item in value):
            return ";".join(str(_plain(item)) for item in value)
        return json.dumps(value, default=_plain)
    if isinstance(value, dict):
        return json.dumps(value, default=_plain)
    return str(_plain(value))


def _plain(value: Any) -> Any:
    """A fraction as the quick reader gives it, so that both write it alike."""
    return float(value) if isinstance(value, Decimal) else value


def refuse_depth(source: Path) -> None:
    """Refuse what is nested deeper than any tool nests: the parser's time grows with the square of the depth.

    Everything but brackets and quotation marks is thrown away, then texts, then pairs of brackets that close: what is
    left are the brackets open at the moment. All of it runs over whole chunks.
    """
    rest = b""
    with source.open("rb") as file:
        while chunk := file.read(1 << 20):
            while chunk.endswith(b"\\"):  # never part an escape from what it escapes
                chunk += file.read(1) or b" "
            rest += ESCAPED.sub(b"", chunk).translate(None, delete=UNTOLD)
            rest = TEXTS.sub(b"", rest)
            for _round in range(NESTED):  # each closes the innermost pairs
                before, rest = rest, PAIRS.sub(b"", rest)
                if len(rest) == len(before):
                    break
            if len(rest.partition(b'"')[0]) > NESTED:
                raise ValueError(f"nested deeper than {NESTED}")


def _is_lines(source: Path) -> bool:
    """One object per line: the first line is a whole object and a second one follows."""
    with source.open("rb") as file:
        first = file.readline(LONGEST)
        second = file.read(64).lstrip()
    if not first.lstrip().startswith(b"{") or not second.startswith(b"{"):
        return False
    try:
        json.loads(first)
    except ValueError:
        return False
    return True


def is_list(source: Path, rows: str) -> bool:
    """Whether the document is a list of records, be it an empty one; False: one thing alone."""
    return _is_lines(source) or bool(_place(source, rows, exact=True))


def _place(source: Path, rows: str, *, exact: bool = False) -> str:
    """The path of the list for the parser: `item`, `result.item`, or `objects` for a list kept as an object."""
    wanted = (rows,) if rows else LISTS
    with source.open("rb") as file:
        for prefix, event, _value in ijson.parse(file, use_float=not exact):
            if not prefix and event == "start_array":
                return "item"
            if prefix in wanted and event == "start_array":
                return f"{prefix}.item"
            if prefix == (rows or "objects") and event == "null":  # how iTop says that it found none
                return f"{prefix}.item"
            if prefix in wanted and event == "start_map":
                # a list kept as an object (iTop's `objects`), or one record alone (ServiceNow's `result`)
                return f"{prefix}{{}}" if prefix in {rows, "objects"} else str(prefix)
    return ""


def _entries(source: Path, *, lines: bool, where: str, exact: bool) -> Iterator[Any]:
    with source.open("rb") as file:
        if lines:
            yield from _from_lines(file)
        elif where.endswith("{}"):
            for key, entry in ijson.kvitems(file, where[:-2], use_float=not exact):
                yield {"key": key, **entry} if isinstance(entry, dict) else entry
        else:
            yield from ijson.items(file, where, use_float=not exact)


def _from_lines(file: IO[bytes]) -> Iterable[Any]:
    while line := file.readline(LONGEST + 1):
        if len(line) > LONGEST:
            while len(rest := file.readline(LONGEST)) == LONGEST and not rest.endswith(b"\n"):
                continue
            yield Reason.LINE_TOO_LONG
        elif line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                yield None


def _write(entries: Iterable[Any], names: list[str], target: Path, refused: Path) -> None:
    with (
        target.open("w", encoding="utf-8", newline="") as good_file,
        refused.open("w", encoding="utf-8", newline="") as bad_file,
    ):
        good, bad = csv.writer(good_file, lineterminator="\n"), csv.writer(bad_file, lineterminator="\n")
        good.writerow(["row_number", *(f"c{position}" for position in range(len(names)))])
        for number, entry in enumerate(entries, start=1):
            if not isinstance(entry, dict):
                bad.writerow([number, Reason.LINE_TOO_LONG if entry is Reason.LINE_TOO_LONG else Reason.NOT_AN_OBJECT])
                continue
            flat = flatten(entry)
            if any("\x00" in value for value in flat.values()):
                bad.writerow([number, Reason.NUL_BYTE])
            elif sum(map(len, flat.values())) > LONGEST:
                bad.writerow([number, Reason.LINE_TOO_LONG])
            else:
                good.writerow([number, *(flat.get(name, "").encode("utf-8", "replace").decode() for name in names)])


def _unreadable(source: Path, why: str) -> Unreadable:
    return Unreadable(
        say("The JSON cannot be read: {why}.", why=as_written(why)),
        say("Export it again: an array of objects, or an object with a list named “result”."),
        code="bad-json",
        file=source.name,
    )
