"""Files handed in for import: kept in the folder of the job that will import them, then queued."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from milepost.features.evidence.imports.running import ImportRequest
from milepost.features.programmes.models import Programme
from milepost.platform.batches.policies import IMPORT_RECORDS
from milepost.platform.files.services import look_over, plain_name
from milepost.platform.jobs.models import Job
from milepost.platform.jobs.results import result_place as place_of_result
from milepost.platform.jobs.runs import folder_of, forget_folder
from milepost.platform.jobs.services import enqueue
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused

UPLOADED = "uploaded"
LARGEST = 500 * 1024 * 1024  # bytes; larger files go by the command line


def keep_upload(key: UUID, name: str, chunks: Iterable[bytes]) -> Path:
    """Keep a file under the key of its future job.

    Raises `Refused` when it is empty or too large, is a program, or is not called clean by the virus scanner, if any.
    """
    place = folder_of(key) / UPLOADED / plain_name(name)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    size = 0
    with place.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                break
            file.write(chunk)
    if 0 < size <= LARGEST:
        try:
            look_over(place, place.name)
        except Refused:
            forget_folder(key)
            raise
        return place
    forget_folder(key)
    if size:
        raise Refused(
            _("{name} is larger than {limit} MiB.").format(name=plain_name(name), limit=LARGEST // 2**20),
            field="file",
            hint=_("Import it on the server: milepost records import."),
        )
    raise Refused(_("{name} is empty.").format(name=plain_name(name)), field="file")


def queue_import(*, actor: Actor, programme: Programme, key: UUID, file_name: str, request: ImportRequest) -> Job:
    """Have a kept file imported by a worker."""
    require(actor, IMPORT_RECORDS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    name = plain_name(file_name)
    if not (folder_of(key) / UPLOADED / name).is_file():
        raise Refused(_("The file is gone: it is kept for a day."), field="file", hint=_("Hand it in again."))
    if Job.objects.filter(pk=key).exists():
        raise Refused(_("This file is being imported already."), field="file")
    return enqueue(
        actor=actor,
        organisation=programme.organisation,
        programme_id=programme.pk,
        kind="records.import",
        label=name,
        payload={"file_name": name, "request": request.as_payload()},
        key=key,
    )


def result_place(organisation_id: UUID, job_id: UUID) -> Path:
    """Where the verdict per row of an import lies, as CSV."""
    return place_of_result(organisation_id, job_id, ".csv")
