"""How a mapping fits the columns of a file: which column each field is read from, and which columns are persons'."""

from collections.abc import Sequence
from dataclasses import dataclass

from milepost.engines.bulk.failures import BadMapping
from milepost.engines.bulk.fields import REQUIRED
from milepost.engines.bulk.mapping.model import FieldRule, Mapping, PracticeRule
from milepost.engines.bulk.mapping.words import is_personal, normal
from milepost.engines.rules.texts import as_written, say

SHOWN, LONGEST_NAME = 20, 40  # columns that an error names, and characters of each


@dataclass(frozen=True, slots=True)
class Fit:
    """How a mapping meets a file.

    `columns`: field → the file's column; `absent`: mapped fields without one; `practice`: the deciding column
    (none in the file: every row is of the practice that the import names);
    `personal`: columns dropped or pseudonymised before sealing; `unused`: columns that no field reads.
    """

    columns: dict[str, str]
    absent: tuple[str, ...]
    practice: str
    personal: tuple[str, ...]
    unused: tuple[str, ...]


def check_mapping(mapping: Mapping, columns: Sequence[str], *, file: str = "") -> Fit:
    """The fit. Raises BadMapping where a required field has no column in the file."""
    known = {normal(column): column for column in reversed(columns)}
    exact = {column: column for column in columns}
    found = {name: _column(rule, exact, known) for name, rule in mapping.fields.items()}
    for name in REQUIRED:
        if not found[name]:
            raise _missing(mapping.fields[name].columns, f"fields.{name}", file, columns)
    practice = ""
    if mapping.practice:
        practice = _column(mapping.practice, exact, known)
    read = {column for column in (*found.values(), practice) if column}
    return Fit(
        columns={name: column for name, column in found.items() if column},
        absent=tuple(name for name, column in found.items() if not column)
        + (("practice",) if mapping.practice and not practice else ()),
        practice=practice,
        personal=_personal(mapping, columns, found),
        unused=tuple(column for column in columns if column not in read),
    )


def _column(rule: FieldRule | PracticeRule, exact: dict[str, str], known: dict[str, str]) -> str:
    for wanted in rule.columns:
        if column := exact.get(wanted) or known.get(normal(wanted) or wanted):
            return column
    return ""


def _personal(mapping: Mapping, columns: Sequence[str], found: dict[str, str]) -> tuple[str, ...]:
    named = {normal(column) for column in mapping.personal.columns}
    kept = {normal(column) for column in mapping.personal.keep}
    mapped = {found[name] for name, rule in mapping.fields.items() if rule.personal}
    useful = {column for name, column in found.items() if not mapping.fields[name].personal}
    return tuple(
        column
        for column in columns
        if normal(column) not in kept
        and (column in mapped or normal(column) in named or (is_personal(column) and column not in useful))
    )


def _missing(wanted: Sequence[str], key: str, file: str, columns: Sequence[str]) -> BadMapping:
    shown = ", ".join(column[:LONGEST_NAME] for column in columns[:SHOWN])
    more = f", … ({len(columns)})" if len(columns) > SHOWN else ""
    return BadMapping(
        say("{key}: the file has no column {names}.", key=as_written(key), names=as_written(" / ".join(wanted))),
        say(
            "Choose another mapping, or name one of the file's own columns in it: {columns}.",
            columns=as_written(shown + more),
        ),
        code="mapping-does-not-fit",
        file=file,
        row=1,
        field=key,
    )
