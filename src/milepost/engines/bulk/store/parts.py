"""A part: one immutable Parquet file, known by its hash."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from milepost.engines.bulk.connection import name, one_file

CHUNK = 1 << 20
#: How parts are written. Version 2 pages hold lengths and numbers as differences, level 1 packs these as small as level
#: 3 does, and a column of more than a thousand values is not held twice: a third less work than as DuckDB is set.
PARQUET = (
    "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1000,"
    " WRITE_BLOOM_FILTER false"
)


class Content(StrEnum):
    """What a part holds."""

    FACTS = "facts"
    RAW = "raw"
    REJECTS = "rejects"
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Part:
    """`path` is where it lies now (job folder or store); `month` the months of opening it holds, empty: any."""

    path: Path
    sha256: str
    rows: int
    content: Content
    month: str = ""


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, read in constant memory."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def flush(path: Path) -> None:
    """Make a file or a folder's entries safe against a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def relation(parts: Iterable[Part], columns: Sequence[tuple[str, str]] = ()) -> str:
    """The rows of several parts, to stand behind FROM; `columns` (name, type) that a part lacks are NULL in it."""
    paths = ", ".join(one_file(part.path) for part in parts)
    read = f"read_parquet([{paths}], union_by_name = true, hive_partitioning = false)"
    typed = ", ".join(f"CAST(NULL AS {kind}) AS {name(column)}" for column, kind in columns)
    if not typed:
        return read
    empty = f"SELECT {typed} WHERE false"
    return f"({empty} UNION ALL BY NAME SELECT * FROM {read})" if paths else f"({empty})"
