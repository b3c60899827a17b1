"""What services and rules refuse, as the command line says it."""

from django.db import DatabaseError

from milepost.doors.archive.reading import AlteredArchive
from milepost.doors.cli.output import REFUSED, CommandError
from milepost.engines.bulk import BulkFailure
from milepost.platform.ledger.clock import WrongInstant
from milepost.platform.ledger.installation import is_prepared
from milepost.platform.ledger.states import DayOutOfRange
from milepost.platform.organisations.limits import TooManyTries
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Overtaken, Refused, RefusedByRule
from milepost.platform.organisations.tables import Superseded
from milepost.platform.packing.zips import NoArchive
from milepost.platform.ui.results import result_facts
from milepost.platform.ui.texts import speak


def as_command_error(error: Exception) -> CommandError | None:  # noqa: C901, PLR0912 - one case per refusal
    """The command error for a refusal; None for anything that is not one."""
    match error:
        case CommandError():
            return error
        case BulkFailure():
            where = {"file": error.file or None, "row": error.row, "field": error.field or None}
            return CommandError(speak(error.reason), speak(error.fix), error.code, where)
        case NoArchive() | AlteredArchive():
            return _about_archive(error)
        case RefusedByRule():
            results = [result_facts(result) for result in error.results]
            return CommandError(error.reason, error.hint, "refused-by-rule", results=results, status=REFUSED)
        case TooManyTries():
            return CommandError(str(error), "the right answer does not open it earlier", "too-many-tries")
        case Overtaken():
            return CommandError(error.reason, error.hint, "overtaken", {"field": error.field})
        case Refused():
            return CommandError(error.reason, error.hint, "refused", {"field": error.field or None})
        case NotAllowed():
            return CommandError(
                f"not allowed: {error.permission.says}",
                f"this needs the role {' or '.join(sorted(error.permission.roles))}",
                "not-allowed",
            )
        case Hidden():
            return CommandError("there is no such thing, or you may not see it", code="not-found")
        case Superseded():
            return CommandError(str(error), "read it again and repeat the change", "superseded")
        case WrongInstant():
            return CommandError(str(error), "unset MILEPOST_NOW or mend it", "wrong-instant")
        case DayOutOfRange():
            return CommandError(
                "a day lies between 1970 and 2100", "correct the year", "bad-date", {"field": error.field}
            )
        case OverflowError():
            return CommandError("a day or a number is too large or too small", "correct it", "out-of-range")
        case OSError() if not isinstance(error, BrokenPipeError):
            return _about_file(error)
        case DatabaseError():
            return _without_database(error)
    return None


def _about_archive(error: NoArchive | AlteredArchive) -> CommandError:
    if isinstance(error, NoArchive):
        return CommandError(str(error), error.hint, "no-archive", {"field": "FILE.zip"})
    found = [{"id": breach.what, "where": breach.where, "text": breach.detail} for breach in error.mismatches]
    return CommandError(error.reason, error.hint, "altered-archive", results=found[:1_000])


def _about_file(error: OSError) -> CommandError:
    """A file that cannot be read or written, wherever it was met: a folder, no right, no room."""
    name = error.filename2 or error.filename
    where = {"file": str(name)} if name else {}
    said = f"{name}: {error.strerror}" if name else str(error)
    return CommandError(said, "name a file that can be read, or a place that can be written", "no-file", where)


def _without_database(error: DatabaseError) -> CommandError | None:
    try:
        if is_prepared():
            return None
    except DatabaseError:
        return CommandError(f"the database does not answer: {error}", "check DATABASE_URL", "no-database")
    return CommandError(
        "there is no Milepost here yet", "milepost init --organisation NAME --email E", "not-initialised"
    )
