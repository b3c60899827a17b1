"""What the bulk engine cannot do, each with a reason and a way out, as translatable sentences."""

import zipfile
import zlib

from milepost.engines.rules.texts import Text

DAMAGED_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What reading a ZIP may raise where the file is damaged, or packed in a way that is not ours."""


class BulkFailure(Exception):
    """Something could not be done: `reason` says what, `fix` the way out; `file`, `row`, `field` say where."""

    def __init__(
        self, reason: Text, fix: Text, *, code: str, file: str = "", row: int | None = None, field: str = ""
    ) -> None:
        super().__init__(f"{reason} {fix}")
        self.reason = reason
        self.fix = fix
        self.code = code
        self.file = file
        self.row = row
        self.field = field


class Unreadable(BulkFailure):
    """The file as a whole cannot be read."""


class BadMapping(BulkFailure):
    """The mapping file says something that cannot be meant; `field` is the key."""


class AmbiguousDates(BulkFailure):
    """The file does not say whether day or month comes first."""


class AmbiguousDialect(BulkFailure):
    """The file may be cut into columns in more than one way."""


class ZoneNeeded(BulkFailure):
    """The source writes times without a zone and nobody said which one is meant."""


class StoreBroken(BulkFailure):
    """The evidence store is not what its manifests say."""
