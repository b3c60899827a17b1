"""Whether a batch is still what was sealed, and whether the current records follow from the batches alone."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from milepost.engines.bulk.connection import Connection
from milepost.engines.bulk.fields import FACTS
from milepost.engines.bulk.store.current import newest_sql
from milepost.engines.bulk.store.parts import Part, hash_file, relation

MANIFEST = "manifest.json"


class Fault(StrEnum):
    """What is wrong with a file of the store."""

    MISSING = "missing"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    REDACTED = "redacted"


@dataclass(frozen=True, slots=True)
class Damage:
    """A file of a batch that is not what the manifest says; `redacted` is no damage but told."""

    path: Path
    fault: Fault
    expected: str = ""
    found: str = ""


def verify_batch(folder: Path, manifest_sha256: str, *, redacted: Collection[str] = ()) -> list[Damage]:
    """Re-hash a batch against its manifest, and the manifest against the hash in the ledger.

    `redacted` are hashes of raw parts that an erasure rewrote: their files may differ, which is told as such.
    """
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return [Damage(manifest, Fault.MISSING, manifest_sha256)]
    data = manifest.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != manifest_sha256:
        return [Damage(manifest, Fault.ALTERED, manifest_sha256, found)]
    listed = {str(part["name"]): str(part["sha256"]) for part in json.loads(data)["parts"]}
    damages = [damage for name, sha in listed.items() if (damage := _of_file(folder / name, sha, redacted))]
    strangers = sorted(file for file in folder.iterdir() if file.name not in {*listed, MANIFEST})
    return damages + [Damage(file, Fault.UNKNOWN) for file in strangers]


def _of_file(path: Path, sha256: str, redacted: Collection[str]) -> Damage | None:
    if not path.is_file():
        return Damage(path, Fault.MISSING, sha256)
    found = hash_file(path)
    if found == sha256:
        return None
    return Damage(path, Fault.REDACTED if sha256 in redacted else Fault.ALTERED, sha256, found)


def differences(connection: Connection, *, facts: Sequence[Part], current: Sequence[Part]) -> int:
    """How many rows the current parts have that the batches do not give, or the other way round."""
    columns = ", ".join(f'"{column}"' for column, _ in FACTS)
    derived = f"SELECT {columns} FROM ({newest_sql(facts)}) AS derived" if facts else "SELECT NULL WHERE false"
    kept = f"SELECT {columns} FROM {relation(current, FACTS)} AS kept"
    total = 0
    for one, other in ((derived, kept), (kept, derived)):
        found = connection.execute(f"SELECT count(*) FROM (({one}) EXCEPT ALL ({other})) AS extra").fetchone()
        total += int(found[0]) if found else 0
    return total


def orphans(written: Iterable[tuple[Path, datetime]], *, known: Collection[Path], before: datetime) -> list[Path]:
    """Of the files of the store and when each was written: those that no list knows and that are from before a moment.

    The caller deletes them.
    """
    kept = set(known) | {path.parent / MANIFEST for path in known}
    return sorted(path for path, at in written if path not in kept and at < before)
