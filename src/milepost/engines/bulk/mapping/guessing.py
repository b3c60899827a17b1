"""Propose a mapping for a file nobody has mapped yet, from its column names and the values that stand in it.

A guess names what it is sure of by name; dates are left to be detected at import, where all rows are looked at, and a
state that no list knows is left out, so that the first dry run names it with its count.
"""

from collections.abc import Sequence
from dataclasses import replace

from milepost.engines.bulk.connection import Connection, name, quote
from milepost.engines.bulk.fields import BY_NAME, Type
from milepost.engines.bulk.mapping.model import FieldRule, Mapping, Otherwise, PracticeRule, SourceTerms
from milepost.engines.bulk.mapping.words import COLUMNS, STATES, normal
from milepost.engines.bulk.reading import Rows

LOOKED_AT = 20_000
DISTINCT = 200
MISSING = ("?", "-", "--", "NULL", "null", "None", "N/A", "n/a", "#N/A", "#N/B", "#MULTIVALUE", "(empty)", "(blank)",
           "tidak ada", "kosong")  # fmt: skip
PRACTICES = {
    "incident": ("incident", "insiden", "gangguan", "[system] incident", "fault"),
    "service-request": ("service request", "request", "request for information", "userrequest", "permintaan",
                        "permintaan layanan", "[system] service request", "sc_req_item", "requested item"),
    "change": ("change", "change request", "perubahan", "[system] change", "normalchange", "routinechange",
               "emergencychange"),
    "problem": ("problem", "masalah", "[system] problem"),
}  # fmt: skip
KIND_COLUMNS = (
    "category",
    "type",
    "class",
    "kategori",
    "jenis",
    "record type",
    "issue type",
    "ticket type",
    "finalclass",
)
KINDS_ALONE = ("class", "record type", "issue type", "ticket type", "finalclass")  # columns that hold nothing else


def guess_mapping(connection: Connection, rows: Rows, *, system: str) -> Mapping:
    """A mapping to be looked over by a person; `source_id` and `opened_at` stay open where no column fits."""
    beginning = f"(SELECT * FROM {rows.sql} LIMIT {LOOKED_AT})"
    practice = _practice(connection, beginning, rows.columns)
    fields = _fields([column for column in rows.columns if practice is None or column not in practice.columns])
    if "state" in fields:
        column = fields["state"].columns[0]
        words = {word: state for state, known in STATES.items() for word in known}
        found = _distinct(connection, beginning, column)
        values = {value: words[normal(value)] for value in found if normal(value) in words}
        fields["state"] = FieldRule("state", (column,), values=values)
    return Mapping(
        source=SourceTerms(
            system=system,
            encoding="" if rows.encoding == "utf-8" else rows.encoding,
            delimiter="" if rows.dialect.delimiter == "," else rows.dialect.delimiter,
            missing=_missing(connection, beginning, rows),
        ),
        fields=fields,
        practice=practice,
    )


def _fields(columns: Sequence[str]) -> dict[str, FieldRule]:
    """The first field whose names hold a column takes it; names earlier in the list are surer."""
    free = {normal(column): column for column in reversed(columns)}
    fields: dict[str, FieldRule] = {}
    for field, names in COLUMNS.items():
        wanted = next((normal(word) for word in names if normal(word) in free), "")
        if wanted:
            kind = BY_NAME[field].type
            otherwise = Otherwise.KEEP if kind is Type.TEXT else Otherwise.REJECT
            column = (free.pop(wanted),)
            fields[field] = FieldRule(field, column, otherwise=otherwise, personal=kind is Type.PERSON)
    if "source_id" not in fields and "ref" in fields:  # the number that people cite is then the only key there is
        fields = {"source_id": replace(fields["ref"], name="source_id"), **fields}
    return fields


def _practice(connection: Connection, beginning: str, columns: Sequence[str]) -> PracticeRule | None:
    """A column whose every value names a practice, or one of kinds alone: what else it names is refused, and told."""
    words = {word: practice for practice, known in PRACTICES.items() for word in known}
    for column in columns:
        if normal(column) in KIND_COLUMNS:
            found = _distinct(connection, beginning, column)
            known = {value: words[value.lower()] for value in found if value.lower() in words}
            if known and (len(known) == len(found) or normal(column) in KINDS_ALONE):
                return PracticeRule((column,), known)
    return None


def _distinct(connection: Connection, beginning: str, column: str) -> list[str]:
    found = connection.execute(
        f"SELECT trim({name(column)}), count(*) FROM {beginning} AS beginning WHERE trim({name(column)}) <> ''"
        f" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {DISTINCT}"
    ).fetchall()
    return [str(row[0]) for row in found]


def _missing(connection: Connection, beginning: str, rows: Rows) -> tuple[str, ...]:
    """The usual words for "nothing" that do stand in the file."""
    words = ", ".join(quote(word) for word in MISSING)
    columns = [name(column) for column in rows.columns[:200]]
    tests = ", ".join(f"array_agg(DISTINCT {column}) FILTER ({column} IN ({words}))" for column in columns)
    found = connection.execute(f"SELECT {tests} FROM {beginning} AS beginning").fetchone() or ()
    held = {str(word) for words_found in found if words_found for word in words_found}
    return ("", *(word for word in MISSING if word in held))
