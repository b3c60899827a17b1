"""Batches are tested through the door that makes them, in a folder and in a bucket."""

from tests.evidence.imports import bring, operating
from tests.files.s3 import service

__all__ = ["bring", "operating", "service"]
