"""Keys of rows: UUIDv7, so that rows made together lie together."""

import uuid

import uuid_utils


def new_key() -> uuid.UUID:
    """A fresh time-ordered key as a standard library UUID."""
    return uuid.UUID(int=uuid_utils.uuid7().int)
