"""A part: one immutable Parquet file, known by its hash."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from milepost.engines.bulk.connection import quote

CHUNK = 1 << 20


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


def relation(parts: Iterable[Part]) -> str:
    """The rows of several parts, older schemas filled with NULL; at least one part."""
    paths = ", ".join(quote(str(part.path)) for part in parts)
    return f"read_parquet([{paths}], union_by_name = true, hive_partitioning = false)"
