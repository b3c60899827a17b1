"""Which files a backup holds: those that a row of the moment speaks of, by their place below the root of a store."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from milepost.platform.batches.services.upkeep import files_spoken_of
from milepost.platform.files.models import StoredFile
from milepost.platform.files.store import place_of
from milepost.platform.files.stores import Store, here, store
from milepost.platform.jobs.models import Job
from milepost.platform.jobs.results import result_place
from milepost.platform.organisations.models import Organisation

IN_STORE = ("evidence", "files")
"""The folders of the store."""

FOLDERS = (*IN_STORE, "results")
"""The folders that hold them; a restore leaves nothing else in these."""

RESULTS = (".csv", ".zip")
"""What the files of jobs end with: verdicts per row, application packs."""

SECRETS = "secrets"


def home() -> Path:
    """MILEPOST_HOME."""
    return Path(settings.MILEPOST_HOME)


def names_to_back_up() -> list[str]:
    """The files, in order, by name; call it where one moment is read (`snapshot`)."""
    return sorted(set(_spoken_of()))


def place_named(name: str) -> tuple[Store, Path]:
    """The store that a file, or one of `FOLDERS`, lies in, and its place there."""
    kept = store() if name.partition("/")[0] in IN_STORE else here()
    return kept, kept.root / name


def _spoken_of() -> Iterator[str]:
    root = store().root
    for organisation in Organisation.objects.order_by("pk"):
        yield from (place.relative_to(root).as_posix() for place in files_spoken_of(organisation))
    for organisation_id, sha256 in StoredFile.objects.values_list("organisation_id", "sha256").iterator(1_000):
        yield place_of(organisation_id, sha256).relative_to(root).as_posix()
    for organisation_id, job_id in Job.objects.values_list("organisation_id", "pk").iterator(1_000):
        for ending in RESULTS:
            result = result_place(organisation_id, job_id, ending)
            if result.is_file():
                yield result.relative_to(home()).as_posix()


def secret_names() -> list[str]:
    """The files of the folder that holds the installation's secrets."""
    folder = home() / SECRETS
    return sorted(path.relative_to(home()).as_posix() for path in folder.rglob("*") if path.is_file())
