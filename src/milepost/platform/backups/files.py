"""Which files a backup holds: those that a row of the moment speaks of, by their place under MILEPOST_HOME."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from milepost.platform.batches.services.upkeep import files_spoken_of
from milepost.platform.files.models import StoredFile
from milepost.platform.files.store import place_of
from milepost.platform.jobs.models import Job
from milepost.platform.jobs.results import result_place
from milepost.platform.organisations.models import Organisation

FOLDERS = ("evidence", "files", "results")
"""The folders of MILEPOST_HOME that hold them; a restore leaves nothing else in these."""

RESULTS = (".csv", ".zip")
"""What the files of jobs end with: verdicts per row, application packs."""

SECRETS = "secrets"


def home() -> Path:
    """MILEPOST_HOME."""
    return Path(settings.MILEPOST_HOME)


def names_to_back_up() -> list[str]:
    """The files, in order, relative to MILEPOST_HOME; call it where one moment is read (`snapshot`)."""
    return sorted({path.relative_to(home()).as_posix() for path in _spoken_of()})


def _spoken_of() -> Iterator[Path]:
    for organisation in Organisation.objects.order_by("pk"):
        yield from files_spoken_of(organisation)
    for organisation_id, sha256 in StoredFile.objects.values_list("organisation_id", "sha256").iterator(1_000):
        yield place_of(organisation_id, sha256)
    for organisation_id, job_id in Job.objects.values_list("organisation_id", "pk").iterator(1_000):
        for ending in RESULTS:
            result = result_place(organisation_id, job_id, ending)
            if result.is_file():
                yield result


def secret_names() -> list[str]:
    """The files of the folder that holds the installation's secrets."""
    folder = home() / SECRETS
    return sorted(path.relative_to(home()).as_posix() for path in folder.rglob("*") if path.is_file())
