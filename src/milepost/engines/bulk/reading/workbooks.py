"""XLSX: looked over from outside first, then read in a child process with limits on memory and time.

A workbook is a ZIP of XML, so a small file can ask for any amount of memory. Member count, sizes and ratio are checked
without unpacking; what passes is unpacked only in the child, which the kernel ends when it takes too much.
"""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from milepost.engines.bulk.failures import DAMAGED_ZIP, Unreadable
from milepost.engines.rules.texts import Text, as_written, say

MEMBERS = 2_000
TOTAL = 2 << 30
RATIO = 250
RATIO_FROM = 16 << 20
SECONDS = 300
MEMORY = 1 << 30


def look_over(path: Path) -> list[zipfile.ZipInfo]:
    """The members of a ZIP that is safe to unpack; refuses bombs by what the archive's directory says."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except DAMAGED_ZIP as broken:
        raise _refused(path, say("The file is a damaged ZIP or XLSX: {why}.", why=as_written(str(broken)))) from broken
    if len(members) > MEMBERS:
        raise _refused(path, say("The archive holds {count} files.", count=len(members)))
    if sum(member.file_size for member in members) > TOTAL:
        raise _refused(path, say("Unpacked, the archive would take more than 2 GiB."))
    for member in members:
        if member.file_size > RATIO_FROM and member.file_size > RATIO * max(member.compress_size, 1):
            raise _refused(
                path, say("{name} unpacks to more than 250 times its size.", name=as_written(member.filename))
            )
        if member.flag_bits & 1:
            raise _refused(path, say("The archive is protected by a password."))
    return members


def is_workbook(members: list[zipfile.ZipInfo]) -> bool:
    """Whether a ZIP is an XLSX."""
    return any(member.filename == "xl/workbook.xml" for member in members)


def _is_aside(member: str) -> bool:
    """What systems add beside the file that was meant."""
    return member.startswith("__MACOSX/") or member.rpartition("/")[2].startswith(".")


def unpack_single(path: Path, members: list[zipfile.ZipInfo], target: Path) -> None:
    """Write the one data file of a ZIP to `target`, never more bytes than its directory promised."""
    # a member is never written under its own name, so that it may lead anywhere
    files = [m for m in members if not m.is_dir() and not _is_aside(m.filename)]
    if len(files) != 1:
        raise Unreadable(
            say("The archive holds {count} files; one is wanted.", count=len(files)),
            say("Pack the one file of records alone, or import it as it is."),
            code="bad-archive",
            file=path.name,
        )
    try:
        with zipfile.ZipFile(path) as archive, archive.open(files[0]) as source, target.open("wb") as out:
            left = files[0].file_size
            while chunk := source.read(1 << 20):
                left -= len(chunk)
                if left < 0:
                    raise _refused(path, say("The archive holds more than its directory says."))
                out.write(chunk)
    except DAMAGED_ZIP as broken:
        raise _refused(path, say("The file is a damaged ZIP or XLSX: {why}.", why=as_written(str(broken)))) from broken


def convert(path: Path, target: Path) -> list[str]:
    """Write the first sheet as CSV with the sheet's row numbers in the first column; the header as it stands."""
    command = [
        sys.executable,
        "-m",
        "milepost.engines.bulk.reading.workbook_child",
        str(path),
        str(target),
        str(MEMORY),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            [*command, str(SECONDS)], capture_output=True, timeout=2 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise _refused(path, say("Reading the workbook took too long.")) from late
    lines = done.stdout.decode("utf-8", errors="replace").splitlines()
    answer = json.loads(lines[-1]) if done.returncode == 0 and lines else {}
    if "header" in answer:
        return [str(name) for name in answer["header"]]
    why = answer.get("error", "")
    if why:
        raise _refused(path, say("The workbook cannot be read: {why}.", why=as_written(str(why))))
    raise _refused(path, say("Reading the workbook took more memory or time than is allowed."))


def _refused(path: Path, reason: Text) -> Unreadable:
    return Unreadable(
        reason, say("Save the first sheet as CSV (UTF-8) and import that."), code="bad-archive", file=path.name
    )
