"""Where the bytes of evidence and files lie: a protocol, and what keeps it.

`protocol` says what is asked of a store, `folder` keeps everything under a folder of this machine, `bucket` in one of a
service that speaks S3 with `copies` on this machine, `choice` says which store this installation has. A file is known
by its path below the store's `root`, whichever store it is.
"""

from milepost.platform.files.stores.bucket import BucketStore
from milepost.platform.files.stores.choice import here, store
from milepost.platform.files.stores.failures import BucketFails, NotAsKept
from milepost.platform.files.stores.folder import FolderStore
from milepost.platform.files.stores.protocol import Kept, Store

__all__ = ["BucketFails", "BucketStore", "FolderStore", "Kept", "NotAsKept", "Store", "here", "store"]
