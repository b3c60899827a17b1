"""Known instances of project scheduling, solved and held against what is known of them.

`python -m benchmarks.psplib DIR [--seconds 10] [--limit N] [--json]` reads every `.sm` (PSPLIB), `.sch` (RCPSP/max),
`.rcp` (Patterson) and `benchmark_instances.json` (job shops) in and under DIR, and `optimum.csv` beside them. A set is
a folder, divided by format where it has several. A file that is damaged and an answer that cannot be so are named on
standard error; the run goes on and ends with status 1.

proven: a shortest schedule, proven · agreeing: proven (also to be unsatisfiable) as the table has it · wrong: against
the table, or no valid schedule · worst gap: of the unproven, above the best known makespan.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

if not __package__:  # called by its path: then only its own folder is looked into
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.psplib_files import READERS
from benchmarks.psplib_jobshop import FILE_NAME, read_job_shops
from benchmarks.psplib_judging import Sums, judge
from benchmarks.psplib_optima import Known, Optima
from benchmarks.psplib_words import Unreadable
from milepost.engines.scheduling.cpsat import is_installed
from milepost.engines.scheduling.failures import BadNetwork
from milepost.engines.scheduling.network import Network


@dataclass(frozen=True, slots=True)
class Found:
    """An instance on disk: the set it belongs to, its name, and how to read it."""

    set: str
    name: str
    read: Callable[[], tuple[Network, Known | None]]


def find_instances(folder: Path, complain: Callable[[Unreadable], None]) -> list[Found]:
    """All instances in and under a folder, set by set, numbers within names counted as numbers."""
    optima = Optima.under(folder)
    files = sorted(
        (
            file
            for file in folder.rglob("*")
            if file.is_file() and (file.suffix.lower() in READERS or file.name == FILE_NAME)
        ),
        key=lambda file: (str(file.parent), file.suffix.lower(), _natural(file.name)),
    )
    endings: dict[Path, set[str]] = {}
    for file in files:
        endings.setdefault(file.parent, set()).add(file.suffix.lower())
    found: list[Found] = []
    for file in files:
        place = file.parent.relative_to(folder).as_posix() if file.parent != folder else folder.resolve().name
        name = place + (f" {file.suffix.lower()}" if len(endings[file.parent]) > 1 else "")
        try:
            found += _job_shops(file, name) if file.name == FILE_NAME else [_project(file, name, optima)]
        except Unreadable as damaged:
            complain(damaged)
    return found


def _project(file: Path, set_name: str, optima: Optima) -> Found:
    reader = READERS[file.suffix.lower()]
    return Found(set_name, file.name, lambda: (reader(file), optima.of(file)))


def _job_shops(file: Path, set_name: str) -> Iterator[Found]:
    shops = read_job_shops(file)
    for name in sorted(shops, key=_natural):
        yield Found(set_name, name, lambda shop=shops[name]: shop)


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name.lower())]


def solve_all(
    folder: Path, *, seconds: float, limit: int | None, tell: Callable[[str], None]
) -> tuple[list[Sums], int]:
    """Solve up to `limit` instances of each set; the sums by set, and how many files could not be read."""
    damaged: list[str] = []

    def complain(refused: Unreadable | BadNetwork, name: str = "") -> None:
        damaged.append(str(refused))
        tell(f"error: {name}{refused}")

    sets: dict[str, Sums] = {}
    taken: dict[str, int] = {}
    for each in find_instances(folder, complain):
        taken[each.set] = taken.get(each.set, 0) + 1
        if limit is not None and taken[each.set] > limit:
            continue
        try:
            network, known = each.read()
            judged = judge(network, known, seconds)
        except Unreadable as refused:
            complain(refused)
            continue
        except BadNetwork as refused:
            complain(refused, f"{each.name}: ")
            continue
        sets.setdefault(each.set, Sums(each.set)).judged.append(judged)
        if judged.wrong:
            tell(f"wrong: {each.set} {each.name}: {judged.wrong}")
    return list(sets.values()), len(damaged)


def _table(sums: list[Sums]) -> str:
    rows = [each.as_json() for each in sums]
    titles = ("instances", "proven", "agreeing", "wrong", "unsat", "worst gap", "seconds")
    lines = [" ".join((f"{'set':24}", *(f"{title:>9}" for title in titles)))]
    for row in rows:
        gap = "none" if row["worst_gap"] is None else f"{row['worst_gap']:.1%}"
        lines.append(
            f"{row['set']:24} {row['instances']:9} {row['proven']:9} {row['agreeing']:9} {row['wrong']:9} "
            f"{row['unsat_proven']:9} {gap:>9} {row['seconds']:9.1f}"
        )
    return "\n".join(lines)


def main() -> int:
    """0, or 1 where a file could not be read or an answer was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each instance (10)")
    parser.add_argument("--limit", type=int, help="so many instances of each set, the first ones")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    given = parser.parse_args()
    if not given.folder.is_dir():
        parser.error(f"{given.folder} is no folder")
    if not given.seconds > 0 or (given.limit is not None and given.limit < 1):
        parser.error("--seconds and --limit have to be above 0")
    if not is_installed():  # also loads it, which no instance should pay for
        parser.error("OR-Tools is not installed: run make, or install milepost[schedule]")
    try:
        sums, damaged = solve_all(
            given.folder, seconds=given.seconds, limit=given.limit, tell=lambda line: print(line, file=sys.stderr)
        )
    except Unreadable as refused:  # a table of optima
        print(f"error: {refused}", file=sys.stderr)
        return 1
    if given.json:
        print(json.dumps({"sets": [each.as_json() for each in sums]}))
    else:
        print(_table(sums))
    return 1 if damaged or any(each.wrong for one in sums for each in one.judged) else 0


if __name__ == "__main__":
    sys.exit(main())
