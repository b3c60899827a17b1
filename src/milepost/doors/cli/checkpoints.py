"""Reading a checkpoint that somebody kept in a file."""

from pathlib import Path

from milepost.doors.cli.output import CommandError
from milepost.platform.checkpoints.documents import NoCheckpoint, Signed, read_file


def read_checkpoints(file: Path) -> list[Signed]:
    """The checkpoints in a file. Raises CommandError naming it."""
    where = {"file": str(file), "field": "--checkpoint"}
    try:
        return read_file(file.read_bytes())
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}", "name a file", "no-file", where) from None
    except NoCheckpoint as error:
        way = "`milepost ledger checkpoint -o FILE` makes one"
        raise CommandError(f"{file} is no checkpoint: {error}", way, "no-checkpoint", where) from None
