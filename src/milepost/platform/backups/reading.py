"""Checking a backup that anybody may have handed in, before anything is done with it.

A backup is refused when it is no archive, is cut off or altered in a byte, holds a member that its manifest does not
list, would not fit on the disk, or was made by a newer Milepost.
"""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from milepost.engines.bulk.failures import DAMAGED_ZIP
from milepost.platform.backups.files import FOLDERS, SECRETS, home
from milepost.platform.backups.schema import tables_at, unknown_to_us
from milepost.platform.backups.writing import FORMAT, SCHEMA
from milepost.platform.packing.zips import MANIFEST, NoArchive, member_chunks, open_archive

HINT = "Use a file that `milepost backup` wrote, and copy it again if it was cut off on its way."
LONGEST_MANIFEST = 1024**3  # bytes


class NewerBackup(NoArchive):
    """A backup of a version that is newer than this one."""


class ListedMember(BaseModel):
    """A member as the manifest lists it."""

    model_config = ConfigDict(frozen=True)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)


class Manifest(BaseModel):
    """What a manifest says (`docs/reference/backup-format.md`)."""

    model_config = ConfigDict(frozen=True)
    format: int
    milepost: str
    made_at: str
    database: str
    migrations: dict[str, list[str]]
    tables: dict[str, int]
    members: dict[str, ListedMember]
    missing: list[str]
    secrets: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup whose manifest was read; what its members hold is checked while they are unpacked."""

    file: Path
    zip: zipfile.ZipFile
    manifest: Manifest

    def tables(self) -> Iterator[tuple[str, str]]:
        """The tables: label and member."""
        for label in self.manifest.tables:
            yield label, f"tables/{label}.ndjson"

    def files(self) -> Iterator[str]:
        """The members that are files of MILEPOST_HOME, its secrets among them."""
        yield from (name for name in self.manifest.members if not name.startswith("tables/"))

    def check_table(self, label: str, name: str) -> None:
        """Read a table's member to its end. Raises `NoArchive` where it is not what is listed."""
        rows = self.check(name)
        if rows != self.manifest.tables[label]:
            raise NoArchive(f"{name} holds {rows} rows, its manifest says {self.manifest.tables[label]}", HINT)

    def check(self, name: str, target: IO[bytes] | None = None) -> int:
        """Read a member to its end, to a file where one is given; answers with its lines.

        Raises `NoArchive` where it is not what is listed.
        """
        listed, digest, size, ends = self.manifest.members[name], hashlib.sha256(), 0, 0
        try:
            for chunk in member_chunks(self.zip, name):
                size += len(chunk)
                digest.update(chunk)
                ends += chunk.count(b"\n")
                if target is not None:
                    target.write(chunk)
        except DAMAGED_ZIP as error:
            raise NoArchive(f"{self.file.name}: {name} cannot be read: {error}", HINT) from None
        if (digest.hexdigest(), size) != (listed.sha256, listed.size):
            raise NoArchive(f"{self.file.name}: {name} is not what was backed up; the file was altered", HINT)
        return ends


def open_backup(file: Path) -> Opened:
    """Open a backup and read its manifest; the caller closes `zip`. Raises `NoArchive` and `NewerBackup`."""
    opened = open_archive(file, largest=_room(), hint=HINT)
    try:
        manifest = _manifest(opened, file)
        _refuse_newer(manifest, file)
        _refuse_strangers(opened, manifest, file)
    except BaseException:
        opened.close()
        raise
    return Opened(file, opened, manifest)


def _room() -> int:
    """The bytes that may be unpacked: what is free where the home lies, or will lie."""
    place = home()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def _manifest(opened: zipfile.ZipFile, file: Path) -> Manifest:
    try:
        if opened.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
            raise NoArchive(f"{file.name} has a manifest that is too long", HINT)
        written: dict[str, Any] = json.loads(opened.read(MANIFEST))
        if written["schema"] != SCHEMA:
            raise NoArchive(f"{file.name} is no backup: it is a {written['schema']}", HINT)
        if written["format"] > FORMAT:
            raise _newer(file, str(written.get("milepost", "")))
        return Manifest.model_validate(written)
    except (ValueError, KeyError, TypeError, ValidationError, *DAMAGED_ZIP) as error:
        raise NoArchive(f"{file.name} has a manifest that cannot be read: {type(error).__name__}", HINT) from None


def _refuse_newer(manifest: Manifest, file: Path) -> None:
    if unknown_to_us(manifest.migrations):
        raise _newer(file, manifest.milepost)


def _newer(file: Path, version: str) -> NewerBackup:
    return NewerBackup(
        f"{file.name}: this backup was made by a newer Milepost ({version})",
        "Install that version or a later one, then restore.",
    )


def _refuse_strangers(opened: zipfile.ZipFile, manifest: Manifest, file: Path) -> None:
    present, listed = set(opened.namelist()) - {MANIFEST}, set(manifest.members)
    tables = {f"tables/{label}.ndjson" for label in manifest.tables}
    if lost := sorted((listed | tables) - present) or sorted(tables - listed):
        raise NoArchive(f"{file.name} lacks {lost[0]}", HINT)
    if added := sorted(present - listed):
        raise NoArchive(f"{file.name} holds {added[0]}, which its manifest does not list", HINT)
    if strange := sorted(name for name in listed - tables if not _is_file_of_ours(name)):
        raise NoArchive(f"{file.name} holds {strange[0]}, which no backup holds", HINT)
    if unknown := sorted(set(manifest.tables) - tables_at(manifest.migrations)):
        raise NoArchive(f"{file.name} holds a table {unknown[0]}, which its version did not have", HINT)
    if any(opened.getinfo(name).file_size != found.size for name, found in manifest.members.items()):
        raise NoArchive(f"{file.name} holds members of other sizes than its manifest lists", HINT)


def _is_file_of_ours(name: str) -> bool:
    first, *rest = name.split("/")
    return first in {*FOLDERS, SECRETS} and bool(rest) and all(part not in {"", "."} for part in rest)
