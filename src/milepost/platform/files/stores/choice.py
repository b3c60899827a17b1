"""Which store this installation has."""

from pathlib import Path

from django.conf import settings

from milepost.platform.files.stores.bucket import BucketStore
from milepost.platform.files.stores.copies import Copies
from milepost.platform.files.stores.folder import FolderStore
from milepost.platform.files.stores.protocol import Store


def store() -> Store:
    """The store of evidence and of the files that people hand in."""
    if not settings.BUCKET:
        return here()
    bucket, _slash, prefix = settings.BUCKET.partition("/")
    copies = Copies(Path(settings.MILEPOST_HOME) / "copies", settings.BUCKET_COPIES)
    return BucketStore(bucket, prefix, copies, plain_http=settings.BUCKET_PLAIN_HTTP)


def here() -> FolderStore:
    """What stays on this machine in any case: results of jobs, and secrets."""
    return FolderStore(Path(settings.MILEPOST_HOME))
