"""The child process that reads a workbook: `python -m … SOURCE TARGET MEMORY SECONDS`, one JSON line as answer."""

import csv
import datetime as dt
import json
import resource
import sys
from collections.abc import Iterable, Sequence
from itertools import chain

from python_calamine import CalamineError, CalamineWorkbook


def main(source: str, target: str, memory: str, seconds: str) -> int:
    """Limit ourselves first, then read; a limit that is hit ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer: dict[str, object] = {"header": _write(source, target)}
    except (CalamineError, OSError, ValueError, MemoryError) as failed:
        answer = {"error": str(failed) or type(failed).__name__}
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


def _write(source: str, target: str) -> list[str]:
    workbook = CalamineWorkbook.from_path(source)
    sheet = workbook.get_sheet_by_index(0)
    rows = ((number, row) for number, row in enumerate(sheet.iter_rows(), start=1) if any(v != "" for v in row))
    _, header = next(rows, (0, []))
    names = [_text(value) for value in header]
    with open(target, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 - nothing else is loaded here
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["row_number", *(f"c{position}" for position in range(len(names)))])
        writer.writerows(chain([number], _texts(row)) for number, row in rows)
    return names


def _texts(row: Sequence[object]) -> Iterable[str]:
    return (_text(value) for value in row)


def _text(value: object) -> str:
    """A cell as text: whole numbers without a fraction, dates as ISO 8601."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.timedelta):
        return str(int(value.total_seconds()))
    return str(value)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
