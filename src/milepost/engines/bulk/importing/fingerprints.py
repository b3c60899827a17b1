"""The fingerprint of a record: SHA-256 over its canonical fields, in the fixed order of `fields.KEPT`.

Canonical: texts as cleaned; the opening in whole seconds since 1970 in UTC, the other times in seconds from the opening
(short texts hash faster); flags 1 and 0; nothing for none. Fields are separated by U+001F, those that the source lacks
at the end left out. The id is the key and
not part of it; neither is the actor, whose hash changes with its key.
"""

from milepost.engines.bulk.connection import name
from milepost.engines.bulk.fields import KEPT, Field, Type
from milepost.engines.bulk.importing.parsing import Parser


def fingerprint_sql(parser: Parser, table: str = "") -> str:
    """A BLOB of 32 bytes; `table` is the prefix of the columns, such as `r.`."""
    fields = [field for field in KEPT if field.name != "source_id"]
    while fields and not parser.has(fields[-1].name):
        fields.pop()
    parts = [f"{table}practice"]
    for field in fields:
        value = _canonical(field, table) if parser.has(field.name) else "''"
        # neighbours that are always empty become one literal of separators
        if value == "''" and parts[-1].startswith("'"):
            parts[-1] = f"'{parts[-1][1:-1]}\x1f'"
        else:
            parts.append(value)
    return f"unhex(sha256(concat_ws(chr(31), {', '.join(parts)})))"


def _canonical(field: Field, table: str) -> str:
    column = table + name(field.name)
    if field.name == "opened_at":
        return f"date_diff('second', TIMESTAMP '1970-01-01', {column})"
    if field.type is Type.DATETIME:
        return f"coalesce(CAST(date_diff('second', {table}opened_at, {column}) AS VARCHAR), '')"
    if field.type is Type.FLAG:
        return f"coalesce(CAST(CAST({column} AS TINYINT) AS VARCHAR), '')"
    if field.type in {Type.LEVEL, Type.SECONDS}:
        return f"coalesce(CAST({column} AS VARCHAR), '')"
    return f"coalesce({column}, '')"
