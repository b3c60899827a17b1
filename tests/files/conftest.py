"""Files are kept in a folder, or in a bucket of a service on this machine."""

from tests.files.s3 import service

__all__ = ["service"]
