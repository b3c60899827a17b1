"""Writing a backup, while people work.

One moment of the database is read; the files that it speaks of are never written over and stay where they are while
this reads. The archive appears under its name only when it is whole and on disk.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from django.db import connection
from django.db.models import Model

from milepost import __version__
from milepost.platform.backups.files import home, names_to_back_up, place_named, secret_names
from milepost.platform.backups.schema import present_schema, require_present_schema
from milepost.platform.backups.snapshot import one_moment
from milepost.platform.backups.tables import backed_up_models, lines
from milepost.platform.files.keeping import files_stay
from milepost.platform.ledger.canonical import canonical_json
from milepost.platform.ledger.clock import now
from milepost.platform.packing.rows import as_text, in_pieces, row_values
from milepost.platform.packing.zips import MANIFEST, ArchiveWriter, file_chunks
from milepost.platform.walls.visible import as_installation

SCHEMA = "milepost/backup/1"
FORMAT = 1
PART = re.compile(r"\.(?P<name>.+)\.\d+\.part")
"""How a file is called while it is written; whoever writes it holds a lock on it, which ends with them."""
A_DAY = 86_400  # seconds
LEVEL = 1  # rows pack well enough at the quickest


@dataclass(frozen=True, slots=True)
class Written:
    """A backup on disk: its manifest, the size of its file in bytes and its SHA-256."""

    place: Path
    manifest: dict[str, Any]
    size: int
    sha256: str

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(self.manifest["tables"].values())

    @property
    def files(self) -> int:
        """The files beside the tables."""
        return sum(not name.startswith("tables/") for name in self.manifest["members"])

    @property
    def missing(self) -> list[str]:
        """Files that a row speaks of and that were not there."""
        return list(self.manifest["missing"])


def write_backup(target: Path, *, with_secrets: bool = False) -> Written:
    """Write the archive. Raises `Refused` where the database is not up to date, OSError where it cannot be written."""
    require_present_schema()
    with files_stay():
        pass  # what was cut off is finished, or refuses this, before an archive is begun
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with contextlib.suppress(OSError):  # a file system without locks: its age speaks for it then
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            writer = ArchiveWriter(file, level=LEVEL)
            try:
                with as_installation("a backup is of the whole installation"):
                    manifest = _fill(writer, with_secrets=with_secrets)
                writer.add(MANIFEST, [canonical_json(manifest)])
            finally:
                writer.close()
            file.flush()
            os.fsync(file.fileno())
            written = Written(target, manifest, beside.stat().st_size, _hash(beside))
            beside.replace(target)  # still held: until it has its name, nobody may take it for one that was left
    finally:
        beside.unlink(missing_ok=True)
    return written


def is_written_now(target: Path) -> bool:
    """Whether somebody is writing the archive that gets this name."""
    return any(_is_held(part) for part, name in _parts(target.parent) if name == target.name)


def sweep_parts(folder: Path, *, named: str) -> int:
    """Remove what killed backups left in a folder, of archives whose names fit a pattern; returns how many files."""
    left = [part for part, name in _parts(folder) if PurePath(name).match(named) and not _is_held(part)]
    for part in left:
        part.unlink(missing_ok=True)
    return len(left)


def _parts(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.glob(".*.part")):
        if found := PART.fullmatch(path.name):
            yield path, found["name"]


def _is_held(part: Path) -> bool:
    try:
        with part.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    except OSError:
        return time.time() - part.stat().st_mtime < A_DAY
    return False


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in file_chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def _fill(writer: ArchiveWriter, *, with_secrets: bool) -> dict[str, Any]:
    made_at = now()
    with files_stay():
        with one_moment():
            counts = {model._meta.label_lower: _add_table(writer, model) for model in backed_up_models()}
            names = names_to_back_up()
            vendor, schema = connection.vendor, present_schema()
        missing = [name for name in names if not _add_file(writer, name)]
    if with_secrets:
        for name in secret_names():
            writer.add_file(name, home() / name)
    return {
        "schema": SCHEMA,
        "format": FORMAT,
        "milepost": __version__,
        "made_at": made_at.isoformat(),
        "database": vendor,
        "migrations": schema,
        "tables": counts,
        "members": {
            name: {"sha256": found.sha256, "size": found.size} for name, found in sorted(writer.members.items())
        },
        "missing": missing,
        "secrets": with_secrets,
    }


def _add_table(writer: ArchiveWriter, model: type[Model]) -> int:
    count = 0

    def written() -> Iterator[bytes]:
        nonlocal count
        for row in lines(model):
            count += 1
            yield as_text(row_values(row)) + b"\n"

    writer.add(f"tables/{model._meta.label_lower}.ndjson", in_pieces(written()))
    return count


def _add_file(writer: ArchiveWriter, name: str) -> bool:
    kept, place = place_named(name)
    try:
        writer.add_pieces(name, kept.chunks(place))
    except FileNotFoundError:
        return False
    return True
