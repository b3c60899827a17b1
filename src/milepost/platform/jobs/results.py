"""Where the files lie that jobs leave for whoever asked: retention and backups find them there."""

from pathlib import Path
from uuid import UUID

from django.conf import settings


def results_of(organisation_id: UUID) -> Path:
    """The folder of an organisation's result files; it need not be there."""
    return Path(settings.MILEPOST_HOME) / "results" / str(organisation_id)


def result_place(organisation_id: UUID, job_id: UUID, ending: str) -> Path:
    """The place of one file of a job, by what its name ends with (`.csv`)."""
    return results_of(organisation_id) / f"{job_id}{ending}"
