"""Which store this installation has."""

from pathlib import Path

from django.conf import settings

from milepost.platform.files.stores.folder import FolderStore
from milepost.platform.files.stores.protocol import Store


def store() -> Store:
    """The store of evidence and of the files that people hand in."""
    return here()


def here() -> FolderStore:
    """What stays on this machine in any case: results of jobs, and secrets."""
    return FolderStore(Path(settings.MILEPOST_HOME))
