"""Which characters separate and quote the values of a delimited file.

DuckDB's sniffer is asked first; its answer stands only where our own count of the header and the first records agrees
that it makes even columns. Two separators that both do make the file ambiguous, and the user is asked.
"""

import csv
import itertools
from collections import Counter
from dataclasses import dataclass

from milepost.engines.bulk.failures import AmbiguousDialect
from milepost.engines.rules.texts import as_written, say

CANDIDATES = (",", ";", "\t", "|")
SAMPLED = 200


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written; `told` is false where it was detected."""

    delimiter: str
    quote: str = '"'
    escape: str = '"'
    told: bool = False


def detect(sample: str, *, told: str, sniffed: str, file: str) -> Dialect:
    """The dialect of a sample that begins at the header and ends at a line's end."""
    if told:
        return Dialect(told, told=True)
    widths = {delimiter: _even_width(sample, delimiter) for delimiter in CANDIDATES}
    fitting = [delimiter for delimiter, width in widths.items() if width > 1]
    if not fitting:
        headed = [delimiter for delimiter in CANDIDATES if _header_width(sample, delimiter) > 1]
        return Dialect(headed[0] if len(headed) == 1 else (sniffed if sniffed in headed else ","))
    widest = max(widths[delimiter] for delimiter in fitting)
    best = [delimiter for delimiter in fitting if widths[delimiter] == widest]
    if len(best) > 1 and sniffed not in best:
        raise AmbiguousDialect(
            say(
                "The columns may be separated by {first} or by {second}.",
                first=as_written(repr(best[0])),
                second=as_written(repr(best[1])),
            ),
            say("Name the separator under “delimiter” in the mapping."),
            code="ambiguous-dialect",
            file=file,
        )
    return Dialect(sniffed if sniffed in best else best[0])


def header_of(sample: str, dialect: Dialect) -> list[str]:
    """The names in the first record that is not blank."""
    return next((row for row in _records(sample, dialect.delimiter) if row), [])


def _records(sample: str, delimiter: str) -> "itertools.islice[list[str]]":
    lines = sample.lstrip("\ufeff").replace("\x00", "").splitlines(keepends=True)
    return itertools.islice(csv.reader(lines, delimiter=delimiter), SAMPLED)


def _header_width(sample: str, delimiter: str) -> int:
    return len(header_of(sample, Dialect(delimiter)))


def _even_width(sample: str, delimiter: str) -> int:
    """The number of columns that the header and nine in ten records share; 0: there is none."""
    try:
        widths = [len(row) for row in _records(sample, delimiter) if row]
    except csv.Error:
        return 0
    if not widths:
        return 0
    common, times = Counter(widths).most_common(1)[0]
    return common if common == widths[0] and times >= 0.9 * len(widths) else 0
